# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in for an organisation, by name and password; the own password and keys; signing out.

Every refusal has the same words, whether the name exists or not (AU-09), and a name of the staff opens nothing here.
"""

import contextlib
import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.accounts.models import ApiToken
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.services import AccountError, change_password, end_token, issue_token
from panah.foundation.accounts.sign_in import SignInRefused, actor_of, sign_in
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.portal.org.frame import SIGN_IN, org_door, org_page
from panah.interfaces.web.doors import close_session, door
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.limits import SIGN_INS
from panah.interfaces.web.middleware import forget_pages, safe_next
from panah.interfaces.web.signing import kept
from panah.interfaces.web.signing.flow import after_password, fresh

_KEY_DAYS = dt.timedelta(days=90)  # not-law: policy value, a key lasts a quarter of a year at most


def _fields() -> list[Field]:
    return [
        Field("login", "text", _("Sign-in name"), required=True, autocomplete="username", width=20, max_length=60),
        Field("password", "password", _("Password"), required=True, autocomplete="current-password", width=20),
    ]


def _draw(
    request: HttpRequest, form: Form, hidden: dict[str, str], *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "hidden": hidden, "notice": notice}
    return org_page(request, "portal/org/sign_in.jinja", context, status=status)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Asks for name and password; leads on to `next`."""
    if request.method != "POST":
        if request.actor.kind == "party":  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("portal:org"))
        notice = (
            _("You were away for a while, so the page was closed. Sign in again to go on.")
            if "ended" in request.GET
            else ""
        )
        return _draw(request, Form(_fields()), {"next": safe_next(request, request.GET.get("next"))}, notice=notice)
    hidden = kept.hidden_of(request) | {"next": safe_next(request, request.POST.get("next"))}
    if wait := SIGN_INS.wait(request):
        lines = [_("There were many tries from your connection. Wait some minutes and try again, or come to the desk.")]
        response = error_page(request, 429, _("Please wait a moment"), lines, back_href=reverse(SIGN_IN))
        response["Retry-After"] = str(wait)
        return response
    login, password = request.POST.get("login", "")[:60], request.POST.get("password", "")[:200]
    missing = {name: _("Answer this question") for name, text in (("login", login), ("password", password)) if not text}
    if missing:
        return _draw(request, Form(_fields(), {"login": login}, missing), hidden, status=422)
    try:
        account = sign_in(login, password)
    except SignInRefused as refused:
        form = Form(_fields(), {"login": login}, {"password": str(refused)})
        return _draw(request, form, hidden, status=422)
    if actor_of(account).kind != "party":
        return _draw(request, Form(_fields(), {"login": login}, {"password": str(SignInRefused())}), hidden, status=422)
    return after_password(request, account, hidden)


def keep(request: HttpRequest) -> HttpResponse:
    """The sign-in page in place of an answer to a form that came without a session: nothing typed is lost."""
    ended = getattr(request, "session_ended", "")
    hidden = kept.of_post(request, ended if isinstance(ended, str) else "")
    notice = _("You were away for a while, so the page was closed. Sign in again: what you typed is kept.")
    return _draw(request, Form(_fields()), hidden | {"next": reverse("portal:org")}, notice=notice, status=403)


sign_in_page.keep = keep  # type: ignore[attr-defined]


@require_POST
@org_door("sign_out")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and tells the browser to forget the pages."""
    actor = request.actor  # type: ignore[attr-defined]
    record(actor, Verb.SIGN_OUT, subject_type="account", subject_id=actor.account_id)
    close_session(request)
    return forget_pages(HttpResponseRedirect(reverse(SIGN_IN) + "?out=1"))


def _password_fields() -> list[Field]:
    return [
        Field("old", "password", _("Present password"), required=True, autocomplete="current-password", width=20),
        Field("new", "password", _("New password"), required=True, autocomplete="new-password", width=20),
    ]


def _account(request: HttpRequest, form: Form | None = None, *, key: str = "", status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    ours = residence.own_organisation(actor)
    context = {
        "name": ours.office.name(actor.language),
        "number": ours.number,
        "user": request.account.name,  # type: ignore[attr-defined]
        "ends_on": request.account.ends_on,  # type: ignore[attr-defined]
        "keys": ApiToken.objects.filter(account_id=actor.account_id, ends_on__gt=clock.today()).order_by("created_at"),
        "form": form or Form(_password_fields()),
        "key": key,
    }
    return org_page(request, "portal/org/account.jinja", context, place="account", status=status)


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
@org_door()
def account(request: HttpRequest) -> HttpResponse:
    """The organisation as the service knows it, and the own password (POST changes it)."""
    if request.method != "POST":
        return _account(request)
    typed = bind(_password_fields(), request.POST)
    try:
        change_password(
            actor=request.actor,  # type: ignore[attr-defined]
            account=request.account,  # type: ignore[attr-defined]
            old=typed["old"],
            new=typed["new"],
            going_on=request.account_session.pk,  # type: ignore[attr-defined]
        )
    except AccountError as wrong:
        return _account(request, Form(_password_fields(), {}, {wrong.field: str(wrong)}), status=422)
    messages.success(request, _("The password is changed."))
    return HttpResponseRedirect(reverse("portal:org-account"))


@require_POST
@org_door()
@fresh
def key(request: HttpRequest) -> HttpResponse:
    """A key for a program of the organisation, shown once on the page that comes back; or the end of one."""
    actor, mine = request.actor, request.account  # type: ignore[attr-defined]
    if ended := request.POST.get("end", ""):
        with contextlib.suppress(ValueError):
            end_token(actor=actor, account=mine, token_id=uuid.UUID(ended))
        return HttpResponseRedirect(reverse("portal:org-account"))
    until = min(clock.today() + _KEY_DAYS, mine.ends_on)
    made = issue_token(actor=actor, account=mine, label=request.POST.get("label", "")[:60] or "API", ends_on=until)
    return _account(request, key=made)
