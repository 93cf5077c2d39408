# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which words of a full name are the given name, the family's and the father's, and how sure that is."""

import re
from dataclasses import dataclass
from functools import lru_cache

from panah.names.given import COMPOUND_FIRST, GIVEN
from panah.names.keys import keys_of_word
from panah.names.likeness import alike
from panah.names.parts import Word, words_of
from panah.names.romanise import fold, language_of
from panah.names.sounds import slots
from panah.names.stems import canonical, stem
from panah.names.text import Script, clean, script_of


@dataclass(frozen=True)
class Roles:
    """A full name split up.

    Attributes:
        given: given names as written, "" when unknown.
        family: surname as written, "" when unknown.
        father: the father's own name, without oğlu, ibn or -ovich; "" when not given.
        confidence: 0 to 1; above 0.8 the order or the form of the words says it, below 0.6 it is little more than a guess.
    """

    given: str
    family: str
    father: str
    confidence: float


# On the likeliest sounds of a word.
_SURE_FAMILY = ("Svili", "aDe", "iDe", "enko", "Cuk", "skiy", "skaia", "skaya", "neZad", "naZad", "pur", "poUr")
_ARMENIAN_FAMILY = ("yan", "ian", "yanc", "ianc", "yanC")
_SOFT_FAMILY = ("eli", "uri", "ani", "ava", "aia", "ua", "ia", "ski", "sky", "in", "ina", "kin")
_ARTICLE = r"(?<![^\s,(])(?:al|el|ul|a[dnrstz]|ash|esh|e[dnrstz])[-\s]"
_ALIKE = 0.86  # from here a word is a spelling of a given name


def _given_by_key() -> dict[str, list[tuple[str, ...]]]:
    by_key: dict[str, list[tuple[str, ...]]] = {}
    for name in GIVEN:
        core = name.replace("İ", "i").lower()
        for key in keys_of_word(Word(name, fold(name), core=core)):
            by_key.setdefault(key, []).append(slots(core))
    return by_key


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], dict[str, list[tuple[str, ...]]]]:
    return frozenset(fold(name).replace(" ", "") for name in GIVEN), _given_by_key()


@lru_cache(maxsize=50_000)
def givenness(word: Word) -> float:
    """How much a word looks like a given name, 0 to 1: whether it, or one that sounds like it, is a common one."""
    plain, by_key = _known()
    if word.plain in plain:
        return 1.0
    row = slots(word.sounded)
    abjad = bool(word.native)
    best = 0.0
    for key in keys_of_word(word)[:4]:
        for known in by_key.get(key, ()):
            best = max(best, alike(row, known, abjad, False))
    return 0.9 if best >= _ALIKE else 0.3


@lru_cache(maxsize=50_000)
def familiness(word: Word) -> float:
    """How much a word looks like a surname, 0 to 1, by its ending or article."""
    short = stem(word.sounded)
    signs = canonical(slots(word.sounded))
    if givenness(word) == 1.0 and short.ending != "ov":
        return 0.1
    if short.ending in ("ov", "zada"):
        return 0.95
    if signs.endswith(_SURE_FAMILY) or (signs.endswith(_ARMENIAN_FAMILY) and len(signs) > 5):
        return 0.95
    if word.native.startswith("ال") and len(word.native) > 4:
        return 0.85
    if word.plain.endswith(("oghlu", "oglu")) and len(word.plain) > 6:
        return 0.9
    if short.ending == "li":
        return 0.8
    script = script_of(word.sounded)
    if script is Script.GEORGIAN and signs.endswith(_SOFT_FAMILY):
        return 0.7
    if script is Script.CYRILLIC and signs.endswith(("in", "ina", "ski", "iy", "aia")) and len(signs) > 4:
        return 0.65
    if (word.native.endswith("ی") or word.plain.endswith(("i", "y"))) and len(signs) >= 4:
        return 0.65  # Karimi, Hosseini, Barzani
    return 0.3


def roles(full: str) -> Roles:
    """Split a full name, words in any order, into given name, family and father.

    Marks of fatherhood, commas, the double filler of a passport's machine-readable zone, the endings of surnames and a list of common
    given names decide, then the order that the language's papers use.

    Args:
        full: a name in any script.

    Returns:
        The roles; words that fit nowhere stay with the given name, so nothing is lost. All is "" for a text without words.

    Raises:
        NameTooLong: the text is longer than a name.
    """
    full = clean(full)
    head, mark, tail = full.partition("<<") if "<<" in full else full.partition(",")
    if mark and words_of(head) and words_of(tail):
        return _by_comma(head, tail)
    found = list(words_of(full))
    if not found:
        return Roles("", "", "", 0.0)
    fathers = [word for word in found if word.father]
    rest = [word for word in found if not word.father]
    if not rest:
        return Roles("", "", _join_fathers(fathers), 0.5)
    father_last = bool(fathers) and found[-1].father
    if len(rest) == 1:
        return _single(rest[0], fathers)
    return _several(rest, fathers, father_last, full)


