# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of every operation: a key or a session, the permission, and the actor told to PostgreSQL.

An operation is declared by `operation(...)` alone, which cannot be called without a permission.
"""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import AuthenticationError
from ninja.responses import Status
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import BaseModel

from panah.casework.errors import Invalid, Stale
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.foundation.access.policy import SOME, allows
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.services import token_digest
from panah.foundation.accounts.sign_in import actor_of, token_account
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight.meter import passing
from panah.interfaces.api.problems import changes
from panah.interfaces.api.schemas.base import ProblemOut
from panah.interfaces.web.doors import OPEN_WHILE_STOPPED

View = Callable[..., Any]
ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 410, 415, 422, 429, 503), ProblemOut)


def _let_in(request: HttpRequest, permission: str, purpose: str) -> None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if allows(actor, permission, SOME):
        return
    with acting(actor, purpose):
        record(
            actor,
            Verb.DENIED,
            subject_type="api",
            outcome="refused",
            detail={"permission": permission},
            purpose=purpose,
        )
    raise Denied(permission)


class TokenAuth(HttpBearer):
    """`Authorization: Bearer pnh_...`: a key of one's own account, made on the account page."""

    def __init__(self, permission: str, purpose: str) -> None:
        self.permission, self.purpose = permission, purpose
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Account:
        """The account of the key; the request then acts for it.

        Raises AuthenticationError for a key that is none, and Denied.
        """
        account = token_account(token.strip()[:200]) if token.isascii() else None
        if account is None:
            # A key that was sent and is wrong is never made up for by a session.
            raise AuthenticationError
        language = getattr(request, "LANGUAGE_CODE", account.language)
        # The key stands for the machine that holds it; of the digest so much as tells keys apart.
        device = token_digest(token.strip())[:16]
        request.actor = replace(actor_of(account), language=language, device=device)  # type: ignore[attr-defined]
        request.account = account  # type: ignore[attr-defined]
        request.by_key = True  # type: ignore[attr-defined]
        _let_in(request, self.permission, self.purpose)
        return account


class SessionAuth(APIKeyCookie):
    """The session of the staff site; every request that is not a reading needs the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, permission: str, purpose: str) -> None:
        self.permission, self.purpose = permission, purpose
        super().__init__(csrf=True)

    def __call__(self, request: HttpRequest) -> Any:
        """The account of the session. Without one the question of the token does not arise: nobody is signed in."""
        if getattr(request, "account", None) is None:
            return None
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Account:
        """The account that the middleware found. Raises Denied."""
        _let_in(request, self.permission, self.purpose)
        return request.account  # type: ignore[attr-defined]


def by_key(request: HttpRequest) -> bool:
    """Whether the caller was let in by a key. What a header says is no sign of it: one of another kind leaves the session in force."""
    return getattr(request, "by_key", False)


def _refuse_unknown(request: HttpRequest, query: type[BaseModel] | None) -> None:
    known = set(query.model_fields) if query else set()
    errors = {name: _("There is no such parameter. Take it out.") for name in request.GET if name not in known}
    for name, values in request.GET.lists():
        if any("\x00" in value for value in values):
            errors[name] = _("A text holds a null character, which cannot be kept.")
    if errors:
        raise Invalid(errors)


def operation(
    router: Router,
    method: str,
    path: str,
    *,
    permission: str,
    purpose: str,
    response: Any,
    query: type[BaseModel] | None = None,
    status: int = 200,
) -> Callable[[View], View]:
    """Declare an operation: its permission, why it reads, what it answers.

    Args:
        permission: could it hold for some subject? The service behind asks again with the subject itself.
        purpose: the code word that the log keeps for reads behind this door.
        response: shape of the answer; None for one that is no JSON.
        query: shape of the parameters after `?`; any other is refused (EX-10).
    """
    name = str(permission)

    def register(view: View) -> View:
        @functools.wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _refuse_unknown(request, query)
            actor: Actor = request.actor  # type: ignore[attr-defined]
            with acting(actor, purpose), passing(actor, always=permission in OPEN_WHILE_STOPPED):
                try:
                    result = view(request, *args, **kwargs)
                except Stale as moved:
                    # Read while the actor is told to PostgreSQL; the answer is written outside.
                    request.api_changes = changes(moved.changes, actor.language)  # type: ignore[attr-defined]
                    raise
            return result if status == 200 or isinstance(result, HttpResponse) else Status(status, result)

        inner.permission = name  # type: ignore[attr-defined]
        router.api_operation(
            [method],
            path,
            auth=[TokenAuth(name, purpose), SessionAuth(name, purpose)],
            response={status: response, **ERRORS},
            operation_id=view.__name__,
            summary=(view.__doc__ or view.__name__).strip().splitlines()[0],
            description=f"Permission: `{name}`.",
            openapi_extra={"x-permission": name},
            exclude_none=False,
        )(inner)
        return inner

    return register
