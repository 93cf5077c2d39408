# SPDX-License-Identifier: AGPL-3.0-or-later
"""A base backup: the files of the database as PostgreSQL gives them, sealed on the way, and what must be with them."""

import datetime as dt
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from panah import __version__
from panah.foundation.backup import keys
from panah.foundation.backup.place import SEALED, stamp
from panah.foundation.backup.sealing import seal
from panah.foundation.backup.shipping import (
    KEY_STORE,
    Shipper,
    finish_piece,
    only_one,
    pack,
    read_status,
    utc_now,
    write_status,
)
from panah.foundation.database import places, roles
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem

FORMAT = 1
ARCHIVE_WAIT = 600  # s
_PIECE = 1 << 20
#: What of the state folder is not taken: what is the database, what is made anew, what goes apart, what belongs to this run.
BESIDE = {
    "postgres", "sockets", "static", "static.stamp", "log", KEY_STORE, "postgres.lock", "postgres.users", "up.lock",
    "running.json", "closed", "restoring.json", "backup.lock", "backup-status.json", "backup-shipped",
}  # fmt: skip

Contents = Callable[[psycopg.Connection], Any]
_contents: dict[str, Contents] = {}


def contents(name: str) -> Callable[[Contents], Contents]:
    """Register something that a backup tells of itself, read from the database when it is taken: the last signed head of the log."""

    def register(function: Contents) -> Contents:
        _contents[name] = function
        return function

    return register


@dataclass(frozen=True)
class Taken:
    """A finished base backup. size: of its sealed files (bytes); seconds: how long it took; gone: files past their time."""

    folder: Path
    size: int
    seconds: float
    rows: int
    gone: int


def prepare(home: Path, cluster: Cluster, to: Path | None) -> Shipper:
    """Set the folder, and have PostgreSQL give its log away from now on.

    Raises DatabaseProblem: no key was made, no folder is named, or it lies on the disk of the data inside the data.
    """
    settings = keys.load(home)
    if settings is None:
        raise DatabaseProblem(
            "There is no key to seal backups for. Make one first, and take the file away: ./panah backup keys --out FILE"
        )
    if to is not None:
        to = to.expanduser().resolve()
        if cluster.data.resolve() in to.parents or to == cluster.data.resolve():
            raise DatabaseProblem(f"{to} lies inside the database. Name a folder on another disk.")
        try:
            to.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseProblem(f"{to} cannot be made ({error.strerror}).") from error
        settings.to = to
        keys.save(home, settings)
    shipper = Shipper(home, cluster, settings)
    cluster.begin_archiving()
    return shipper


def take(home: Path, cluster: Cluster, to: Path | None = None) -> Taken:
    """Take a base backup, and wait until the log that it needs is there as well.

    Raises DatabaseProblem with what PostgreSQL said.
    """
    shipper = prepare(home, cluster, to)
    began, clock = utc_now(), time.monotonic()
    with cluster.connect(roles.DATABASE) as connection:
        first = _text(connection, "SELECT pg_walfile_name(pg_current_wal_lsn())")
        told = _tell(connection)
    folder = shipper.place.folder / "base" / f"{stamp(began)}.{first}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise DatabaseProblem("Another base backup began in this very second. Try again.") from error
    try:
        with only_one(home):
            digests = {"base": _take_base(shipper, cluster, folder / f"base{SEALED}")}
            digests["files"] = _take_files(shipper, home, folder / f"files{SEALED}")
        ended, last = utc_now(), finish_piece(cluster)
        _await_log(shipper, last)
        told |= {
            "format": FORMAT,
            "panah": __version__,
            "began_at": began.isoformat(),
            "ended_at": ended.isoformat(),
            "first": first,
            "last": last,
            "digests": digests,
        }
        with only_one(home):
            path = folder / f"contents{SEALED}"
            seal(
                path,
                json.dumps(told).encode(),
                name=shipper.place.name(path),
                recipient=shipper.settings.recipient,
                signer=shipper.signer,
            )
            status = read_status(home)
            status.base_at = ended.isoformat()
            write_status(home, status)
            gone = shipper.place.prune(ended)
    except BaseException:
        if not (folder / f"contents{SEALED}").exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    size = sum(file.stat().st_size for file in folder.iterdir())
    return Taken(folder, size, time.monotonic() - clock, sum(told["rows"].values()), gone)


def _text(connection: psycopg.Connection, query: str) -> str:
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""


def _tell(connection: psycopg.Connection) -> dict[str, Any]:
    """What a restore is held against: the rows of each table at one moment, and what others registered."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return {
            "counted_at": utc_now().isoformat(),
            "postgres": _text(connection, "SHOW server_version"),
            "rows": count_rows(connection),
            "only_grow": only_growing(connection),
            **{name: tell(connection) for name, tell in _contents.items()},
        }


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    """The rows of every table of Panah, as the superuser counts them. Every page is read, and its checksum with it."""
    tables = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1"
    ).fetchall()
    counted = {}
    for (table,) in tables:
        query = psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
        row = connection.execute(query).fetchone()
        counted[table] = int(row[0]) if row else 0
    return counted


def only_growing(connection: psycopg.Connection) -> list[str]:
    """Tables from which the database lets nothing go."""
    rows = connection.execute(
        "SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE p.proname = 'panah_refuse_change' AND (t.tgtype & 8) <> 0 AND t.tgenabled = 'O' ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows]


def _take_base(shipper: Shipper, cluster: Cluster, path: Path) -> str:
    command = [
        str(places.programs(cluster.account) / "pg_basebackup"), "--pgdata=-", "--format=tar", "--wal-method=none",
        "--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password",
    ]  # fmt: skip
    info = cluster.conninfo("postgres")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    environment |= {"LC_ALL": "C", "PGHOST": info["host"], "PGPORT": info["port"], "PGUSER": info["user"]}
    with tempfile.TemporaryFile() as said, shipper.sealer(path) as sealer:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment, cwd="/",
            **cluster.account.switch(),
        )  # type: ignore[call-overload]  # fmt: skip
        with process.stdout:
            while piece := process.stdout.read(_PIECE):
                sealer.write(piece)
        if process.wait():
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
            raise DatabaseProblem(f"pg_basebackup failed: {words[-1000:]}")
        return sealer.close()


def _take_files(shipper: Shipper, home: Path, path: Path) -> str:
    """What belongs to the database and is not in it: the secret that digests are keyed with, addresses, settings."""
    inside = [shipper.cluster.data, shipper.cluster.spool]
    taken = [
        one
        for one in sorted(home.iterdir())
        if one.name not in BESIDE and one not in inside and not one.name.endswith(".new") and not one.is_symlink()
    ]
    with shipper.sealer(path) as sealer:
        sealer.write(pack(home, taken))
        return sealer.close()


def _await_log(shipper: Shipper, last: str) -> None:
    """Carry the log away until the piece is there in which the base backup ended."""
    end = time.monotonic() + ARCHIVE_WAIT
    while not (shipper.place.folder / "wal" / f"{last}{SEALED}").exists():
        shipper.ship()
        if time.monotonic() > end:
            raise DatabaseProblem(
                f"PostgreSQL did not give its log away within {ARCHIVE_WAIT} seconds. Its own log says why: {shipper.cluster.log}"
            )
        time.sleep(0.2)


def ended(told: dict[str, Any]) -> dt.datetime:
    """The moment from which on a base backup can be restored to."""
    return dt.datetime.fromisoformat(told["ended_at"])
