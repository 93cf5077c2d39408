# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carries to the folder of the backups what changes all the time: the log of the database, the store of keys, the list of
erasures.

PostgreSQL copies each finished piece of its log into a folder beside its data (`archive_command`) and begins a new piece at the
latest after `cluster.ARCHIVE_TIMEOUT` seconds; from there it is sealed and carried away. A piece is taken off the spool only when
its sealed copy is on the disk under its name. While the folder of the backups is away, pieces wait: nothing is lost, the
disk of the data fills, and the health page says so.
"""

import contextlib
import datetime as dt
import fcntl
import hashlib
import io
import json
import os
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from panah.foundation.backup import keys
from panah.foundation.backup.place import LOG_FILE, SEALED, Place, stamp
from panah.foundation.backup.sealing import Sealer, seal
from panah.foundation.database import places
from panah.foundation.database.cluster import ARCHIVE_TIMEOUT, Cluster
from panah.foundation.database.errors import DatabaseProblem

STATUS = "backup-status.json"
LOCK = "backup.lock"
LEDGER = "backup-shipped"
KEY_STORE = "keys"
LATE = 300  # not-law: policy
"""How long a piece of the log may wait before the backup counts as late (s): what may be lost with the host (DB-08)."""
GRACE = 15
"""How much longer than its own time PostgreSQL may keep a piece of the log (s)."""
_LEDGER_LINES = 20_000
_PIECE = 1 << 20


@dataclass
class Status:
    """How the backup stands. Moments are ISO 8601 in UTC.

    shipped: the newest piece of the log in the folder of the backups, and shipped_at when it got there. waiting: pieces that are
    not there yet; waiting_seconds: how long the oldest has waited. base_at: the newest base backup. problem: what is wrong, in words.
    """

    shipped: str = ""
    shipped_at: str = ""
    waiting: int = 0
    waiting_seconds: int = 0
    base_at: str = ""
    keys_digest: str = ""
    erased_digest: str = ""
    problem: str = ""


def utc_now() -> dt.datetime:
    """The time of the machine: what is written down here is compared with file times and the database's, never moved."""
    return dt.datetime.now(dt.UTC)


def read_status(home: Path) -> Status:
    """What was last written down."""
    try:
        content = json.loads((home / STATUS).read_text())
        return Status(**{key: value for key, value in content.items() if key in Status.__dataclass_fields__})
    except (OSError, ValueError, TypeError):
        return Status()


def write_status(home: Path, status: Status) -> None:
    """Write it down, whole or not at all."""
    fresh = home / f"{STATUS}.{os.getpid()}"
    fresh.write_text(json.dumps(asdict(status)) + "\n")
    fresh.replace(home / STATUS)


