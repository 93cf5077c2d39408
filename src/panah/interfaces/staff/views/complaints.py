# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaints: the list and the answer for whoever is independent of them, and taking one down at a desk."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.accounts.models import Account, Holder, Office
from panah.foundation.complaints.answering import answer, give, say_about
from panah.foundation.complaints.common import (
    ANSWER_DAYS,
    LONGEST,
    LONGEST_CONTACT,
    LONGEST_WISH,
    PURPOSE,
    ComplaintRefused,
    units,
)
from panah.foundation.complaints.policy import ComplaintPermission
from panah.foundation.complaints.reading import Standing, complaint_to_answer, waiting_complaints
from panah.foundation.complaints.sending import take_down
from panah.foundation.documents.codes import printed
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_id, request_id_of
from panah.interfaces.staff.words import options
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import language_name, show_date

ABOUT: Mapping[str, Any] = {
    "person": gettext_lazy("Somebody of the service"),
    "unit": gettext_lazy("An office"),
    "data": gettext_lazy("The use of data"),
    "living": gettext_lazy("Accommodation, food, safety"),
    "other": gettext_lazy("Something else"),
}
WAYS: Mapping[str, Any] = {
    "portal": gettext_lazy("In the portal"),
    "paper": gettext_lazy("Taken down at a desk"),
    "public": gettext_lazy("Without an account"),
}
OUTCOMES: Mapping[str, Any] = {
    "upheld": gettext_lazy("The person is right"),
    "partly": gettext_lazy("The person is right in part"),
    "not_upheld": gettext_lazy("It was not found to be so"),
    "elsewhere": gettext_lazy("Another body has to answer it"),
}
LANGUAGES = ("az", "en", "ru", "fa")


def _faults(key: str) -> dict[str, str]:
    said = {
        "about": _("Choose what it is about"),
        "office": _("Choose an office of the list"),
        "words": _("Write what happened, in 5000 characters at most"),
        "wish": _("Use 1000 characters at most"),
        "contact": _("Use 200 characters at most"),
        "outcome": _("Choose what was found"),
        "reasons": _("Say why, in 5000 characters at most"),
        "done": _("Say what was done, in 5000 characters at most"),
        "further": _("Say where the person can turn next"),
        "login": _("Nobody signs in with this name"),
        "reader": _("This person may not answer it"),
        "over": _("It was answered already"),
        "own": _("It is not yours to answer: take it on first"),
        "whom": _("Say first which office or whom it is about"),
        "sent": _("This was sent already."),
        "unit": _(
            "It is about you or about an office in which you work or worked. Do not take it down, and tell nobody. Show the person how to complain without you: on the portal, without an account, or at the desk of another office."
        ),
    }
    fields = {"about", "office", "words", "wish", "contact", "outcome", "reasons", "done", "further", "login"}
    return {key if key in fields else "": said[key]}


def _row(one: Standing, language: str) -> dict[str, Any]:
    complaint = one.complaint
    names = {office.pk: office.name(language) for office in Office.objects.filter(pk__in=complaint.offices)}
    return {
        "id": complaint.pk,
        "number": complaint.number,
        "about": ABOUT[complaint.about],
        "way": WAYS[complaint.way],
        "received_on": show_date(complaint.received_at),
        "due_on": show_date(complaint.due_on),
        "offices": [names[pk] for pk in complaint.offices if pk in names],
        "state": one.state,
        "over": one.is_over,
        "soon": one.is_soon,
        "mine": one.mine,
    }


