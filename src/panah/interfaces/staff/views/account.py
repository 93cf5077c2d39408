# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own account: language, password, keys of the API."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from panah.foundation import clock
from panah.foundation.accounts import services
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import sessions
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day
from panah.interfaces.staff.words import ROLES, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import page_languages
from panah.interfaces.web.middleware import remember
from panah.interfaces.web.signing.flow import fresh


def _language_fields() -> list[Field]:
    names = [(one.code, one.name) for one in page_languages(settings.STAFF_LANGUAGES)]
    return [Field("language", "choice", _("Language of the pages after signing in"), required=True, options=names)]


def _password_fields() -> list[Field]:
    hint = _("At least %(least)s characters. A sentence that only you know is good.") % {
        "least": services.SHORTEST_PASSWORD
    }
    return [
        Field("old", "password", _("Present password"), required=True, autocomplete="current-password", width=20),
        Field("new", "password", _("New password"), hint, required=True, autocomplete="new-password", width=20),
        Field("again", "password", _("New password again"), required=True, autocomplete="new-password", width=20),
    ]


def _key_fields() -> list[Field]:
    return [
        Field("label", "text", _("What the key is for"), required=True, max_length=60),
        Field("ends_on", "date", _("Last day but one"), _("From this day on the key is refused."), required=True),
    ]


def _draw(request: HttpRequest, *, status: int = 200, new_key: str = "", **forms: Form) -> HttpResponse:
    account: Account = request.account  # type: ignore[attr-defined]
    language = request.actor.language  # type: ignore[attr-defined]
    today = clock.today()
    held = RoleAssignment.objects.filter(account=account, ends_on__gt=today).select_related("office")
    ends = min(account.ends_on, today + dt.timedelta(days=90))  # not-law: what the form offers for a key
    context: dict[str, Any] = {
        "account": account,
        "roles": [
            (say(ROLES, one.role), one.office.name(language), one.starts_on, one.ends_on)
            for one in held.order_by("starts_on")
        ],
        "language_form": Form(_language_fields(), {"language": account.language}, prefix="l-"),
        "password_form": Form(_password_fields(), prefix="p-"),
        "key_form": Form(_key_fields(), {"ends_on": ends}, prefix="k-"),
        "keys": account.tokens.order_by("-created_at"),
        "new_key": new_key,
        "unread": sessions.unread(actor=request.actor),  # type: ignore[attr-defined]
    } | forms
    return page(request, "staff/account.jinja", context, status=status)


@require_GET
@door(AccountPermission.OWN, purpose="own_account")
def account_page(request: HttpRequest) -> HttpResponse:
    """Shows the account with its roles and forms."""
    return _draw(request)


@require_POST
@door(AccountPermission.OWN, purpose="own_account")
def set_language(request: HttpRequest) -> HttpResponse:
    """Keeps the language of the account and turns the pages to it."""
    values = bind(_language_fields(), request.POST, "l-")
    try:
        services.choose_language(
            actor=request.actor,  # type: ignore[attr-defined]
            account=request.account,  # type: ignore[attr-defined]
            language=values["language"],
        )
    except services.AccountError as error:
        form = Form(_language_fields(), values, {error.field: str(error)}, prefix="l-")
        return _draw(request, status=422, language_form=form)
    return remember(HttpResponseRedirect(reverse("staff:account")), values["language"], request)


@sensitive_post_parameters()
@require_POST
@door(AccountPermission.OWN, purpose="own_account")
def set_password(request: HttpRequest) -> HttpResponse:
    """Changes the password."""
    values = bind(_password_fields(), request.POST, "p-")
    errors = {name: _("Answer this question") for name, text in values.items() if not text}
    if not errors and values["new"] != values["again"]:
        errors["again"] = _("The two new passwords differ. Type the same one twice.")
    if not errors:
        try:
            services.change_password(
                actor=request.actor,  # type: ignore[attr-defined]
                account=request.account,  # type: ignore[attr-defined]
                old=values["old"],
                new=values["new"],
                going_on=request.account_session.pk,  # type: ignore[attr-defined]
            )
        except services.AccountError as error:
            errors[error.field] = str(error)
    if errors:
        return _draw(request, status=422, password_form=Form(_password_fields(), {}, errors, prefix="p-"))
    messages.success(request, _("The password is changed."))
    return HttpResponseRedirect(reverse("staff:account"))


@require_POST
@door(AccountPermission.OWN, purpose="own_account")
@fresh
def make_key(request: HttpRequest) -> HttpResponse:
    """Makes a key of the API and shows it once."""
    values = bind(_key_fields(), request.POST, "k-")
    ends_on, wrong = read_day(values["ends_on"])
    errors = {}
    if not values["label"].strip():
        errors["label"] = _("Answer this question")
    if ends_on is None:
        errors["ends_on"] = wrong or _("Answer this question")
    else:
        try:
            if not errors:
                key = services.issue_token(
                    actor=request.actor,  # type: ignore[attr-defined]
                    account=request.account,  # type: ignore[attr-defined]
                    label=values["label"].strip(),
                    ends_on=ends_on,
                )
                return _draw(request, new_key=key)
        except services.AccountError as error:
            errors[error.field] = str(error)
    return _draw(request, status=422, key_form=Form(_key_fields(), values, errors, prefix="k-"))


@require_POST
@door(AccountPermission.OWN, purpose="own_account")
def end_key(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Throws a key away."""
    services.end_token(
        actor=request.actor,  # type: ignore[attr-defined]
        account=request.account,  # type: ignore[attr-defined]
        token_id=token_id,
    )
    messages.success(request, _("The key is gone: it no longer opens anything."))
    return HttpResponseRedirect(reverse("staff:account"))
