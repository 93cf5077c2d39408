# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one's own account is opened by: passkeys, codes, the directory; where it is signed in; what happened to it (AU-13)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account, NoticeKind
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import one_time, passkeys, sessions
from panah.foundation.accounts.proof.needs import FactorError, may_use_totp, needed
from panah.interfaces.web.doors import door, proved_again
from panah.interfaces.web.forms import Form
from panah.interfaces.web.signing.flow import fresh
from panah.interfaces.web.signing.frame import draw, place, sign_in_page, take_challenge
from panah.interfaces.web.signing.views import SECRET_KEY, directory_name, enrol_context, name_fields, totp_fields

OWN = AccountPermission.OWN

WORDS = {
    NoticeKind.PASSKEY_ADDED: gettext_lazy("A passkey was added."),
    NoticeKind.PASSKEY_REMOVED: gettext_lazy("A passkey was removed."),
    NoticeKind.TOTP_ADDED: gettext_lazy("Codes on a telephone were set up."),
    NoticeKind.TOTP_REMOVED: gettext_lazy("Codes on a telephone were removed."),
    NoticeKind.CODES_MADE: gettext_lazy("New codes on paper were made."),
    NoticeKind.CODE_USED: gettext_lazy("A code on paper was used to sign in."),
    NoticeKind.PASSWORD: gettext_lazy("The password was changed. All other sessions ended."),
    NoticeKind.NEW_DEVICE: gettext_lazy("Somebody signed in from a browser that was not seen here before."),
    NoticeKind.WRONG_TRIES: gettext_lazy("Many wrong passwords were tried before the last sign-in."),
    NoticeKind.COPIED_PASSKEY: gettext_lazy(
        "A passkey was refused: it may have been copied. Remove it and tell your office."
    ),
    NoticeKind.RESET_BEGUN: gettext_lazy("An administrator said that you enrol a new factor."),
    NoticeKind.RESET_CONFIRMED: gettext_lazy("A second person confirmed it: earlier factors, sessions and keys ended."),
    NoticeKind.DIRECTORY: gettext_lazy("The account was bound to a directory."),
}


@require_GET
@door(OWN, purpose="own_account", sign_in=sign_in_page)
def factors(request: HttpRequest) -> HttpResponse:
    """The page of one's own factors, sessions and notices."""
    return _draw(request)


def _draw(request: HttpRequest, *, status: int = 200, error: str = "") -> HttpResponse:
    account: Account = request.account  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    told = sessions.notices(actor=actor)
    context: dict[str, Any] = {
        "account": account,
        "passkeys": account.passkeys.order_by("created_at"),
        "totp": getattr(account, "totp", None),
        "codes_left": one_time.codes_left(account),
        "may_use_totp": may_use_totp(actor),
        "needs_passkey": needed(actor) is Factor.PASSKEY,
        "sessions": [
            {"one": one, "here": one.pk == request.account_session.pk}  # type: ignore[attr-defined]
            for one in sessions.own_sessions(actor=actor)
        ],
        "notices": [{"at": one.at, "text": WORDS[NoticeKind(one.kind)], "is_new": one.read_at is None} for one in told],
        "unread": any(one.read_at is None for one in told),
        "directory_name": directory_name(),
        "directory": getattr(account, "directory", None),
        "error": error,
    }
    return draw(request, "factors", context, status=status)


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("signing:factors"))


@sensitive_post_parameters("answer")
@require_http_methods(["GET", "HEAD", "POST"])
@door(OWN, purpose="own_account", sign_in=sign_in_page)
@fresh
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Adds a passkey to one's own account."""
    account: Account = request.account  # type: ignore[attr-defined]
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            passkeys.enrol(
                actor=request.actor,  # type: ignore[attr-defined]
                account=account,
                answer=request.POST.get("answer", ""),
                challenge=take_challenge(request, "add"),
                name=request.POST.get("name", ""),
                place=place(request),
            )
        except FactorError as wrong:
            errors[wrong.field] = str(wrong)
        else:
            # Whoever has just made a passkey has shown the device and oneself to it.
            proved_again(request, Factor.PASSKEY)
            messages.success(request, _("The passkey is kept."))
            return _back()
    context = enrol_context(request, account, "add")
    context["name_form"] = Form(name_fields(), {"name": request.POST.get("name", "")}, errors)
    return draw(request, "add_passkey", context, status=422 if errors else 200)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@door(OWN, purpose="own_account", sign_in=sign_in_page)
@fresh
def set_up_totp(request: HttpRequest) -> HttpResponse:
    """Sets up codes on a telephone, for roles for which they are enough."""
    account: Account = request.account  # type: ignore[attr-defined]
    errors: dict[str, str] = {}
    if request.method == "POST":
        secret = one_time.unseal(request.session.get(SECRET_KEY, ""))
        try:
            codes = one_time.enrol(
                actor=request.actor,  # type: ignore[attr-defined]
                account=account,
                secret=secret or one_time.new_secret(),
                code=request.POST.get("code", ""),
            )
        except FactorError as wrong:
            errors[wrong.field] = str(wrong)
        else:
            request.session.pop(SECRET_KEY, None)
            proved_again(request, Factor.TOTP)
            return draw(request, "codes", {"codes": codes, "back": reverse("signing:factors")})
    elif not may_use_totp(request.actor):  # type: ignore[attr-defined]
        return _draw(request, status=422, error=_("Your role needs a passkey."))
    context = enrol_context(request, account, "totp")
    context["totp_form"] = Form(totp_fields(), {}, errors)
    return draw(request, "totp", context, status=422 if errors else 200)


@require_POST
@door(OWN, purpose="own_account", sign_in=sign_in_page)
@fresh
def make_codes(request: HttpRequest) -> HttpResponse:
    """Makes other codes on paper, shown this once."""
    try:
        codes = one_time.new_codes(actor=request.actor, account=request.account)  # type: ignore[attr-defined]
    except FactorError as wrong:
        return _draw(request, status=422, error=str(wrong))
    return draw(request, "codes", {"codes": codes, "back": reverse("signing:factors")})


@require_POST
@door(OWN, purpose="own_account", sign_in=sign_in_page)
@fresh
def remove_factor(request: HttpRequest, factor_id: uuid.UUID) -> HttpResponse:
    """Throws away a passkey, or the codes."""
    actor, account = request.actor, request.account  # type: ignore[attr-defined]
    try:
        totp = getattr(account, "totp", None)
        if totp is not None and totp.pk == factor_id:
            one_time.remove(actor=actor, account=account)
        else:
            passkeys.remove(actor=actor, account=account, passkey_id=factor_id)
    except FactorError as wrong:
        return _draw(request, status=422, error=str(wrong))
    messages.success(request, _("It is removed and opens nothing any more."))
    return _back()


@require_POST
@door(OWN, purpose="own_account", sign_in=sign_in_page)
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Ends a session of one's own account; whoever uses it is out at the next page."""
    if sessions.end(actor=request.actor, session_id=session_id):  # type: ignore[attr-defined]
        messages.success(request, _("The session has ended."))
    return _back()


@require_POST
@door(OWN, purpose="own_account", sign_in=sign_in_page)
def read_notices(request: HttpRequest) -> HttpResponse:
    """Marks what happened to one's own account as read."""
    sessions.mark_read(actor=request.actor)  # type: ignore[attr-defined]
    return _back()
