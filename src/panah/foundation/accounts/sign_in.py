# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in: staff by name and password, persons by card code and PIN, programs by key.

What staff prove beside the password is in `proof`; a session begins there (`proof.sessions.begin`).

The answer to a wrong try is the same, in words and in work done, whether or not the name exists (AU-09).
Too many wrong tries lock the sign-in for a growing while, never for good (AU-10).
"""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.auth.hashers import make_password, verify_password
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor, Assignment
from panah.foundation.access.context import acting, elevated, showing_card
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment, Role, asks_for_passkey
from panah.foundation.accounts.models import Account, ApiToken, Passkey, PortalAccess, RoleAssignment, TotpSecret
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.services import token_digest
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.keys.vault import SERVICE, vault

TRIES = 5
LOCK_STEPS = (60, 300, 900)
"""Seconds of the first, second and every later lock."""


class SignInRefused(Exception):
    """The sign-in did not succeed. Its words are the same whatever the reason: a lock that was told of would tell that the name
    exists."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The name and the password do not go together. Check both and try again. After several wrong tries you must wait "
                "some minutes."
            )
        )


def actor_of(account: Account) -> Actor:
    """The actor behind an account, with the roles that are held today."""
    today = clock.today()
    given = list(RoleAssignment.objects.filter(account_id=account.pk))
    held = [one for one in given if one.holds_on(today)]
    assignments = tuple(Assignment(Role(r.role), r.office_id) for r in held)
    return Actor(
        # Nobody holds this role beside another one; and whoever acts for an organisation no more is no member of staff for that.
        kind="party" if any(one.role == Role.EMPLOYER for one in held or given) else "staff",
        account_id=account.pk,
        holder_id=account.holder_id,
        assignments=assignments,
        language=account.language,
    )


def is_usable(account: Account) -> bool:
    """Whether the account may act now: switched on and not ended."""
    return account.is_active and account.ends_on > clock.today()


def actor_of_access(access: PortalAccess) -> Actor:
    """The actor of a person in the portal."""
    return Actor(kind="person", account_id=access.pk, person_id=access.person_id, language=access.language)


