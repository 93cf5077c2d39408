# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting how many different people an account is shown while it is shown them (EX-05), and stopping it at the door.

What the log is told within one request is gathered in memory and written once afterwards, outside of the request's transaction:
no two requests of an account wait for each other. What is lost when a process dies stands in the log, where the watch finds it.
Work outside of a request, and the system itself, is not counted: jobs read by the thousand.
"""

import contextlib
import datetime as dt
import hashlib
import math
import uuid
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.audit.models import Event, Verb
from panah.foundation.ids import new_id
from panah.foundation.oversight.errors import Paused, TooMany
from panah.foundation.oversight.limits import Limits
from panah.foundation.oversight.models import BITS, Meter, MeterKind

COUNTED = frozenset({"staff", "party"})
"""Kinds of actors that are counted; the system's own jobs and a person's own page are not."""
SLOT = dt.timedelta(minutes=10)  # not-law: policy
WINDOW = dt.timedelta(hours=1)  # not-law: policy
_OPENING = frozenset({Verb.READ, Verb.PRINT, Verb.EXPORT})
_SHOWING = _OPENING | {Verb.LIST, Verb.SEARCH}
_STANDING = """
SELECT (SELECT string_agg(cause, ',') FROM oversight_pause WHERE account_id = %s AND ended_at IS NULL),
       (SELECT bit_count(bit_or(seen)) FROM oversight_meter WHERE account_id = %s AND kind = 'shown' AND starts_at > %s)
"""
_ADD = """
INSERT INTO oversight_meter (id, account_id, kind, starts_at, seen, look_at) VALUES (%s, %s, %s, %s, %s::bit(4096), %s)
ON CONFLICT (account_id, kind, starts_at) DO UPDATE SET seen = oversight_meter.seen | EXCLUDED.seen
RETURNING bit_count(seen), look_at
"""
_SINCE = (
    "SELECT bit_count(bit_or(seen)) FROM oversight_meter WHERE account_id = %s AND kind = 'opened' AND starts_at >= %s"
)


@dataclass
class Tally:
    """The people of one request."""

    opened: set[uuid.UUID] = field(default_factory=set)
    shown: set[uuid.UUID] = field(default_factory=set)


_tally: ContextVar[Tally | None] = ContextVar("panah_tally", default=None)


def note(event: Event) -> None:
    """Add an event to the tally of the request, if there is one."""
    tally = _tally.get()
    if tally is None or not event.persons or event.verb not in _SHOWING or event.actor_kind not in COUNTED:
        return
    tally.shown.update(event.persons)
    if event.verb in _OPENING:
        tally.opened.update(event.persons)


def people(bits: int) -> int:
    """How many different people set so many bits, by linear counting."""
    return round(-BITS * math.log(max(1, BITS - bits) / BITS))


def bits_of(persons: Iterable[uuid.UUID]) -> str:
    """The bits of these people, as PostgreSQL reads them."""
    value = 0
    for one in persons:
        value |= 1 << int.from_bytes(hashlib.blake2b(one.bytes, digest_size=8).digest(), "big") % BITS
    return f"x{value:0{BITS // 4}x}"


@contextlib.contextmanager
def passing(actor: Actor, *, always: bool) -> Iterator[None]:
    """Let a request of the actor through and count whom it shows; stands inside `acting`.

    Args:
        always: the page is open to whoever is stopped: answering, the own account, signing out.

    Raises:
        Paused: the account's access is paused.
        TooMany: it was shown too many people within an hour.
    """
    if actor.kind not in COUNTED or actor.account_id is None or _tally.get() is not None:
        yield
        return
    if not always:
        standing(actor)
    tally = Tally()
    token = _tally.set(tally)
    try:
        yield
    finally:
        _tally.reset(token)
        if tally.shown and not (connection.in_atomic_block and connection.needs_rollback):
            settle(actor, tally)


def standing(actor: Actor) -> None:
    """Raises Paused or TooMany where the account may not go on."""
    now, account = clock.now(), actor.signed_in_as
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [account, account, now - WINDOW - SLOT])
        causes, bits = cursor.fetchone()
    if causes:
        raise Paused(min(str(causes).split(",")))
    if bits and people(bits) > Limits.in_force().people_an_hour:
        wait = _wait(actor, now)
        if wait:
            from panah.foundation.oversight.watch import crawled  # which needs the meter

            crawled(actor, people(bits))
            raise TooMany(wait)


def _wait(actor: Actor, now: dt.datetime) -> int:
    """Seconds until fewer people than allowed stand in the hour that has passed; 0 if that is so now."""
    most = Limits.in_force().people_an_hour
    rows = Meter.objects.filter(
        account_id=actor.signed_in_as, kind=MeterKind.SHOWN, starts_at__gt=now - WINDOW - SLOT
    ).order_by("-starts_at")
    union = 0
    for row in rows:
        union |= int(str(row.seen), 2)
        if people(union.bit_count()) > most:
            return max(1, int((row.starts_at + SLOT + WINDOW - now).total_seconds()))
    return 0


def settle(actor: Actor, tally: Tally) -> None:
    """Write down whom a request showed; where an account nears what is too much, the log is looked through at once."""
    now, account = clock.now(), actor.signed_in_as
    slot = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [new_id(), account, MeterKind.SHOWN.value, slot, bits_of(tally.shown), 0])
        if not tally.opened or actor.kind != "staff":
            return
        limits = Limits.in_force()
        day = clock.today()
        midnight = dt.datetime.combine(day, dt.time(), clock.zone())
        first = midnight - dt.timedelta(days=limits.slow_days - 1)
        least = min(limits.people_a_day, limits.slow_strangers)
        cursor.execute(_ADD, [new_id(), account, MeterKind.OPENED.value, midnight, bits_of(tally.opened), least])
        today, look_at = cursor.fetchone()
        cursor.execute(_SINCE, [account, first])
        (lately,) = cursor.fetchone()
    measure = people(today) + people(lately)
    if measure >= look_at:
        from panah.foundation.oversight.watch import look_at_account  # which needs the meter

        slack = look_at_account(account)
        # Each further person raises the measure by one or two: before so many were opened, the log is looked through again.
        Meter.objects.filter(account_id=account, kind=MeterKind.OPENED, starts_at=midnight).update(
            look_at=measure + max(1, slack - 1)
        )
