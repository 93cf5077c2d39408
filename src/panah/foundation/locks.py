# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking turns: what two transactions must not do at the same moment, although no row stands for it yet.

A row that exists is locked with `select_for_update`. These locks are for rows that are about to be made (the first case of
a person, an appointment of an interpreter): whoever comes second waits, then sees what the first has written, and is told
in words instead of by an error of the database. The constraints below stay as they are.
"""

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

TRIES = 5
"""How often a transaction is taken again that the database gave up because it and another one waited for each other."""


def waited_in_a_circle(error: OperationalError) -> bool:
    """Whether the database ended this transaction so that another one can go on: nothing of it was written, and whoever began it
    may begin it again."""
    return isinstance(error.__cause__, DeadlockDetected)


def take_turns(*keys: str) -> None:
    """Wait until no other open transaction holds one of the keys, then hold them until this one ends.

    keys: what the turn is about, such as `case:membership:<person>`. Always in one order, so that two callers with the same
    keys cannot wait for each other; a caller that needs several takes them in one call.

    Raises RuntimeError outside a transaction: the turn would be over at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take_turns() holds until the transaction ends: call it inside one.")
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
