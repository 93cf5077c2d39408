# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key store: wrapped keys, apart from the database whose values they seal.

They must not lie in that database: its base backups and its write-ahead log would keep an erased key alive (KY-04). So they
lie in a SQLite file of their own, which many processes may read while one writes. Erasing overwrites (`secure_delete`), then
rewrites the file and empties its log, so that nothing of an erased key is left in them.
"""

import contextlib
import datetime as dt
import fcntl
import os
import sqlite3
import threading
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from panah.foundation.keys.errors import KeysProblem

FORMAT = 1
BUSY_SECONDS = 30.0
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE compartment_key (
  id BLOB PRIMARY KEY, compartment TEXT NOT NULL, number INTEGER NOT NULL, master TEXT NOT NULL, wrapped BLOB NOT NULL,
  made_at TEXT NOT NULL, is_current INTEGER NOT NULL, UNIQUE (compartment, number));
CREATE UNIQUE INDEX one_current ON compartment_key (compartment) WHERE is_current;
CREATE TABLE data_key (
  number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, subject BLOB NOT NULL, compartment TEXT NOT NULL,
  under BLOB NOT NULL REFERENCES compartment_key (id), wrapped BLOB NOT NULL, made_at TEXT NOT NULL,
  UNIQUE (subject, compartment));
CREATE INDEX data_key_under ON data_key (under);
CREATE TABLE gone (id BLOB PRIMARY KEY, at TEXT NOT NULL);
"""


def _now() -> str:
    # The machine's own time: training and tests move the clock of the cases, not that of the keys.
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class CompartmentKey:
    """A key of a compartment, wrapped under the master key of that id."""

    id: bytes
    compartment: str
    number: int
    master: str
    wrapped: bytes
    is_current: int = 1


@dataclass(frozen=True)
class DataKey:
    """A key of a subject (a person; what is no person's yet) in a compartment, with the compartment's key that wraps it."""

    id: bytes
    subject: bytes
    compartment: str
    wrapped: bytes
    under: CompartmentKey


