# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder of the backups.

    <to>/<database>/base/<when>.<first segment>/{base,files,contents}.sealed     contents comes last: without it, no backup
                   /wal/<segment>.sealed                                          the log, piece by piece
                   /keys/<when>.sealed                                            the store of keys: the newest, and few days more
                   /erased/<when>.sealed                                          who was erased: ids only, the newest

`<database>` is PostgreSQL's own number of the database: two of them never mix. Nothing in the folder is in clear but names of files.
"""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from panah.foundation.database.errors import DatabaseProblem

SEALED = ".sealed"
STAMP = "%Y%m%dT%H%M%SZ"
BASES_KEPT = 35  # not-law: policy
"""For how long a base backup is kept, with the log from it on (days); one is kept in any case."""
KEYS_KEPT = 7  # not-law: policy
"""For how long an older copy of the store of keys is kept (days): an erased key lives on in it no longer than that."""
_BASE = re.compile(r"^(\d{8}T\d{6}Z)\.([0-9A-F]{24})$")
SEGMENT = re.compile(r"^[0-9A-F]{24}$")
LOG_FILE = re.compile(r"^([0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history)$")


@dataclass(frozen=True)
class Base:
    """A base backup. first: the segment of the log that its recovery begins in."""

    folder: Path
    stamp: dt.datetime
    first: str

    @property
    def whole(self) -> bool:
        """Whether it was finished."""
        return (self.folder / f"contents{SEALED}").exists()


@dataclass(frozen=True)
class Place:
    """The part of the folder that belongs to one database."""

    folder: Path

    @classmethod
    def of(cls, to: Path, database: str) -> "Place":
        """The part of a database, made where it is missing. Raises DatabaseProblem when it cannot be."""
        place = cls(to / database)
        try:
            for name in ("base", "wal", "keys", "erased"):
                (place.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseProblem(
                f"{to} cannot be written ({error.strerror}). Is the disk of the backups there?"
            ) from error
        return place

    @classmethod
    def found(cls, given: Path) -> "Place":
        """The part to restore from: the folder itself, or the one in it. Raises DatabaseProblem."""
        if (given / "base").is_dir():
            return cls(given.resolve())
        inside = sorted(one for one in given.glob("*") if (one / "base").is_dir()) if given.is_dir() else []
        if not inside:
            raise DatabaseProblem(f"There is no backup of Panah in {given}.")
        if len(inside) > 1:
            names = ", ".join(one.name for one in inside)
            raise DatabaseProblem(f"{given} holds backups of several databases ({names}). Name one: --from {inside[0]}")
        return cls(inside[0].resolve())

    def name(self, path: Path) -> str:
        """What a file is called, in what it is bound to."""
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def bases(self) -> list[Base]:
        """Finished base backups, oldest first."""
        found = []
        for folder in (self.folder / "base").iterdir():
            match = _BASE.match(folder.name)
            if match:
                base = Base(folder, read_stamp(match[1]), match[2])
                if base.whole:
                    found.append(base)
        return sorted(found, key=lambda one: one.stamp)

    def newest(self, kind: str) -> Path | None:
        """The newest file of `keys` or `erased`."""
        found = sorted((self.folder / kind).glob(f"*{SEALED}"))
        return found[-1] if found else None

    def prune(self, now: dt.datetime) -> int:
        """Let go what is past its time. Returns how many files went."""
        gone = 0
        bases = self.bases()
        limit = now - dt.timedelta(days=BASES_KEPT)
        # What begins before the limit and is the last that does is what a moment just after the limit is restored from.
        past = [one for one in bases if one.stamp < limit]
        for base in past[:-1]:
            for file in base.folder.iterdir():
                file.unlink()
                gone += 1
            base.folder.rmdir()
        kept = self.bases()
        if kept:
            for file in (self.folder / "wal").glob(f"*{SEALED}"):
                segment = file.name.removesuffix(SEALED)
                # The first eight digits are the timeline, which grows with every restore: the position decides.
                if SEGMENT.match(segment[:24]) and segment[8:24] < kept[0].first[8:]:
                    file.unlink()
                    gone += 1
        keys = sorted((self.folder / "keys").glob(f"*{SEALED}"))
        for file in keys[:-1]:
            if read_stamp(file.name[:16]) < now - dt.timedelta(days=KEYS_KEPT):
                file.unlink()
                gone += 1
        for file in sorted((self.folder / "erased").glob(f"*{SEALED}"))[:-1]:
            file.unlink()
            gone += 1
        return gone


def stamp(moment: dt.datetime) -> str:
    """A moment as part of a name."""
    return moment.astimezone(dt.UTC).strftime(STAMP)


def read_stamp(text: str) -> dt.datetime:
    """The moment that a name tells of."""
    return dt.datetime.strptime(text, STAMP).replace(tzinfo=dt.UTC)
