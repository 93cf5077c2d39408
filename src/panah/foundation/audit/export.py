# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log and its heads as lines that an outsider can verify without Panah (LG-06; docs/evidence.md has the form)."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from panah.foundation.audit import signing
from panah.foundation.audit.entry import FIELDS, entry
from panah.foundation.audit.models import TreeHead
from panah.foundation.audit.sealing import newest_head, reading_the_log, tree

FORMAT = "panah-log-1"
_COLUMNS = ", ".join(f"e.{name}" for name in FIELDS)
_CHUNK = 2_000


class NotThere(LookupError):
    """An event without a place under a signed head."""


def placed(start: int, end: int | None = None) -> Iterator[tuple[int, uuid.UUID, bytes, bytes | None]]:
    """Position, id, leaf hash and bytes of each event from `start` up to `end`; no bytes where the event is gone.

    Inside `reading_the_log` and a transaction, on a cursor that the server holds.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT l.position, l.event_id, l.hash, {_COLUMNS} FROM audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id"  # noqa: S608 - names of columns
            " WHERE l.position >= %s AND (%s::bigint IS NULL OR l.position < %s) ORDER BY l.position",
            [start, end, end],
        )
        while rows := cursor.fetchmany(_CHUNK):
            for position, event_id, digest, *row in rows:
                yield position, event_id, bytes(digest), entry(row) if row[0] is not None else None


def event_line(position: int, leaf: bytes, said: bytes | None) -> str:
    """One event as a line: its bytes as a text, or its hash alone once it is erased."""
    told: dict[str, Any] = {"type": "event", "position": position}
    return json.dumps(told | ({"event": said.decode()} if said is not None else {"leaf": leaf.hex()}))


def opening_line() -> str:
    """The first line of an export: the form, and the keys that have signed."""
    return json.dumps({"type": "log", "form": FORMAT, "keys": [key.text for key in signing.log_keys()]})


def head_line(head: TreeHead) -> str:
    """A signed head as a line."""
    return json.dumps({"type": "head", "note": head.note})


def lines(start: int = 0) -> Iterator[str]:
    """The whole log up to the newest head, then every head. Args: start: the first position, for what goes on from an earlier export."""
    with reading_the_log(), transaction.atomic():
        newest = newest_head()
        yield opening_line()
        if newest is None:
            return
        for position, _event_id, digest, said in placed(start, newest.size):
            yield event_line(position, digest, said)
        for head in TreeHead.objects.order_by("size", "at").iterator():
            yield head_line(head)


def proof(event_id: uuid.UUID) -> dict[str, Any]:
    """That an event is in the log, under the newest head: its bytes, the path, the signed head and the keys.

    Raises NotThere while it waits for its place, or was never there.
    """
    with reading_the_log(), transaction.atomic():
        newest = newest_head()
        with connection.cursor() as cursor:
            cursor.execute("SELECT position FROM audit_leaf WHERE event_id = %s", [event_id])
            found = cursor.fetchone()
        if newest is None or found is None or found[0] >= newest.size:
            raise NotThere(
                "No signed head covers this event yet. Heads are signed every ten minutes; or run ./panah audit seal."
            )
        position = found[0]
        [(_, _, _, said)] = list(placed(position, position + 1))
        if said is None:
            raise NotThere("This event was erased after its term; its hash is still in the tree.")
        return {
            "type": "proof",
            "form": FORMAT,
            "event": said.decode(),
            "position": position,
            "path": [step.hex() for step in tree().inclusion(position, newest.size)],
            "note": newest.note,
            "keys": [key.text for key in signing.log_keys()],
        }
