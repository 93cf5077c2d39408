# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the access log is whole: what can be shown without trusting the application.

The database refuses changes to the log by trigger and by grants; this looks that both still stand, that nothing is dated
in the future, that the hash tree over the log still fits it (`tree_check`), and runs what other apps have registered (casework:
every action has its event).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.audit import tree_check
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from panah.foundation.ids import new_id

TABLE = Event._meta.db_table
GUARDED = {
    TABLE: "the log",
    "audit_leaf": "the leaves of the log",
    "audit_tile": "the hashes of the log",
    "audit_head": "the heads of the log",
}
_SKEW = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. problems: what is wrong with it, in words; empty when all is well."""

    name: str
    looked_at: int
    problems: tuple[str, ...] = ()


_registered: dict[str, Callable[[], Check]] = {}


def verifies(name: str) -> Callable[[Callable[[], Check]], Callable[[], Check]]:
    """Register a check that belongs to another app."""

    def register(function: Callable[[], Check]) -> Callable[[], Check]:
        _registered[name] = function
        return function

    return register


def _guards() -> Check:
    problems = []
    with connection.cursor() as cursor:
        for table, called in GUARDED.items():
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
                [table],
            )
            triggers = {name for (name,) in cursor.fetchall()}
            for name in ("insert_only", "insert_only_truncate", *(("await_sealing",) if table == TABLE else ())):
                if name not in triggers:
                    problems.append(f"The trigger {name} on {called} is missing or switched off.")
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, right])
                if cursor.fetchone()[0]:
                    problems.append(f"The application role may {right} {called}.")
            cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
            if not cursor.fetchone()[0]:
                problems.append(f"Row-level security of {called} is not forced.")
    return Check("guards", 6 * len(GUARDED) + 1, tuple(problems))


def _tree() -> Check:
    looked_at, problems = tree_check.look()
    return Check("tree", looked_at, tuple(problems))


def _dates() -> Check:
    late = Event.objects.filter(at__gt=clock.now() + _SKEW).count()
    total = Event.objects.count()
    return Check("dates", total, (f"{late} events are dated in the future.",) if late else ())


def verify() -> list[Check]:
    """Run every check; the run is itself an event."""
    office = new_id()
    reader = Actor(kind="service", account_id=new_id(), assignments=(Assignment(Role.DATA_PROTECTION, office),))
    with (
        acting(reader, "verify"),
        elevated(*Compartment, reason="every action is held against its event; nothing is shown but counts"),
        transaction.atomic(),
    ):
        checks = [_guards(), _dates(), _tree(), *(check() for _name, check in sorted(_registered.items()))]
        record(reader, Verb.JOB, subject_type="log", detail={"problems": sum(len(c.problems) for c in checks)})
    return checks
