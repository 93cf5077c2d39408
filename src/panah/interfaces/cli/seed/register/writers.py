# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a way of writing is: how it spells a word, a surname and a patronymic, and in which order it puts them."""

from collections.abc import Callable
from dataclasses import dataclass

from panah.interfaces.cli.seed.register.family_names import Family

VOWELS = frozenset("aeəiıoöuü")


def small(word: str) -> str:
    """Small letters by the Azerbaijani rule: İ is i, and I is ı."""
    return word.replace("İ", "i").replace("I", "ı").lower()


def bit(style: int, place: int) -> bool:
    """One of the habits of a scribe: styles are numbers, and each of their bits is a habit."""
    return bool(style >> place & 1)


def double_once(word: str, letters: str) -> str:
    """Doubled letters written once, where they are among `letters`."""
    for letter in letters:
        word = word.replace(letter + letter, letter)
    return word


@dataclass(frozen=True)
class Writer:
    """A way of writing names.

    Attributes:
        rendering, script: what the truth file calls it and its script. The register is not told the language, as no import is.
        share: of the records. no_father: share of its records without a patronymic.
        styles: how many habits there are; a scribe's habit holds for a whole record.
        word, family, father: spell a given name, a surname, and the patronymic of a father and a sex, in a style.
        orders: how a whole name is put together, with how often.
        alphabet: small letters that a slip of the keyboard may bring in.
    """

    rendering: str
    script: str
    share: float
    no_father: float
    styles: int
    word: Callable[[str, int], str]
    family: Callable[[Family, str, int], str]
    father: Callable[[str, str, int], str]
    orders: tuple[tuple[str, float], ...]
    alphabet: str
