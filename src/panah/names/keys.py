# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search keys: what a name sounds like, whatever the script it is written in.

A key is the skeleton of a word's consonants in a small alphabet: q/k/g/ğ are K; x/kh/h are H; c/ç/j/dj/zh
are J; v/w/b
are V; f/p are P; t/d are T; s/ş/ts are S; vowels are left out but for the first place ("A"), doubled
letters count once.
Where a spelling can be read in two ways (Russian г for h, h left out, Arabic و as v or u, a c from a
passport's
machine-readable zone), the word gets a key for each reading: two names match when they share *one*.
Surname endings that
came and went (-ov, -lı, -zadə) are taken off in a further key.
"""

import re
from functools import lru_cache
from itertools import pairwise, product

from panah.names.parts import Word, words

MOST_PER_WORD = 16
"""Keys that one word may have; the likeliest readings come first."""

# Longest spelling first. Each maps to its readings, likeliest first; lower-case h marks one that speakers
# drop.
_SPELLINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("shch", ("S",)), ("sch", ("S",)), ("tch", ("J",)), ("dzh", ("J",)), ("kkh", ("H",)),
    ("dj", ("J",)), ("zh", ("J",)), ("ch", ("J", "K")), ("sh", ("S",)), ("kh", ("H", "KS")), ("gh", ("K",)),
    ("ph", ("P",)), ("th", ("T",)), ("dh", ("T", "Z")), ("ts", ("S",)), ("tz", ("S",)), ("cz", ("J",)),
    ("sz", ("S",)),
    ("ck", ("K",)), ("qu", ("K",)), ("dz", ("Z",)), ("ks", ("KS", "H")), ("rh", ("Rh", "R")),
    ("q", ("K",)), ("k", ("K",)), ("g", ("K", "H")), ("c", ("J", "K", "S")), ("j", ("J",)), ("h", ("h",)),
    ("w", ("V",)), ("v", ("V",)), ("b", ("V",)), ("f", ("P",)), ("p", ("P",)), ("t", ("T",)), ("d", ("T",)),
    ("z", ("Z",)), ("s", ("S",)), ("x", ("H", "KS")), ("l", ("L",)), ("m", ("M",)), ("n", ("N",)),
    ("r", ("R",)),
)  # fmt: skip
_BY_FIRST: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _spelling, _readings in _SPELLINGS:
    _BY_FIRST.setdefault(_spelling[0], []).append((_spelling, _readings))

_ARABIC: dict[str, tuple[str, ...]] = {
    "ب": ("V",), "پ": ("P",), "ت": ("T",), "ث": ("S", "T"), "ج": ("J", "K"), "چ": ("J",), "ح": ("h",),
    "خ": ("H",),
    "د": ("T",), "ذ": ("Z", "T"), "ر": ("R",), "ز": ("Z",), "ژ": ("J",), "س": ("S",), "ش": ("S",),
    "ص": ("S",),
    "ض": ("Z", "T"), "ط": ("T",), "ظ": ("Z",), "غ": ("K",), "ف": ("P",), "ق": ("K",), "ک": ("K",),
    "گ": ("K",),
    "ل": ("L",), "م": ("M",), "ن": ("N",), "ه": ("h",), "ڤ": ("V",), "ڕ": ("R",), "ڵ": ("L",), "ټ": ("T",),
    "ډ": ("T",),
    "ړ": ("R",), "ښ": ("S", "H"), "ځ": ("Z",), "څ": ("S",), "ڼ": ("N",), "ٹ": ("T",), "ڈ": ("T",),
    "ڑ": ("R",),
    "ں": ("N",), "ھ": ("h",), "ہ": ("h",), "ګ": ("K",), "ږ": ("J", "K"),
}  # fmt: skip
_ARABIC_SILENT = frozenset("اآأإٱعءؤئیۆێېۍےة")

_SURNAME_ENDINGS = (
    re.compile(r"(?:iy|y)?[oe](?:v|va|ff|f|w|wa)$"),
    re.compile(r"[sz]ad[aeh]h?$"),
    re.compile(r"l[iuy]$"),
)
_ARABIC_ENDINGS = (re.compile("(?:ی?اف|ی?وف|ی+ف|اوف|اوا|یوا)$"), re.compile("زاده$"))
_SLAVE_OF = re.compile(r"^(abd|avd)[aeiouy]?l(?=[^aeiouy])")


def _readings_latin(plain: str) -> list[tuple[str, ...]]:
    """One entry of readings per sound; ("",) parts doubled letters that a vowel separates."""
    plain = _SLAVE_OF.sub("abdu", plain)
    sounds: list[tuple[str, ...]] = []
    place = 0
    if plain[:1] == "j" and plain[1:2] in tuple("aeiou"):
        # Josif and Yusif: north of here a j is read as y.
        return [("J", "A"), *_readings_latin("'" + plain[1:])]
    if plain[:1] in "aeiouy":
        sounds.append(("A",))
    parted = True
    while place < len(plain):
        for spelling, readings in _BY_FIRST.get(plain[place], ()):
            if plain.startswith(spelling, place):
                if parted or not sounds or sounds[-1][0] != readings[0]:
                    sounds.append(readings)
                place += len(spelling)
                parted = False
                break
        else:
            if plain[place].isdigit():
                sounds.append((plain[place],))
            parted = True
            place += 1
    return sounds


def _readings_arabic(native: str) -> list[tuple[str, ...]]:
    native = native.replace("تش", "چ").replace("دج", "ج")  # how Arabic writes ç and c
    letters = [char for char in native if char in _ARABIC or char in _ARABIC_SILENT or char == "و"]
    text = "".join(letters)
    if text.startswith("عبدال") and len(text) > 6:
        text = "عبد" + text[5:]
    text = text.replace("الله", "اله") if text != "الله" else "اله"
    sounds: list[tuple[str, ...]] = []
    last = len(text) - 1
    for place, char in enumerate(text):
        if char == "و":
            if place == 0:
                sounds.append(("V", "A"))
            else:
                sounds.append(("", "V"))
        elif char in _ARABIC_SILENT:
            if place == 0:
                sounds.append(("A",))
        elif char == "ه" and place == last and place > 1:
            sounds.append(("", "h"))
        else:
            sounds.append(_ARABIC[char])
    return sounds


def _spell(sounds: list[tuple[str, ...]]) -> list[str]:
    """The keys of a word, likeliest first: all readings, then the same with h left out."""
    ambiguous = [len(readings) for readings in sounds if len(readings) > 1]
    if len(ambiguous) > 4:  # a very long word: keep its likeliest readings after the fourth doubt
        seen, cut = 0, []
        for readings in sounds:
            seen += len(readings) > 1
            cut.append(readings if seen <= 4 else readings[:1])
        sounds = cut
    spelt = list(dict.fromkeys("".join(choice) for choice in product(*sounds)))
    out: dict[str, None] = {}
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
def _word_keys(plain: str, native: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    if native:
        forms = [native]
        for ending in _ARABIC_ENDINGS:
            stem = ending.sub("", native)
            if stem != native and len(stem) >= 3:
                forms.append(stem)
        if native.startswith("ال") and len(native) > 4:
            forms.append(native[2:])
        for form in forms:
            found.update(dict.fromkeys(_spell(_readings_arabic(form))))
    else:
        found.update(dict.fromkeys(_spell(_readings_latin(plain))))
        for ending in _SURNAME_ENDINGS:
            stem = ending.sub("", plain)
            if stem != plain and len(stem) >= 2:
                sounds = _readings_latin(stem)
                # A stem of a single sound would make everybody a relative.
                if len(sounds) >= 2:
                    found.update(dict.fromkeys(_spell(sounds)))
    if not found:
        # Nothing but vowels without a first letter that counts, or signs that no table knows: the word is
        # its own key.
        found = {(plain or native).upper(): None}
    return tuple(found)


def keys_of_word(word: Word) -> tuple[str, ...]:
    """The keys of one word, the likeliest reading first."""
    return _word_keys(word.plain, word.native)


def keys(name: str) -> set[str]:
    """Every search key of a full name: of each word, and of each two neighbours joined (Əli Ağa, Əliağa).

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
    all_words = words(name)
    for word in all_words:
        found.update(keys_of_word(word))
    for left, right in pairwise(all_words):
        if left.father or right.father or bool(left.native) != bool(right.native):
            continue
        native = left.native + right.native
        joined = _word_keys("" if native else left.plain + right.plain, native)
        found.update(joined[:2])
    found.discard("")
    return found
