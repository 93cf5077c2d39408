# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts, roles and offices, for the administrator, who opens no file."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from panah.foundation import clock
from panah.foundation.access.errors import NotFound
from panah.foundation.access.roles import Role, needs_two_people
from panah.foundation.accounts import role_requests, services
from panah.foundation.accounts.models import Account, Holder, Office, RoleAssignment
from panah.foundation.accounts.models.requests import LONGEST_REASON
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import enrolment
from panah.foundation.accounts.proof.needs import enrolled, needed
from panah.foundation.accounts.sign_in import actor_of
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day, read_id
from panah.interfaces.staff.words import OFFICE_KINDS, ROLES, SEXES, options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import page_languages
from panah.interfaces.web.signing.flow import fresh


def _account(account_id: uuid.UUID) -> Account:
    found = Account.objects.select_related("holder").filter(pk=account_id).first()
    if found is None:
        raise NotFound("account")
    return found


def _roles(account: Account, language: str) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "id": one.pk,
            "role": say(ROLES, one.role),
            "office": one.office.name(language),
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "held": one.holds_on(today),
            "ended": one.ends_on <= today,
        }
        for one in sorted(account.roles.all(), key=lambda role: role.starts_on, reverse=True)
    ]


@require_GET
@door(AccountPermission.MANAGE, purpose="administration")
def accounts_page(request: HttpRequest) -> HttpResponse:
    """All accounts with the roles held today, and the offices."""
    language = request.actor.language  # type: ignore[attr-defined]
    accounts = Account.objects.select_related("holder").prefetch_related("roles__office").order_by("holder__name")
    rows = [
        {"account": one, "roles": [role for role in _roles(one, language) if role["held"]], "today": clock.today()}
        for one in accounts
    ]
    offices = [
        {"name": one.name(language), "code": one.code, "kind": say(OFFICE_KINDS, one.kind)}
        for one in Office.objects.order_by("code")
    ]
    return page(request, "staff/accounts.jinja", {"rows": rows, "offices": offices}, place="accounts")


def _account_fields() -> list[Field]:
    languages = [(one.code, one.name) for one in page_languages(settings.STAFF_LANGUAGES)]
    holders = [(str(one.pk), one.name) for one in Holder.objects.order_by("name")]
    return [
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
        Field(
            "holder",
            "choice",
            _("Person who has an account already"),
            _("Two accounts of one person count as one pair of eyes. Leave this empty for a new person."),
            options=holders,
            widget="select",
        ),
        Field("name", "text", _("Name of the new person"), max_length=200, autocomplete="off"),
        Field("sex", "choice", _("Sex"), _("For the wish of who holds or interprets an interview."), options=options(
            {code: word for code, word in SEXES.items() if code != "U"}
        )),
        Field("language", "choice", _("Language of the pages"), required=True, options=languages),
        Field("languages", "multi", _("Languages spoken"), options=languages),
        Field("ends_on", "date", _("The account ends on"), _("At most a year from now."), required=True),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.MANAGE, purpose="administration")
@fresh
def open_account(request: HttpRequest) -> HttpResponse:
    """Opens an account. Nobody but its person ever has its password: a second person hands over a code to set it with."""
    form_fields = _account_fields()
    if request.method != "POST":
        return page(request, "staff/account_new.jinja", {"form": Form(form_fields)}, place="accounts")
    values = bind(form_fields, request.POST)
    ends_on, wrong = read_day(values["ends_on"])
    errors: dict[str, str] = {}
    if not values["login"].strip().replace("-", "").replace("_", "").isalnum() or not values["login"].isascii():
        errors["login"] = _("Use letters from a to z, digits and dashes only.")
    if ends_on is None:
        errors["ends_on"] = wrong or _("Answer this question")
    if values["language"] not in settings.STAFF_LANGUAGES:
        errors["language"] = _("Choose one of the answers offered")
    holder_id = read_id(values["holder"])
    if holder_id is None and values["sex"] not in {"F", "M", "X"}:
        errors["sex"] = _("Choose one of the answers offered")
    if holder_id is not None and not Holder.objects.filter(pk=holder_id).exists():
        errors["holder"] = _("Choose one of the answers offered")
    if not errors and ends_on is not None:
        try:
            account = services.open_account(
                actor=request.actor,  # type: ignore[attr-defined]
                login=values["login"].strip().lower(),
                name=values["name"],
                sex=values["sex"] or "X",
                language=values["language"],
                ends_on=ends_on,
                languages=[code for code in values["languages"] if code in settings.STAFF_LANGUAGES],
                holder_id=holder_id,
            )
        except services.AccountError as error:
            errors[error.field] = str(error)
        else:
            return page(request, "staff/account_opened.jinja", {"account": account}, place="accounts")
    form = Form(form_fields, values, errors)
    return page(request, "staff/account_new.jinja", {"form": form}, place="accounts", status=422)


