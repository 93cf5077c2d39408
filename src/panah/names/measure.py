# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well keys and comparison do on names written by hand: the figures of docs/names.md.

The set lies outside the package (`tests/names/spellings.tsv`, `people.tsv`): it is a yardstick, and the tables must not lean on it.
Half of it, chosen by a hash of the name, is *held out*: its misses were not looked at while the rules were made.
"""

import hashlib
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from panah.names.compare import LIKELY, compare
from panah.names.given import GIVEN
from panah.names.keys import keys
from panah.names.roles import roles

SET = Path(__file__).resolve().parents[3] / "tests" / "names"
"""Where the set lies in a checkout."""


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


@dataclass(frozen=True)
class Agreement:
    """How many spellings of one language share a key with the name; of all, and of those held out."""

    language: str
    names: int
    agreeing: int
    held_out: int
    held_out_agreeing: int


def agreement(found: list[Spelling]) -> list[Agreement]:
    """Agreement by language, in the order of the file."""
    rows: dict[str, list[int]] = {}
    for spelling in found:
        row = rows.setdefault(spelling.language, [0, 0, 0, 0])
        hit = agree(spelling)
        row[0] += 1
        row[1] += hit
        if spelling.held_out:
            row[2] += 1
            row[3] += hit
    return [Agreement(language, *row) for language, row in rows.items()]


@dataclass(frozen=True)
class Verdicts:
    """What `compare` makes of pairs, with two names held to be one from `LIKELY` on.

    `auc` is the chance that a pair of one person scores above a pair of two; 1 is perfect.
    """

    pairs: int
    precision: float
    recall: float
    f1: float
    auc: float
    wrong: list[tuple[Pair, float]]


def verdicts(found: list[Pair]) -> Verdicts:
    """Precision, recall, F1 and AUC of `compare` on pairs of names."""
    scored = [(pair, compare(pair.left, pair.right).score) for pair in found]
    hits = sum(pair.same and score >= LIKELY for pair, score in scored)
    called = sum(score >= LIKELY for _, score in scored)
    there = sum(pair.same for pair, _ in scored)
    above = [score for pair, score in scored if pair.same]
    below = [score for pair, score in scored if not pair.same]
    wins = sum((one > other) + (one == other) / 2 for one in above for other in below)
    return Verdicts(
        len(scored),
        hits / called if called else 0.0,
        hits / there if there else 0.0,
        2 * hits / (called + there) if called + there else 0.0,
        wins / (len(above) * len(below)) if above and below else 0.0,
        [(pair, score) for pair, score in scored if (score >= LIKELY) != pair.same],
    )


@dataclass(frozen=True)
class Blocks:
    """How selective keys are, over the names of the set and the list of given names.

    `by_chance` is the share of pairs of two different entries that share a key: the fewer, the less a search has to look through.
    """

    names: int
    keys_per_name: float
    by_chance: float
    largest: list[tuple[str, int]]


def blocks(found: list[Spelling]) -> Blocks:
    """Sizes of blocks of names under one key."""
    names = list(dict.fromkeys([*GIVEN, *(s.native for s in found)]))
    all_keys = [keys(name) for name in names]
    counts = Counter(key for one in all_keys for key in one)
    dice = random.Random(1)  # noqa: S311  a sample, no secret
    drawn = 40_000
    chance = 0
    for _ in range(drawn):
        one, other = dice.sample(all_keys, 2)
        chance += bool(one & other)
    return Blocks(len(names), sum(map(len, all_keys)) / len(names), chance / drawn, counts.most_common(5))


def roles_right(folder: Path = SET) -> tuple[int, int]:
    """Names whose roles are all found, and names asked."""
    right = asked = 0
    for full, *wanted in _rows(folder / "roles.tsv"):
        found = roles(full)
        right += [found.given, found.family, found.father] == ["" if part == "-" else part for part in wanted]
        asked += 1
    return right, asked


def speed(found: list[Pair]) -> tuple[float, float]:
    """Comparisons in a second between names met before, and microseconds for the keys of a name met before."""
    names = [name for pair in found for name in (pair.left, pair.right)]
    dice = random.Random(2)  # noqa: S311  a sample, no secret
    drawn = [(dice.choice(names), dice.choice(names)) for _ in range(5_000)]
    for one, other in drawn:
        compare(one, other)
    begun = time.perf_counter()
    for one, other in drawn:
        compare(one, other)
    comparisons = len(drawn) / (time.perf_counter() - begun)
    for name in names:
        keys(name)
    begun = time.perf_counter()
    for name in names:
        keys(name)
    return comparisons, (time.perf_counter() - begun) / len(names) * 1_000_000