def _by_comma(head: str, tail: str) -> Roles:
    """Family, Given: as lists and machine-readable zones have it."""
    family, given = words_of(head), words_of(tail)
    fathers = [word for word in (*family, *given) if word.father]
    names = [word for word in given if not word.father]
    father = _join_fathers(fathers)
    confidence = 0.95
    if not fathers and len(names) == 2 and names[0].plain not in COMPOUND_FIRST and _eastern(family):
        father, names = names[1].text, names[:1]
        confidence = 0.75
    surname = _join([word for word in family if not word.father], head)
    return Roles(_join(names, tail), surname, father, confidence)


def _single(word: Word, fathers: list[Word]) -> Roles:
    family = familiness(word)
    if family > 0.8 and givenness(word) < 0.9 and not fathers:
        return Roles("", word.text, "", 0.7)
    sure = 0.75 if givenness(word) >= 0.9 else 0.5
    return Roles(word.text, "", _join_fathers(fathers), sure)


def _several(rest: list[Word], fathers: list[Word], father_last: bool, full: str) -> Roles:
    place, margin = _family_place(rest, bool(fathers), father_last, full)
    family = rest[place]
    others = rest[:place] + rest[place + 1 :]
    father = _join_fathers(fathers)
    confidence = min(0.97, 0.55 + margin * 0.45)
    if not fathers and len(others) == 2:
        unmarked = _unmarked_father(others, place, family, full)
        if unmarked is not None:
            father = unmarked.text
            others = [word for word in others if word is not unmarked]
            confidence = min(confidence, 0.7)
    if len(others) > 2 and not fathers and script_of(full) is Script.ARABIC and language_of(full) != "fa":
        # Given, father, grandfather, family.
        father, others = others[1].text, [others[0]]
        confidence = min(confidence, 0.6)
    return Roles(_join(others, full), _with_article(family, full), father, round(confidence, 2))


def _family_place(rest: list[Word], has_father: bool, father_last: bool, full: str) -> tuple[int, float]:
    """Where the surname stands among the words, and by how much it beats the next best place."""
    script = script_of(full)
    first, last = 0.0, 0.15
    if has_father and father_last:
        first, last = 0.3, 0.0  # Əliyev Tofiq Rauf oğlu, Иванов Сергей Петрович
    elif has_father:
        first, last = 0.0, 0.3  # Tofiq Rauf oğlu Əliyev, Tariq ibn Khalid al-Ali
    elif script is Script.ARABIC:
        first, last = -0.2, 0.3
    elif script in (Script.CYRILLIC, Script.ARMENIAN):
        first, last = 0.1, 0.0
    elif len(rest) == 3 and script is Script.LATIN and familiness(rest[0]) >= 0.8:
        first, last = 0.15, 0.0
    scores = []
    for place, word in enumerate(rest):
        score = familiness(word) - givenness(word)
        if place == 0:
            score += first
        elif place == len(rest) - 1:
            score += last
        else:
            score -= 0.2
        scores.append((score, -place))
    best, place = max(scores)
    second = max(score for score, other in scores if other != place)
    return -place, max(0.0, min(1.0, best - second))


def _unmarked_father(others: list[Word], family_place: int, family: Word, full: str) -> Word | None:
    """The father's name where nothing marks it: third on Caucasian papers, second in an Arabic chain."""
    one, two = others
    if one.plain in COMPOUND_FIRST or (min(givenness(one), givenness(two)) < 0.9 and not _eastern((family,))):
        return None
    if _eastern((family,)):
        # Məmmədov Elçin Rauf; Elçin Rauf Məmmədov.
        return two
    if script_of(full) is Script.ARABIC and language_of(full) != "fa" and family_place == 2:
        return two
    return None


def _eastern(words: tuple[Word, ...]) -> bool:
    """A surname of the kind whose papers have a father's name third."""
    for word in words:
        signs = canonical(slots(word.sounded))
        if stem(word.sounded).ending or signs.endswith(_ARMENIAN_FAMILY):
            return True
    return False


def _join(words: list[Word], full: str = "") -> str:
    return " ".join(_with_article(word, full) for word in words)


def _with_article(word: Word, full: str) -> str:
    """The word with the Arabic article that stood before it."""
    if word.native or word.text not in full:
        return word.text
    found = re.search(_ARTICLE + re.escape(word.text), full, re.IGNORECASE)
    return found[0] if found else word.text


def _join_fathers(words: list[Word]) -> str:
    out = []
    for word in words:
        bare = word.text[: len(word.core)] if word.core and word.text.lower().startswith(word.core) else word.text
        out.append(bare)
    return " ".join(out)
