# SPDX-License-Identifier: AGPL-3.0-or-later
"""How alike two words sound: the cheapest way to turn the sounds of one into those of the other.

What a slip, a dialect or another alphabet changes costs little (k for g, e for ə, one vowel unwritten in Arabic); what makes another
name costs much (a consonant, i for a, the first sound). The costs are fixed by what the languages do, not fitted to a set.
"""

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from panah.names.sounds import VOWELS

_VOWELS_APART = {
    "aA": 0.1, "ae": 0.3, "Ae": 0.1, "ao": 0.3, "Ao": 0.4, "ai": 1.1, "Ai": 1.0, "ei": 0.25, "eI": 0.4, "iI": 0.05, "aI": 1.0,
    "AI": 1.0, "ou": 0.15, "OU": 0.15, "oO": 0.1, "uU": 0.1, "uO": 0.2, "oU": 0.2, "eO": 0.4, "iU": 0.3, "IU": 0.3, "iu": 0.8, "io": 0.8,
    "Iu": 0.6, "au": 1.05, "Au": 1.0, "eo": 0.6, "eu": 0.7, "eU": 0.5, "aU": 0.8, "aO": 0.5, "AO": 0.5, "AU": 0.7, "iO": 0.6, "Io": 0.7,
    "IO": 0.6,
}  # fmt: skip
_CONSONANTS_APART = {
    "pb": 0.35, "pf": 0.25, "bv": 0.3, "fv": 0.35, "bf": 0.7, "pv": 0.7, "td": 0.2, "kg": 0.15, "kq": 0.05, "gq": 0.1, "gG": 0.1, "qG": 0.15,
    "kG": 0.25, "kx": 0.4, "Gx": 0.3, "gh": 0.35, "gx": 0.45, "xh": 0.08, "qx": 0.5, "kh": 0.8, "sz": 0.6, "sS": 0.35, "sc": 0.3, "zD": 0.2,
    "zZ": 0.4, "zc": 0.6, "SC": 0.75, "SZ": 0.5, "CJ": 0.25, "JZ": 0.15, "Cc": 0.4, "Sc": 0.6, "cD": 0.25, "ZC": 0.4, "JD": 0.4, "Jg": 0.6,
    "Jy": 0.3, "xX": 0.3, "kX": 0.4, "sX": 0.6, "lr": 0.8, "mn": 0.7, "zd": 0.6, "st": 0.8, "Cs": 0.6, "Jc": 0.6, "Cx": 0.8, "Sx": 0.7,
    "yi": 0.05, "yI": 0.1, "ye": 0.25, "yU": 0.3, "vu": 0.2, "vo": 0.3, "vO": 0.35, "vU": 0.3,
}  # fmt: skip
_APART: dict[tuple[str, str], float] = {}
for _two, _cost in {**_VOWELS_APART, **_CONSONANTS_APART}.items():
    _APART[_two[0], _two[1]] = _APART[_two[1], _two[0]] = _cost

_RARE = 0.08  # a reading after the stroke
_FIRST = 1.5  # the first consonant of a name is rarely mistaken
_SWAPPED = 0.6  # two neighbours in the other order: a slip of the fingers
_UNWRITTEN = 0.04  # a short vowel that an abjad does not write
_UNLIKE = 0.25  # what words get whose skeletons have nothing in common


def _distance(one: str, other: str) -> float:
    if one == other:
        return 0.0
    known = _APART.get((one, other))
    if known is not None:
        return known
    vowels = (one in VOWELS) + (other in VOWELS)
    return 0.7 if vowels == 2 else 1.0 if vowels == 0 else 1.3


@lru_cache(maxsize=50_000)
def _apart(one: str, other: str) -> float:
    """What it costs to read one slot for another: the nearest of their readings."""
    if one == other:
        return 0.0
    best = 2.0
    for left, left_rare in _readings(one):
        for right, right_rare in _readings(other):
            cost = _distance(left, right) + (left_rare + right_rare) * _RARE
            if cost < best:
                best = cost
    return best


@lru_cache(maxsize=10_000)
def _readings(slot: str) -> tuple[tuple[str, int], ...]:
    strong, _, weak = slot.partition("/")
    return tuple([(sound, 0) for sound in strong if sound != "-"] + [(sound, 1) for sound in weak if sound != "-"])


