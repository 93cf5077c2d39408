# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in through the directory of a ministry, and binding one's own account to it."""

import hmac
import time

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.foundation.access.errors import NotFound
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import directory
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused, enrolled, is_enough
from panah.foundation.accounts.sign_in import actor_of
from panah.interfaces.web.doors import door
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.limits import PROOFS
from panah.interfaces.web.middleware import safe_next
from panah.interfaces.web.signing import flow
from panah.interfaces.web.signing.frame import home, place, sign_in_address, sign_in_page, too_many

FLOW_KEY = "directory"
_SECONDS = 600


def _back_address(request: HttpRequest) -> str:
    return place(request).origin + reverse("signing:directory-back")


def _problem(request: HttpRequest, *lines: str, status: int = 502) -> HttpResponse:
    return error_page(request, status, _("The directory did not let you in"), lines, back_href=sign_in_address())


def _begin(request: HttpRequest, *, bind: str) -> HttpResponse:
    if not directory.is_configured():
        raise NotFound("page")
    try:
        begun = directory.begin(_back_address(request))
    except directory.DirectoryProblem:
        return _problem(request, _("It does not answer. Sign in with your password and your own factor."))
    request.session[FLOW_KEY] = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "next": safe_next(request, request.GET.get("next")),
        "bind": bind,
        "at": int(time.time()),
    }
    return HttpResponseRedirect(begun.address)


@require_GET
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def start(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the directory."""
    return _begin(request, bind="")


@require_GET
@door(AccountPermission.OWN, purpose="own_account", sign_in=sign_in_page)
@flow.fresh
def bind(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the directory, to say whom it knows the own account as."""
    return _begin(request, bind=str(request.account.pk))  # type: ignore[attr-defined]


@require_GET
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def back(request: HttpRequest) -> HttpResponse:
    """Takes what the directory sent the browser back with."""
    kept = request.session.pop(FLOW_KEY, None)
    state = request.GET.get("state", "")
    if not isinstance(kept, dict) or time.time() - int(kept["at"]) > _SECONDS:
        return _problem(request, _("This took too long, or was begun elsewhere. Begin again."), status=400)
    if not hmac.compare_digest(str(kept["state"]).encode(), state.encode()):
        return _problem(request, _("This took too long, or was begun elsewhere. Begin again."), status=400)
    if wait := too_many(request, PROOFS):
        return wait
    code = request.GET.get("code", "")
    if not code:
        return _problem(request, _("The directory refused. Ask those who look after it."), status=403)
    try:
        told = directory.finish(code=code, back=_back_address(request), nonce=kept["nonce"], verifier=kept["verifier"])
    except directory.DirectoryProblem:
        return _problem(request, _("It does not answer as it should. Sign in with your password and your own factor."))
    return _bound(request, told, kept["bind"]) if kept["bind"] else _signed_in(request, told, kept["next"])


def _bound(request: HttpRequest, told: directory.Told, account_id: str) -> HttpResponse:
    account = request.account  # type: ignore[attr-defined]
    if account is None or str(account.pk) != account_id:
        return _problem(request, _("Sign in first, then bind the directory."), status=403)
    try:
        directory.bind(actor=request.actor, account=account, told=told)  # type: ignore[attr-defined]
    except FactorError as wrong:
        return _problem(request, str(wrong), status=409)
    messages.success(request, _("The directory opens your account from now on."))
    return HttpResponseRedirect(reverse("signing:factors"))


def _signed_in(request: HttpRequest, told: directory.Told, target: str) -> HttpResponse:
    refusal = _(
        "No account here is bound to you. Sign in with your password and your own factor, and bind it on your page."
    )
    try:
        account = directory.account_of(told)
    except FactorRefused:
        return _problem(request, refusal, status=403)
    actor = actor_of(account)
    if (actor.kind == "party") != (home() != "/"):
        return _problem(request, refusal, status=403)
    strong = told.factor is not Factor.NONE and is_enough(told.factor, actor)
    if strong and told.is_fresh:
        return flow.finish(request, account, told.factor, {"next": target})
    # The directory proved less than the role asks for, or lets in whoever sits where somebody signed in long before: the factor
    # of one's own is asked for.
    if not enrolled(account) and not settings.PANAH_INVENTED:
        said = (
            _("The directory let you in without asking who you are. Sign out there, then sign in anew.")
            if strong
            else _("The directory asked you for less than your role needs: it must ask for a passkey.")
        )
        return _problem(request, said, status=403)
    return flow.after_password(request, account, {"next": target})
