# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving committed events their place in the tree, and signing its head (LG-05).

Nothing of this stands in the way of an event: writing it costs one row of `audit_pending` more, which the same transaction commits.
An event whose transaction ends late therefore gets a late place, and none is passed over.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.audit import note, signing
from panah.foundation.audit.entry import FIELDS, entry
from panah.foundation.audit.merkle import TILE, TILE_BITS, Tree, fold, leaf_hash
from panah.foundation.audit.models import TreeHead
from panah.foundation.ids import new_id

BATCH = 5_000
EVERY = dt.timedelta(minutes=9)  # not-law: policy value of LG-05, ten minutes less the minute between two sealings
"""How often a head is signed while there are new events."""
DAY = dt.timedelta(days=1)
_LOCK = 0x70616E61
_COLUMNS = ", ".join(FIELDS)


@contextmanager
def reading_the_log() -> Iterator[Actor]:
    """Act as the part of the system that reads every event; it shows nothing of them to anybody."""
    reader = Actor(kind="service", account_id=new_id(), assignments=(Assignment(Role.DATA_PROTECTION, new_id()),))
    with acting(reader, "evidence"):
        yield reader


def read_hashes(level: int, start: int, count: int) -> Sequence[bytes]:
    """What `merkle.Tree` reads, from the database."""
    with connection.cursor() as cursor:
        if level == 0:
            cursor.execute(
                "SELECT hash FROM audit_leaf WHERE position >= %s AND position < %s ORDER BY position",
                [start, start + count],
            )
        else:
            cursor.execute(
                "SELECT hash FROM audit_tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number",
                [level, start, start + count],
            )
        return [bytes(row[0]) for row in cursor.fetchall()]


def tree() -> Tree:
    """The tree as it lies in the database."""
    return Tree(read_hashes)


def size() -> int:
    """How many events have a place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position) + 1, 0) FROM audit_leaf")
        return int(cursor.fetchone()[0])


def place_waiting() -> int:
    """Give every waiting event its place, oldest first. Returns how many there were.

    One sealing works at a time; a second one finds nothing left to do.
    """
    placed = 0
    while True:
        with reading_the_log(), transaction.atomic():
            done = _place_some()
        placed += done
        if done < BATCH:
            return placed


def _place_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_event WHERE id IN (SELECT event_id FROM audit_pending ORDER BY event_id LIMIT %s)"  # noqa: S608 - names of columns
            " ORDER BY id",
            [BATCH],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        start = size()
        leaves = [(start + at, row[0], leaf_hash(entry(row))) for at, row in enumerate(rows)]
        cursor.executemany("INSERT INTO audit_leaf (position, event_id, hash) VALUES (%s, %s, %s)", leaves)
        cursor.execute("DELETE FROM audit_pending WHERE event_id = ANY(%s)", [[row[0] for row in rows]])
        _lay_tiles(start, start + len(rows))
    return len(rows)


def _lay_tiles(before: int, after: int) -> None:
    """Keep the hashes of the subtrees that became whole between two sizes."""
    level = 0
    while after >> TILE_BITS:
        made = []
        for number in range(before >> TILE_BITS, after >> TILE_BITS):
            made.append((new_id(), level + 1, number, fold(read_hashes(level, number * TILE, TILE))))
        if not made:
            return
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO audit_tile (id, level, number, hash) VALUES (%s, %s, %s, %s)", made)
        before, after, level = before >> TILE_BITS, after >> TILE_BITS, level + 1


def newest_head() -> TreeHead | None:
    """The head that was signed last."""
    return TreeHead.objects.order_by("-size", "-at").first()


def sign_head(*, every: dt.timedelta = dt.timedelta()) -> TreeHead | None:
    """Sign a head over all that has a place. Returns the newest head: the one before, when that still is; None for an empty log.

    Args:
        every: sign no new one before the last is as old as this.

    Raises Locked while the service is locked.
    """
    key = signing.current()
    with reading_the_log(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        count, newest, now = size(), newest_head(), clock.now()
        if count == 0:
            return None
        # One that is a day old is signed anew, so that silence can be told from a log in which nothing happens.
        if newest is not None and newest.note.startswith(f"{key.name}\n"):
            age = now - newest.at
            # A head of a clock that had jumped ahead does not keep new events from being signed until then.
            if age < DAY if newest.size == count else dt.timedelta() <= age < every:
                return newest
        head = note.Head(key.name, count, tree().root(count), now)
        return TreeHead.objects.create(size=count, root=head.root, at=now, note=note.sign(head, key.opened()))


def seal() -> tuple[int, TreeHead | None]:
    """Place what waits and sign the head. Returns how many were placed, and the head."""
    placed = place_waiting()
    return placed, sign_head()
