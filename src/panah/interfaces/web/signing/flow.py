# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the password to the session: the second factor is asked for, or a window to enrol one, and nothing opens before."""

import functools
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from panah.foundation.access.context import acting
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.proof import one_time, passkeys, sessions
from panah.foundation.accounts.proof.needs import FactorRefused, enrolled, needed
from panah.foundation.accounts.sign_in import actor_of, is_usable
from panah.interfaces.web.doors import open_session, proof_is_fresh
from panah.interfaces.web.middleware import LANGUAGE_COOKIE, known, remember, safe_next
from panah.interfaces.web.signing import kept
from panah.interfaces.web.signing.frame import challenge, home, place, take_challenge

PENDING_KEY = "pending"
PENDING_SECONDS = 600

View = Callable[..., HttpResponse]


def after_password(request: HttpRequest, account: Account, hidden: dict[str, str]) -> HttpResponse:
    """What follows when the password, or a directory, has named the account: the second factor, or how to get one."""
    if not enrolled(account):
        if settings.PANAH_INVENTED:
            return finish(request, account, Factor.NONE, hidden)
        return HttpResponseRedirect(reverse("signing:begin") + "?why=none")
    request.session.flush()
    request.session[PENDING_KEY] = {
        "account": str(account.pk),
        "at": int(time.time()),
        "wrong": account.wrong_before,
    }
    from panah.interfaces.web.signing.views import draw_second

    return draw_second(request, account, hidden)


def pending(request: HttpRequest) -> Account | None:
    """The account whose password was right a moment ago and whose second factor is asked for."""
    waiting = request.session.get(PENDING_KEY)
    if not isinstance(waiting, dict) or time.time() - int(waiting["at"]) > PENDING_SECONDS:
        return None
    account = Account.objects.select_related("holder").filter(pk=uuid.UUID(waiting["account"])).first()
    if account is None or not is_usable(account):
        return None
    account.wrong_before = int(waiting["wrong"])
    return account


def offered(account: Account) -> frozenset[Factor]:
    """The factors that are asked for: of those that the account has, those that are enough for its roles, else all."""
    has = enrolled(account)
    return has & {Factor.PASSKEY} if needed(actor_of(account)) is Factor.PASSKEY and Factor.PASSKEY in has else has


def ways(request: HttpRequest, account: Account, what_for: str) -> dict[str, Any]:
    """What a page that asks for a factor shows: the passkey's options, and whether a code is taken."""
    asked = offered(account)
    options = ""
    if Factor.PASSKEY in asked:
        options = challenge(request, passkeys.ask_to_prove(place(request), account), what_for)
    return {"options": options, "by_code": Factor.TOTP in asked}


def take_proof(request: HttpRequest, account: Account, what_for: str) -> Factor:
    """Weigh the factor that was sent: a passkey's answer, or a code. Raises FactorRefused."""
    given = request.POST.get("answer", "")
    if given:
        passkeys.prove(answer=given, challenge=take_challenge(request, what_for), place=place(request), account=account)
        return Factor.PASSKEY
    if Factor.TOTP not in offered(account):
        raise FactorRefused()
    one_time.prove(account=account, code=request.POST.get("code", "")[:40])
    return Factor.TOTP


def finish(request: HttpRequest, account: Account, factor: Factor, hidden: dict[str, str]) -> HttpResponse:
    """Open the session, and go on to where one wanted to go or to what was being written."""
    open_session(request, account, factor)
    with acting(actor_of(account), "sign_in") as actor:
        if factor is not Factor.NONE and sessions.unread(actor=actor):
            messages.warning(request, _("Something happened to your account. Look at it under “Sign-in and sessions”."))
    response = kept.go_on(request, account, hidden)
    if response is None:
        target = safe_next(request, hidden.get("next"))
        response = HttpResponseRedirect(target if target.startswith(home()) else home())
    if LANGUAGE_COOKIE not in request.COOKIES and known(account.language):
        remember(response, account.language, request)
    return response


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """The page that asks for a fresh proof of who is at the screen; None where there was one in the last minutes (AU-08)."""
    if proof_is_fresh(request):
        return None
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(reverse("signing:again") + "?" + urlencode({"next": request.get_full_path()}))
    from panah.interfaces.web.signing.views import draw_again

    return draw_again(request, kept.of_post(request, str(request.account.pk)), status=403)  # type: ignore[attr-defined]


def fresh(view: View) -> View:
    """Demand a fresh proof before a view; stands under `@door`. What was typed comes back afterwards."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_again(request) or view(request, *args, **kwargs)

    return inner
