# SPDX-License-Identifier: AGPL-3.0-or-later
"""Declaring that one is close to a person, which shuts the file; hearing of others' ties and finding other hands (PZ-10)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows
from panah.foundation.oversight import facts, ties
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.models import TieEnd, TieKind
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services import declare, name_hand, record_tie, withdraw
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day, read_id
from panah.interfaces.staff.words import options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind

KINDS: Mapping[str, Any] = {
    TieKind.FAMILY: gettext_lazy("Family, or once family"),
    TieKind.COMMUNITY: gettext_lazy("The same village, community or circle of friends"),
    TieKind.BUSINESS: gettext_lazy("Business, work, debts or rent"),
    TieKind.OTHER: gettext_lazy("Another tie"),
    TieKind.OWN: gettext_lazy("It is my own file"),
}
OF_OTHERS: Mapping[str, Any] = {**KINDS, TieKind.OWN: gettext_lazy("The own file")}
ENDS: Mapping[str, Any] = {
    TieEnd.OVER: gettext_lazy("The tie is over"),
    TieEnd.MISTAKE: gettext_lazy("It was declared by mistake"),
}


def _kind_field(kinds: Mapping[str, Any], label: str) -> Field:
    return Field("kind", "choice", label, required=True, options=options(kinds))


def _until_field() -> Field:
    return Field("until", "date", _("Until"), _("The last day, where one is known. Leave it empty otherwise."))


def _row(one: ties.TieRow) -> dict[str, Any]:
    return {
        "id": one.tie.pk,
        "name": one.name,
        "account": one.tie.account_id,
        "kind": say(OF_OTHERS, one.tie.kind),
        "since": one.tie.said_at,
        "until": one.tie.until,
        "stands": one.stands,
        "withdrawn": one.tie.ended_at,
        "files": one.files,
        "needs_hands": one.needs_hands,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.TIES, purpose="oversight")
def ties_page(request: HttpRequest) -> HttpResponse:
    """What one declared, and for heads and data protection the ties of others (GET); recording one of somebody else (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    records = allows(actor, OversightPermission.TIES_RECORD)
    fields = [
        Field("account", "text", _("Account, by the id"), _("As the access log shows it."), required=True),
        Field("person", "text", _("Person, by the id"), _("As the access log shows it."), required=True),
        _kind_field(OF_OTHERS, _("In what way are they close?")),
        _until_field(),
    ]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        account, person = read_id(values.get("account")), read_id(values.get("person"))
        if account is None:
            errors["account"] = _("Paste an id as the list shows it")
        if person is None:
            errors["person"] = _("Paste an id as the list shows it")
        until, wrong_day = read_day(values.get("until"))
        if wrong_day:
            errors["until"] = wrong_day
        try:
            # Without the right to record the service refuses, whatever was sent.
            if records and (errors or account is None or person is None):
                raise Invalid(errors)
            nobody = uuid.UUID(int=0)
            record_tie(
                actor=actor,
                account_id=account or nobody,
                person_id=person or nobody,
                kind=str(values.get("kind") or ""),
                until=until,
            )
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(reverse("staff:ties"))
    context = {
        "own": [
            {
                "kind": say(KINDS, one.kind),
                "since": one.said_at,
                "until": one.until,
                "stands": ties.stands(one),
                "withdrawn": one.ended_at,
            }
            for one in ties.own_ties(actor=actor)
        ],
        "hears": allows(actor, OversightPermission.TIES_HEAR),
        "rows": [_row(one) for one in ties.heard_of(actor=actor)],
        "form": Form(fields, values, errors) if records else None,
    }
    return page(request, "staff/ties.jinja", context, place="ties", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.TIES, purpose="oversight")
def new_tie_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Declare that one is close to a person: asked for (GET), done (POST), also by one button on the file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = [_kind_field(KINDS, _("In what way are you close?")), _until_field()]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        until, wrong_day = read_day(values.get("until"))
        if wrong_day:
            errors["until"] = wrong_day
        try:
            if errors:
                raise Invalid(errors)
            declare(actor=actor, person_id=person_id, kind=str(values.get("kind") or ""), until=until)
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(
                request,
                _("Declared. The file is shut to you from now on, and the head of your unit finds somebody else."),
            )
            return HttpResponseRedirect(reverse("staff:ties"))
    if not facts.knows(actor, person_id):
        raise NotFound("person")
    context = {"form": Form(fields, values, errors), "person_id": person_id}
    return page(request, "staff/tie_new.jinja", context, place="ties", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.TIES_HEAR, purpose="oversight")
def tie_page(request: HttpRequest, tie_id: uuid.UUID) -> HttpResponse:
    """One tie of somebody else: its open files (GET); withdrawing it (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = [Field("why", "choice", _("Why is it withdrawn?"), required=True, options=options(ENDS))]
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            withdraw(actor=actor, tie_id=tie_id, why=str(values.get("why") or ""))
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("Withdrawn. Whoever may read the file by role may read it again."))
            return HttpResponseRedirect(reverse("staff:ties"))
    return _one(request, actor, tie_id, Form(fields, values, errors), None, 422 if errors else 200)


def _hand_form(actor: Actor, row: ties.TieRow, values: dict[str, Any], errors: dict[str, str]) -> Form | None:
    people = ties.may_be_named(actor, row.tie)
    if not people:
        return None
    choices = [(str(account), name) for account, name in people]
    label = _("Who works on this file?")
    return Form([Field("account", "choice", label, required=True, options=choices, widget="select")], values, errors)


def _one(
    request: HttpRequest, actor: Actor, tie_id: uuid.UUID, form: Form, hand: dict[str, str] | None, status: int
) -> HttpResponse:
    row = ties.tie(actor=actor, tie_id=tie_id)
    context = {
        "row": _row(row),
        "form": form if row.tie.ended_at is None else None,
        "hand": _hand_form(actor, row, {}, hand or {}),
        "named": len(row.tie.hands),
    }
    return page(request, "staff/tie.jinja", context, place="ties", status=status)


@require_POST
@door(OversightPermission.TIES_HEAR, purpose="oversight")
def tie_hand(request: HttpRequest, tie_id: uuid.UUID) -> HttpResponse:
    """Name a colleague who works on the own file of a member of staff."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    account = read_id(request.POST.get("account"))
    try:
        name_hand(actor=actor, tie_id=tie_id, account_id=account or uuid.UUID(int=0))
    except Invalid as wrong:
        errors = {path: str(text) for path, text in wrong.errors.items()}
        form = Form([Field("why", "choice", _("Why is it withdrawn?"), required=True, options=options(ENDS))], {}, {})
        return _one(request, actor, tie_id, form, errors, 422)
    messages.success(request, _("Named. The file is open to this colleague from now on."))
    return HttpResponseRedirect(reverse("staff:tie", args=(tie_id,)))
