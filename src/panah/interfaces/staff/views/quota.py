# SPDX-License-Identifier: AGPL-3.0-or-later
"""The labour quota of a year: places, used and left, and entering what the Cabinet has set."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from panah.casework.errors import Invalid
from panah.domains.employment import public as employment
from panah.domains.employment.public import Quota, QuotaPermission, Territory
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows, require
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import request_id_of
from panah.interfaces.staff.words import say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind

TERRITORIES: Mapping[str, Any] = {
    Territory.COUNTRY: gettext_lazy("The country"),
    Territory.NAKHCHIVAN: gettext_lazy("Nakhchivan"),
    Territory.LIBERATED: gettext_lazy("Liberated territories"),
}
YEARS_BACK = 5  # not-law: how many years the page offers
FEW = 10  # not-law: from so few in a hundred left on a row is marked


def _year(request: HttpRequest) -> int:
    now = clock.today().year
    given = request.GET.get("year", "")
    return int(given) if given.isdecimal() and given in map(str, _years(now)) else now


def _years(now: int) -> list[int]:
    return list(range(now + 1, now - YEARS_BACK - 1, -1))


def _fields(language: str) -> list[Field]:
    activities = [
        (code, f"{code} {names.get(language) or names['en']}")
        for code, names in employment.activities(settings.PANAH_PACK).items()
    ]
    return [
        Field("activity", "choice", _("Economic activity"), options=activities, required=True, widget="select"),
        Field("territory", "choice", _("Territory"), options=[(code, str(word)) for code, word in TERRITORIES.items()],
              required=True),
        Field("places", "integer", _("Places"), _("All places of the year, not only the added ones."), required=True, width=10),
        Field("basis", "text", _("Decision"), _("With number and date."), required=True),
    ]  # fmt: skip


def _row(quota: Quota, language: str) -> dict[str, Any]:
    if not quota.left:
        mark = (_("none left"), "bad")
    elif quota.left * 100 <= quota.places * FEW:
        mark = (_("few left"), "warn")
    else:
        mark = ("", "neutral")
    return {
        "activity": f"{quota.activity} {employment.activity_name(settings.PANAH_PACK, quota.activity, language)}",
        "territory": say(TERRITORIES, quota.territory),
        "places": quota.places,
        "used": quota.used,
        "left": quota.left,
        "mark": mark,
        "basis": quota.basis,
        "set_at": quota.set_at,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(QuotaPermission.READ, purpose="quota")
def quota_page(request: HttpRequest) -> HttpResponse:
    """The quota of a year (GET); entering or changing the places of one activity (POST, whoever may)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    year = _year(request)
    fields = _fields(actor.language)
    values: dict[str, Any] = {"territory": Territory.COUNTRY.value}
    errors: dict[str, str] = {}
    if request.method == "POST":
        require(actor, QuotaPermission.SET)
        values = bind(fields, request.POST)
        places = str(values.get("places") or "")
        try:
            employment.set_quota(
                actor=actor,
                year=year,
                activity=str(values.get("activity") or ""),
                territory=str(values.get("territory") or ""),
                places=int(places) if places.isdecimal() and len(places) < 8 else -1,  # not-law: no quota is longer
                basis=str(values.get("basis") or ""),
                request_id=request_id_of(request.POST),
                pack=settings.PANAH_PACK,
            )
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("Entered."))
            return HttpResponseRedirect(f"{reverse('staff:quota')}?year={year}")
    found = employment.quotas(actor=actor, year=year)
    context = {
        "year": year,
        "years": _years(clock.today().year),
        "rows": [_row(one, actor.language) for one in found],
        "all": (sum(one.places for one in found), sum(one.used for one in found), sum(one.left for one in found)),
        "form": Form(fields, values, errors, mark_optional=False),
        "may_set": allows(actor, QuotaPermission.SET, SOME),
    }
    return page(request, "staff/quota.jinja", context, place="quota", status=422 if errors else 200)
