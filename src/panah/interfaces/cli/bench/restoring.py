# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drill of a lost host on a large register: what is lost, and how long until people work again (DB-08).

An installation of its own is made beside the others, backed up, worked in while its log is carried away as every day, and brought back
elsewhere by the very commands that an administrator types. Each stage is timed by what the commands say.
"""

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import sql

from panah.foundation.backup import keys
from panah.foundation.backup.place import SEALED, Place
from panah.foundation.backup.taking import Taken, take
from panah.foundation.database import places, roles
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.server import EmbeddedServer
from panah.interfaces.cli.bench.figures import Figure
from panah.interfaces.cli.bench.place import rows_key
from panah.interfaces.cli.problems import CommandProblem, errors

LOST_MS, BACK_MS = 300_000.0, 3_600_000.0  # not-law: policy
"""What may be lost with a host, and until when people work again (ms): DB-08, for 1.2 million people."""
ONE_PART = 60
"""Of the register, one part in so many is written after the base backup and before the moment: what the log brings back."""
WATCHED = 3
"""Pieces of the log that are watched on their way into the folder of the backups."""
PIECE_TIMEOUT = 400.0  # s
_LOOK_EVERY = 0.2
_COMMAND_TIMEOUT = 4 * 3600
_STAGES = (
    ("looking through the backup", "Looking through the backup"),
    ("unpacking, and every file against its digest", "Unpacking"),
    ("replaying the log", "Replaying the log"),
    ("counting every row, bringing the tables up to date", "Counting the rows"),
    ("verifying the access log", "Verifying the access log"),
    ("erasing again who was erased", "Erasing again"),
)
"""A stage, and how the line begins with which a command says that it began."""
_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = 'register_person'::regclass AND attnum > 0 AND NOT attisdropped
  AND attgenerated = '' AND attname NOT IN ('id', 'request_id') ORDER BY attnum
"""
_IN_ONE = 20
_MARK = "made-of"


