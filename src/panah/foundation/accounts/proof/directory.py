# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in through a ministry's own directory: OpenID Connect, the code flow with PKCE, state and nonce.

The directory opens accounts that are there already. Which one, the owner has said once while signed in here; from then on
the subject that the directory never gives to another person opens it. An address of e-mail is asked for nowhere.
"""

import base64
import contextlib
import hashlib
import http.client
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.jwk import KeySet

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account, DirectoryIdentity, NoticeKind
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused, tell
from panah.foundation.accounts.sign_in import is_usable
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.outbound import ask

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LARGEST_ANSWER = 1_000_000
LONGEST_SUBJECT = 255
"""OpenID Connect Core 2; a longer one is refused and not cut, since two might be cut to the same."""
_SECONDS = 10
_KEPT_SECONDS = 3600
_LEEWAY = 60
_FURTHEST = 2**53
"""Seconds; what lies beyond is no time. NaN lies nowhere."""
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class DirectoryProblem(Exception):
    """The directory does not answer as it should; the sign-in with a password and a factor of one's own goes on."""


@dataclass(frozen=True)
class Flow:
    """One way through the directory; the session keeps it until the directory sends the browser back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Told:
    """What the directory says of somebody: which subject, and what was proved to it.

    is_fresh: it was proved just now, and not at some earlier sign-in that the directory remembers.
    """

    issuer: str
    subject: str
    factor: Factor
    is_fresh: bool = False


def is_configured() -> bool:
    """Whether the installation names a directory."""
    return bool(settings.PANAH_OIDC_ISSUER and settings.PANAH_OIDC_CLIENT_ID)


def _fetch(address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
    try:
        parts = urlsplit(address)
        over_tls = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    except ValueError as error:
        raise DirectoryProblem("The directory names an address that is none.") from error
    if not over_tls:
        raise DirectoryProblem("The directory is asked over TLS alone.")
    data = urlencode(form).encode() if form is not None else None
    try:
        request = urllib.request.Request(  # noqa: S310 - the scheme is looked at above
            address, data=data, headers={"Accept": "application/json", **(headers or {})}
        )
        with ask(request, seconds=_SECONDS) as answer:
            content = answer.read(LARGEST_ANSWER + 1)
        found = json.loads(content[:LARGEST_ANSWER])
    except (OSError, ValueError, RecursionError, http.client.HTTPException) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise DirectoryProblem("The directory does not answer.") from error
    if not isinstance(found, dict):
        raise DirectoryProblem("The directory answers with something else than it should.")
    return found


class _Kept:
    """The directory's own description and keys, kept for an hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, tuple[float, Any]] = {}

    def get(self, address: str, *, anew: bool = False) -> Any:
        with self._lock:
            at, found = self._found.get(address, (0.0, None))
        if found is None or anew or time.monotonic() - at > _KEPT_SECONDS:
            found = _fetch(address)
            with self._lock:
                self._found[address] = (time.monotonic(), found)
        return found


_kept = _Kept()


