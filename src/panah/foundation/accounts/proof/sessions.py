# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions of accounts: begun at the sign-in, looked at by every request, ended by their owner or by whoever ends the account."""

import datetime as dt
import re
import secrets
import uuid

from django.conf import settings
from django.db import transaction

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account, AccountNotice, AccountSession, NoticeKind
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof.needs import keyed, tell
from panah.foundation.accounts.sign_in import TRIES, actor_of
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

KEPT = dt.timedelta(days=30)  # not-law: policy, the retention rule "session"
NOTICES_SHOWN = 20
MOST_AT_ONCE = 5
"""Places where an account is signed in at one time; a further sign-in ends the one that was used longest ago (ASVS 7.1.2)."""
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("Linux", "Linux"))  # fmt: skip


def new_device() -> str:
    """What a browser is recognised by at the next sign-in: random, and nothing about the device."""
    return secrets.token_urlsafe(24)


def browser_of(agent: str) -> str:
    """The browser and the system that a request names, as coarsely as its owner needs to tell them apart."""
    named = [next((word for mark, word in marks if re.search(mark, agent)), "") for marks in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in named if word)


def begin(*, account: Account, factor: Factor, device: str, agent: str) -> AccountSession:
    """Write down that an account has signed in, and tell its person of what is unusual.

    Args:
        factor: what was proved beside the password.
        device: what the browser brought to be recognised by; "" when it brought nothing.
        agent: what the browser says it is.
    """
    now = clock.now()
    with acting(ANONYMOUS, "sign_in"), transaction.atomic():
        require(ANONYMOUS, AccountPermission.SIGN_IN)
        digest = keyed("device", device) if device else ""
        before = AccountSession.objects.filter(account=account)
        if before.exists() and not (digest and before.filter(device=digest).exists()):
            tell(account, NoticeKind.NEW_DEVICE)
        if account.failed_tries >= TRIES or getattr(account, "wrong_before", 0) >= TRIES:
            tell(account, NoticeKind.WRONG_TRIES)
        begun = AccountSession.objects.create(
            account=account, factor=factor, browser=browser_of(agent), device=digest, started_at=now, seen_at=now
        )
        # The row of the account is held from here on: of several sign-ins at one moment each sees those before it.
        Account.objects.filter(pk=account.pk).update(last_login=now)
        _end_beyond_the_most(begun)
        record(
            actor_of(account),
            Verb.SIGN_IN,
            subject_type="account",
            subject_id=account.pk,
            purpose="sign_in",
            detail={"factor": factor.value},
        )
    return begun


def _end_beyond_the_most(begun: AccountSession) -> None:
    others = AccountSession.objects.filter(account_id=begun.account_id, ended_at=None).exclude(pk=begun.pk)
    too_many = list(others.order_by("-seen_at", "-started_at").values_list("pk", flat=True)[MOST_AT_ONCE - 1 :])
    AccountSession.objects.filter(pk__in=too_many).update(ended_at=clock.now())


def live(session_id: uuid.UUID) -> AccountSession | None:
    """The session with its account and person; None when somebody has ended it."""
    return AccountSession.objects.select_related("account__holder").filter(pk=session_id, ended_at=None).first()


def seen(session: AccountSession) -> None:
    """Note that the session is in use."""
    AccountSession.objects.filter(pk=session.pk, ended_at=None).update(seen_at=clock.now())


def proved(session: AccountSession, factor: Factor) -> None:
    """Note what the owner of the session has just proved, where that is more than at the sign-in."""
    if factor is Factor.PASSKEY or session.factor == Factor.NONE:
        AccountSession.objects.filter(pk=session.pk, ended_at=None).update(factor=factor)


def own_sessions(*, actor: Actor) -> list[AccountSession]:
    """Where one's own account is signed in now, the latest first."""
    require(actor, AccountPermission.OWN)
    now = clock.now()
    idle, whole = dt.timedelta(seconds=settings.PANAH_IDLE_SECONDS), dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    mine = AccountSession.objects.filter(account_id=actor.signed_in_as, ended_at=None)
    return list(mine.filter(seen_at__gt=now - idle, started_at__gt=now - whole).order_by("-seen_at"))


def end(*, actor: Actor, session_id: uuid.UUID, signing_out: bool = False) -> bool:
    """End a session of one's own account: its next request is nobody's. Returns whether it was live."""
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        mine = AccountSession.objects.filter(pk=session_id, account_id=actor.signed_in_as, ended_at=None)
        ended = bool(mine.update(ended_at=clock.now()))
        if ended and not signing_out:
            record(
                actor,
                Verb.RIGHTS,
                subject_type="account",
                subject_id=actor.account_id,
                purpose="own_account",
                detail={"change": "session_ended"},
            )
    return ended


def end_all(account: Account, *, but: uuid.UUID | None = None) -> int:
    """End every session of an account; part of a service, which has asked and logs. but: one that goes on."""
    found = AccountSession.objects.filter(account=account, ended_at=None)
    return (found.exclude(pk=but) if but else found).update(ended_at=clock.now())


def notices(*, actor: Actor) -> list[AccountNotice]:
    """What happened to one's own account, the latest first."""
    require(actor, AccountPermission.OWN)
    return list(AccountNotice.objects.filter(account_id=actor.signed_in_as).order_by("-at")[:NOTICES_SHOWN])


def unread(*, actor: Actor) -> int:
    """How much happened to one's own account that one has not marked as read."""
    require(actor, AccountPermission.OWN)
    return AccountNotice.objects.filter(account_id=actor.signed_in_as, read_at=None).count()


def mark_read(*, actor: Actor) -> None:
    """Mark what happened to one's own account as read."""
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        mine = AccountNotice.objects.filter(account_id=actor.signed_in_as, read_at=None)
        if mine.update(read_at=clock.now()):
            record(actor, Verb.READ, subject_type="account", subject_id=actor.account_id, purpose="own_account")


def forget() -> int:
    """Throw away sessions that began longer ago than they are kept. Returns how many."""
    gone, _detail = AccountSession.objects.filter(started_at__lt=clock.now() - KEPT).delete()
    return gone
