# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests of people for all that is held on them, for data protection: recorded by one, answered by another. Ids only."""

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
from panah.foundation.privacy.copies import (
    LATE_AFTER,
    Asking,
    CopyRefused,
    hand_over,
    record_access_request,
    refuse_copy,
    waiting_copies,
)
from panah.foundation.privacy.declaration import WITHHELD
from panah.foundation.privacy.models import AccessRefusal
from panah.foundation.privacy.policy import PrivacyPermission
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_asked
from panah.interfaces.staff.words import options
from panah.interfaces.web.doors import door
from panah.interfaces.web.exporting import file_response
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import show_date
from panah.interfaces.web.signing.flow import fresh

REFUSALS: Mapping[str, Any] = {
    AccessRefusal.NOT_SHOWN: gettext_lazy("Whoever asked did not show to be the person"),
    AccessRefusal.REPEATED: gettext_lazy("The same was given a short while ago, and nothing was added since"),
}
ANSWERS: Mapping[str, Any] = {
    "give": gettext_lazy("Make the copy and hand it over"),
    "refuse": gettext_lazy("Refuse the request"),
}


def _fields() -> list[Field]:
    return [
        Field("person", "text", _("Person, by the id"), _("As the access log or the file shows it."), required=True),
        Field("asked_on", "date", _("Day on which the person asked"), required=True),
    ]


def _words(wrong: CopyRefused) -> dict[str, str]:
    said = {
        "asked_on": _("Give a day that is not after today"),
        "why": _("Choose why it is refused"),
        "own": _("You recorded this request: another person must answer it."),
        "over": _("A request of this person waits already, or this one was answered."),
        "export": str(wrong),
    }
    return {wrong.key if wrong.key in {"asked_on", "why"} else "": said[wrong.key]}


def _row(one: Asking) -> dict[str, Any]:
    return {
        "id": one.request.pk,
        "person": one.request.person_id,
        "asked_on": show_date(one.request.asked_on),
        "due_on": show_date(one.due_on),
        "late": one.is_late,
        "over": one.is_over,
        "given": one.request.answered_at is not None,
        "mine": one.mine,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(PrivacyPermission.ANSWER, purpose="access_request")
def copies_page(request: HttpRequest) -> HttpResponse:
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
                record_access_request(actor=actor, person_id=person_id, asked_on=asked_on)
            except CopyRefused as wrong:
                errors = _words(wrong)
            except NotFound:
                errors = {"person": _("There is nobody of this id, or somebody who was erased already")}
        if not errors:
            messages.success(request, _("Recorded. Another person must answer it."))
            return HttpResponseRedirect(reverse("staff:copies"))
    context = {
        "rows": [_row(one) for one in waiting_copies(actor=actor)],
        "days": LATE_AFTER,
        "form": Form(fields, values, errors),
    }
    return page(request, "staff/copies.jinja", context, place="retention", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(PrivacyPermission.ANSWER, purpose="access_request")
@fresh
def copy_answer_page(request: HttpRequest, copy_id: uuid.UUID) -> HttpResponse:
    """What the copy holds and leaves out, and the answer of the second person: the copy itself, or a refusal."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    one = next((row for row in waiting_copies(actor=actor) if row.request.pk == copy_id), None)
    if one is None:
        raise NotFound("request")
    answers = {"give": ANSWERS["give"]} if one.request.answered_at else ANSWERS
    fields = [
        Field("reply", "choice", _("What is done?"), options=options(answers), required=True),
        Field("why", "choice", _("If it is refused: why?"), options=options(REFUSALS)),
    ]
    if one.request.answered_at:
        fields = fields[:1]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            if values.get("reply") == "give":
                return file_response(hand_over(actor=actor, request_id=copy_id))
            if values.get("reply") == "refuse":
                refuse_copy(actor=actor, request_id=copy_id, why=str(values.get("why") or ""))
                messages.success(request, _("Refused. Tell the person why, and where to complain."))
                return HttpResponseRedirect(reverse("staff:copies"))
            errors = {"reply": _("Choose one of the answers offered")}
        except CopyRefused as wrong:
            errors = _words(wrong)
    context = {"row": _row(one), "reasons": list(WITHHELD.values()), "form": Form(fields, values, errors)}
    return page(request, "staff/copy_answer.jinja", context, place="retention", status=422 if errors else 200)
