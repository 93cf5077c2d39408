# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly return of the service as a page, internal or as it may be published. Its file is an export (`returning`)."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.drafts import STATUSES
from panah.interfaces.staff.returning import BESIDE, OUTCOMES, count, months, titles
from panah.interfaces.staff.words import say
from panah.interfaces.web.doors import door
from panah.statistics.policy import StatisticsPermission
from panah.statistics.returns import Line
from panah.statistics.returns.count import month_of
from panah.statistics.returns.table import Cell, summed

RETURN = StatisticsPermission.RETURN


def _asked(request: HttpRequest) -> tuple[dt.date, bool, str]:
    """The month, whether the version that may be published is meant, and what is wrong with the month."""
    given, today = request.GET.get("month", ""), clock.today()
    public = request.GET.get("version", "") == "public"
    if not given:
        return month_of(today.replace(day=1) - dt.timedelta(days=1))[0], public, ""
    try:
        day = dt.date.fromisoformat(f"{given}-01")
    except ValueError:
        return today, public, _("Enter a month as year-month, for example 2026-10.")
    if day > today:
        return today, public, _("This month has not begun.")
    return day, public, ""


def _line(line: Line, label: str, groups: bool = False) -> dict[str, Any]:
    beside: list[tuple[str, Cell]] = [(say(BESIDE, name), count) for name, count in line.beside.items() if count]
    if groups and line.groups:
        beside.insert(0, (_("households"), line.groups))
    beside += [(name, count) for name, count in line.units.items()]
    return {
        "label": label,
        "opening": line.opening,
        "received": line.received,
        "back": line.back,
        "out": [(say(OUTCOMES, name), count) for name, count in line.out.items()],
        "gone": line.gone,
        "closing": line.closing,
        "beside": beside,
    }


@require_GET
@door(RETURN, purpose="statistics")
def return_page(request: HttpRequest) -> HttpResponse:
    """The return of a month; whoever prints it stands on the paper (EX-13)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    month, public, wrong = _asked(request)
    found = None if wrong else count(actor, month, public)
    names = titles(actor.language)
    context = {
        "wrong": wrong,
        "month": f"{month:%Y-%m}",
        "months": months(clock.today()),
        "version": "public" if public else "internal",
        "public": public,
        "first": month_of(month)[0],
        "last": month_of(month)[1],
        "matters": [_line(one, names.get(one.key, one.key), groups=True) for one in found.matters] if found else [],
        "all": _line(summed(found.matters), _("All")) if found and found.matters else None,
        "rights": [_line(one, say(STATUSES, one.key)) for one in found.rights] if found else [],
        "duties": [_line(one, names.get(one.key, one.key)) for one in found.duties] if found else [],
        "taken_at": clock.now(),
    }
    return page(request, "staff/return.jinja", context, place="return", status=422 if wrong else 200)