def _role_word(role: Role) -> str:
    word = say(ROLES, role)
    return _("%(role)s (two people)") % {"role": word} if needs_two_people(role) else word


def _role_fields(language: str) -> list[Field]:
    return [
        Field("role", "choice", _("Role"), required=True, options=options({r.value: _role_word(r) for r in Role})),
        Field(
            "office",
            "choice",
            _("Office"),
            required=True,
            widget="select",
            options=[(str(one.pk), one.name(language)) for one in Office.objects.order_by("code")],
        ),
        Field("starts_on", "date", _("From"), required=True),
        Field("ends_on", "date", _("Until"), _("The first day on which the role is no longer held."), required=True),
        Field(
            "reason",
            "long_text",
            _("What is it needed for?"),
            _("Needed where two people give the role: the second person reads it."),
            max_length=LONGEST_REASON,
        ),
    ]


def _one_account(
    request: HttpRequest, account: Account, form: Form | None = None, *, status: int = 200
) -> HttpResponse:
    language = request.actor.language  # type: ignore[attr-defined]
    today = clock.today()
    half_year = min(account.ends_on, today + dt.timedelta(days=182))  # not-law: what the form offers for a role
    context = {
        "account": account,
        "roles": _roles(account, language),
        "form": form or Form(_role_fields(language), {"starts_on": today, "ends_on": half_year}),
        "needs": needed(actor_of(account)),
        "has": sorted(enrolled(account)),
        "window": enrolment.stands_open(account),
        "asked": [
            {"id": one.pk, "role": say(ROLES, one.role), "office": one.office.name(language), "one": one}
            for one in role_requests.waiting_for(actor=request.actor, account_id=account.pk)  # type: ignore[attr-defined]
        ],
        "other_accounts": account.holder.accounts.exclude(pk=account.pk),
    }
    return page(request, "staff/account_one.jinja", context, place="accounts", status=status)