@require_http_methods(["GET", "HEAD"])
@door(ComplaintPermission.ANSWER, purpose=PURPOSE)
def complaints_page(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most pressing first; nothing about the reader, the reader's unit, or one of before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [_row(one, actor.language) for one in waiting_complaints(actor=actor)]
    over = sum(1 for row in rows if row["over"])
    return page(
        request, "staff/complaints.jinja", {"rows": rows, "over": over, "days": ANSWER_DAYS}, place="complaints"
    )


def _answer_fields() -> list[Field]:
    return [
        Field("outcome", "choice", _("What was found?"), options=options(OUTCOMES), required=True),
        Field("reasons", "long_text", _("Why?"), required=True, max_length=LONGEST),
        Field("done", "long_text", _("What was done?"), required=True, max_length=LONGEST),
        Field(
            "further",
            "long_text",
            _("Where can the person turn next?"),
            _("The person reads all of it, in the language beside the complaint. Name nobody."),
            required=True,
            max_length=LONGEST,
        ),
    ]


def _draw(
    request: HttpRequest,
    complaint_id: uuid.UUID,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    standing, accounts = complaint_to_answer(actor=actor, complaint_id=complaint_id)
    complaint = standing.complaint
    context = {
        "row": _row(standing, actor.language),
        "complaint": complaint,
        "spoken": language_name(complaint.language),
        "holder": _called(complaint.assigned_to),
        "people": [_called(one) for one in complaint.holders],
        "outcome": OUTCOMES.get(complaint.outcome, ""),
        "give": Form([_whose(accounts, actor)], {}, {}, prefix="to-"),
        "whom": Form(_whom_fields(actor.language), {}, {}, prefix="of-"),
        "form": Form(_answer_fields(), values, errors),
        "wrong": (errors or {}).get("", ""),
    }
    return page(request, "staff/complaint.jinja", context, place="complaints", status=status)


def _called(holder_id: uuid.UUID | None) -> str:
    holder = Holder.objects.filter(pk=holder_id).first() if holder_id else None
    return holder.name if holder else ""


def _whose(accounts: list[Account], actor: Actor) -> Field:
    offered = [
        (str(one.pk), _("I answer it") if one.holder_id == actor.holder_id else one.name)
        for one in sorted(accounts, key=lambda one: one.holder_id != actor.holder_id)
    ]
    return Field("account", "choice", _("Who answers it?"), options=offered, required=True)


def _whom_fields(language: str) -> list[Field]:
    offered = [("", "–"), *((str(one.pk), one.name(language)) for one in units())]
    return [
        Field("office", "choice", _("Office"), options=offered, widget="select"),
        Field("login", "text", _("Member of staff, by the sign-in name"), width=20, autocomplete="off"),
    ]


@sensitive_post_parameters("reasons", "done", "further")
@require_http_methods(["GET", "HEAD", "POST"])
@door(ComplaintPermission.ANSWER, purpose=PURPOSE)
def complaint_page(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """One complaint (GET), and the answer to it (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _draw(request, complaint_id)
    values = bind(_answer_fields(), request.POST)
    try:
        answer(actor=actor, complaint_id=complaint_id, data=values)
    except ComplaintRefused as wrong:
        return _draw(request, complaint_id, values, _faults(wrong.key), status=422)
    messages.success(request, _("Answered. The person reads it in the portal, or with the code of the receipt."))
    return HttpResponseRedirect(reverse("staff:complaint", args=[complaint_id]))


@require_POST
@door(ComplaintPermission.ANSWER, purpose=PURPOSE)
def give_to(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Give a complaint to whoever may answer it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = read_id(request.POST.get("to-account"))
    try:
        give(actor=actor, complaint_id=complaint_id, account_id=chosen or uuid.UUID(int=0))
    except ComplaintRefused as wrong:
        return _draw(request, complaint_id, {}, _faults(wrong.key), status=422)
    messages.success(request, _("Given. That person answers it."))
    return HttpResponseRedirect(reverse("staff:complaint", args=[complaint_id]))


@require_POST
@door(ComplaintPermission.ANSWER, purpose=PURPOSE)
def about(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Note which office or whom a complaint is about; whoever is of it does not see it any more."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    office, login = request.POST.get("of-office", "")[:40], request.POST.get("of-login", "")[:60]
    try:
        stays = say_about(actor=actor, complaint_id=complaint_id, office=office, login=login)
    except ComplaintRefused as wrong:
        said = "".join(_faults(wrong.key).values())
        return _draw(request, complaint_id, {}, {"": said}, status=422)
    if stays:
        messages.success(request, _("Noted. Nobody of it sees the complaint."))
        return HttpResponseRedirect(reverse("staff:complaint", args=[complaint_id]))
    messages.success(
        request, _("Noted. It is about you or your office: somebody else answers it, and you do not see it any more.")
    )
    return HttpResponseRedirect(reverse("staff:complaints"))


def _down_fields(language: str) -> list[Field]:
    offices = [
        ("", _("The person does not know, or does not want to say")),
        *((str(one.pk), one.name(language)) for one in units()),
    ]
    return [
        Field("about", "choice", _("What is it about?"), options=options(ABOUT), required=True),
        Field("office", "choice", _("Which office is it about?"), options=offices, widget="select"),
        Field(
            "words",
            "long_text",
            _("What happened?"),
            _("In the words of the person."),
            required=True,
            max_length=LONGEST,
        ),
        Field("wish", "long_text", _("What should be done?"), max_length=LONGEST_WISH),
        Field(
            "contact",
            "text",
            _("How can the person be reached?"),
            _("Leave it empty if the person wants to stay unknown."),
            max_length=LONGEST_CONTACT,
            autocomplete="off",
        ),
        Field(
            "person",
            "text",
            _("Person, by the id"),
            _("Only if the person agrees: then the answer also stands in the portal."),
        ),
        Field(
            "language",
            "choice",
            _("Language of the answer"),
            options=[(code, language_name(code)) for code in LANGUAGES],
            required=True,
        ),
    ]


@sensitive_post_parameters("words", "wish", "contact", "person")
@require_http_methods(["GET", "HEAD", "POST"])
@door(ComplaintPermission.RECORD, purpose=PURPOSE)
def take_down_page(request: HttpRequest) -> HttpResponse:
    """Take down what somebody says; the code of the receipt is shown once, for the person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = _down_fields(actor.language)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    request_id = request_id_of(request.POST)
    if request.method == "POST":
        values = bind(fields, request.POST)
        typed = str(values.get("person") or "").strip()
        person_id = read_id(typed)
        if typed and person_id is None:
            errors = {"person": _("Paste an id as the list shows it")}
        elif values.get("language") not in LANGUAGES:
            errors = {"language": _("Choose one of the answers offered")}
        else:
            try:
                sent = take_down(actor=actor, data=values, request_id=request_id, person_id=person_id)
            except ComplaintRefused as wrong:
                errors = _faults(wrong.key)
            except NotFound:
                errors = {"person": _("There is nobody of this id")}
            else:
                context = {
                    "number": sent.complaint.number,
                    "code": printed(sent.code),
                    "due_on": show_date(sent.complaint.due_on),
                    "alone": sent.alone,
                }
                return page(request, "staff/complaint_taken.jinja", context, place="complaint")
    context = {"form": Form(fields, values, errors), "hidden": {"request_id": str(request_id)}}
    return page(request, "staff/complaint_new.jinja", context, place="complaint", status=422 if errors else 200)