def _description() -> Mapping[str, Any]:
    issuer = settings.PANAH_OIDC_ISSUER
    found: Mapping[str, Any] = _kept.get(f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise DirectoryProblem("The directory names itself otherwise than the installation does.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise DirectoryProblem("The directory's description is not whole.")
    return found


def _secret() -> str:
    path = settings.PANAH_OIDC_SECRET_FILE
    try:
        return Path(path).read_text().strip() if path else ""
    except OSError as error:
        raise DirectoryProblem("The secret of the directory cannot be read.") from error


def begin(back: str) -> Flow:
    """Where to send the browser, and what to keep until it is back. back: the address that the directory sends it to.

    Raises DirectoryProblem.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    proof = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": settings.PANAH_OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": proof,
        "code_challenge_method": "S256",
        "acr_values": " ".join(sorted(settings.PANAH_OIDC_STRONG)),
        # Whoever signed in there in the morning is not who sits here now. Asked so, the directory has to say when it was.
        "max_age": str(settings.PANAH_FRESH_SECONDS),
    }
    address = str(_description()["authorization_endpoint"])
    return Flow(f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", state, nonce, verifier)


def finish(*, code: str, back: str, nonce: str, verifier: str) -> Told:
    """Trade the code for what the directory says of its bearer.

    Raises DirectoryProblem: it does not answer, or its answer is not signed by it, not for us, too old, or of another flow.
    """
    described = _description()
    form = {"grant_type": "authorization_code", "code": code[:2000], "redirect_uri": back, "code_verifier": verifier}
    headers = {}
    if secret := _secret():
        pair = f"{quote(settings.PANAH_OIDC_CLIENT_ID, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form["client_id"] = settings.PANAH_OIDC_CLIENT_ID
    token = _fetch(str(described["token_endpoint"]), form, headers).get("id_token")
    if not isinstance(token, str):
        raise DirectoryProblem("The directory sent no token.")
    claims = _claims(token, str(described["jwks_uri"]))
    _check(claims, str(described["issuer"]), nonce)
    return Told(settings.PANAH_OIDC_ISSUER, claims["sub"], _factor(claims), _is_fresh(claims))


def _claims(token: str, keys_at: str) -> Mapping[str, Any]:
    for anew in (False, True):
        found = _kept.get(keys_at, anew=anew)
        # A key may have been changed since its list was read. JOSE is broken in more ways than the library has names: each of
        # them says that this token proves nothing.
        with contextlib.suppress(Exception):
            claims = jwt.decode(token, KeySet.import_key_set(found), algorithms=ALGORITHMS).claims
            if isinstance(claims, dict):
                return claims
    raise DirectoryProblem("The token is not signed by the directory.")


def _check(claims: Mapping[str, Any], issuer: str, nonce: str) -> None:
    now = int(clock.now().timestamp())
    for_whom = claims.get("aud")
    ours = settings.PANAH_OIDC_CLIENT_ID
    everybody = for_whom if isinstance(for_whom, list) else [for_whom]
    if not all(_is_moment(claims.get(name)) for name in ("exp", "iat")):
        raise DirectoryProblem("The token says no time.")
    good = (
        claims.get("iss") == issuer
        and ours in everybody
        and (len(everybody) == 1 or claims.get("azp") == ours)
        and claims["exp"] > now - _LEEWAY
        and claims["iat"] < now + _LEEWAY
        and _is_text(claims.get("nonce"))
        and secrets.compare_digest(claims["nonce"].encode(), nonce.encode())
        and _is_text(claims.get("sub"))
        and len(claims["sub"]) <= LONGEST_SUBJECT
    )
    if not good:
        raise DirectoryProblem("The token is not for this sign-in.")


def _is_moment(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -_FURTHEST < value < _FURTHEST


def _is_text(value: Any) -> bool:
    """A text that can be kept and compared: something in it, no null character, no half one."""
    return isinstance(value, str) and value != "" and value.isprintable()


def _is_fresh(claims: Mapping[str, Any]) -> bool:
    """Whether somebody proved it to the directory in the last minutes; one that does not say when has not said so."""
    at: Any = claims.get("auth_time")
    now = int(clock.now().timestamp())
    return _is_moment(at) and bool(now - settings.PANAH_FRESH_SECONDS - _LEEWAY <= at <= now + _LEEWAY)


def _factor(claims: Mapping[str, Any]) -> Factor:
    ways = claims.get("amr")
    told = {str(one) for one in ways} if isinstance(ways, list) else set()
    told.add(str(claims.get("acr", "")))
    if told & settings.PANAH_OIDC_STRONG:
        return Factor.PASSKEY
    return Factor.TOTP if told & settings.PANAH_OIDC_SECOND else Factor.NONE


def bind(*, actor: Actor, account: Account, told: Told) -> None:
    """Say that this subject of the directory is the person of one's own account. Raises FactorError when it is another's."""
    require(actor, AccountPermission.OWN)
    if account.pk != actor.account_id:
        raise FactorError("", _("A directory is bound to one's own account only."))
    with transaction.atomic():
        DirectoryIdentity.objects.filter(account=account).delete()
        try:
            with transaction.atomic():
                DirectoryIdentity.objects.create(account=account, issuer=told.issuer, subject=told.subject)
        except IntegrityError:
            raise FactorError("", _("The directory knows this person under another account here.")) from None
        tell(account, NoticeKind.DIRECTORY)
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            detail={"change": "directory"},
        )


def account_of(told: Told) -> Account:
    """The usable account that this subject opens. Raises FactorRefused, whether there is none or it has ended."""
    with acting(ANONYMOUS, "sign_in"), transaction.atomic():
        require(ANONYMOUS, AccountPermission.SIGN_IN)
        found = (
            DirectoryIdentity.objects.select_related("account__holder")
            .filter(issuer=told.issuer, subject=told.subject)
            .first()
        )
        if found is not None and is_usable(found.account):
            found.used_at = clock.now()
            found.save(update_fields=["used_at"])
            return found.account
        record(
            ANONYMOUS,
            Verb.SIGN_IN_REFUSED,
            subject_type="account",
            subject_id=found.account_id if found else None,
            purpose="sign_in",
            outcome="refused",
            detail={"factor": "directory"},
        )
    raise FactorRefused()
