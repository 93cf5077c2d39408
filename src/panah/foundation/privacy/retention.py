# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is past its term goes every night (DP-09): found by the apps that know their files, erased by `erasing`.

Nothing is erased that is still going on, that is held, or that nobody found to be due. So many go in a night at most: a mistake in a
rule or a clock that jumped is seen before much is gone, and what is to go stands in the plan weeks before.
"""

import contextlib
import datetime as dt
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.sessions.models import Session
from django.db import transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.forgetting import forget
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.privacy.destroying import destroy_left_over
from panah.foundation.privacy.erasing import Held, NotErasable, dry_run, erase, eraser
from panah.foundation.privacy.policy import PrivacyPermission

logger = logging.getLogger(__name__)
MOST_IN_A_NIGHT = 500  # not-law: policy
"""So many persons and files are erased in one night at most; the oldest first, the rest the night after."""
NOTICE_DAYS = 30  # not-law: policy
"""How long before its term is over something is listed (days)."""


@dataclass(frozen=True)
class Due:
    """Something whose term is over, or will be. kind, subject_id: the person or the case. rule: the retention rule. on: from when on it goes."""

    kind: str
    subject_id: uuid.UUID
    rule: str
    on: dt.date


@dataclass
class Plan:
    """What would go: subjects by rule, rows by table, and what is held or still going on."""

    due: list[Due] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    held: list[Due] = field(default_factory=list)
    soon: list[Due] = field(default_factory=list)


@dataclass
class Run:
    """What went in a night."""

    erased: int = 0
    held: int = 0
    open: int = 0
    left: int = 0
    drafts: int = 0
    sessions: int = 0
    accounts: int = 0
    events: int = 0
    keys: int = 0
    failed: int = 0


Finder = Callable[[dt.date], Iterable[Due]]
Sweeper = Callable[[dt.datetime], int]
_finders: list[Finder] = []
_sweepers: list[Sweeper] = []
_namers: list[Sweeper] = []


def finds_due(finder: Finder) -> Finder:
    """Register a function that names every person and file whose term is over on a day. It is called with every compartment open."""
    _finders.append(finder)
    return finder


def sweeps_drafts(sweeper: Sweeper) -> Sweeper:
    """Register a function that deletes what nobody has finished and nobody has touched since an instant; returns how many went."""
    _sweepers.append(sweeper)
    return sweeper


def takes_names(sweeper: Sweeper) -> Sweeper:
    """Register a function that takes the names off accounts whose term is over; returns how many it was."""
    _namers.append(sweeper)
    return sweeper


def due(on: dt.date) -> list[Due]:
    """Everything whose term is over on a day, the oldest first."""
    with (
        acting(eraser(), "retention"),
        elevated(*Compartment, reason="terms end in every compartment; only ids are told"),
    ):
        found = {(one.kind, one.subject_id): one for finder in _finders for one in finder(on)}
    return sorted(found.values(), key=lambda one: (one.on, str(one.subject_id)))


def due_within(*, actor: Actor, days: int) -> list[Due]:
    """What is due within so many days, for data protection; the list is an event. Raises Denied."""
    require(actor, PrivacyPermission.HOLD)
    found = due(clock.today() + dt.timedelta(days=days))
    record(actor, Verb.LIST, subject_type="retention", detail={"due": len(found)})
    return found


def plan(*, ahead: int = NOTICE_DAYS) -> Plan:
    """What would go now, row by row, and what will be due within so many days. Nothing is changed.

    ahead: days.
    """
    made = Plan()
    today = clock.today()
    for one in due(today):
        try:
            made.rows.update(dry_run(kind=one.kind, subject_id=one.subject_id))
            made.due.append(one)
        except Held:
            made.held.append(one)
        except NotErasable:
            continue
    now = {(one.kind, one.subject_id) for one in (*made.due, *made.held)}
    made.soon = [one for one in due(today + dt.timedelta(days=ahead)) if (one.kind, one.subject_id) not in now]
    return made


def run(*, most: int = MOST_IN_A_NIGHT) -> Run:
    """Erase what is due, each in a transaction of its own with its event; then drafts and sessions past their term, the names of accounts, what the log says of those who were erased a year ago, and keys that are left of whom was erased.

    most: so many persons and files at most.
    """
    done = Run()
    for one in due(clock.today()):
        if done.erased >= most:
            done.left += 1
            continue
        try:
            erase(actor=eraser(), kind=one.kind, subject_id=one.subject_id, rule=one.rule)
            done.erased += 1
        except Held:
            done.held += 1
        except NotErasable:
            done.open += 1
        except Exception as error:
            # Nothing of this one went. It must not keep everybody who is due after it; what the error says may be personal.
            logger.error("the %s %s could not be erased (%s)", one.kind, one.subject_id, type(error).__name__)
            done.failed += 1
    now = clock.now()
    done.drafts = sum(sweeper(now) for sweeper in _sweepers)
    done.accounts = sum(sweeper(now) for sweeper in _namers)
    done.events = forget()
    with contextlib.suppress(KeysProblem):
        done.keys = destroy_left_over()
    system = eraser()
    with acting(system, "retention"), transaction.atomic():
        done.sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
        record(
            system,
            Verb.JOB,
            subject_type="retention",
            detail={"erased": done.erased, "held": done.held, "open": done.open, "left": done.left,
                    "drafts": done.drafts, "sessions": done.sessions, "accounts": done.accounts, "events": done.events,
                    "keys": done.keys, "failed": done.failed},
        )  # fmt: skip
    return done
