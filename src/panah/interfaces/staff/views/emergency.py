# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a few fields of one person in an emergency; hearing of openings; the look at them afterwards (FE-04 to FE-07)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.accounts.models import Office
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import CONTACT_KINDS, NEEDS, SEXES, options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import language_name
from panah.interfaces.web.signing.flow import fresh
from panah.register import public as register
from panah.register.models import Danger, Part, Verdict
from panah.register.notices import sinks
from panah.register.policy import RegisterPermission

DANGERS: Mapping[str, Any] = {
    Danger.LIFE: gettext_lazy("A life is in danger"),
    Danger.HEALTH: gettext_lazy("Somebody's health is in danger"),
}
PARTS: Mapping[str, Any] = {
    Part.WHO: gettext_lazy("Who it is: name, birth, languages"),
    Part.CALL: gettext_lazy("Whom to call: safe telephones and the guardian"),
    Part.PLACE: gettext_lazy("Where the person lives now"),
    Part.CARE: gettext_lazy("What to know to help: specific needs, by kind"),
}
VERDICTS: Mapping[str, Any] = {
    Verdict.JUSTIFIED: gettext_lazy("It was justified"),
    Verdict.NOT_JUSTIFIED: gettext_lazy("It was not justified"),
}
WRONG: Mapping[str, Any] = {
    "file": gettext_lazy("its file cannot be written"),
    "network": gettext_lazy("it does not answer"),
    "not_configured": gettext_lazy("it is no longer named"),
}


def _fields() -> list[Field]:
    return [
        Field("danger", "choice", _("What is the danger?"), required=True, options=options(DANGERS)),
        Field(
            "reason",
            "long_text",
            _("What happened?"),
            _("A sentence or two. Others read it at once."),
            required=True,
            max_length=1000,
        ),
        Field(
            "parts", "multi", _("What do you need?"), _("Only what you tick is opened."), required=True, options=options(PARTS)
        ),
        Field(
            "number",
            "text",
            _("Number of a paper of the person"),
            _("As it stands on the paper. Without one, give name and birth below."),
            max_length=60,
            width=20,
            autocomplete="off",
        ),
        Field("name", "text", _("Whole name"), _("Every part of it, in any script."), max_length=300, autocomplete="off"),
        Field("born", "date", _("Day of birth")),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.EMERGENCY, purpose="emergency")
@fresh
def start_page(request: HttpRequest) -> HttpResponse:
    """The form; what was opened has a page of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = _fields()
    values: dict[str, Any] = {"parts": [Part.WHO.value, Part.CALL.value]}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        errors = _missing(values)
        if not errors:
            try:
                opening = register.open_in_emergency(
                    actor=actor,
                    danger=str(values["danger"]),
                    reason=str(values["reason"]),
                    parts=list(values["parts"]),
                    number=str(values["number"]),
                    name=str(values["name"]),
                    born=_written(values["born"]),
                )
            except register.Invalid as wrong:
                errors = {path: str(text) for path, text in wrong.errors.items()}
            except register.NotNow as wrong:
                errors = {"": str(wrong)}
            else:
                if opening.person_id is not None:
                    return HttpResponseRedirect(reverse("staff:emergency-opened", args=(opening.pk,)))
                errors = {"": str(NOBODY)}
    return page(
        request,
        "staff/emergency.jinja",
        {"form": Form(fields, values, errors)},
        place="emergency",
        status=422 if errors else 200,
    )


NOBODY = gettext_lazy(
    "Nobody is named exactly so, or more than one person is. Check the number, or the spelling of the name and the day of birth. "
    "This try was noted and others were told."
)


def _missing(values: Mapping[str, Any]) -> dict[str, str]:
    wanted = ("danger", "reason", "parts")
    return {name: _("Answer this question") for name in wanted if not values.get(name)}


def _written(born: Any) -> str:
    """The parts of a date as one text, as the register reads a birth."""
    if not isinstance(born, Mapping):
        return str(born or "")
    year, month, day = (str(born.get(part) or "").strip() for part in ("year", "month", "day"))
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


@require_GET
@door(RegisterPermission.EMERGENCY, purpose="emergency")
def opened_page(request: HttpRequest, opening_id: uuid.UUID) -> HttpResponse:
    """What was opened, under a banner that says until when."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = register.opened_in_emergency(actor=actor, opening_id=opening_id)
    parts = set(found.opening.parts)
    context = {
        "found": found,
        "sex": say(SEXES, found.sex) if found.sex else "",
        "calls": [(say(CONTACT_KINDS, kind), value) for kind, value in found.calls],
        "parts": parts,
        "languages": [language_name(code) for code in found.languages],
        "needs": [say(NEEDS, code) for code in found.needs],
    }
    return page(request, "staff/emergency_opened.jinja", context, place="emergency")


@require_GET
@door(RegisterPermission.EMERGENCY_HEAR, purpose="data_protection")
def openings_page(request: HttpRequest) -> HttpResponse:
    """Openings of which one hears, those first that nobody has looked at."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    may_review = allows(actor, RegisterPermission.EMERGENCY_REVIEW, SOME)
    rows = [_row(one, actor.language) for one in register.emergency_openings(actor=actor)]
    return page(
        request,
        "staff/emergency_openings.jinja",
        {"rows": rows, "may_review": may_review, "nobody_told": not sinks()},
        place="openings",
    )


def _row(one: Any, language: str) -> dict[str, Any]:
    office = Office.objects.filter(pk=one.opening.office_id).first()
    return {
        "id": one.opening.pk,
        "at": one.opening.opened_at,
        "danger": say(DANGERS, one.opening.danger),
        "reason": one.opening.reason,
        "parts": [say(PARTS, part) for part in one.opening.parts],
        "office": office.name(language) if office else "",
        "account": one.opening.account_id,
        "nobody": one.opening.person_id is None,
        "late": one.late,
        "often": one.often,
        "due": one.due_at,
        "verdict": say(VERDICTS, one.review.verdict) if one.review else "",
        "verdict_bad": bool(one.review and one.review.verdict == Verdict.NOT_JUSTIFIED),
        "verdict_reason": one.review.reason if one.review else "",
        "told": [
            {"number": notice.sink, "at": notice.sent_at, "tries": notice.tries, "wrong": say(WRONG, notice.wrong)}
            for notice in one.notices
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.EMERGENCY_REVIEW, purpose="data_protection")
def review_page(request: HttpRequest, opening_id: uuid.UUID) -> HttpResponse:
    """The look at one opening afterwards. The person's name is not shown: it is not needed to judge the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    one = next((row for row in register.emergency_openings(actor=actor) if row.opening.pk == opening_id), None)
    if one is None:
        raise NotFound("emergency")
    fields = [
        Field("verdict", "choice", _("Was it justified?"), required=True, options=options(VERDICTS)),
        Field("reason", "long_text", _("Why?"), required=True, max_length=1000),
    ]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            register.review_opening(
                actor=actor,
                opening_id=opening_id,
                verdict=str(values.get("verdict") or ""),
                reason=str(values.get("reason") or ""),
            )
        except register.Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(reverse("staff:emergency-openings"))
    return page(
        request,
        "staff/emergency_review.jinja",
        {"row": _row(one, actor.language), "form": Form(fields, values, errors)},
        place="openings",
        status=422 if errors else 200,
    )
