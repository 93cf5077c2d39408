# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search keys: what a name sounds like, whatever the script it is written in.

A key is the skeleton of a word's consonants in a small alphabet: q/k/g/ğ are K; x/kh/h are H; c/ç/j/dj/zh are J; v/w/b are V; f/p are
P; t/d are T; s/ş/ts are S; z/dz are Z; vowels are left out but for the first place ("A"), doubled letters count once. Where a spelling
can be read in two ways (Russian г for h, h left out, Arabic و as v or u, a c from a passport's machine-readable zone), the word gets a
key for each reading: two names match when they share *one*. Surname endings that came and went (-ov, -lı, -zadə) are taken off in a
further key.
"""

from functools import lru_cache
from itertools import permutations, product

from panah.names.parts import Word, words_of
from panah.names.sounds import VOWELS, is_abjad, slots
from panah.names.stems import stem

VERSION = 4
"""Raised whenever the keys of any name change: an index made with another version must be made anew."""

MOST_PER_WORD = 12
"""Keys that one word may have; the likeliest readings come first."""

_MOST_JOINED = 4  # names of more words are not joined: too many keys for nothing
_LONGEST_KEY = 24
_MOST_DOUBTS = 4  # sounds with several readings that one word may multiply
_CODES = {
    "p": "P", "f": "P", "b": "V", "v": "V", "t": "T", "d": "T", "k": "K", "g": "K", "G": "K", "q": "K", "x": "H", "h": "h", "s": "S",
    "S": "S", "c": "S", "z": "Z", "D": "Z", "C": "J", "J": "J", "Z": "J", "X": "KS", "l": "L", "m": "M", "n": "N", "r": "R", "y": "",
    **dict.fromkeys(VOWELS, ""), **{digit: digit for digit in "0123456789"},
}  # fmt: skip


@lru_cache(maxsize=10_000)
def _codes(slot: str) -> tuple[str, ...]:
    """The letters of the key that a slot may give, likeliest first; a lower-case h is one that speakers drop."""
    strong = slot.partition("/")[0]
    found = dict.fromkeys("" if sound == "-" else _CODES[sound] for sound in strong)
    if strong == "h-":
        return ("h",)  # dropped in the whole word or nowhere, see _spell
    return tuple(found)


def _spell(row: tuple[str, ...], abjad: bool) -> list[str]:
    """The keys of a row of sounds, likeliest first: all readings, then the same with h left out."""
    sounds: list[tuple[str, ...]] = []
    parted = True
    doubts = 0
    for place, slot in enumerate(row):
        codes = _codes(slot)
        if place == 0 and "" in codes:
            codes = tuple(dict.fromkeys(code or "A" for code in codes))
        if codes == ("",):
            parted = True
            continue
        if not parted and not abjad and sounds and sounds[-1][0] == codes[0]:
            continue
        if len(codes) > 1:
            doubts += 1
            if doubts > _MOST_DOUBTS:  # a very long word: keep its likeliest readings
                codes = codes[:1]
        sounds.append(codes)
        parted = "" in codes
        if len(sounds) >= _LONGEST_KEY:
            break
    out: dict[str, None] = {}
    spelt = list(dict.fromkeys("".join(choice) for choice in product(*sounds)))
    for raw in spelt:
        out.setdefault(raw.replace("h", "H"))
    for raw in spelt:
        if "h" in raw:
            dropped = raw.replace("h", "")
            if raw.startswith("h"):
                dropped = "A" + dropped.removeprefix("A")
            out.setdefault(dropped)
    return [key for key in out if key][:MOST_PER_WORD]


@lru_cache(maxsize=100_000)
def _word_keys(core: str) -> tuple[str, ...]:
    abjad = is_abjad(core)
    found: dict[str, None] = {}
    forms = [slots(core)]
    without = stem(core)
    # A stem of a single sound would make everybody a relative.
    if without.ending and sum(bool(_codes(slot)[0]) or place == 0 for place, slot in enumerate(without.slots)) >= 2:
        forms.append(without.slots)
    if core.startswith("ال") and len(core) > 4:
        forms.append(slots(core[2:]))
    for form in forms:
        found.update(dict.fromkeys(_spell(form, abjad)))
    if not found:
        # Signs that no table knows: the word is its own key.
        found = {core.upper()[:_LONGEST_KEY]: None}
    return tuple(found)[: MOST_PER_WORD + 4]


def keys_of_word(word: Word) -> tuple[str, ...]:
    """The keys of one word, the likeliest reading first. Pure, and remembered for the words met last."""
    return _word_keys(word.sounded)


def keys(name: str) -> set[str]:
    """Every search key of a full name: of each word, and of each two words joined that are no surnames by their ending
    (Əli Ağa, Əliağa). The order of the words does not matter.

    Two spellings of one name share at least one key per word in most scripts; how alike they are in the
    end is said by
    `panah.names.compare`.

    Args:
        name: a name in any script and order.

    Returns:
        Keys, upper case, without personal meaning beyond sound; empty for a name without letters or digits.

    Raises:
        NameTooLong: the text is longer than a name.
    """
    found: set[str] = set()
    loose: list[Word] = []
    for word in words_of(name):
        found.update(keys_of_word(word))
        if not word.father and not stem(word.sounded).ending:
            loose.append(word)
    if len(loose) <= _MOST_JOINED:
        # In both orders, so that the order of the words does not change the keys.
        for left, right in permutations(loose, 2):
            if bool(left.native) == bool(right.native):
                found.update(_word_keys(left.sounded + right.sounded)[:2])
    found.discard("")
    return found