@require_GET
@door(AccountPermission.MANAGE, purpose="administration")
def account_admin(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """One account: its roles over time, a new role, its end."""
    return _one_account(request, _account(account_id))


@require_POST
@door(AccountPermission.MANAGE, purpose="administration")
@fresh
def give_role(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Gives a role, or asks a second person to agree to it; a pair that does not go together is refused beside the field."""
    account = _account(account_id)
    form_fields = _role_fields(request.actor.language)  # type: ignore[attr-defined]
    values = bind(form_fields, request.POST)
    errors: dict[str, str] = {}
    days = {}
    for name in ("starts_on", "ends_on"):
        days[name], wrong = read_day(values[name])
        if days[name] is None:
            errors[name] = wrong or _("Answer this question")
    if values["role"] not in {role.value for role in Role}:
        errors["role"] = _("Choose one of the answers offered")
    office_id = read_id(values["office"])
    if office_id is None or not Office.objects.filter(pk=office_id).exists():
        errors["office"] = _("Choose one of the answers offered")
    if not errors:
        try:
            said = _give(request, account, Role(values["role"]), office_id, days, values["reason"])  # type: ignore[arg-type]
        except services.AccountError as error:
            errors[error.field] = str(error)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("staff:account-admin", args=(account.pk,)))
    return _one_account(request, account, Form(form_fields, values, errors), status=422)


def _give(
    request: HttpRequest, account: Account, role: Role, office_id: uuid.UUID, days: dict[str, dt.date], reason: str
) -> str:
    wanted: dict[str, Any] = {"account_id": account.pk, "role": role, "office_id": office_id, **days}
    if needs_two_people(role):
        role_requests.ask(actor=request.actor, reason=reason, **wanted)  # type: ignore[attr-defined]
        return _("The role is asked for. Nothing opens until a second person agrees under “Roles to agree to”.")
    services.assign_role(actor=request.actor, **wanted)  # type: ignore[attr-defined]
    return _("The role is given.")


@require_POST
@door(AccountPermission.MANAGE, purpose="administration")
@fresh
def take_back_role(request: HttpRequest, account_id: uuid.UUID, asked_id: uuid.UUID) -> HttpResponse:
    """Takes back a role that waits for a second person."""
    account = _account(account_id)
    if not account.role_requests.filter(pk=asked_id).exists():
        raise NotFound("role request")
    try:
        role_requests.take_back(actor=request.actor, asked_id=asked_id)  # type: ignore[attr-defined]
        messages.success(request, _("The request is taken back."))
    except services.AccountError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("staff:account-admin", args=(account.pk,)))


@require_POST
@door(AccountPermission.MANAGE, purpose="administration")
@fresh
def end_role(request: HttpRequest, account_id: uuid.UUID, role_id: uuid.UUID) -> HttpResponse:
    """Ends a role today."""
    account = _account(account_id)
    if not RoleAssignment.objects.filter(pk=role_id, account=account).exists():
        raise NotFound("role")
    try:
        services.end_role(actor=request.actor, assignment_id=role_id)  # type: ignore[attr-defined]
        messages.success(request, _("The role has ended."))
    except services.AccountError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("staff:account-admin", args=(account.pk,)))


@require_POST
@door(AccountPermission.MANAGE, purpose="administration")
@fresh
def begin_enrolment(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Says that the person enrols a factor: the first, or another in place of a lost one. A second person confirms it."""
    account = _account(account_id)
    try:
        enrolment.begin(actor=request.actor, account_id=account.pk)  # type: ignore[attr-defined]
        messages.success(request, _("A second person confirms this under “New factors”, and hands over the code."))
    except services.AccountError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("staff:account-admin", args=(account.pk,)))


@require_POST
@door(AccountPermission.MANAGE, purpose="administration")
@fresh
def end_account(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Switches an account off."""
    account = _account(account_id)
    try:
        services.end_account(actor=request.actor, account_id=account.pk)  # type: ignore[attr-defined]
        messages.success(request, _("The account is switched off."))
    except services.AccountError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("staff:account-admin", args=(account.pk,)))


@require_POST
@door(AccountPermission.MANAGE, purpose="administration")
@fresh
def end_sessions(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Signs an account out everywhere; it stays open."""
    account = _account(account_id)
    try:
        ended = services.end_sessions(actor=request.actor, account_id=account.pk)  # type: ignore[attr-defined]
        messages.success(
            request,
            ngettext(
                "The account is signed out: %(count)s session ended.",
                "The account is signed out: %(count)s sessions ended.",
                ended,
            )
            % {"count": ended},
        )
    except services.AccountError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("staff:account-admin", args=(account.pk,)))


def _office_fields() -> list[Field]:
    return [
        Field("code", "text", _("Code"), _("Letters, digits and dashes."), required=True, max_length=50, width=20),
        Field("kind", "choice", _("What the office does"), required=True, options=options(OFFICE_KINDS)),
        *(
            Field(f"name_{one.code}", "text", _("Name in this language: %(language)s") % {"language": one.name},
                  required=True, max_length=200)
            for one in page_languages(settings.STAFF_LANGUAGES)
        ),
        Field("address", "text", _("Address"), max_length=300),
        Field("telephone", "text", _("Telephone"), max_length=40, width=20),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.MANAGE, purpose="administration")
def open_office(request: HttpRequest) -> HttpResponse:
    """Opens an office."""
    form_fields = _office_fields()
    values, errors = bind(form_fields, request.POST), {}
    if request.method == "POST":
        required = {one.name for one in form_fields if one.required}
        errors = {name: _("Answer this question") for name in required if not values[name].strip()}
        if not errors:
            try:
                services.open_office(
                    actor=request.actor,  # type: ignore[attr-defined]
                    code=values["code"].strip(),
                    kind=values["kind"],
                    names={code: values[f"name_{code}"].strip() for code in settings.STAFF_LANGUAGES},
                    address=values["address"].strip(),
                    telephone=values["telephone"].strip(),
                )
            except services.AccountError as error:
                errors[error.field] = str(error)
            else:
                messages.success(request, _("The office is open."))
                return HttpResponseRedirect(reverse("staff:accounts"))
    form = Form(form_fields, values, errors)
    return page(request, "staff/office_new.jinja", {"form": form}, place="accounts", status=422 if errors else 200)