def _lock_after(failed: int) -> dt.timedelta | None:
    if failed < TRIES or failed % TRIES:
        return None
    step = min(failed // TRIES, len(LOCK_STEPS)) - 1
    return dt.timedelta(seconds=LOCK_STEPS[step])


def is_locked(row: Account | PortalAccess | TotpSecret) -> bool:
    """Whether too many wrong tries came shortly before."""
    return row.locked_until is not None and row.locked_until > clock.now()


def count_failure(row: Account | PortalAccess | TotpSecret) -> None:
    """Count a wrong try; every few of them lock the sign-in for a growing while."""
    row.failed_tries = min(row.failed_tries + 1, 30_000)
    if pause := _lock_after(row.failed_tries):
        row.locked_until = clock.now() + pause
    row.save(update_fields=["failed_tries", "locked_until"])


def _refuse(subject: uuid.UUID | None, *, locked: bool, kind: str) -> SignInRefused:
    record(
        ANONYMOUS,
        Verb.SIGN_IN_REFUSED,
        subject_type=kind,
        subject_id=subject,
        purpose="sign_in",
        outcome="refused",
        detail={"locked": locked},
    )
    return SignInRefused()


def _as_if_counted(model: type[Account] | type[PortalAccess], secret: str) -> None:
    """The work of a wrong try, for whom there is none to count: one hash, one statement."""
    make_password(secret)
    model._default_manager.filter(pk=uuid.uuid4()).update(failed_tries=0, locked_until=None)


def _make_up_for(secret: str, *, weaker: bool) -> None:
    """A refusal by a hash that was made with less work than those of today costs one of today as well (AU-09).

    Argon2 has no way to make up the difference alone, and a quick refusal would tell that the name or the card exists, of everybody
    who has not signed in since the work was raised.
    """
    if weaker:
        make_password(secret)


def sign_in(login: str, password: str) -> Account:
    """The account whose name and password these are. It is not signed in yet: a second factor may be asked for.

    Its `wrong_before` says how many wrong tries came before.

    Raises SignInRefused; the failure is counted and logged although nothing is opened.
    """
    refused: SignInRefused | None = None
    right = weaker = False
    with acting(ANONYMOUS, "sign_in"), transaction.atomic():
        require(ANONYMOUS, AccountPermission.SIGN_IN)
        account = Account.objects.select_for_update(of=("self",)).filter(login__iexact=login.strip()[:60]).first()
        if account is not None and not is_locked(account):
            right, weaker = verify_password(password, account.password)
        if account is None:
            _as_if_counted(Account, password)
            refused = _refuse(None, locked=False, kind="account")
        elif is_locked(account):
            _as_if_counted(Account, password)
            refused = _refuse(account.pk, locked=True, kind="account")
        elif not right or not is_usable(account):
            _make_up_for(password, weaker=weaker)
            count_failure(account)
            refused = _refuse(account.pk, locked=is_locked(account), kind="account")
        else:
            account.wrong_before = account.failed_tries
            account.failed_tries = 0
            account.locked_until = None
            if weaker:
                account.password = make_password(password)
            account.save(update_fields=["failed_tries", "locked_until", "password"])
    if refused or account is None:
        raise refused or SignInRefused()
    return account


def card_digest(code: str) -> str:
    """What is kept of a card code, keyed so that a stolen table cannot be tried offline.

    One key for all compartments: whoever shows a card does not say what it is about (NR-09).
    """
    return vault().blind(SERVICE, "card", code)


def open_portal_access(
    *, actor: Actor, person_id: uuid.UUID, compartment: Compartment, code: str, pin: str, language: str
) -> PortalAccess:
    """Let a person sign in with a card code and a PIN; ends what the person had before.

    Called by a domain's service, which has asked for permission and writes the audit event.
    """
    end_portal_access(person_id=person_id)
    return PortalAccess.objects.create(
        person_id=person_id,
        compartment=compartment,
        card_digest=card_digest(code),
        pin=make_password(pin),
        language=language,
        created_at=clock.now(),
    )


def move_portal_access(*, person_id: uuid.UUID, code: str) -> bool:
    """Let the person sign in with a new card code and the PIN as before, when the paper with the old code is replaced.

    Called by a domain's service. Returns whether the person had an access to move.
    """
    mine = PortalAccess.objects.filter(person_id=person_id, ended_at=None)
    return bool(mine.update(card_digest=card_digest(code)))


def end_portal_access(*, person_id: uuid.UUID) -> bool:
    """End the person's access: from the next request on it is gone. Called by a domain's service."""
    # The card may be used again with a new PIN, so the row that ends lets go of its digest.
    freed = Concat(Value("ended:"), Cast("id", CharField()))
    live = PortalAccess.objects.filter(person_id=person_id, ended_at=None)
    return bool(live.update(ended_at=clock.now(), card_digest=freed))


def portal_sign_in(code: str, pin: str) -> PortalAccess:
    """The portal access that this card code (normalised) and PIN open.

    Raises SignInRefused, with the same words and work whether or not the card exists.
    """
    refused: SignInRefused | None = None
    right = weaker = False
    with acting(ANONYMOUS, "sign_in"), showing_card(card_digest(code)), transaction.atomic():
        access = PortalAccess.objects.select_for_update().filter(card_digest=card_digest(code), ended_at=None).first()
        if access is not None and not is_locked(access):
            right, weaker = verify_password(pin, access.pin)
        if access is None:
            _as_if_counted(PortalAccess, pin)
            refused = _refuse(None, locked=False, kind="portal")
        elif is_locked(access):
            _as_if_counted(PortalAccess, pin)
            refused = _refuse(access.pk, locked=True, kind="portal")
        elif not right:
            _make_up_for(pin, weaker=weaker)
            count_failure(access)
            refused = _refuse(access.pk, locked=is_locked(access), kind="portal")
        else:
            access.failed_tries = 0
            access.locked_until = None
            access.seen_at = clock.now()
            if weaker:
                access.pin = make_password(pin)
            access.save(update_fields=["failed_tries", "locked_until", "seen_at", "pin"])
            record(
                actor_of_access(access),
                Verb.SIGN_IN,
                subject_type="portal",
                subject_id=access.pk,
                persons=[access.person_id],
                purpose="sign_in",
            )
    if refused or access is None:
        raise refused or SignInRefused()
    return access


def whose_card(code: str) -> PortalAccess | None:
    """The live access that a card code (normalised) belongs to, for whoever was shown the card at a desk; opens nothing.

    Called by a domain's service, inside of its actor and its transaction.
    """
    digest = card_digest(code)
    with showing_card(digest):
        return PortalAccess.objects.filter(card_digest=digest, ended_at=None).first()


def portal_access(access_id: uuid.UUID) -> PortalAccess | None:
    """The live portal access behind a session, or None when it has ended."""
    with (
        acting(ANONYMOUS, "session"),
        elevated(
            Compartment.ASYLUM,
            Compartment.STAY,
            reason="the session already proved the card; its person is not known yet",
        ),
    ):
        return PortalAccess.objects.filter(pk=access_id, ended_at=None).first()


def _was_proved(token: ApiToken) -> bool:
    """Whether the key was made by somebody who had proved what the account's roles of today ask for.

    A role that asks for a passkey ends the sessions that a code opened; a key that was made under one would read on.
    """
    if settings.PANAH_INVENTED:
        return True
    today, made = clock.today(), clock.local_date(token.created_at)
    strong = [one for one in RoleAssignment.objects.filter(account_id=token.account_id) if asks_for_passkey(one.role)]
    if not any(one.holds_on(today) for one in strong):
        return True
    return any(one.holds_on(made) for one in strong) and Passkey.objects.filter(account_id=token.account_id).exists()


def token_account(key: str) -> Account | None:
    """The usable account of an API key, or None."""
    token = (
        ApiToken.objects.select_related("account").filter(digest=token_digest(key), ends_on__gt=clock.today()).first()
    )
    if token is None or not is_usable(token.account) or not _was_proved(token):
        return None
    if token.used_on != clock.today():
        # Once a day: an account that only a program uses is in use (AU-11).
        token.used_on = clock.today()
        token.save(update_fields=["used_on"])
    return token.account