@lru_cache(maxsize=10_000)
def _dropped(slot: str) -> float:
    """What it costs to leave a slot out."""
    strong, _, weak = slot.partition("/")
    first = strong[0]
    if "-" in strong:
        return 0.2 if first == "h" else 0.08
    if "-" in weak:
        return 0.2
    if first in VOWELS or first == "y":
        return 0.5
    return 1.0


@lru_cache(maxsize=10_000)
def weight(slot: str) -> float:
    """How much of a word a slot is."""
    first = slot[0]
    if first in VOWELS:
        return 0.4
    if "-" in slot.partition("/")[0]:
        return 0.4
    return 0.5 if first == "y" else 1.0


@lru_cache(maxsize=50_000)
def skeleton(row: tuple[str, ...]) -> str:
    """The consonants of the likeliest reading, voiced and voiceless ones as one."""
    return "".join(_CLASS.get(slot[0], "") for slot in row)


_CLASS = {
    "p": "P", "f": "P", "b": "P", "v": "P", "t": "T", "d": "T", "k": "K", "g": "K", "G": "K", "q": "K", "x": "K", "s": "S", "z": "S",
    "S": "S", "c": "S", "D": "S", "C": "S", "J": "S", "Z": "S", "X": "K", "l": "L", "m": "M", "n": "N", "r": "R",
    **{digit: digit for digit in "0123456789"},
}  # fmt: skip


@lru_cache(maxsize=200_000)
def alike(one: tuple[str, ...], other: tuple[str, ...], one_abjad: bool = False, other_abjad: bool = False) -> float:
    """Likeness of two rows of sounds, 0 to 1; symmetrical.

    Args:
        one: slots (see `panah.names.sounds`).
        other: slots.
        one_abjad: the script of `one` leaves short vowels out.
        other_abjad: the script of `other` does.
    """
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    left, right = skeleton(one), skeleton(other)
    if min(len(left), len(right)) >= 2 and Levenshtein.normalized_similarity(left, right) < 0.34:
        return _UNLIKE
    both = one_abjad and other_abjad
    drop_one = _drops(one, other_abjad and not both, both)
    drop_other = _drops(other, one_abjad and not both, both)
    width = len(other) + 1
    earlier: list[float] = []
    before = [0.0] * width
    for column in range(1, width):
        before[column] = before[column - 1] + drop_other[column - 1]
    for row, sound in enumerate(one):
        drop = drop_one[row]
        now = [before[0] + drop] * width
        for column, match in enumerate(other):
            change = _apart(sound, match)
            if row == 0 and column == 0:
                change *= _FIRST
            best = before[column] + change
            cost = before[column + 1] + drop
            if cost < best:
                best = cost
            cost = now[column] + drop_other[column]
            if cost < best:
                best = cost
            if row and column and sound == other[column - 1] and match == one[row - 1] and sound != match:
                cost = earlier[column - 1] + _SWAPPED
                if cost < best:
                    best = cost
            now[column + 1] = best
        earlier, before = before, now
    whole = max(_whole(one, both), _whole(other, both))
    return max(0.0, 1.0 - before[-1] / whole)


def _drops(row: tuple[str, ...], unwritten: bool, written: bool) -> list[float]:
    costs = []
    last = len(row) - 1
    for place, slot in enumerate(row):
        cost = _dropped(slot)
        if slot[0] in VOWELS:
            if unwritten and 0 < place < last:
                cost = min(cost, _UNWRITTEN)
            elif written and place:
                # Between two abjads only long vowels are seen, and they make the name: حسن, حسین.
                cost = 1.0
        elif place == 0:
            cost = cost * _FIRST if cost >= 1.0 else min(cost, 0.1)
        elif slot[0] == "y" and _beside_i(row, place):
            cost = min(cost, 0.1)
        elif place and slot[0] in "xh" and cost > 0.3 and place == last:
            cost = 0.5
        costs.append(cost)
    return costs


def _beside_i(row: tuple[str, ...], place: int) -> bool:
    near = (row[place - 1][0] if place else "", row[place + 1][0] if place + 1 < len(row) else "")
    return "i" in near or "I" in near


def _whole(row: tuple[str, ...], written: bool) -> float:
    total = 0.0
    for slot in row:
        total += 0.8 if written and slot[0] in VOWELS else weight(slot)
    return total