def waiting(cluster: Cluster) -> list[Path]:
    """Pieces of the log that wait to be carried away, oldest first."""
    try:
        found = [path for path in cluster.spool.iterdir() if LOG_FILE.match(path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name)


def look(home: Path) -> Status | None:
    """How the backup stands now; None where none was set up. It writes nothing, and asks no database."""
    settings = keys.load(home)
    if settings is None or settings.to is None:
        return None
    status = read_status(home)
    left = waiting(Cluster.at(places.data_directory(home)))
    status.waiting = len(left)
    status.waiting_seconds = 0
    with contextlib.suppress(OSError, ValueError):
        status.waiting_seconds = max(0, int(time.time() - min(path.stat().st_mtime for path in left)))
    return status


def is_late(status: Status | None) -> bool:
    """Whether more would be lost with the host than is allowed, or there is no base backup to begin from."""
    return status is not None and (not status.base_at or status.waiting_seconds > LATE or bool(status.problem))


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """One process at a time writes into the folder of the backups."""
    handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Shipper:
    """Carries one installation's changes to its folder of backups.

    Args:
        home: the state folder. cluster: its database. settings: where to, and for whom it is sealed.
    """

    def __init__(self, home: Path, cluster: Cluster, settings: keys.Settings) -> None:
        if settings.to is None:
            raise DatabaseProblem("No folder for backups is set. Name one: ./panah backup --to DIR")
        self.home, self.cluster, self.settings = home, cluster, settings
        self.place = Place.of(settings.to, cluster.identifier())
        self.signer: Ed25519PrivateKey = keys.signing_key(home)

    def sealer(self, path: Path, **about: object) -> Sealer:
        """A sealed file of the folder, to be written."""
        return Sealer(
            path, name=self.place.name(path), recipient=self.settings.recipient, signer=self.signer, about=about
        )

    def ship(self, *, beside: bool = True) -> Status:
        """Carry away what waits, once. Returns how it stands.

        Args:
            beside: look at the store of keys and the list of erasures as well.

        Raises DatabaseProblem when the folder cannot be written, or holds another piece under the same name.
        """
        with only_one(self.home):
            return self._ship(beside)

    def _ship(self, beside: bool) -> Status:
        status = read_status(self.home)
        try:
            for path in waiting(self.cluster):
                self._carry(path)
                status.shipped, status.shipped_at = path.name, utc_now().isoformat()
            if beside:
                status.keys_digest = self._keep_keys(status.keys_digest)
                status.erased_digest = self._keep_erased(status.erased_digest)
            status.problem = ""
        except (OSError, DatabaseProblem) as error:
            status.problem = str(error)
            write_status(self.home, status)
            raise DatabaseProblem(
                f"The backup does not go on: {error}. Pieces of the log wait in {self.cluster.spool}; nothing is lost while "
                "that disk has room."
            ) from error
        left = waiting(self.cluster)
        status.waiting, status.waiting_seconds = len(left), 0
        write_status(self.home, status)
        return status

    def _carry(self, path: Path) -> None:
        target = self.place.folder / "wal" / f"{path.name}{SEALED}"
        digest = _digest(path)
        ledger = _Ledger(self.home / LEDGER)
        if target.exists():
            # PostgreSQL gives a piece twice when it died between copying and noting it.
            if ledger.digest(path.name) != digest:
                raise DatabaseProblem(
                    f"{target} is there already and was not written from this piece of the log. Another installation, or a "
                    "copy restored from the same backup, writes into the same folder: give each a folder of its own"
                )
        else:
            ledger.note(path.name, digest)
            with self.sealer(target, archived_at=path.stat().st_mtime) as sealer, path.open("rb") as file:
                while piece := file.read(_PIECE):
                    sealer.write(piece)
                sealer.close()
        path.unlink()

    def _keep_keys(self, before: str) -> str:
        """The store of keys, when it changed. It goes apart from the database and is kept for days only (KY-04)."""
        folder = self.home / KEY_STORE
        if not folder.is_dir():
            return before
        digest = _as_it_looks(folder)
        if digest == before and self.place.newest("keys"):
            return before
        packed = pack(self.home, [folder])
        target = self.place.folder / "keys" / f"{stamp(utc_now())}{SEALED}"
        seal(
            target,
            packed,
            name=self.place.name(target),
            recipient=self.settings.recipient,
            signer=self.signer,
        )
        return digest

    def _keep_erased(self, before: str) -> str:
        """Who was erased, when the list changed: what a restore to an earlier moment must not bring back (DP-12)."""
        content = json.dumps(erased(self.cluster)).encode()
        digest = hashlib.sha256(content).hexdigest()
        if digest == before and self.place.newest("erased"):
            return before
        target = self.place.folder / "erased" / f"{stamp(utc_now())}{SEALED}"
        seal(target, content, name=self.place.name(target), recipient=self.settings.recipient, signer=self.signer)
        return digest


class Impatient:
    """Has PostgreSQL give a piece of its log away where it does not by itself: while a checkpoint is behind its time, as after a large
    load on slow disks, it looks at no clock, and what was acknowledged would stay on this host for minutes."""

    def __init__(self) -> None:
        self._piece, self._since = "", 0.0
        self._written, self._before = 0, 0

    def look(self, cluster: Cluster, now: Callable[[], float] = time.monotonic) -> bool:
        """Look once; every few seconds is right. Returns whether a piece was finished: one that was written to for too long.

        Args:
            cluster: the database. now: a clock (s).
        """
        with cluster.connect() as connection:
            row = connection.execute(
                "SELECT pg_walfile_name(pg_current_wal_insert_lsn()), pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            ).fetchone()
            assert row is not None
            if row[0] != self._piece:
                # Of a piece that is new, what was written before the last look stands in the one before.
                self._piece, self._since, self._before = row[0], now(), self._written
            self._written = row[1]
            # Nobody wrote: what PostgreSQL notes for itself is not worth a piece each minute.
            if self._written == self._before or now() - self._since < ARCHIVE_TIMEOUT + GRACE:
                return False
            connection.execute("SELECT pg_switch_wal()")
        return True


def finish_piece(cluster: Cluster) -> str:
    """Have PostgreSQL give away the piece of the log that it writes now. Returns its name; all that was committed before is in it
    or in an earlier one."""
    with cluster.connect() as connection:
        # A piece in which nothing was written yet would not be given away: something is.
        row = connection.execute("SELECT pg_walfile_name(pg_create_restore_point('panah'))").fetchone()
        connection.execute("SELECT pg_switch_wal()")
    return str(row[0]) if row else ""


def erased(cluster: Cluster, database: str = "panah") -> list[list[str]]:
    """The list of erasures: kind and id of what was erased, and when. Empty where the table is not made yet."""
    with cluster.connect(database) as connection:
        if connection.execute("SELECT to_regclass('public.privacy_erasure')").fetchone() == (None,):
            return []
        rows = connection.execute(
            "SELECT kind, subject_id::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            " FROM privacy_erasure ORDER BY at, id"
        ).fetchall()
    return [list(row) for row in rows]


def pack(root: Path, what: list[Path]) -> bytes:
    """A tar of small files and folders, the same bytes for the same content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for top in what:
            for path in sorted([top, *(top.rglob("*") if top.is_dir() else ())]):
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    continue
                info = tar.gettarinfo(path, str(path.relative_to(root)))
                info.uid = info.gid = 0
                info.uname = info.gname = ""
                info.mtime = 0
                if path.is_file():
                    content = path.read_bytes()
                    info.size = len(content)
                    tar.addfile(info, io.BytesIO(content))
                else:
                    tar.addfile(info)
    return buffer.getvalue()


class _Ledger:
    """Digests of the pieces that were carried away last: the sealed ones cannot be read here."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text().splitlines()
        except OSError:
            return []

    def digest(self, name: str) -> str:
        """The digest of a piece, or nothing."""
        found = [line.split() for line in self._lines() if line.startswith(name + " ")]
        return found[-1][1] if found else ""

    def note(self, name: str, digest: str) -> None:
        """Note it, durably, before the sealed piece gets its name."""
        lines = self._lines()
        if len(lines) > _LEDGER_LINES:
            fresh = self.path.with_suffix(".new")
            fresh.write_text("\n".join(lines[-_LEDGER_LINES // 2 :]) + "\n")
            fresh.replace(self.path)
        with self.path.open("a") as file:
            file.write(f"{name} {digest}\n")
            file.flush()
            os.fsync(file.fileno())


def _as_it_looks(folder: Path) -> str:
    """A digest of names, sizes and times of the files below a folder: another one when anything there changed."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        status = path.stat()
        total.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return total.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
