# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the tree still says of every event what it said when the event was written: change, loss, filling up and reordering show.

Held against each other: each event and its leaf, the leaves and the kept hashes, both and every signed head, and all of it and what
the witnesses have been sent.
"""

import bisect
import datetime as dt
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection

from panah.foundation.audit import note, signing
from panah.foundation.audit.export import placed
from panah.foundation.audit.merkle import TILE_BITS, leaf_hash, node_hash
from panah.foundation.audit.models import Delivery, Forgotten, TreeHead
from panah.foundation.audit.witnesses import HEADS, receivers
from panah.foundation.keys.errors import KeysProblem

A_YEAR = dt.timedelta(days=365)  # not-law: LG-09, as the database counts it
Signed = tuple[str, int, bytes]
"""Of a head: the name that signed, how many events, the root."""


class Growing:
    """The root over leaves that come one after the other, by the whole subtrees that they make."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add a leaf. Yields level, number and hash of each kept subtree (`Tile`) that it completes."""
        bits, top = 0, leaf
        self.size += 1
        while self._subtrees and self._subtrees[-1][0] == bits:
            top = node_hash(self._subtrees.pop()[1], top)
            bits += 1
            if bits % TILE_BITS == 0:
                yield bits // TILE_BITS, (self.size >> bits) - 1, top
        self._subtrees.append((bits, top))

    def root(self) -> bytes:
        """The root over what came so far, of which there is something."""
        *rest, (_, root) = self._subtrees
        for _, left in reversed(rest):
            root = node_hash(left, root)
        return root


def _witnessed() -> tuple[list[Signed], list[str]]:
    """The heads that the witnesses' files hold, and what is wrong with the files."""
    heads, problems = [], []
    try:
        keys = signing.public_keys()
    except KeysProblem as error:
        return [], [str(error)]
    for receiver in receivers():
        if receiver.what != HEADS or not receiver.is_file:
            continue
        file = Path(receiver.path)
        if not file.exists():
            if Delivery.objects.filter(name=receiver.name, what=HEADS, size__gt=0).exists():
                problems.append(f"The file of the witness {receiver.name} is gone: it was sent heads.")
            continue
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            problems.append(f"The file of the witness {receiver.name} cannot be read: {error.strerror}.")
            continue
        for number, line in enumerate(lines, 1):
            try:
                head = note.check(json.loads(line)["note"], keys)
            except (ValueError, LookupError, TypeError, RecursionError):
                problems.append(
                    f"Line {number} of the witness {receiver.name} holds no head that a key of this log signed."
                )
                continue
            heads.append((head.name, head.size, head.root))
    return heads, problems


def _signed() -> tuple[list[tuple[Signed, dt.datetime]], list[str]]:
    """The heads of the database, each with its time, and those whose signature or row is wrong."""
    heads, problems = [], []
    try:
        keys = signing.public_keys()
    except KeysProblem as error:
        return [], [str(error)]
    for row in TreeHead.objects.order_by("size", "at").iterator():
        try:
            head = note.check(row.note, keys)
        except note.BadNote as error:
            problems.append(str(error))
            continue
        if (head.size, head.root) != (row.size, bytes(row.root)):
            problems.append(f"The head over {row.size:,} events is another than the one that was signed.")
        heads.append(((head.name, head.size, head.root), head.at))
    return heads, problems


def _let_go(signed: Iterable[tuple[int, dt.datetime]]) -> int:
    """How many events were let go for what is no erasure of a year before, as far as the log shows one.

    signed: size and time of each head that a key of the log signed.
    """
    heads = sorted(signed)
    # Of the heads from each on: the earliest time at which somebody signed that so many events were there.
    earliest = list(itertools.accumulate(reversed([at for _size, at in heads]), min))[::-1]
    wrong = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.many, f.first, (SELECT min(l.position) FROM privacy_erasure e"
            " JOIN audit_event v ON v.subject_id = e.subject_id AND v.subject_type = 'erased person'"
            " JOIN audit_leaf l ON l.event_id = v.id WHERE e.id = f.erasure_id AND e.kind = 'person')"
            " FROM (SELECT erasure_id, count(*) AS many, min(at) AS first FROM audit_forgotten GROUP BY erasure_id) f"
        )
        for many, first, position in cursor.fetchall():
            at = bisect.bisect_right(heads, position, key=lambda head: head[0]) if position is not None else len(heads)
            if at == len(heads) or earliest[at] >= first - A_YEAR:
                wrong += many
    return wrong


