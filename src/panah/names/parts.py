# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a name, and which of them is the father's name."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from panah.names.romanise import fold
from panah.names.text import Script, clean, script_of, unify

MARKERS_AFTER = frozenset({
    "oglu", "oghlu", "ogli", "oghli", "ogly", "oghly", "olgu", "qizi", "gizi", "qyzy", "gyzy", "kizi",
    "kyzy", "kzy", "qzi",
})  # fmt: skip
MARKERS_BEFORE = frozenset({"ibn", "bin", "ben", "bint", "binti", "bnt", "bn", "ould", "farzand", "valad"})
_ARABIC_BEFORE = frozenset({"بن", "ابن", "بنت", "فرزند", "ولد"})
_ARTICLES = re.compile(r"^(al|el|ul|ad|ed|ar|er|as|es|ash|esh|az|ez|an|en|at|et)$")
_FATHER_SUFFIX = re.compile(r"^(?P<father>[a-z]{2,}?)(?:i?y?[oe]v(?:ich|ych|ic|itch|na)|inichna|ichna)$")
_SERVANT = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdil"})
_ZADA = frozenset({"zada", "zade", "zadeh", "zadah"})
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]+")
_QUOTES = "'`´‘’ʼʻʿʾ"
_SPLIT = re.compile(r"[\s,;/|()\[\]{}\"<>.+_]+")


@dataclass(frozen=True)
class Word:
    """One word of a name.

    Attributes:
        text: as written.
        plain: plain a-z spelling (see `fold`).
        father: it names the father (before oğlu/qızı, after ibn/bint, or with -ovich/-ovna, then without
        that ending).
        native: the word, unified, when its script leaves vowels unwritten; else "".
    """

    text: str
    plain: str
    father: bool = False
    native: str = ""


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return fold(word).replace(" ", "")


def words(name: str) -> list[Word]:
    """The words of a name without the markers of fatherhood and the Arabic article.

    Args:
        name: a full name in any script and order.

    Returns:
        The words in their order; those that name the father are marked. A name that holds nothing but a
        marker keeps it,
        since then it is the name.

    Raises:
        NameTooLong: the text is longer than a name.
    """
    return list(_words(clean(name)))


@lru_cache(maxsize=50_000)
def _words(name: str) -> tuple[Word, ...]:
    raw = _merged(_raw_words(name))
    out: list[Word] = []
    skipped: list[Word] = []
    next_is_father = False
    for text, plain, native, first_half in raw:
        word = Word(text, plain, native=native)
        if plain in MARKERS_AFTER:
            # "Rauf oğlu" is a father; "Oğlu Rauf" has nobody before it.
            if out:
                out[-1] = replace(out[-1], father=True)
            skipped.append(word)
        elif out and (plain in MARKERS_BEFORE or native in _ARABIC_BEFORE):
            next_is_father = True
            skipped.append(word)
        elif first_half and _ARTICLES.match(plain):
            skipped.append(word)
        else:
            # -ovna is never a surname; -ovich is one in some countries, so it takes three words to be a
            # father's name.
            match = None if native else _FATHER_SUFFIX.match(plain)
            father = match["father"] if match and (len(raw) > 2 or plain.endswith("na")) else None
            out.append(Word(text, father or plain, bool(father) or next_is_father, native))
            next_is_father = False
    return tuple(out or skipped)


def _raw_words(name: str) -> list[tuple[str, str, str, bool]]:
    """Text, plain spelling, native spelling (Arabic script only) and "first half of a hyphened word" of
    each word."""
    raw = []
    for piece in _SPLIT.split(name):
        halves = [half for half in _HYPHENS.split(piece) if half.strip(_QUOTES)]
        for place, half in enumerate(halves):
            text = half.strip(_QUOTES)
            unified = unify(text)
            native = unified if script_of(unified) is Script.ARABIC else ""
            raw.append((text, _folded(unified) or unified.casefold(), native, place < len(halves) - 1))
    return raw


def _merged(raw: list[tuple[str, str, str, bool]]) -> list[tuple[str, str, str, bool]]:
    """Words that belong together made one: Abd al-Rahman, عبد الله, Əli zadə."""
    out: list[tuple[str, str, str, bool]] = []
    servant = False  # the last word is an unfinished "servant of"
    for text, plain, native, first_half in raw:
        last = out[-1] if out else None
        if last and servant:
            if not native and _ARTICLES.match(plain):
                continue
            joint = "" if last[1] != "abd" or native else "u"
            out[-1] = (f"{last[0]} {text}", last[1] + joint + plain, last[2] + native, False)
            servant = False
        elif last and (plain in _ZADA or native == "زاده") and bool(last[2]) == bool(native):
            out[-1] = (f"{last[0]} {text}", last[1] + plain, last[2] + native, False)
        else:
            out.append((text, plain, native, first_half))
            servant = plain in _SERVANT or native == "عبد"
    return out
