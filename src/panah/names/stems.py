# SPDX-License-Identifier: AGPL-3.0-or-later
"""Endings that make a surname of a name: -ov, -lı, -zadə, -yan, -shvili, -pur; with the feminine form of those that have one.

Since 1991 families have changed -ov to -lı or -zadə or dropped it, so one family is written with several. Keys know the stem beside the
whole; comparison looks at the stems, since an ending that thousands share says nothing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from panah.names.sounds import VOWELS, is_abjad, slots


@dataclass(frozen=True)
class Stem:
    """A surname without its ending.

    Attributes:
        slots: sounds of what is left (of the whole word when it has no ending).
        ending: `ov`, `zada`, `li`, or "" when there is none of those that come and go.
        feminine: the ending is the form of a woman's surname.
    """

    slots: tuple[str, ...]
    ending: str = ""
    feminine: bool = False


# On the likeliest reading of each slot, one sign per slot. y is in the stem of "Quliyev" by spelling only.
_ENDINGS = (
    ("ov", re.compile(r"(?:y)?[oeAaO][vf](?P<feminine>[aA])?i?$")),
    ("zada", re.compile(r"[sz][aA]d[aAe]h?$")),
    ("li", re.compile(r"l[iIuUy]$")),
)
_ARABIC_ENDINGS = (
    ("ov", re.compile("(?:[یاو]*[او]ف|[یا]+ف|[یاو]*وو)$")),
    ("ov", re.compile("(?:[یاو]*[او]وا|یوا|[یاو]*[او]فا|یفا)$")),
    ("zada", re.compile("زاد[هاة]$")),
    ("li", re.compile("لی$")),
)


@lru_cache(maxsize=50_000)
def canonical(row: tuple[str, ...]) -> str:
    """The likeliest reading of each slot, one sign per slot."""
    return "".join(slot[0] for slot in row)


@lru_cache(maxsize=100_000)
def stem(core: str) -> Stem:
    """The stem of one word.

    Args:
        core: the word as `Word.sounded` gives it.
    """
    row = slots(core)
    if is_abjad(core):
        for place, (ending, pattern) in enumerate(_ARABIC_ENDINGS):
            short = pattern.sub("", core)
            if short != core and len(short) >= 3:
                return Stem(slots(short), ending, place == 1)
        return Stem(row)
    signs = canonical(row)
    for ending, pattern in _ENDINGS:
        found = pattern.search(signs)
        # Ivanoff, but not Youssef.
        if found and ending == "li" and len(signs) < 5:
            continue
        if found and _enough(signs[: found.start()]) and (not found[0].endswith("f") or core.endswith("ff")):
            return Stem(row[: found.start()], ending, ending == "ov" and bool(found["feminine"]))
    return Stem(row)


def _enough(signs: str) -> bool:
    """Whether a stem says anything: at least two signs, one of them a consonant."""
    return len(signs) >= 2 and any(sign not in VOWELS for sign in signs)
