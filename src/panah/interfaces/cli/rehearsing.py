# SPDX-License-Identifier: AGPL-3.0-or-later
"""An upgrade rehearsed on a copy of a database while people write: how long each migration keeps them waiting, and whether it goes back
(DB-11)."""

import collections
import contextlib
import random
import threading
import time
import uuid
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations import Migration
from psycopg import sql

from panah.foundation.access.roles import Compartment
from panah.foundation.backup.taking import count_rows
from panah.foundation.database import roles
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.schema import describe, differences
from panah.interfaces.cli import migrating
from panah.interfaces.cli.migrating import Taken, name_of

HELD = 2.0  # not-law: policy
"""How long a migration may keep a table from those who write (s): DB-11."""
#: What every desk writes all day.
HOT = (
    "accounts_account", "audit_event", "audit_pending", "casework_action", "casework_actioncontent", "casework_case", "casework_clock",
    "casework_letter", "casework_task", "documents_storedfile", "procrastinate_jobs", "register_address", "register_contact",
    "register_familylink", "register_householdmember", "register_identitypaper", "register_legalstatus", "register_nameposting",
    "register_nametoken", "register_person", "register_personname",
)  # fmt: skip
#: What a writer of rows has to wait for.
_IN_THE_WAY = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
_HELD_NOW = """
SELECT c.relname, l.virtualtransaction FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE l.pid = %s AND l.granted AND l.mode = ANY (%s) AND c.relname = ANY (%s)
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_BEHIND_NOW = """
SELECT coalesce(c.relname, l.locktype), l.pid::text FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation
WHERE NOT l.granted AND %s = ANY (pg_blocking_pids(l.pid))
"""
_KEYS = """
SELECT t.relname, a.attname, has_table_privilege(%s, t.oid, 'UPDATE')
  AND NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t.oid AND g.tgname = 'insert_only')
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
WHERE t.relnamespace = 'public'::regnamespace AND i.indisprimary AND t.relname = ANY (%s)
"""
WRITERS = 4
SAMPLE = 500
"""Rows of each table that the writers write to, by their keys."""
_EVERY, _PAUSE = 0.01, 0.002  # s


@dataclass(frozen=True)
class Span:
    """Something that took its time with a table, by the monotonic clock."""

    table: str
    began: float
    ended: float


@dataclass
class Step:
    """What one migration did to those who write. held: how long it kept a table (s); waited: how long somebody stood behind it; slowest: the
    longest write meanwhile, whatever it waited for (a disk, the processor)."""

    name: str
    back: bool
    tries: int
    seconds: float
    held: float = 0.0
    held_table: str = ""
    waited: float = 0.0
    waited_table: str = ""
    slowest: float = 0.0

    @property
    def too_long(self) -> bool:
        """Whether somebody was kept longer than is allowed."""
        return max(self.held, self.waited) > HELD


@dataclass
class Rehearsal:
    """What was found. refused: the migration that does not go back here, and what it said; errors: what writers were told, and how
    often; changed: what stands in the database otherwise than before; rows: tables with other numbers of rows than before."""

    steps: list[Step] = field(default_factory=list)
    refused: tuple[str, str] | None = None
    errors: dict[str, int] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    written: int = 0

    @property
    def well(self) -> bool:
        """Whether the upgrade may be done while people work, and be taken back."""
        listed = self.refused is None or self.refused[0] in migrating.KEEPS_ROWS_FROM_HERE | migrating.IRREVERSIBLE
        return listed and not (self.errors or self.changed or any(step.too_long for step in self.steps))

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"well": self.well, "most_held_allowed": HELD}


class Holding(threading.Thread):
    """Looks, all the time, which hot tables the migrating connection keeps from writers, who stands behind it, and since when.

    held: tables and how long. behind: what somebody waited for, and how long.
    """

    def __init__(self, cluster: Cluster, database: str, pid: int) -> None:
        super().__init__(daemon=True)
        self._connection = cluster.connect(database)
        self._pid = pid
        self._stop_now = threading.Event()
        self.held: list[Span] = []
        self.behind: list[Span] = []

    def run(self) -> None:
        """Look until stopped."""
        looks: tuple[tuple[str, list[Any], list[Span]], ...] = (
            (_HELD_NOW, [self._pid, list(_IN_THE_WAY), list(HOT)], self.held),
            (_BEHIND_NOW, [self._pid], self.behind),
        )
        since: list[dict[tuple[str, str], float]] = [{}, {}]
        before = time.monotonic()
        with self._connection:
            while not self._stop_now.is_set():
                for known, (query, values, spans) in zip(since, looks, strict=True):
                    seen = {(row[0], row[1]) for row in self._connection.execute(query, values).fetchall()}
                    # From the look before it was seen to the look at which it is gone.
                    for key in [key for key in known if key not in seen]:
                        spans.append(Span(key[0], known.pop(key), time.monotonic()))
                    for key in seen:
                        known.setdefault(key, before)
                before = time.monotonic()
                time.sleep(_EVERY)
            for known, (_, _, spans) in zip(since, looks, strict=True):
                spans += [Span(key[0], at, time.monotonic()) for key, at in known.items()]

    def stop(self) -> None:
        """Stop looking."""
        self._stop_now.set()
        self.join(timeout=30)


class Writers:
    """Threads that write to the hot tables all the time as the application: each row stays what it is, and every write is a write.

    A table that is not there at the moment (a step back took it) is left out until it is there again.
    """

    def __init__(self, cluster: Cluster, database: str) -> None:
        self._info = psycopg.conninfo.make_conninfo("", **cluster.conninfo(database, roles.APP))
        self._stop_now = threading.Event()
        self._guard = threading.Lock()
        self.spans: list[Span] = []
        self.errors: dict[str, int] = {}
        self.written = 0
        with cluster.connect(database) as mighty:
            self._tables = list(self._read_tables(mighty))
        self._threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(WRITERS)]

    def _read_tables(self, mighty: psycopg.Connection) -> Iterator[tuple[str, sql.Composed, list[Any]]]:
        for table, key, changes in mighty.execute(_KEYS, [roles.APP, list(HOT)]).fetchall():
            name, column = sql.Identifier(table), sql.Identifier(key)
            query = sql.SQL("SELECT {} FROM {} LIMIT %s").format(column, name)
            found = [row[0] for row in mighty.execute(query, [SAMPLE]).fetchall()] if changes else []
            if found:
                yield table, sql.SQL("UPDATE {} SET {} = {} WHERE {} = %s").format(name, column, column, column), found
            else:
                # Where no row may be changed, or none is there, a write of nothing stands in the same queue.
                yield table, sql.SQL("INSERT INTO {} SELECT * FROM {} WHERE %s").format(name, name), [False]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop_now.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _write(self, number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - which row is written next is no secret
        with psycopg.connect(self._info, autocommit=True, prepare_threshold=None) as connection:
            _see_everything(connection)
            while not self._stop_now.is_set():
                table, query, keys = chance.choice(self._tables)
                began, said = time.monotonic(), ""
                try:
                    connection.execute(query, [chance.choice(keys)])
                except psycopg.errors.UndefinedTable:
                    said = "-"
                except psycopg.Error as error:
                    said = f"{error.sqlstate} {error.diag.message_primary}"
                span = Span(table, began, time.monotonic())
                with self._guard:
                    self.spans.append(span)
                    self.written += not said
                    if said not in {"", "-"}:
                        self.errors[said] = self.errors.get(said, 0) + 1
                time.sleep(_PAUSE)


def _see_everything(connection: psycopg.Connection) -> None:
    """Open every compartment: the writers stand for everybody at once."""
    told = {"actor": str(uuid.UUID(int=1)), "compartments": ",".join(Compartment), "reads_log": "on"}
    for name, value in (told | {f"sees_{one.value}": "*" for one in Compartment}).items():
        connection.execute("SELECT set_config(%s, %s, false)", [f"panah.{name}", value])


@contextlib.contextmanager
def django_on(cluster: Cluster, database: str) -> Iterator[None]:
    """Let Django work as the owner of a database of a cluster."""
    entry = connections.databases[DEFAULT_DB_ALIAS]
    before = {key: entry.get(key) for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    info = cluster.conninfo(database, roles.OWNER)
    connections[DEFAULT_DB_ALIAS].close()
    entry.update(NAME=info["dbname"], HOST=info["host"], PORT=info["port"], USER=info["user"], PASSWORD="")
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        entry.update(before)


def rehearse(cluster: Cluster, database: str, *, newest: int = 1, only: Collection[str] = ()) -> Rehearsal:
    """Take pending migrations forward, back and forward again while people write; where none is pending, the newest back and forward.

    Args:
        cluster, database: the copy; Django is set up, and may work on another database.
        newest: where none is pending, so many of each app, and what stands on them. only: these alone.
    """
    found = Rehearsal()
    with django_on(cluster, database), cluster.connect(database) as mighty:
        ours = migrating.of_ours(migrating.in_order())
        known = migrating.applied()
        pending = [one for one in ours if name_of(one) not in known]
        connection = connections[DEFAULT_DB_ALIAS]
        connection.ensure_connection()
        holding = Holding(cluster, database, connection.connection.info.backend_pid)
        holding.start()
        taken: list[Taken] = []
        try:
            with Writers(cluster, database) as writers:
                if pending:
                    migrating.take(pending, back=False, after=taken.append)
                before, rows = describe(mighty), count_rows(mighty)
                back: list[Taken] = []
                chosen = list(reversed(pending or _newest(ours, newest, only)))
                try:
                    migrating.take(chosen, back=True, after=back.append)
                except DatabaseError as error:
                    found.refused = name_of(chosen[len(back)]), str(error).partition("\n")[0]
                taken += back
                migrating.take(list(reversed(chosen[: len(back)])), back=False, after=taken.append)
        finally:
            holding.stop()
        found.changed = differences(before, describe(mighty))
        found.rows = _other_rows(rows, count_rows(mighty))
    found.errors, found.written = writers.errors, writers.written
    found.steps = [_weigh(one, holding, writers) for one in taken]
    return found


def _newest(ours: list[Migration], newest: int, only: Collection[str]) -> list[Migration]:
    """The newest of each app and all that stands on one of them, in order; or those that are named."""
    if only:
        return [one for one in ours if name_of(one) in only]
    left = collections.Counter(one.app_label for one in ours)
    chosen: dict[tuple[str, str], Migration] = {}
    for one in ours:
        left[one.app_label] -= 1
        if left[one.app_label] < newest or any(tuple(below) in chosen for below in one.dependencies):
            chosen[one.app_label, one.name] = one
    return list(chosen.values())


def _other_rows(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Tables with other numbers of rows; which migrations are there is told anew by the steps themselves."""
    told = {table: (count, after.get(table, 0)) for table, count in before.items() if count != after.get(table, 0)}
    told.pop("django_migrations", None)
    return told


def _weigh(taken: Taken, holding: Holding, writers: Writers) -> Step:
    step = Step(taken.name, taken.back, taken.tries, round(taken.seconds, 3))
    step.held, step.held_table = _longest(taken, holding.held)
    step.waited, step.waited_table = _longest(taken, holding.behind)
    step.slowest, _ = _longest(taken, writers.spans)
    return step


def _longest(taken: Taken, spans: list[Span]) -> tuple[float, str]:
    found = max(_during(taken, spans), key=lambda span: span.ended - span.began, default=Span("", 0, 0))
    return round(found.ended - found.began, 3), found.table


def _during(taken: Taken, spans: list[Span]) -> Iterator[Span]:
    return (span for span in spans if span.began < taken.ended and span.ended > taken.began)
