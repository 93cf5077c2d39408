# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new installation from a backup, at a point in time. It is shut until `finishing` has looked at it."""

import datetime as dt
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from panah.foundation.backup import closed
from panah.foundation.backup.keys import KeyFile
from panah.foundation.backup.place import SEALED, Place
from panah.foundation.backup.reading import Found, erasures, look_through, open_file
from panah.foundation.backup.sealing import Damaged
from panah.foundation.backup.shipping import KEY_STORE
from panah.foundation.database import places
from panah.foundation.database.cluster import Cluster, in_command
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.keys.master import write_private

NOTES = "restoring.json"
RECOVERY_TIMEOUT = 6 * 3600
"""How long replaying the log may take (s): what a month wrote is replayed in hours."""
_NOT_REACHED = "recovery ended before configured recovery target was reached"
Tell = Callable[[str], None]


@dataclass
class Notes:
    """What the checks after a restore need; kept beside the data until they are done.

    recovered_to: the commit time of the last transaction that is there (ISO 8601). log_until: when the last piece of the log was given
    away. until: the moment asked for. rows: the rows of each table when the base backup was begun, and only_grow: the
    tables that lose none. erased: kind, id and moment of every erasure that the backup knows of.
    """

    base_ended_at: str
    recovered_to: str
    log_until: str
    until: str
    rows: dict[str, int]
    only_grow: list[str]
    erased: list[list[str]]
    told: dict[str, object]


def restore(
    source: Path, key: KeyFile, into: Path, *, until: dt.datetime | None = None, tell: Tell = lambda words: None
) -> Notes:
    """Make an installation from a backup.

    Args:
        source: the folder of the backups.
        key: the key file that was taken away.
        into: the state folder to make; it must be missing or empty.
        until: the moment to go back to (aware); None for the last one that the backup reaches.
        tell: is told what takes time.

    Returns what the checks need. Raises DatabaseProblem; nothing is left behind then.
    """
    data = places.data_directory(into)
    for taken in (into, data):
        if taken.exists() and any(taken.iterdir()):
            raise DatabaseProblem(
                f"{taken} is not empty, and a restore never writes over anything. Move it away, or name another folder: --into DIR"
            )
    place = Place.found(source)
    tell("Looking through the backup: every file that is needed ...")
    found = look_through(place, key, until)
    into.mkdir(mode=0o755, parents=True, exist_ok=True)
    closed.close(into, "A restore is under way. `./panah restore --finish` opens it when the checks are done.")
    cluster = Cluster.at(data)
    log = data.parent / "restored-log"
    try:
        tell("Unpacking ...")
        _unpack_files(found, key, into)
        _unpack_data(found, key, cluster)
        _hold_against_manifest(cluster.data)
        _unpack_log(found, key, log, cluster)
        tell("Replaying the log ...")
        reached = _recover(cluster, log, until)
        notes = Notes(
            base_ended_at=str(found.told["ended_at"]),
            recovered_to=reached,
            log_until=found.last_at.isoformat(timespec="seconds") if found.last_at else "",
            until=until.isoformat() if until else "",
            rows=found.told["rows"],
            only_grow=found.told["only_grow"],
            erased=erasures(place, found.erased, key) if found.erased else [],
            told={name: value for name, value in found.told.items() if name not in {"rows", "only_grow", "digests"}},
        )
        # It lists who was erased: for this account alone.
        write_private(into / NOTES, json.dumps(asdict(notes)).encode())
    except BaseException:
        cluster.stop(mode="immediate")
        for made in (data, log):
            shutil.rmtree(made, ignore_errors=True)
        for left in into.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        raise
    return notes


