# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of every page: who asks, whether the permission could hold, and the actor told to PostgreSQL.

A view without `@door(...)` is refused by a test that walks the addresses.
"""

import functools
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils.http import urlencode

from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError, Denied, NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.accounts.models import Account, PortalAccess
from panah.foundation.accounts.sign_in import actor_of, actor_of_access, is_usable, portal_access
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.web.errors import denied, not_found

log = logging.getLogger("panah.doors")

ACCOUNT_KEY = "account"
ACCESS_KEY = "access"
SEEN_KEY = "seen"
STARTED_KEY = "started"
_REFRESH = 60

View = Callable[..., HttpResponse]


def open_session(request: HttpRequest, who: Account | PortalAccess) -> None:
    """Begin a session under a new key (AU-05), for an account or for a person's portal access."""
    request.session.flush()
    request.session[ACCOUNT_KEY if isinstance(who, Account) else ACCESS_KEY] = str(who.pk)
    now = int(time.time())
    request.session[SEEN_KEY] = now
    request.session[STARTED_KEY] = now


def close_session(request: HttpRequest) -> None:
    """End the session and forget what it held."""
    request.session.flush()


def _actor(request: HttpRequest) -> Actor:
    session = request.session
    # In the portal a person has an access; an organisation's user has an account there, and none on the staff site.
    by_account = settings.PANAH_SITE == "staff" or ACCOUNT_KEY in session
    kept = session.get(ACCOUNT_KEY) if by_account else session.get(ACCESS_KEY)
    if not kept:
        return ANONYMOUS
    now = int(time.time())
    idle = now - int(session.get(SEEN_KEY, 0))
    if idle > settings.PANAH_IDLE_SECONDS or now - int(session.get(STARTED_KEY, 0)) > settings.SESSION_COOKIE_AGE:
        session.flush()
        request.session_ended = str(kept)  # type: ignore[attr-defined]
        return ANONYMOUS
    if idle > _REFRESH:
        session[SEEN_KEY] = now
    if by_account:
        account = Account.objects.select_related("holder").filter(pk=uuid.UUID(kept)).first()
        if account is None or not is_usable(account):
            session.flush()
            return ANONYMOUS
        actor = actor_of(account)
        if (actor.kind == "party") != (settings.PANAH_SITE == "portal"):
            # A session of the other site, which stays good there.
            return ANONYMOUS
        request.account = account  # type: ignore[attr-defined]
        return actor
    access = portal_access(uuid.UUID(kept))
    if access is None:
        session.flush()
        return ANONYMOUS
    request.portal_access = access  # type: ignore[attr-defined]
    return actor_of_access(access)


class ActorMiddleware:
    """Finds the actor of a request and shows the pages of the refusals."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        request.account = None  # type: ignore[attr-defined]
        if not request.path.startswith((settings.STATIC_URL, "/healthz")):
            actor = _actor(request)
            # The page's language wins over the account's: it is what the person now reads.
            language = getattr(request, "LANGUAGE_CODE", actor.language)
            request.actor = _with_language(actor, language)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal becomes its page; anything else goes on to the error page."""
        if isinstance(exception, NotFound):
            return not_found(request)
        if isinstance(exception, Denied):
            return denied(request)
        return None


def _with_language(actor: Actor, language: str) -> Actor:
    if actor.language == language:
        return actor
    return Actor(
        kind=actor.kind,
        account_id=actor.account_id,
        holder_id=actor.holder_id,
        assignments=actor.assignments,
        person_id=actor.person_id,
        language=language,
    )


def door(permission: str, *, purpose: str, sign_in: str = "sign-in") -> Callable[[View], View]:
    """Declare who may enter a view, and open it with the actor told to PostgreSQL.

    permission: could it hold for some subject? The service behind asks again with the subject.
    purpose: the code word that the log keeps for reads behind this door.
    sign_in: name of the page to which whoever has not signed in is sent.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if not allows(actor, permission, SOME):
                if actor.kind == "anonymous":
                    return _to_sign_in(request, sign_in)
                with acting(actor, purpose):
                    record(
                        actor,
                        Verb.DENIED,
                        subject_type="door",
                        outcome="refused",
                        detail={"permission": str(permission)},
                    )
                raise Denied(str(permission))
            with acting(actor, purpose):
                return view(request, *args, **kwargs)

        inner.permission = str(permission)  # type: ignore[attr-defined]
        return inner

    return wrap


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


__all__ = ["AccessError", "ActorMiddleware", "close_session", "door", "open_session"]