@dataclass
class Country:
    """An installation to be lost: its state folder, and how many people are on record in it."""

    home: Path
    persons: int

    @property
    def cluster(self) -> Cluster:
        return Cluster.at(places.data_directory(self.home))

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One of Panah's commands on it. Raises CommandProblem with what it said when it fails."""
        done = subprocess.run(
            [str(places.repository() / "panah"), *arguments],
            env=environment(self.home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_COMMAND_TIMEOUT,
        )
        if done.returncode:
            raise CommandProblem(f"./panah {arguments[0]} failed: {(done.stdout + done.stderr)[-2000:]}")
        return done

    def count(self) -> int:
        """The people on record."""
        return count_people(self.cluster)


def count_people(cluster: Cluster) -> int:
    """The people on record in a database, as its superuser counts them."""
    with cluster.connect(roles.DATABASE) as connection:
        row = connection.execute("SELECT count(*) FROM register_person").fetchone()
    return int(row[0]) if row else 0


def environment(home: Path) -> dict[str, str]:
    """The environment of a command on an installation: nothing of the one that measures."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PANAH_") or name == "PANAH_VENV"}
    return kept | {"PANAH_HOME": str(home), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}


@contextlib.contextmanager
def at_home(home: Path) -> Iterator[None]:
    """Let this process, and those that it starts meanwhile, work on an installation."""
    names = [name for name in os.environ if name.startswith("PANAH_") and name != "PANAH_VENV"]
    kept = {name: os.environ.pop(name) for name in {*names, "PANAH_HOME"} if name in os.environ}
    os.environ["PANAH_HOME"] = str(home)
    try:
        yield
    finally:
        os.environ.pop("PANAH_HOME")
        os.environ.update(kept)


def make_country(top: Path, persons: int) -> Country:
    """An installation with an invented register of so many records; one that was made before of the same sources is taken again.

    What a drill adds to it stays: it counts for itself before each drill.
    """
    country = Country(top / f"country-{persons}", persons)
    mark = f"{persons} {rows_key()}"
    with contextlib.suppress(OSError):
        if (country.home / _MARK).read_text() == mark:
            return country
    if country.home.exists():
        country.cluster.remove()
        shutil.rmtree(country.home)
    country.home.mkdir(mode=0o711, parents=True)
    errors.print(f"Making an installation with {persons:,} people to lose (kept for the next time) ...")
    country.command("seed", "--persons", str(persons))
    (country.home / _MARK).write_text(mark)
    return country


@dataclass
class Carried:
    """How pieces of the log came into the folder of the backups.

    seconds: for each, from the first write that went into it until its sealed copy lay there: everything in between would
    have been lost with the host.
    """

    seconds: list[float] = field(default_factory=list)


def watch_log(country: Country, folder: Path, pieces: int) -> Carried:
    """Write a little all the time while the log is carried away as `./panah up` has it, and see how long each piece is underway.

    Args:
        folder: of this installation in the folder of the backups. pieces: so many.
    """
    carried = Carried()
    follow = subprocess.Popen(
        [str(places.repository() / "panah"), "backup", "ship", "--follow"],
        env=environment(country.home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    begun: dict[str, float] = {}
    end = time.monotonic() + PIECE_TIMEOUT * pieces
    try:
        with country.cluster.connect(roles.DATABASE) as connection:
            while len(carried.seconds) < pieces:
                # A commit with its own mark in the log, as an entry of somebody's would leave it.
                row = connection.execute(
                    "SELECT pg_walfile_name(pg_logical_emit_message(true, 'panah', 'somebody wrote'))"
                ).fetchone()
                if row and not (folder / "wal" / f"{row[0]}{SEALED}").exists():
                    begun.setdefault(str(row[0]), time.monotonic())
                for name, since in list(begun.items()):
                    if (folder / "wal" / f"{name}{SEALED}").exists():
                        carried.seconds.append(time.monotonic() - since)
                        del begun[name]
                if time.monotonic() > end:
                    raise CommandProblem("The log of the database did not come into the folder of the backups in time.")
                time.sleep(_LOOK_EVERY)
    finally:
        follow.terminate()
        follow.wait(timeout=120)
    return carried


def restore_timed(country: Country, to: Path, key: Path, until: dt.datetime, into: Path) -> dict[str, float]:
    """Restore to a moment, checks included, as an administrator does. Returns each stage with its seconds.

    Raises CommandProblem where the command does not open the installation.
    """
    process = subprocess.Popen(
        [str(places.repository() / "panah"), "restore", "--from", str(to), "--key", str(key), "--until", until.isoformat(),
         "--into", str(into)],
        env=environment(country.home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said: list[str] = []
    stages: list[tuple[str, float]] = []
    began = time.monotonic()
    with process.stdout:
        for line in process.stdout:
            said.append(line)
            stages += [(name, time.monotonic()) for name, start in _STAGES if line.startswith(start)]
    if process.wait():
        raise CommandProblem(f"The restore failed: {''.join(said)[-3000:]}")
    ends = [at for _, at in stages[1:]] + [time.monotonic()]
    took = {name: end - at for (name, at), end in zip(stages, ends, strict=True)}
    return took | {"all of it, by the command": time.monotonic() - began}


def first_answer(home: Path) -> float:
    """Seconds from starting the restored installation's database and staff site until the site answers."""
    from panah.interfaces.cli.bench.pages import staff_server

    began = time.monotonic()
    with at_home(home):
        server = EmbeddedServer(home)
        server.attach()
        try:
            with staff_server():
                return time.monotonic() - began
        finally:
            server.detach()


@dataclass
class Drill:
    """What a drill found."""

    taken: Taken
    carried: Carried
    stages: dict[str, float]
    answers: float
    database_bytes: int
    log_pieces: int
    before: int
    restored: int
    expected: int

    def lost_ms(self) -> float:
        """The longest that an entry was on this host alone (ms)."""
        return round(max(self.carried.seconds) * 1000, 1)

    def back_ms(self) -> float:
        """From the command to the first page (ms)."""
        return round((self.stages["all of it, by the command"] + self.answers) * 1000, 1)

    def figures(self) -> list[Figure]:
        """As figures. A restored register that is not the one of the moment counts as an error."""
        wrong = int(self.restored != self.expected)
        single = [
            ("base backup, sealed", self.taken.seconds),
            *self.stages.items(),
            ("starting, until the staff site answers", self.answers),
        ]
        return [
            *(_once(name, seconds * 1000) for name, seconds in single),
            Figure(
                "an entry on this host alone (RPO), the log carried away as every day",
                len(self.carried.seconds),
                *_shares([one * 1000 for one in self.carried.seconds]),
                per_second=0.0,
                aim_ms=LOST_MS,
            ),
            _once("from the command to the first page (RTO)", self.back_ms(), aim_ms=BACK_MS, errors=wrong),
        ]

    def settings(self) -> dict[str, Any]:
        """On what it was measured."""
        return {
            "people": self.before,
            "people at the moment": self.expected,
            "people restored": self.restored,
            "rows": self.taken.rows,
            "database gib": round(self.database_bytes / 2**30, 2),
            "base backup gib": round(self.taken.size / 2**30, 2),
            "pieces of the log after the base backup (16 MiB)": self.log_pieces,
        }


def _once(name: str, ms: float, *, aim_ms: float | None = None, errors: int = 0) -> Figure:
    took = round(ms, 1)
    return Figure(name, 1, took, took, took, 0.0, aim_ms=aim_ms, errors=errors)


def _shares(values: list[float]) -> tuple[float, float, float]:
    ordered = sorted(values)
    return round(ordered[len(ordered) // 2], 1), round(ordered[-1], 1), round(ordered[-1], 1)


def drill(persons: int, top: Path, *, pieces: int = WATCHED, keep: Path | None = None) -> Drill:
    """Make or take the installation, back it up, work on, and restore it elsewhere to a moment.

    Args:
        persons: records. top: a folder for what is made, with room for three times the database. pieces: of the log that are watched.
        keep: an empty folder in which backup and key stay (`backups`, `away.key`); they go with the drill otherwise.

    Raises CommandProblem or DatabaseProblem where a step fails; what is restored is removed in any case.
    """
    country = make_country(top, persons)
    work = keep or top / "drill"
    if work.exists() and any(work.iterdir()):
        if keep:
            raise CommandProblem(f"{keep} is not empty.")
        shutil.rmtree(work)
    work.mkdir(mode=0o711, parents=True, exist_ok=True)
    into = top / "restored"
    if into.exists():
        _remove(into)
    server = EmbeddedServer(country.home)
    server.attach()
    try:
        try:
            before = country.count()
            key = work / "away.key"
            for left in (keys.SETTINGS, keys.SIGNING):
                (country.home / left).unlink(missing_ok=True)
            keys.make(country.home, key)
            taken = take(country.home, country.cluster, work / "backups")
            found = keys.load(country.home)
            assert found is not None
            assert found.to is not None
            folder = Place.of(found.to, country.cluster.identifier()).folder
            more = max(1, persons // ONE_PART)
            work_on(country, more)
            expected = country.count()
            moment = _now(country.cluster)
            # What comes after the moment must not be there again.
            work_on(country, max(1, more // 10))
            carried = watch_log(country, folder, pieces)
            country.command("backup", "ship")
            size = _size(country.cluster)
        finally:
            server.detach()
        stages = restore_timed(country, work / "backups", key, moment, into)
        answers = first_answer(into)
        again = EmbeddedServer(into)
        again.attach()
        try:
            restored = count_people(again.cluster)
        finally:
            again.detach()
        first = taken.folder.name.rpartition(".")[2]
        replayed = sum(path.name[: len(first)] >= first for path in (folder / "wal").iterdir())
        return Drill(taken, carried, stages, answers, size, replayed, before, restored, expected)
    finally:
        _remove(into)
        if keep is None:
            shutil.rmtree(work, ignore_errors=True)


def work_on(country: Country, people: int) -> None:
    """Write so many people more, a few to a transaction, with their history: what the log has to bring back.

    Each is a copy of somebody who is there, by SQL: how a service writes it is no part of what is measured here.
    """
    with country.cluster.connect(roles.DATABASE) as connection:
        rows = connection.execute(_COLUMNS).fetchall()
        columns = sql.SQL(", ").join(sql.Identifier(row[0]) for row in rows)
        write = sql.SQL(
            "INSERT INTO register_person (id, request_id, {}) SELECT gen_random_uuid(), gen_random_uuid(), {} FROM register_person LIMIT %s"
        ).format(columns, columns)
        for first in range(0, people, _IN_ONE):
            connection.execute(write, [min(_IN_ONE, people - first)])


def _remove(home: Path) -> None:
    if home.exists():
        Cluster.at(places.data_directory(home)).remove()
        shutil.rmtree(home, ignore_errors=True)


def _now(cluster: Cluster) -> dt.datetime:
    with cluster.connect(roles.DATABASE) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0]


def _size(cluster: Cluster) -> int:
    with cluster.connect(roles.DATABASE) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0
