# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending signed heads to outsiders, and copies of the log to a place that Panah cannot delete from (LG-05, LG-10).

A receiver is a file (on another organisation's share, or a disk that is written once) or an address that takes a POST. A head goes
with the proof that it goes on from the one before, so that a witness that keeps only its last head sees every rewriting at once.
"""

import contextlib
import datetime as dt
import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.export import FORMAT, event_line, opening_line, placed
from panah.foundation.audit.models import Delivery, TreeHead
from panah.foundation.audit.policy import AuditPermission
from panah.foundation.audit.sealing import newest_head, reading_the_log, size, tree

HEADS, EVENTS = "heads", "events"
SECONDS = 10
"""How long a receiver may take to answer."""
BATCH = 5_000
LATEST = dt.timedelta(hours=24)  # not-law: policy value of LG-05
"""How far a witness may be behind before it counts as silent."""


class Straight(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: a redirected POST becomes a GET without what was sent, and its 200 would count as kept."""

    def redirect_request(self, *_: Any) -> None:
        """No request: the answer stands as an error with its status."""


@dataclass(frozen=True)
class Receiver:
    """Where heads or events are sent. where: a path, `file:` or `http(s):` address."""

    where: str
    what: str

    @property
    def name(self) -> str:
        """What pages and rows call it: without a password that the address may hold."""
        parts = urlsplit(self.where)
        if parts.scheme in {"http", "https"}:
            return f"{parts.hostname}{parts.path}"[:120]
        return Path(self.path).name[:120]

    @property
    def path(self) -> str:
        """The path of a file."""
        return self.where.removeprefix("file://").removeprefix("file:")

    @property
    def is_file(self) -> bool:
        """Whether it is a file and no address."""
        return urlsplit(self.where).scheme not in {"http", "https"}

    def send(self, lines: Iterable[str]) -> None:
        """Hand lines over, and come back when they are kept. Raises OSError, urllib's URLError included, also for an answer that
        is no HTTP."""
        body = "".join(line + "\n" for line in lines).encode()
        if not self.is_file:
            request = urllib.request.Request(  # noqa: S310 - http and https alone come here
                self.where, data=body, method="POST", headers={"Content-Type": "application/jsonl"}
            )
            try:
                with urllib.request.build_opener(Straight).open(request, timeout=SECONDS) as answer:
                    answer.read(1024)
            except (http.client.HTTPException, ValueError) as error:
                raise OSError(type(error).__name__) from error
            return
        # Heads are for everybody; events tell who looked at whom, and are for whoever keeps the copy alone.
        handle = os.open(
            self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644 if self.what == HEADS else 0o600
        )
        try:
            before = os.fstat(handle).st_size
            try:
                while body:
                    body = body[os.write(handle, body) :]
                os.fsync(handle)
            except OSError:
                # Half a line would stay, and the next would be added to it. A place that takes nothing back keeps it.
                with contextlib.suppress(OSError):
                    os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)


def not_asked() -> list[str]:
    """Names of witnesses of whom it cannot be looked up here what they have seen: addresses, and files that are not there."""
    return [one.name for one in receivers() if one.what == HEADS and not (one.is_file and Path(one.path).exists())]


def receivers() -> list[Receiver]:
    """Whom the settings name."""
    return [Receiver(one, HEADS) for one in settings.PANAH_WITNESSES] + [
        Receiver(one, EVENTS) for one in settings.PANAH_LOG_COPIES
    ]


def witness_line(before: int, head: TreeHead) -> str:
    """A head for a witness that has acknowledged one over `before` events; 0 for none."""
    steps = tree().consistency(before, head.size) if before else []
    return json.dumps(
        {"type": "witness", "form": FORMAT, "note": head.note, "from": before, "proof": [step.hex() for step in steps]}
    )


def _heads_after(before: int) -> TreeHead | None:
    newest = newest_head()
    return newest if newest is not None and newest.size > before else None


def _code(error: OSError) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"status {error.code}"
    reason = getattr(error, "reason", error)
    return type(reason).__name__[:40]


def deliver() -> list[Delivery]:
    """Bring every receiver up to date; what fails is noted and tried again next time. Returns how far each has got."""
    told = []
    for receiver in receivers():
        with reading_the_log(), transaction.atomic():
            row, _ = Delivery.objects.select_for_update().get_or_create(
                name=receiver.name, what=receiver.what, defaults={"tried_at": clock.now()}
            )
            try:
                before = row.size
                row.size = _events(receiver, before) if receiver.what == EVENTS else _head(receiver, before)
            except OSError as error:
                row.failed = _code(error)
            else:
                row.failed = ""
                if row.size != before or row.at is None:
                    row.at = clock.now()
            row.tried_at = clock.now()
            row.save()
            told.append(row)
    return told


def _head(receiver: Receiver, before: int) -> int:
    head = _heads_after(before)
    if head is None:
        return before
    receiver.send([witness_line(before, head)])
    return head.size


def _events(receiver: Receiver, before: int) -> int:
    there = size()
    while before < there:
        end = min(before + BATCH, there)
        lines = [opening_line()] if before == 0 else []
        lines += [event_line(position, digest, said) for position, _id, digest, said in placed(before, end)]
        receiver.send(lines)
        before = end
    return before


@dataclass(frozen=True)
class Sealed:
    """How well the log is held. at: of the newest head, None before the first; not_signed: events that it does not cover."""

    size: int
    at: dt.datetime | None
    not_signed: int
    receivers: tuple[Delivery, ...]
    silent: frozenset[str]


def how_sealed(actor: Actor) -> Sealed:
    """How far signed heads and outsiders have got, for whoever reads the log. Raises Denied."""
    require(actor, AuditPermission.READ)
    newest, late = newest_head(), silent(clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_pending")
        (waiting,) = cursor.fetchone()
    count = newest.size if newest else 0
    wanted = {(one.name, one.what) for one in receivers()}
    rows = [row for row in Delivery.objects.order_by("what", "name") if (row.name, row.what) in wanted]
    return Sealed(
        count,
        newest.at if newest else None,
        size() - count + waiting,
        tuple(rows),
        frozenset(f"{row.what} {row.name}" for row in late),
    )


def silent(now: dt.datetime) -> list[Delivery]:
    """Receivers that are behind the log for too long, or could not be reached."""
    there = newest_head()
    wanted = {(one.name, one.what) for one in receivers()}
    return [
        row
        for row in Delivery.objects.order_by("what", "name")
        if (row.name, row.what) in wanted
        and there is not None
        # One that is said to have more than there is gets nothing more: that row is not what it was.
        and (
            row.size > there.size or (row.size < there.size and (row.failed or row.at is None or now - row.at > LATEST))
        )
    ]
