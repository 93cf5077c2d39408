# SPDX-License-Identifier: AGPL-3.0-or-later
"""How names and places of the register are read before two people are compared (`panah.linkage.records.Reader`).

Knows `panah.names` and no database, so that a whole register can be read in a process without Django.
"""

import re

from panah.linkage.records import Reading
from panah.names import NameTooLong, Word, clean, joined, keys_of_word, words

_FAMILY = re.compile(
    r"(?:[oe]v(?:a|i)?|[iy]n(?:a)?|sk(?:iy|i|y|aya)|l[iu]|zad[ae]h?|shvili|dze|[iy]an[ts]?|yants|enko|chuk|uk)$"
)
_CERTAIN = re.compile(r"(?:[oe]va?|zad[ae]h?|shvili|dze|y?ants?|sk(?:iy|aya))$")
_STEM = re.compile(r"(?:(?:iy|y)?[oe]v(?:a|i)?|[sz]ad[ae]h?|l[iuy])$")
_ARABIC_FATHER = re.compile("(?:وویچ|اوویچ|ویچ|وونا|اونا)$")
_LONGEST = 300


class NameReader:
    """Reads the parts of names and places by the keys of `panah.names`."""

    def read(self, role: str, text: str) -> Reading | None:
        """See `panah.linkage.records.Reader.read`."""
        try:
            found = _words_of(role, text)
        except NameTooLong:
            return None
        found = [word for word in found if word.plain or word.native]
        if not found:
            return None
        word = joined(found)
        plain = word.plain
        # A family's name in the place of a given one is read as what it is, so that turned names meet.
        family = role == "family" or (role == "given" and _CERTAIN.search(plain))
        keys = dict.fromkeys(_stemmed(word) if family else keys_of_word(word))
        if len(found) > 1 and role != "place":
            # Əli Ağa is also called Əli.
            keys.update(dict.fromkeys(keys_of_word(found[0])))
        sound = _sound(plain)
        return Reading(
            sound or word.native or word.text.casefold(),
            tuple(keys),
            None if word.native or not sound else _vowels(sound),
        )

    def split(self, full: str) -> tuple[str, str, str]:
        """See `panah.linkage.records.Reader.split`.

        The father's name is the word that is marked as such, or the third of three; of the others the one with a
        family's ending is the family name, and the last where none or both have one.
        """
        try:
            found = words(clean(full, _LONGEST))
        except NameTooLong:
            return "", "", ""
        found = [word for word in found if any(char.isalnum() for char in word.text)]
        fathers = [word for word in found if word.father]
        core = [word for word in found if not word.father]
        if not core:
            core, fathers = fathers, []
        if not core:
            return "", "", ""
        father = fathers[0].text if fathers else ""
        if len(core) == 1:
            return core[0].text, "", father
        place = _family_place(core)
        family = core.pop(place)
        if not father and len(core) == 2 and place != 1:
            father = core.pop().text
        return " ".join(word.text for word in core), family.text, father


class RawReader:
    """Takes names as they are written: what one would have without `panah.names`, to compare with."""

    def read(self, role: str, text: str) -> Reading | None:
        """See `panah.linkage.records.Reader.read`."""
        plain = " ".join(text.casefold().split())
        return Reading(plain, (plain,)) if plain else None

    def split(self, full: str) -> tuple[str, str, str]:
        """See `panah.linkage.records.Reader.split`: the first word, the last, and what is between."""
        parts = full.split()
        return (parts[0], parts[-1] if len(parts) > 1 else "", " ".join(parts[1:-1])) if parts else ("", "", "")


def _sound(plain: str) -> str:
    """A spelling in which the habits of countries are evened out and the vowels stay: Ceyhun, Dzheykhun and Jeyhun are one.

    The keys leave vowels out, for Həsən and Hüseyn alike; `_vowels` of this are what tells them apart.
    """
    for spelling, sound in _SOUNDS:
        plain = plain.replace(spelling, sound)
    return _DOUBLED.sub(r"\1", plain.translate(_LETTERS))


_SOUNDS = (
    ("dzh", "j"), ("tch", "j"), ("sch", "s"), ("dj", "j"), ("zh", "j"), ("ch", "j"), ("sh", "s"), ("kh", "h"), ("gh", "k"),
    ("ph", "f"), ("iy", "i"), ("yy", "y"),
)  # fmt: skip
_LETTERS = str.maketrans({"c": "j", "q": "k", "g": "k", "x": "h", "w": "v", "e": "a", "y": "i", "u": "o"})
_DOUBLED = re.compile(r"(.)\1+")


def _vowels(sound: str) -> str:
    """The vowels of a sound. A softened consonant is none: Наргюл, Nargyul and Nərgül are one."""
    return _CONSONANTS.sub("", _SOFTENED.sub("", sound))


_SOFTENED = re.compile(r"i(?=[ao])")
_CONSONANTS = re.compile(r"[^aio]+")


def _family_place(core: list[Word]) -> int:
    for pattern in (_CERTAIN, _FAMILY):
        fitting = [place for place, word in enumerate(core) if pattern.search(word.plain)]
        if len(fitting) == 1:
            return fitting[0]
        if len(fitting) > 1:
            return fitting[-1] if fitting[0] != 0 else 0
    return len(core) - 1


def _words_of(role: str, text: str) -> list[Word]:
    if role != "father":
        return [word for word in words(text) if not word.father] or words(text)
    # In its place behind a name, where -ovich and -ovna are known to make a father's name.
    found = words(f"a b {text}")[2:]
    return [word for word in found if word.father][:1] or found[:1]


def _stemmed(word: Word) -> list[str]:
    """Keys of a family name: of its stem first, since the endings came and went."""
    stem = _STEM.sub("", word.plain)
    whole = keys_of_word(word)
    if word.native or stem == word.plain or len(stem) < 3:
        return list(whole)
    stemmed = [key for key in keys_of_word(Word(stem, stem)) if len(key) > 1]
    return [*stemmed, *[key for key in whole if key not in stemmed]]


def phone_key(number: str) -> str:
    """A telephone number as it is compared: its last nine digits, since the codes before are written in many ways."""
    return re.sub(r"\D", "", number)[-9:]
