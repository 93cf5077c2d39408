# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations with an account: opening one with its number, naming its users, ending both. For the head of the stay office."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.domains.residence import public as residence
from panah.foundation.accounts.services import AccountError
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day, read_id
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import page_languages
from panah.register.public import Invalid

MANAGE = residence.PermitPermission.PARTY_MANAGE


def _fields() -> list[Field]:
    return [
        Field("number", "text", _("Tax number"), _("Ten digits."), required=True, max_length=20, width=10),
        Field("name", "text", _("Name of the organisation"), required=True, max_length=200),
        Field("address", "text", _("Address"), max_length=300),
        Field("telephone", "text", _("Telephone"), max_length=40, width=20),
    ]


@require_safe
@door(MANAGE, purpose="organisation")
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation with an account."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = [(one, one.office.name(actor.language)) for one in residence.organisations(actor=actor)]
    return page(request, "staff/organisations.jinja", {"rows": rows}, place="organisations")


@require_http_methods(["GET", "HEAD", "POST"])
@door(MANAGE, purpose="organisation")
def open_organisation(request: HttpRequest) -> HttpResponse:
    """Asks for number and name (GET) and opens the organisation (POST)."""
    fields = _fields()
    if request.method != "POST":
        return page(request, "staff/organisation_new.jinja", {"form": Form(fields)}, place="organisations")
    values = bind(fields, request.POST)
    try:
        made = residence.open_organisation(actor=request.actor, **values)  # type: ignore[attr-defined]
    except Invalid as wrong:
        form = Form(fields, values, {key: str(text) for key, text in wrong.errors.items()})
        return page(request, "staff/organisation_new.jinja", {"form": form}, place="organisations", status=422)
    return HttpResponseRedirect(reverse("staff:organisation", args=(made.pk,)))


def _user_fields() -> list[Field]:
    languages = [(one.code, one.name) for one in page_languages(settings.STAFF_LANGUAGES)]
    return [
        Field("name", "text", _("Name of the person"), required=True, max_length=200, autocomplete="off"),
        Field(
            "login",
            "text",
            _("Sign-in name"),
            _("Small letters, digits and dashes."),
            required=True,
            max_length=60,
            width=20,
            autocomplete="off",
        ),
        Field("language", "choice", _("Language of the pages"), required=True, options=languages),
        Field("ends_on", "date", _("The account ends on"), _("At most a year from now."), required=True),
    ]


def _draw(
    request: HttpRequest, office_id: uuid.UUID, form: Form | None = None, *, made: Any = None, status: int = 200
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    ours, users = residence.organisation(actor=actor, office_id=office_id)
    context = {
        "ours": ours,
        "name": ours.office.name(actor.language),
        "users": users,
        "form": form or Form(_user_fields(), {"language": "az"}),
        "made": made,
    }
    return page(request, "staff/organisation.jinja", context, place="organisations", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(MANAGE, purpose="organisation")
def organisation(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """One organisation and its users (GET); names another (POST), who sets a password with a code that a second person hands over."""
    if request.method != "POST":
        return _draw(request, office_id)
    fields = _user_fields()
    values = bind(fields, request.POST)
    ends_on, wrong = read_day(values["ends_on"])
    errors: dict[str, str] = {}
    if not values["login"].strip().replace("-", "").isalnum() or not values["login"].isascii():
        errors["login"] = _("Use letters from a to z, digits and dashes only.")
    if ends_on is None:
        errors["ends_on"] = wrong or _("Answer this question")
    if values["language"] not in settings.STAFF_LANGUAGES:
        errors["language"] = _("Choose one of the answers offered")
    if not errors and ends_on is not None:
        try:
            account = residence.name_user(
                actor=request.actor,  # type: ignore[attr-defined]
                office_id=office_id,
                login=values["login"].strip().lower(),
                name=values["name"],
                language=values["language"],
                ends_on=ends_on,
            )
        except AccountError as refused:
            errors[refused.field] = str(refused)
        else:
            return _draw(request, office_id, made=account)
    return _draw(request, office_id, Form(fields, values, errors), status=422)


@require_POST
@door(MANAGE, purpose="organisation")
def end_user(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """Ends the account of one user."""
    account_id = read_id(request.POST.get("account")) or uuid.UUID(int=0)
    residence.end_user(actor=request.actor, office_id=office_id, account_id=account_id)  # type: ignore[attr-defined]
    messages.success(request, _("The account has ended. Whoever uses it is out at the next page."))
    return HttpResponseRedirect(reverse("staff:organisation", args=(office_id,)))


@require_POST
@door(MANAGE, purpose="organisation")
def end_organisation(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """Ends the organisation and every account of it."""
    residence.end_organisation(actor=request.actor, office_id=office_id)  # type: ignore[attr-defined]
    messages.success(request, _("The organisation and its accounts have ended. Its applications go on."))
    return HttpResponseRedirect(reverse("staff:organisation", args=(office_id,)))
