# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests of people to be erased, for data protection: recorded by one, answered by another. Ids only."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.privacy.models import ErasureGround, ErasureRefusal
from panah.foundation.privacy.policy import PrivacyPermission
from panah.foundation.privacy.requests import (
    ANSWER_WITHIN,
    RequestRefused,
    Waiting,
    carry_out,
    record_request,
    refuse,
    waiting_requests,
)
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_asked
from panah.interfaces.staff.words import options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import show_date
from panah.interfaces.web.signing.flow import fresh

GROUNDS: Mapping[str, Any] = {
    ErasureGround.NOT_NEEDED: gettext_lazy("It is no longer needed for what it was taken for"),
    ErasureGround.UNLAWFUL: gettext_lazy("It should not have been taken or kept"),
    ErasureGround.CONSENT: gettext_lazy("It rests on consent alone, which was withdrawn"),
    ErasureGround.COURT: gettext_lazy("A court ordered it"),
}
REFUSALS: Mapping[str, Any] = {
    ErasureRefusal.DUTY: gettext_lazy("The law obliges the service to keep it"),
    ErasureRefusal.GOING_ON: gettext_lazy("A matter or a status is still going on"),
    ErasureRefusal.CLAIMS: gettext_lazy("It is needed for a complaint or a suit"),
    ErasureRefusal.NOT_SHOWN: gettext_lazy("Whoever asked did not show to be the person"),
}
ANSWERS: Mapping[str, Any] = {
    "erase": gettext_lazy("Erase the person with all files"),
    "refuse": gettext_lazy("Refuse the request"),
}


def _fields() -> list[Field]:
    return [
        Field("person", "text", _("Person, by the id"), _("As the access log or the file shows it."), required=True),
        Field("asked_on", "date", _("Day on which the person asked"), required=True),
        Field("ground", "choice", _("Why it may go before its term"), options=options(GROUNDS), required=True),
    ]


def _words(wrong: RequestRefused) -> dict[str, str]:
    said = {
        "ground": _("Choose one of the answers offered"),
        "asked_on": _("Give a day that is not after today"),
        "why": _("Choose why it is refused"),
        "own": _("You recorded this request: another person must answer it."),
        "over": _("A request of this person waits already, or this one was answered."),
        "held": _("A hold stops the erasure. End the hold first, or refuse the request."),
        "open": _("Something is still going on: an open matter, or a status that holds. Nothing was erased."),
    }
    return {wrong.key if wrong.key in {"ground", "asked_on", "why"} else "": said[wrong.key]}


def _row(one: Waiting) -> dict[str, Any]:
    return {
        "id": one.request.pk,
        "person": one.request.person_id,
        "ground": say(GROUNDS, one.request.ground),
        "asked_on": show_date(one.request.asked_on),
        "due_on": show_date(one.due_on),
        "late": one.is_late,
        "mine": one.mine,
        "can_go": one.outlook.can_go,
        "held_until": show_date(one.outlook.held_until) if one.outlook.held_until else "",
        "open": one.outlook.is_open,
        "rows": sum(one.outlook.rows.values()),
        "tables": sorted(one.outlook.rows.items()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(PrivacyPermission.ERASE, purpose="erasure")
def requests_page(request: HttpRequest) -> HttpResponse:
    """The requests that wait (GET); recording one (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = _fields()
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        person_id, asked_on = read_asked(values, errors)
        if person_id is not None and asked_on is not None:
            try:
                record_request(
                    actor=actor, person_id=person_id, asked_on=asked_on, ground=str(values.get("ground") or "")
                )
            except RequestRefused as wrong:
                errors = _words(wrong)
            except NotFound:
                errors = {"person": _("There is nobody of this id, or somebody who was erased already")}
        if not errors:
            messages.success(request, _("Recorded. Another person must answer it."))
            return HttpResponseRedirect(reverse("staff:erasures"))
    context = {
        "rows": [_row(one) for one in waiting_requests(actor=actor)],
        "days": ANSWER_WITHIN,
        "form": Form(fields, values, errors),
    }
    return page(request, "staff/erasures.jinja", context, place="retention", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(PrivacyPermission.ERASE, purpose="erasure")
@fresh
def answer_page(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """What an erasure would take along, and the answer of the second person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    one = next((row for row in waiting_requests(actor=actor) if row.request.pk == request_id), None)
    if one is None:
        raise NotFound("request")
    # What cannot be done is not offered; who sends it all the same is told why.
    answers = ANSWERS if one.outlook.can_go else {"refuse": ANSWERS["refuse"]}
    fields = [
        Field("reply", "choice", _("What is done?"), options=options(answers), required=True),
        Field("why", "choice", _("If it is refused: why?"), options=options(REFUSALS)),
    ]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            if values.get("reply") == "erase":
                carry_out(actor=actor, request_id=request_id)
                messages.success(request, _("Erased. The list of erasures alone knows of it. Tell the person."))
            elif values.get("reply") == "refuse":
                refuse(actor=actor, request_id=request_id, why=str(values.get("why") or ""))
                messages.success(request, _("Refused. Tell the person why, and where to complain."))
            else:
                errors = {"reply": _("Choose one of the answers offered")}
        except RequestRefused as wrong:
            errors = _words(wrong)
        if not errors:
            return HttpResponseRedirect(reverse("staff:erasures"))
    context = {"row": _row(one), "form": Form(fields, values, errors)}
    return page(request, "staff/erasure_answer.jinja", context, place="retention", status=422 if errors else 200)
