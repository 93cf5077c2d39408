# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well keys and comparison do on names written by hand: the figures of docs/names.md.

The set lies outside the package (`tests/names/spellings.tsv`, `people.tsv`): it is a yardstick, and the tables must not lean on it.
Half of it, chosen by a hash of the name, is *held out*: its misses were not looked at while the rules were made.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from panah.names.keys import keys

SET = Path(__file__).resolve().parents[3] / "tests" / "names"
"""Where the set lies in a checkout."""

SAME_FROM = 0.80
"""Score from which two names are held to be the same; fixed here, not fitted to the set."""


@dataclass(frozen=True)
class Spelling:
    """One name as written in its language, and one Latin spelling of it."""

    language: str
    native: str
    latin: str

    @property
    def held_out(self) -> bool:
        """It belongs to the half that nobody looked at."""
        return _held_out(self.native)


@dataclass(frozen=True)
class Pair:
    """Two full names, whether they may be one person's, and what makes the pair hard."""

    same: bool
    kind: str
    left: str
    right: str

    @property
    def held_out(self) -> bool:
        """It belongs to the half that nobody looked at."""
        return _held_out(self.left + self.right)


def _held_out(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def _rows(file: Path) -> Iterable[list[str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


def spellings(folder: Path = SET) -> list[Spelling]:
    """The names with their Latin spellings."""
    return [
        Spelling(language, native, latin.strip())
        for language, native, found in _rows(folder / "spellings.tsv")
        for latin in found.split(",")
    ]


def pairs(folder: Path = SET) -> list[Pair]:
    """The pairs of full names."""
    return [Pair(verdict == "same", kind, one, other) for verdict, kind, one, other in _rows(folder / "people.tsv")]


def agree(spelling: Spelling) -> bool:
    """Whether a search for one spelling would meet the other: they share a key."""
    return bool(keys(spelling.native) & keys(spelling.latin))