def _waiting() -> tuple[int, list[str]]:
    """How many events wait for their place, and what is wrong with the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE p.event_id IS NOT NULL),"
            " count(*) FILTER (WHERE p.event_id IS NULL AND l.event_id IS NULL),"
            " count(*) FILTER (WHERE p.event_id IS NOT NULL AND l.event_id IS NOT NULL)"
            " FROM audit_event e LEFT JOIN audit_pending p ON p.event_id = e.id LEFT JOIN audit_leaf l ON l.event_id = e.id"
        )
        waiting, nowhere, twice = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM audit_pending p WHERE NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.id = p.event_id)"
        )
        (gone,) = cursor.fetchone()
    problems = []
    if nowhere:
        problems.append(
            f"{nowhere} events have neither a place in the tree nor wait for one: they came in past the trigger."
        )
    if twice:
        problems.append(f"{twice} events wait for a place that they have.")
    if gone:
        problems.append(f"{gone} events that waited for their place are gone.")
    return waiting, problems


def look() -> tuple[int, list[str]]:
    """How many events were looked at, and what is wrong. Inside `acting` as one who reads the log, and a transaction."""
    waiting, problems = _waiting()
    heads, wrong = _signed()
    witnessed, silent = _witnessed()
    problems += wrong + silent
    reach = signing.reach()

    def counts(head: Signed) -> bool:
        most = reach.get(head[0], 0)
        return most is None or head[1] <= most

    counted = [head for head in (*(head for head, _at in heads), *witnessed) if counts(head)]
    if unlawful := _let_go((head[1], at) for head, at in heads if counts(head)):
        problems.append(f"{unlawful} events were let go, and the log shows no erasure of their people a year before.")
    wanted: dict[int, set[bytes]] = {}
    for _name, many, root in counted:
        wanted.setdefault(many, set()).add(root)
    found: Counter[str] = Counter()
    growing = Growing()
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, number, hash FROM audit_tile")
        tiles = {(level, number): bytes(digest) for level, number, digest in cursor.fetchall()}
    forgotten = set(Forgotten.objects.values_list("event_id", flat=True))
    for position, event_id, leaf, said in placed(0):
        if position != growing.size:
            problems.append(f"The tree has no leaf {growing.size}.")
            return growing.size, problems
        if said is None:
            found["gone"] += event_id not in forgotten
        elif leaf_hash(said) != leaf:
            found["other"] += 1
        for level, number, digest in growing.add(leaf):
            if tiles.pop((level, number), None) != digest:
                found["tiles"] += 1
        if growing.size in wanted and wanted.pop(growing.size) != {growing.root()}:
            found["heads"] += 1
    found["tiles"] += len(tiles)
    beyond = max(wanted, default=0)
    words = {
        "gone": "events that have a place in the tree are gone.",
        "other": "events are not what they were when they got their place.",
        "tiles": "kept hashes of the tree are missing, too many, or others.",
        "heads": "sizes have a root other than the head that was signed: the log was rewritten.",
    }
    problems += [f"{found[kind]} {sentence}" for kind, sentence in words.items() if found[kind]]
    if beyond:
        problems.append(
            f"A head was signed over {beyond:,} events, and the tree has {growing.size:,}: the log was cut."
        )
    return growing.size + waiting, problems


def lost() -> tuple[str, int, int] | None:
    """What a witness has seen under the name in use beyond what is there: the name, how many it saw, how many there are.

    After a restore to an earlier moment this is what everybody lost; at any other time it is a cut. None when nothing is.
    """
    heads, _ = _witnessed()
    held = signing.log_keys()
    if not held:
        return None
    name = held[-1].name
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position) + 1, 0) FROM audit_leaf")
        (there,) = cursor.fetchone()
    most = max((many for by, many, _root in heads if by == name), default=0)
    return (name, most, there) if most > there else None