def read_notes(home: Path) -> Notes | None:
    """The notes of a restore that is not finished."""
    try:
        return Notes(**json.loads((home / NOTES).read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, RecursionError) as error:
        raise DatabaseProblem(f"{home / NOTES} is damaged. Begin the restore anew in an empty folder.") from error


class _Stream(io.RawIOBase):
    """The text of a sealed file as something that is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; fewer than asked for at the end alone."""
        parts, have = [self._rest], len(self._rest)
        while size < 0 or have < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            parts.append(piece)
            have += len(piece)
        whole = b"".join(parts)
        cut = len(whole) if size < 0 else size
        self._rest = whole[cut:]
        return whole[:cut]

    def to_end(self) -> None:
        """Read what is left, so that the end of the file is seen to be its end."""
        while self.read(1 << 20):
            pass


def _untar(found: Found, path: Path, key: KeyFile, target: Path) -> None:
    stream = _Stream(open_file(found.place, path, key).text())
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            tar.extractall(target, filter="data")
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise Damaged(
            f"{found.place.name(path)} is no archive, or one that would write outside of its folder."
        ) from error
    stream.to_end()


def _unpack_files(found: Found, key: KeyFile, into: Path) -> None:
    _untar(found, found.base.folder / f"files{SEALED}", key, into)
    if found.keys is not None:
        _untar(found, found.keys, key, into)
        # An archive gives folders the rights of new ones.
        (into / KEY_STORE).chmod(0o700)


def _unpack_data(found: Found, key: KeyFile, cluster: Cluster) -> None:
    cluster.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _untar(found, found.base.folder / f"base{SEALED}", key, cluster.data)
    _give(cluster.data, cluster)


def _hold_against_manifest(data: Path) -> None:
    """Hold the files against PostgreSQL's own list of them, as pg_verifybackup does (which not every build of it survives).

    Raises DatabaseProblem naming what is missing, added or changed.
    """
    manifest = data / "backup_manifest"
    try:
        text = manifest.read_bytes()
        listed = json.loads(text)
        # Its own digest stands in its last line, over all lines before.
        before = text[: text.rindex(b'"Manifest-Checksum"')]
        if hashlib.sha256(before).hexdigest() != listed["Manifest-Checksum"]:
            raise DatabaseProblem("The list of the database's files in the backup was changed.")
        wanted = {str(entry["Path"]): str(entry["Checksum"]) for entry in listed["Files"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise DatabaseProblem("The list of the database's files in the backup cannot be read.") from error
    there = {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()} - {manifest.name}
    wrong = sorted(wanted.keys() ^ there)
    for name in sorted(wanted.keys() & there):
        with (data / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != wanted[name]:
                wrong.append(name)
    if wrong:
        raise DatabaseProblem(f"Files of the database are missing, added or changed: {', '.join(wrong[:10])}")


def _give(top: Path, cluster: Cluster) -> None:
    """A folder and all in it belong to the account that runs the database, and to nobody else."""
    for folder, _, files in os.walk(top):
        for path, mode in [(Path(folder), 0o700), *((Path(folder) / name, 0o600) for name in files)]:
            path.chmod(mode)
            if cluster.account.other:
                os.chown(path, cluster.account.uid, cluster.account.gid)


def _unpack_log(found: Found, key: KeyFile, log: Path, cluster: Cluster) -> None:
    log.mkdir(mode=0o700)
    for path in found.log:
        with (log / path.name.removesuffix(SEALED)).open("wb") as file:
            for piece in open_file(found.place, path, key).text():
                file.write(piece)
    _give(log, cluster)


def _recover(cluster: Cluster, log: Path, until: dt.datetime | None) -> str:
    """Replay the log and end. Returns the commit time of the last transaction that is there."""
    signal_file = cluster.data / "recovery.signal"
    signal_file.touch(mode=0o600)
    _give(cluster.data, cluster)
    settings = {
        "restore_command": f'cp {in_command(log)}/%f "%p"',
        "recovery_target_timeline": "latest",
        "recovery_target_action": "promote",
        "hot_standby": "off",
    }
    target = {"recovery_target_time": until.isoformat()} if until else {}
    try:
        cluster.start(settings | target, timeout=RECOVERY_TIMEOUT)
    except DatabaseProblem:
        # Nothing was written after that moment, as far as the log goes: then the end of the log is that moment.
        if not target or not cluster.log_says(_NOT_REACHED):
            raise
        cluster.start(settings, timeout=RECOVERY_TIMEOUT)
    with cluster.connect() as connection:
        row = connection.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
    reached = row[0].astimezone(dt.UTC).isoformat() if row and row[0] else ""
    cluster.stop()
    shutil.rmtree(log)
    return reached
