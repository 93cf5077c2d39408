# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking turns: what two transactions must not do at the same moment, although no row stands for it yet.

A row that exists is locked with `select_for_update`. These locks are for rows that are about to be made (the first case of
a person, an appointment of an interpreter): whoever comes second waits, then sees what the first has written, and is told
in words instead of by an error of the database. The constraints below stay as they are.
"""

from django.db import connection


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
