# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a name, and which of them is the father's name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from panah.names.romanise import fold
from panah.names.sounds import is_abjad
from panah.names.text import Script, clean, script_of, unify

MARKERS_AFTER = frozenset({
    "oglu", "oghlu", "ogli", "oghli", "ogly", "oghly", "olgu", "qizi", "gizi", "qyzy", "gyzy", "kizi",
    "kyzy", "kzy", "qzi", "uulu", "uly", "ugli", "oglou", "asuli", "dze", "vordi", "dustr",
})  # fmt: skip
MARKERS_BEFORE = frozenset({
    "ibn", "bin", "ben", "bint", "binti", "bnt", "bn", "ould", "wuld", "farzand", "valad", "walad", "ibnu", "binte",
})  # fmt: skip
_ARABIC_BEFORE = frozenset({"بن", "ابن", "بنت", "فرزند", "ولد", "إبن", "دختر", "پسر"})
_ARABIC_AFTER = frozenset({"اوغلو", "اوغلی", "أوغلو", "أوغلی", "اوقلی", "قیزی", "کیزی", "کیزي"})
_ARTICLES = re.compile(r"^(al|el|ul|ad|ed|ar|er|as|es|ash|esh|az|ez|an|en|at|et)$")
_LOOSE_ARTICLES = frozenset({"al", "el", "ul"})
_FATHER_SUFFIXES = {
    Script.LATIN: re.compile(r"^(.{2,}?)(?:y?[oe]v(?:ich|ych|ic|itch|itsch|iç|na)|inichna|ichna|yivna)$"),
    Script.CYRILLIC: re.compile(r"^(.{2,}?)(?:ь?[оеё]в(?:ич|іч|на)|йович|инична|ична|ївна|івна)$"),
    Script.GEORGIAN: re.compile(r"^(.{2,}?)(?:[ოე]ვ(?:იჩი?|ნა))$"),
    Script.ARMENIAN: re.compile(r"^(.{2,}?)(?:(?:ով|ե?և|եվ)(?:իչ|նա))$"),
}
_SURELY_FATHER = ("na", "на", "ნა", "նա")
_ARMENIAN_FATHER = re.compile(r"^(?:(.{3,}[^այո])ի|(.{3,}[աո])յի)$")
# ჯავადის ასული is the daughter of Cavad: the father stands in the genitive.
_GEORGIAN_FATHER = re.compile(r"^(.{2,}?)ის$")
_SERVANT = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdil"})
_ZADA = frozenset({"zada", "zade", "zadeh", "zadah", "zadə"})
# Persian writes the ending of a surname apart as often as not: حسن اف is حسن‌اف, Həsənov.
_PERSIAN_OV = frozenset({"اف", "اوف", "یف", "یوف", "اوا", "اووا", "یوا", "اوفا", "یفا"})
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]+")
_QUOTES = "'`´‘’ʼʻʿʾ"
_SPLIT = re.compile(r"[\s,;/|()\[\]{}\"<>.+_]+")
_SON_OF = re.compile(r"\b(?:[sd]/o|(?:son|daughter) of)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """One word of a name.

    Attributes:
        text: as written.
        plain: plain a-z spelling (see `fold`).
        father: it names the father (before oğlu/qızı, after ibn/bint, or with -ovich/-ovna, then without
        that ending).
        native: the word, unified, when its script leaves vowels unwritten; else "".
        core: the word in its own script, unified and in small letters, without the ending of fatherhood; what
        `panah.names.sounds` reads. "" means: read `plain`.
    """

    text: str
    plain: str
    father: bool = False
    native: str = ""
    core: str = ""

    def __hash__(self) -> int:
        # Words are looked up in memories all the time; the hash of one string is kept by Python.
        return hash(self.text)

    @property
    def sounded(self) -> str:
        """What is read aloud for keys and comparison."""
        return self.core or self.native or self.plain


def joined(some: Sequence[Word]) -> Word:
    """Words as one, for names that are written in two words here and in one there (Əli Ağa, Əliağa).

    Args:
        some: words of one name, at least one.
    """
    if len(some) == 1:
        return some[0]
    native = "".join(word.native for word in some) if all(word.native for word in some) else ""
    return Word(
        " ".join(word.text for word in some),
        "".join(word.plain for word in some),
        all(word.father for word in some),
        native,
        "".join(word.sounded for word in some),
    )


@dataclass(frozen=True)
class _Raw:
    text: str
    plain: str
    native: str
    core: str
    first_half: bool  # of a hyphened word


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
    return list(words_of(name))


@lru_cache(maxsize=50_000)
def words_of(name: str) -> tuple[Word, ...]:
    """As `words`, a tuple that is remembered."""
    name = clean(name)
    raw = _merged(_raw_words(name))
    out: list[Word] = []
    skipped: list[Word] = []
    next_is_father = False
    for place, piece in enumerate(raw):
        word = Word(piece.text, piece.plain, native=piece.native, core=piece.core)
        if piece.plain in MARKERS_AFTER or piece.core in _ARABIC_AFTER:
            # "Rauf oğlu" is a father; "Oğlu Rauf" has nobody before it.
            if out:
                out[-1] = _of_whom(out[-1])
            skipped.append(word)
        elif (
            out
            and (piece.plain in MARKERS_BEFORE or piece.native in _ARABIC_BEFORE)
            and (place < len(raw) - 1 or not piece.native)
        ):
            next_is_father = True
            skipped.append(word)
        elif (piece.first_half and _ARTICLES.match(piece.plain)) or (
            piece.plain in _LOOSE_ARTICLES and not piece.native and place < len(raw) - 1
        ):
            skipped.append(word)
        else:
            father = _father_in(piece, place, len(raw))
            if father:
                out.append(Word(piece.text, _folded(father) or piece.plain, True, piece.native, father))
            else:
                out.append(replace(word, father=True) if next_is_father else word)
            next_is_father = False
    return tuple(out or skipped)


def _of_whom(word: Word) -> Word:
    """A word that a mark of fatherhood follows, in the form in which the father bears it."""
    found = _GEORGIAN_FATHER.match(word.core)
    if found:
        return replace(word, father=True, core=found[1], plain=_folded(found[1]) or word.plain)
    return replace(word, father=True)


def _father_in(piece: _Raw, place: int, count: int) -> str:
    """The father's name inside a patronymic, in its own script; "" when the word is none."""
    script = script_of(piece.core)
    suffix = _FATHER_SUFFIXES.get(script)
    found = suffix.match(piece.core) if suffix else None
    # -ovna is never a surname; -ovich is one in some countries, so it takes three words to be a father's
    # name.
    if found and (count > 2 or piece.core.endswith(_SURELY_FATHER)):
        return found[1]
    if script is Script.ARMENIAN and count == 3 and place == 2:
        # Armenian papers put the father third and in the genitive: Սարգսյան Անի Պետրոսի.
        found = _ARMENIAN_FATHER.match(piece.core)
        if found:
            return found[1] or found[2]
    return ""


def _raw_words(name: str) -> list[_Raw]:
    raw: list[_Raw] = []
    if "/" in name or " of " in name.lower():
        name = _SON_OF.sub(" ibn ", name)
    for piece in _SPLIT.split(name):
        raw += _of_piece(piece)
    return raw


@lru_cache(maxsize=100_000)
def _of_piece(piece: str) -> tuple[_Raw, ...]:
    """The words of what stands between two spaces: most names are made of words that others bear too."""
    found = []
    halves = [half for half in _HYPHENS.split(piece) if half.strip(_QUOTES)]
    for place, half in enumerate(halves):
        text = half.strip(_QUOTES)
        if not any(map(str.isalnum, text)):
            continue  # an emoji, a sign: nobody's name
        unified = unify(text)
        core = unified.replace("İ", "i").lower().replace("'", "")
        native = unified if is_abjad(unified) else ""
        found.append(_Raw(text, _folded(unified) or unified.casefold(), native, core, place < len(halves) - 1))
    return tuple(found)


def _merged(raw: list[_Raw]) -> list[_Raw]:
    """Words that belong together made one: Abd al-Rahman, عبد الله, Əli zadə, حسن اف."""
    out: list[_Raw] = []
    servant = False  # the last word is an unfinished "servant of"
    for piece in raw:
        last = out[-1] if out else None
        if last and servant:
            if not piece.native and _ARTICLES.match(piece.plain):
                continue
            joint = "" if last.plain != "abd" or piece.native else "u"
            out[-1] = _Raw(
                f"{last.text} {piece.text}",
                last.plain + joint + piece.plain,
                last.native + piece.native,
                last.core + joint + piece.core,
                False,
            )
            servant = False
        elif last and (piece.plain in _ZADA or piece.native == "زاده") and bool(last.native) == bool(piece.native):
            out[-1] = _Raw(
                f"{last.text} {piece.text}",
                last.plain + piece.plain,
                last.native + piece.native,
                last.core + piece.core,
                False,
            )
        elif last and last.native and piece.native in _PERSIAN_OV:
            native = last.native + piece.native
            out[-1] = _Raw(f"{last.text} {piece.text}", _folded(native), native, last.core + piece.core, False)
        else:
            out.append(piece)
            servant = piece.plain in _SERVANT or piece.native == "عبد"
    return out
