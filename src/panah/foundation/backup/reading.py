# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks a backup through before anything is made of it: every file that a restore needs opens, is the one that was written, and
none is missing in between."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from panah.foundation.backup.keys import KeyFile
from panah.foundation.backup.place import LOG_FILE, SEALED, SEGMENT, Base, Place
from panah.foundation.backup.sealing import Damaged, Opened
from panah.foundation.database.errors import DatabaseProblem

_SEGMENTS_OF_A_LOG = 256  # of 16 MiB, which is how a data directory of ours is made


@dataclass(frozen=True)
class Found:
    """What a restore is made of.

    base: where it begins, and told: what the backup says of itself. log: the pieces of the log from there on, oldest first.
    last_at: when the newest of them was given away. keys, erased: the newest of each, where there is one.
    """

    place: Place
    base: Base
    told: dict[str, Any]
    log: tuple[Path, ...]
    last_at: dt.datetime | None
    keys: Path | None
    erased: Path | None


def open_file(place: Place, path: Path, key: KeyFile) -> Opened:
    """A file of the backup, to be read."""
    return Opened(path, name=place.name(path), private=key.private, signer=key.signer)


def _contents(place: Place, path: Path, key: KeyFile) -> dict[str, Any]:
    """What a base backup says of itself. Raises Damaged."""
    text = open_file(place, path, key).read()
    try:
        told: dict[str, Any] = json.loads(text)
        shapes = {"ended_at": str, "rows": dict, "only_grow": list, "digests": dict}
        whole = all(isinstance(told[name], kind) for name, kind in shapes.items())
        whole = whole and dt.datetime.fromisoformat(told["ended_at"]).tzinfo is not None
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Damaged(f"{place.name(path)} does not say what a backup says of itself.") from error
    if not whole:
        raise Damaged(f"{place.name(path)} does not say what a backup says of itself.")
    return told


def erasures(place: Place, path: Path, key: KeyFile) -> list[list[str]]:
    """Kind, id and moment of every erasure that a backup knows of. Raises Damaged."""
    text = open_file(place, path, key).read()
    try:
        return [[str(one) for one in (kind, subject, at)] for kind, subject, at in json.loads(text)]
    except (ValueError, TypeError, RecursionError) as error:
        raise Damaged(f"{place.name(path)} is no list of erasures.") from error


def look_through(place: Place, key: KeyFile, until: dt.datetime | None) -> Found:
    """Choose the base backup for a moment, and see that everything it takes to get there is whole.

    Args:
        until: the moment (aware); None for the last one there is.

    Raises DatabaseProblem: the key does not fit, a file is damaged or missing, nothing reaches back that far.
    """
    bases = place.bases()
    if not bases:
        raise DatabaseProblem(f"There is no finished base backup in {place.folder}.")
    chosen: tuple[Base, dict[str, Any]] | None = None
    for base in reversed(bases):
        told = _contents(place, base.folder / f"contents{SEALED}", key)
        if until is None or dt.datetime.fromisoformat(told["ended_at"]) <= until:
            chosen = base, told
            break
    if chosen is None:
        raise DatabaseProblem(
            f"The oldest base backup ended at {told['ended_at']}: nothing can be restored to a moment before that."
        )
    base, told = chosen
    for name, digest in told["digests"].items():
        path = base.folder / f"{name}{SEALED}"
        if open_file(place, path, key).check() != digest:
            raise Damaged(f"{place.name(path)} is not the file that the backup was made with.")
    log, last_at = _log(place, key, told, until)
    newest_keys, erased = place.newest("keys"), place.newest("erased")
    for path in filter(None, (newest_keys, erased)):
        open_file(place, path, key).check()
    return Found(place, base, told, log, last_at, newest_keys, erased)


def _position(name: str) -> int:
    return int(name[8:16], 16) * _SEGMENTS_OF_A_LOG + int(name[16:24], 16)


def _log(
    place: Place, key: KeyFile, told: dict[str, Any], until: dt.datetime | None
) -> tuple[tuple[Path, ...], dt.datetime | None]:
    first, needed = _position(told["first"]), _position(told["last"])
    files = sorted(
        path for path in (place.folder / "wal").glob(f"*{SEALED}") if LOG_FILE.match(path.name.removesuffix(SEALED))
    )
    chosen, there, archived = [], set(), {}
    for path in files:
        name = path.name.removesuffix(SEALED)
        if not name.endswith(".history") and _position(name) < first:
            continue
        opened = open_file(place, path, key)
        opened.check()
        chosen.append(path)
        if SEGMENT.match(name):
            there.add(_position(name))
            archived[_position(name)] = dt.datetime.fromtimestamp(opened.about["archived_at"], dt.UTC)
    position = first
    while position in there:
        position += 1
    if position <= needed:
        raise DatabaseProblem(
            "The backup is not complete: a piece of the log is missing that was written while the base backup was taken. "
            "Take an older one (--until), or another copy of the folder."
        )
    beyond = max(there)
    if beyond >= position:
        reached = archived[position - 1]
        if until is None or until > reached:
            raise DatabaseProblem(
                f"Pieces of the log are missing after the one of {reached.isoformat(timespec='seconds')}. Bring them, or restore "
                f"to that moment: --until {reached.isoformat(timespec='seconds')}"
            )
    return tuple(chosen), archived[beyond]
