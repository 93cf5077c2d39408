# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys (WebAuthn level 3): enrolled without attestation, used with verification of their owner, never without (AU-01)."""

import contextlib
import json
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account, NoticeKind, Passkey
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused, enrolled, must_leave_enough, tell
from panah.foundation.accounts.sign_in import is_usable
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

MOST_PASSKEYS = 10
NAME_LENGTH = 60
LONGEST_ANSWER = 16_000
"""Characters of what a browser answers; a registration with a large attestation is some four thousand."""
_WAIT = 300_000
"""Milliseconds in which the browser waits for its user."""


@dataclass(frozen=True)
class Place:
    """Where the passkey is asked for. host: without a port, what passkeys are bound to; origin: as the browser names the page."""

    host: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """What a browser is asked (JSON), and the challenge that its answer must carry; the session keeps the second."""

    options: str
    challenge: str


def _descriptors(account: Account) -> list[PublicKeyCredentialDescriptor]:
    kept = Passkey.objects.filter(account=account).order_by("created_at").values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=bytes(one)) for one in kept]


def ask_to_enrol(account: Account, place: Place) -> Asked:
    """What a browser needs to make a passkey for the account; one that it has already is not made again."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name="Panah",
        user_id=account.pk.bytes,
        user_name=account.login,
        user_display_name=account.login,
        challenge=secrets.token_bytes(32),
        timeout=_WAIT,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(account),
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def ask_to_prove(place: Place, account: Account | None = None) -> Asked:
    """What a browser needs to use a passkey: one of the account, or whichever it keeps for this host."""
    options = generate_authentication_options(
        rp_id=place.host,
        challenge=secrets.token_bytes(32),
        timeout=_WAIT,
        allow_credentials=_descriptors(account) if account else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


@contextlib.contextmanager
def _its_own_word() -> Iterator[None]:
    """Whatever goes wrong inside is said of the answer: CBOR, COSE and X.509 are broken in more ways than libraries have names."""
    try:
        yield
    except FactorRefused:
        raise
    except Exception:
        raise FactorRefused() from None


def _parsed(answer: str) -> dict[str, Any]:
    """An answer of a browser, of which nothing is believed yet. Raises FactorRefused."""
    if len(answer) > LONGEST_ANSWER:
        raise FactorRefused()
    with _its_own_word():
        found = json.loads(answer)
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise FactorRefused()
    return found


def read_made(answer: str, challenge: str, place: Place) -> VerifiedRegistration:
    """The passkey that a browser says it has made. Raises FactorRefused."""
    given = _parsed(answer)
    with _its_own_word():
        return verify_registration_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )


@dataclass(frozen=True)
class _Used:
    count: int
    backed_up: bool
    handle: bytes
    """Of the account that the browser means; empty where it does not say."""


def read_used(given: dict[str, Any], public_key: bytes, challenge: str, place: Place) -> _Used:
    """What a browser proves with a passkey of that public key. Raises FactorRefused."""
    with _its_own_word():
        used = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            # The counter is looked at by whoever asks: a copy is told apart from a wrong answer.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        handle = given["response"].get("userHandle")
        return _Used(used.new_sign_count, used.credential_backed_up, base64url_to_bytes(str(handle)) if handle else b"")


def enrol(*, actor: Actor, account: Account, answer: str, challenge: str, name: str, place: Place) -> Passkey:
    """Keep a passkey that a browser has just made for one's own account.

    Raises:
        FactorError: it has no name, there are too many, or the browser's answer does not hold.
    """
    require(actor, AccountPermission.OWN)
    name = name.strip()[:NAME_LENGTH]
    if account.pk != actor.account_id:
        raise FactorError("", _("A passkey is added to one's own account only."))
    if not name:
        raise FactorError("name", _("Give the passkey a name, so that you can tell it from another."))
    try:
        made = read_made(answer, challenge, place)
    except FactorRefused:
        raise FactorError("", _("The passkey could not be made. Try again, or use another device.")) from None
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if Passkey.objects.filter(account=account).count() >= MOST_PASSKEYS:
            raise FactorError("", _("There are many passkeys already. Remove one that you no longer use."))
        try:
            with transaction.atomic():
                kept = Passkey.objects.create(
                    account=account,
                    name=name,
                    credential_id=made.credential_id,
                    public_key=made.credential_public_key,
                    sign_count=made.sign_count,
                    backed_up=made.credential_backed_up,
                )
        except IntegrityError:
            raise FactorError("", _("This passkey is kept already.")) from None
        tell(account, NoticeKind.PASSKEY_ADDED)
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            detail={"change": "passkey"},
        )
    return kept


def prove(*, answer: str, challenge: str, place: Place, account: Account | None = None) -> Account:
    """The account that a passkey opens: of the account given, or of whichever its id belongs to.

    A counter that did not go up means that the passkey may have been copied: it is refused, and its owner is told.

    Raises FactorRefused, with the same words whether or not the passkey is known.
    """
    failed: Account | None = None
    with acting(ANONYMOUS, "sign_in"), transaction.atomic():
        require(ANONYMOUS, AccountPermission.SIGN_IN)
        try:
            given = _parsed(answer)
            with _its_own_word():
                credential_id = base64url_to_bytes(given["id"])
        except FactorRefused:
            given, credential_id = {}, b""
        kept = (
            Passkey.objects.select_for_update(of=("self",))
            .select_related("account__holder")
            .filter(credential_id=credential_id, **({"account": account} if account else {}))
            .first()
        )
        if kept is not None and is_usable(kept.account) and _holds(kept, given, challenge, place):
            kept.used_at = clock.now()
            kept.save(update_fields=["sign_count", "backed_up", "used_at"])
            return kept.account
        failed = kept.account if kept else account
        record(
            ANONYMOUS,
            Verb.SIGN_IN_REFUSED,
            subject_type="account",
            subject_id=failed.pk if failed else None,
            purpose="sign_in",
            outcome="refused",
            detail={"factor": "passkey"},
        )
    raise FactorRefused()


def _holds(kept: Passkey, given: dict[str, Any], challenge: str, place: Place) -> bool:
    try:
        used = read_used(given, bytes(kept.public_key), challenge, place)
    except FactorRefused:
        return False
    if used.handle and used.handle != kept.account_id.bytes:
        return False
    if (used.count or kept.sign_count) and used.count <= kept.sign_count:
        tell(kept.account, NoticeKind.COPIED_PASSKEY)
        return False
    kept.sign_count, kept.backed_up = used.count, used.backed_up
    return True


def remove(*, actor: Actor, account: Account, passkey_id: uuid.UUID) -> bool:
    """Throw away a passkey of one's own account. Returns whether there was one.

    Raises FactorError where what is left would no longer open the account: another is added first.
    """
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if not Passkey.objects.filter(account=account).exclude(pk=passkey_id).exists():
            must_leave_enough(actor, enrolled(account) - {Factor.PASSKEY})
        gone, _detail = Passkey.objects.filter(pk=passkey_id, account=account, account_id=actor.signed_in_as).delete()
        if gone:
            tell(account, NoticeKind.PASSKEY_REMOVED)
            record(
                actor,
                Verb.RIGHTS,
                subject_type="account",
                subject_id=account.pk,
                purpose="own_account",
                detail={"change": "passkey_removed"},
            )
    return bool(gone)
