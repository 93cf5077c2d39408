# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of every page: who asks, whether the permission could hold, and the actor told to PostgreSQL.

A view without `@door(...)` is refused by a test that walks the addresses.
"""

import contextlib
import functools
import hmac
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils.http import urlencode

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError, Denied, Gone, NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account, AccountSession, PortalAccess
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import sessions
from panah.foundation.accounts.proof.needs import enrolled, is_enough, keyed
from panah.foundation.accounts.sign_in import actor_of, actor_of_access, is_usable, portal_access
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight.errors import Paused, TooMany
from panah.foundation.oversight.meter import passing
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services import note_refusal
from panah.interfaces.web.errors import denied, gone, not_found
from panah.interfaces.web.languages import show_date

log = logging.getLogger("panah.doors")

ACCOUNT_KEY = "account"
ACCESS_KEY = "access"
PIN_KEY = "pin"
SEEN_KEY = "seen"
STARTED_KEY = "started"
PROVED_KEY = "proved"
PIN_KEY = "pin"
"""What a portal session knows of the PIN that opened it: another PIN ends every other session of the person."""
DEVICE_COOKIE = "__Host-panah_device" if settings.SESSION_COOKIE_SECURE else "panah_device"
_DEVICE_LASTS = 365 * 24 * 3600
_REFRESH = 60

View = Callable[..., HttpResponse]
OPEN_WHILE_STOPPED: frozenset[str] = frozenset(
    {
        AccountPermission.SIGN_IN,
        AccountPermission.STAY,
        AccountPermission.OWN,
        OversightPermission.ANSWER,
    }
)
"""What an account may enter that is paused, or was shown too many people: its own account, and answering."""


def open_session(request: HttpRequest, who: Account | PortalAccess, factor: Factor = Factor.NONE) -> None:
    """Begin a session under a new key (AU-05), for an account or for a person's portal access.

    factor: what the person of the account proved beside the password.
    """
    now = int(time.time())
    request.session.flush()
    if isinstance(who, Account):
        device = request.COOKIES.get(DEVICE_COOKIE, "")[:64]
        if not device:
            device = sessions.new_device()
            request.new_device = device  # type: ignore[attr-defined]
        agent = request.META.get("HTTP_USER_AGENT", "")[:300]
        request.session[ACCOUNT_KEY] = str(sessions.begin(account=who, factor=factor, device=device, agent=agent).pk)
        request.session[PROVED_KEY] = now
    else:
        request.session[ACCESS_KEY] = str(who.pk)
        request.session[PIN_KEY] = pin_mark(who)
    request.session[SEEN_KEY] = now
    request.session[STARTED_KEY] = now


def pin_mark(access: PortalAccess) -> str:
    """What a session of the portal keeps of the PIN that opened it: with another PIN it opens nothing."""
    return keyed("pin", access.pin)


def pin_was_changed(request: HttpRequest) -> None:
    """Let the session in which the PIN was changed go on, under a new key; every other one has ended (AU-13)."""
    access = portal_access(request.actor.signed_in_as)  # type: ignore[attr-defined]
    if access is not None:
        request.session.cycle_key()
        request.session[PIN_KEY] = pin_mark(access)


def close_session(request: HttpRequest) -> None:
    """End the session and forget what it held."""
    session: AccountSession | None = getattr(request, "account_session", None)
    if session is not None:
        sessions.end(actor=request.actor, session_id=session.pk, signing_out=True)  # type: ignore[attr-defined]
    request.session.flush()


def proved_again(request: HttpRequest, factor: Factor) -> None:
    """Note a fresh proof of who is at the screen; the session goes on under a new key (AU-05)."""
    sessions.proved(request.account_session, factor)  # type: ignore[attr-defined]
    request.session.cycle_key()
    request.session[PROVED_KEY] = int(time.time())


def proof_is_fresh(request: HttpRequest) -> bool:
    """Whether who is at the screen has proved it in the last minutes (AU-08).

    In an invented country nothing is asked of an account without a factor.
    """
    session: AccountSession | None = getattr(request, "account_session", None)
    if session is None:
        return False
    if int(time.time()) - int(request.session.get(PROVED_KEY, 0)) <= settings.PANAH_FRESH_SECONDS:
        return True
    return bool(settings.PANAH_INVENTED and session.factor == Factor.NONE and not enrolled(session.account))


def seconds_left(request: HttpRequest) -> int:
    """How long the session lasts when nothing happens, in seconds; 0 without one."""
    session = request.session
    if SEEN_KEY not in session:
        return 0
    now = int(time.time())
    idle = int(session[SEEN_KEY]) + settings.PANAH_IDLE_SECONDS - now
    return max(0, min(idle, int(session.get(STARTED_KEY, 0)) + settings.SESSION_COOKIE_AGE - now))


def stay(request: HttpRequest) -> int:
    """Note that somebody is at the screen. Returns how long the session lasts from now on, in seconds."""
    request.session[SEEN_KEY] = int(time.time())
    session: AccountSession | None = getattr(request, "account_session", None)
    if session is not None:
        sessions.seen(session)
    return seconds_left(request)


def _actor(request: HttpRequest) -> Actor:
    session = request.session
    # In the portal a person has an access; an organisation's user has an account there, and none on the staff site.
    by_account = settings.PANAH_SITE == "staff" or ACCOUNT_KEY in session
    kept = session.get(ACCOUNT_KEY) if by_account else session.get(ACCESS_KEY)
    if not kept:
        return ANONYMOUS
    now = int(time.time())
    idle = now - int(session.get(SEEN_KEY, 0))
    is_over = idle > settings.PANAH_IDLE_SECONDS or now - int(session.get(STARTED_KEY, 0)) > settings.SESSION_COOKIE_AGE
    if by_account:
        return _actor_of_account(request, uuid.UUID(kept), idle=idle, is_over=is_over)
    if is_over:
        session.flush()
        request.session_ended = str(kept)  # type: ignore[attr-defined]
        return ANONYMOUS
    if idle > _REFRESH:
        session[SEEN_KEY] = now
    access = portal_access(uuid.UUID(kept))
    if access is None or not hmac.compare_digest(str(session.get(PIN_KEY, "")), pin_mark(access)):
        session.flush()
        return ANONYMOUS
    request.portal_access = access  # type: ignore[attr-defined]
    return actor_of_access(access)


def _actor_of_account(request: HttpRequest, session_id: uuid.UUID, *, idle: int, is_over: bool) -> Actor:
    live = sessions.live(session_id)
    if live is None or not is_usable(live.account):
        request.session.flush()
        return ANONYMOUS
    if is_over:
        request.session.flush()
        request.session_ended = str(live.account_id)  # type: ignore[attr-defined]
        return ANONYMOUS
    # The browser that brought no mark of an earlier sign-in is known by its session alone.
    actor = replace(actor_of(live.account), device=(live.device or live.pk.hex)[:16])
    if (actor.kind == "party") != (settings.PANAH_SITE == "portal"):
        # A session of the other site, which stays good there.
        return ANONYMOUS
    if not is_enough(Factor(live.factor), actor):
        # A role was given meanwhile that asks for more than this session has proved.
        request.session.flush()
        return ANONYMOUS
    if idle > _REFRESH:
        request.session[SEEN_KEY] = int(time.time())
        sessions.seen(live)
    request.account = live.account  # type: ignore[attr-defined]
    request.account_session = live  # type: ignore[attr-defined]
    return actor


class ActorMiddleware:
    """Finds the actor of a request and shows the pages of the refusals."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        request.account = None  # type: ignore[attr-defined]
        request.account_session = None  # type: ignore[attr-defined]
        if not request.path.startswith((settings.STATIC_URL, "/healthz")):
            actor = _actor(request)
            # The page's language wins over the account's: it is what the person now reads.
            language = getattr(request, "LANGUAGE_CODE", actor.language)
            request.actor = _with_language(actor, language)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if device := getattr(request, "new_device", ""):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(
                DEVICE_COOKIE, device, max_age=_DEVICE_LASTS, httponly=True, samesite="Lax", secure=secure
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal becomes its page; anything else goes on to the error page."""
        if isinstance(exception, Gone):
            return gone(request, show_date(clock.local_date(exception.at)))
        if isinstance(exception, NotFound):
            note_not_found(request)
            return not_found(request)
        if isinstance(exception, Denied):
            return denied(request)
        if isinstance(exception, Paused | TooMany):
            # Whose frame needs this module.
            from panah.interfaces.web.stopped import stopped_page

            return stopped_page(request, exception)
        return None


def note_not_found(request: HttpRequest) -> None:
    """Write down where it was a tie that shut what an address names; the answer is the same as for what was never there."""
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    ids = []
    for value in kwargs.values():
        with contextlib.suppress(ValueError):
            ids.append(uuid.UUID(str(value)))
    note_refusal(request.actor, ids)  # type: ignore[attr-defined]


def _with_language(actor: Actor, language: str) -> Actor:
    return actor if actor.language == language else replace(actor, language=language)


def door(permission: str, *, purpose: str, sign_in: str | Callable[[], str] = "sign-in") -> Callable[[View], View]:
    """Declare who may enter a view, and open it with the actor told to PostgreSQL.

    permission: could it hold for some subject? The service behind asks again with the subject.
    purpose: the code word that the log keeps for reads behind this door.
    sign_in: name of the page, or what names it for the site that is served, to which whoever has not signed in is sent.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if not allows(actor, permission, SOME):
                if actor.kind == "anonymous":
                    return _to_sign_in(request, sign_in if isinstance(sign_in, str) else sign_in())
                with acting(actor, purpose):
                    record(
                        actor,
                        Verb.DENIED,
                        subject_type="door",
                        outcome="refused",
                        detail={"permission": str(permission)},
                    )
                raise Denied(str(permission))
            if _holds_null(request):
                raise BadRequest("a null character")
            with acting(actor, purpose), passing(actor, always=permission in OPEN_WHILE_STOPPED):
                return view(request, *args, **kwargs)

        inner.permission = str(permission)  # type: ignore[attr-defined]
        return inner

    return wrap


def _holds_null(request: HttpRequest) -> bool:
    """Whether a null character was sent: no database keeps it and no browser sends it, and one page or another would look for it."""
    return any(
        "\x00" in text
        for sent in (request.GET, request.POST)
        for name, texts in sent.lists()
        for text in (name, *texts)
    )


def _to_sign_in(request: HttpRequest, name: str) -> HttpResponse:
    ended = getattr(request, "session_ended", "")
    keep = getattr(resolve(reverse(name)).func, "keep", None)
    if request.method == "POST" and keep is not None:
        # A form that was sent too late goes through the sign-in with what was typed into it.
        return keep(request)
    query = {"next": request.get_full_path()} if request.method == "GET" and request.path != "/" else {}
    if ended:
        query["ended"] = "1"
    address = reverse(name)
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


__all__ = [
    "OPEN_WHILE_STOPPED",
    "AccessError",
    "ActorMiddleware",
    "close_session",
    "door",
    "open_session",
    "pin_was_changed",
    "proof_is_fresh",
    "proved_again",
    "seconds_left",
    "stay",
]