class Store:
    """The file at a path. Safe for threads and for processes that fork: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def exists(self) -> bool:
        """Whether there is a key store."""
        return self.path.exists()

    def create(self) -> None:
        """Make an empty store, readable by this account alone. Raises KeysProblem where there is one."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            raise KeysProblem(f"There is a key store already: {self.path}. Keys are never overwritten.") from None
        connection = self._connect()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        with self.writing() as writer:
            writer.executemany(
                "INSERT INTO meta VALUES (?, ?)", [("format", FORMAT), ("generation", 1), ("scrubbed", 1)]
            )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{self.path}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        # A key must be on the disk before what is sealed under it can be.
        for pragma in ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    @property
    def reader(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: tuple[int, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            if not self.path.exists():
                raise KeysProblem(f"There is no key store at {self.path}. Make one with ./panah keys init.")
            held = self._local.held = (os.getpid(), self._connect())
        return held[1]

    def close(self) -> None:
        """Close this thread's connection."""
        held: tuple[int, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is not None and held[0] == os.getpid():
            held[1].close()
        self._local.held = None

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes; committed durably at its end."""
        connection = self.reader
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @contextlib.contextmanager
    def rotating(self) -> Iterator[None]:
        """Hold off every other rotation, and every other change of the master key's file: two of them at once would each make
        a master key, and the later file would lack the one that the earlier has wrapped under.

        Raises KeysProblem while another runs. A killed one holds nobody off.
        """
        if not self.path.exists():
            raise KeysProblem(f"There is no key store at {self.path}. Make one with ./panah keys init.")
        handle = os.open(self.path.with_name("rotation.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise KeysProblem(
                    "Keys are being rotated already, by another command. Wait until it has ended."
                ) from None
            yield
        finally:
            os.close(handle)

    # -- what changed

    def change(self) -> int:
        """A number that is another one as soon as any other connection has written; costs a look into shared memory."""
        return int(self.reader.execute("PRAGMA data_version").fetchone()[0])

    def generation(self) -> int:
        """Grows when keys were erased or wrapped anew: what a process remembers must then be forgotten."""
        return int(self.reader.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()[0])

    @staticmethod
    def next_generation(writer: sqlite3.Connection) -> None:
        """Let every process forget what it remembers."""
        writer.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")

    # -- compartments

    def compartment_keys(self) -> list[CompartmentKey]:
        """Every key of a compartment, oldest first."""
        rows = self.reader.execute(
            "SELECT id, compartment, number, master, wrapped, is_current FROM compartment_key ORDER BY compartment, number"
        )
        return [CompartmentKey(*row) for row in rows]

    @staticmethod
    def current(connection: sqlite3.Connection, compartment: str) -> CompartmentKey | None:
        """The key that new data keys of a compartment are wrapped under."""
        row = connection.execute(
            "SELECT id, compartment, number, master, wrapped FROM compartment_key WHERE compartment = ? AND is_current",
            (compartment,),
        ).fetchone()
        return CompartmentKey(*row) if row else None

    @staticmethod
    def add_compartment_key(writer: sqlite3.Connection, key: CompartmentKey) -> None:
        """Add a key as the current one of its compartment."""
        writer.execute("UPDATE compartment_key SET is_current = 0 WHERE compartment = ?", (key.compartment,))
        writer.execute(
            "INSERT INTO compartment_key VALUES (?, ?, ?, ?, ?, ?, 1)",
            (key.id, key.compartment, key.number, key.master, key.wrapped, _now()),
        )

    def rewrap_compartment_key(self, writer: sqlite3.Connection, key_id: bytes, master: str, wrapped: bytes) -> None:
        """Replace the wrapping of a compartment's key by another master's."""
        writer.execute("UPDATE compartment_key SET master = ?, wrapped = ? WHERE id = ?", (master, wrapped, key_id))
        self.next_generation(writer)

    def drop_unused(self, compartment: str) -> int:
        """Remove the keys of a compartment that wrap nothing any more. Returns how many data keys still hold one back."""
        with self.writing() as writer:
            (left,) = writer.execute(
                "SELECT count(*) FROM data_key d JOIN compartment_key k ON k.id = d.under"
                " WHERE k.compartment = ? AND NOT k.is_current",
                (compartment,),
            ).fetchone()
            if not left:
                writer.execute("DELETE FROM compartment_key WHERE compartment = ? AND NOT is_current", (compartment,))
                self.next_generation(writer)
        return int(left)

    # -- data keys

    _DATA = (
        "SELECT d.id, d.subject, d.compartment, d.wrapped, k.id, k.compartment, k.number, k.master, k.wrapped"
        " FROM data_key d JOIN compartment_key k ON k.id = d.under"
    )

    @staticmethod
    def _data_key(row: Sequence[Any]) -> DataKey:
        key_id, subject, compartment, wrapped, *under = row
        return DataKey(key_id, subject, compartment, wrapped, CompartmentKey(*under))

    def by_id(self, key_id: bytes) -> DataKey | None:
        """A data key with the key that wraps it, both as they were at one moment."""
        row = self.reader.execute(self._DATA + " WHERE d.id = ?", (key_id,)).fetchone()
        return self._data_key(row) if row else None

    def of_subject(self, subject: uuid.UUID, compartment: str) -> DataKey | None:
        """The data key of a subject in a compartment."""
        row = self.reader.execute(
            self._DATA + " WHERE d.subject = ? AND d.compartment = ?", (subject.bytes, compartment)
        ).fetchone()
        return self._data_key(row) if row else None

    @staticmethod
    def add_data_keys(writer: sqlite3.Connection, rows: Iterable[tuple[bytes, bytes, str, bytes, bytes]]) -> None:
        """Add data keys: id, subject, compartment, id of the wrapping key, wrapped. What a subject has already stays."""
        now = _now()
        writer.executemany(
            "INSERT INTO data_key (id, subject, compartment, under, wrapped, made_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (subject, compartment) DO NOTHING",
            [(*row, now) for row in rows],
        )

    def to_rewrap(self, writer: sqlite3.Connection, compartment: str, many: int) -> list[DataKey]:
        """Some data keys of a compartment that lie under an old key of it."""
        rows = writer.execute(
            self._DATA + " WHERE k.compartment = ? AND NOT k.is_current LIMIT ?", (compartment, many)
        ).fetchall()
        return [self._data_key(row) for row in rows]

    @staticmethod
    def put_under(writer: sqlite3.Connection, rows: Iterable[tuple[bytes, bytes, bytes]]) -> None:
        """Store data keys wrapped anew: id of the wrapping key, wrapped, id of the data key."""
        writer.executemany("UPDATE data_key SET under = ?, wrapped = ? WHERE id = ?", list(rows))

    def is_gone(self, key_id: bytes) -> bool:
        """Whether the key was erased here."""
        return self.reader.execute("SELECT 1 FROM gone WHERE id = ?", (key_id,)).fetchone() is not None

    def erase(self, subjects: Iterable[uuid.UUID], *, but: Collection[str] = (), scrub: bool = True) -> int:
        """Erase all keys of these subjects, without a trace in the file. Returns how many there were.

        Args:
            but: compartments whose keys stay.
            scrub: rewrite the file at once; else `owes_scrub` says that it is still to be done.

        Raises KeysProblem when the keys are gone from the store and its log could not be emptied yet.
        """
        erased = 0
        now = _now()
        with self.writing() as writer:
            for subject in subjects:
                ids = [
                    row[0]
                    for row in writer.execute(
                        "SELECT id, compartment FROM data_key WHERE subject = ?", (subject.bytes,)
                    )
                    if row[1] not in but
                ]
                writer.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?)", [(one, now) for one in ids])
                writer.executemany("DELETE FROM data_key WHERE id = ?", [(one,) for one in ids])
                erased += len(ids)
            if erased:
                self.next_generation(writer)
        # One that was killed, or met a log in use, between erasing and rewriting is made good by the next.
        if scrub and self.owes_scrub():
            self.scrub()
        return erased

    def owes_scrub(self) -> bool:
        """Whether keys were erased or wrapped anew since the file was rewritten last: what they were may still lie in it."""
        row = self.reader.execute("SELECT value FROM meta WHERE name = 'scrubbed'").fetchone()
        return row is None or int(row[0]) < self.generation()

    def scrub(self) -> None:
        """Rewrite the file and empty its log: b-trees leave stale copies of what they moved, and logs of all they did.

        Raises KeysProblem when readers held the log open for too long.
        """
        connection, generation = self.reader, self.generation()
        connection.execute("VACUUM")
        busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise KeysProblem(
                f"The keys are erased, but the log beside {self.path} is in use and still holds them. "
                "Run ./panah keys scrub in a quiet moment; the worker tries it again every hour."
            )
        with self.writing() as writer:
            writer.execute(
                "INSERT INTO meta VALUES ('scrubbed', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (generation,),
            )

    def counts(self) -> dict[str, int]:
        """How many keys of compartments, of subjects, and how many erased."""
        row = self.reader.execute(
            "SELECT (SELECT count(*) FROM compartment_key), (SELECT count(*) FROM data_key), (SELECT count(*) FROM gone)"
        ).fetchone()
        return dict(zip(("compartment_keys", "data_keys", "erased"), row, strict=True))
