# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names as text: cleaning, scripts, Azerbaijani casing and sorting (MC-08)."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

LONGEST = 300
"""Characters a full name may have. Longer than any name on record; shorter than what can hurt a search."""

# Unlike letters that look alike: a name typed on another keyboard must not become another name.
_LOOKALIKES = str.maketrans({"ǝ": "ə", "Ǝ": "Ə", "ʼ": "'", "’": "'", "‘": "'", "ʻ": "'", "`": "'", "´": "'"})
_ARABIC_FORMS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ۂ": "ه", "ۃ": "ة"})
# Letters of two alphabets with one shape. A word that mixes them was typed with the wrong keyboard here and there.
_CYRILLIC_SHAPES = "АВЕЅІЈКМНОРСТУХаеѕіјорсухәӘ"
_LATIN_SHAPES = "ABESIJKMHOPCTYXaesijopcyxəƏ"
_TO_LATIN = str.maketrans(_CYRILLIC_SHAPES, _LATIN_SHAPES)
_TO_CYRILLIC = str.maketrans(_LATIN_SHAPES, _CYRILLIC_SHAPES)
_RUNS = re.compile(r"[A-Za-z\u00C0-\u024F\u0250-\u02AF\u0400-\u052F]+")


class NameTooLong(ValueError):
    """The text is longer than any name; says how long it may be."""

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(
            f"This is too long for a name: {length} characters, at most {limit} are kept. "
            "Write the name only, and put the rest in a note."
        )


class Script(StrEnum):
    """Writing systems that the register tells apart; `other` covers every one without a table of its own."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GEORGIAN = "georgian"
    ARMENIAN = "armenian"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    GREEK = "greek"
    OTHER = "other"
    NONE = "none"


_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0041, 0x024F, Script.LATIN),
    (0x0250, 0x02AF, Script.LATIN),
    (0x0370, 0x03FF, Script.GREEK),
    (0x1F00, 0x1FFF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x0530, 0x058F, Script.ARMENIAN),
    (0x0590, 0x05FF, Script.HEBREW),
    (0xFB1D, 0xFB4F, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x08A0, 0x08FF, Script.ARABIC),
    (0x10A0, 0x10FF, Script.GEORGIAN),
    (0x1C90, 0x1CBF, Script.GEORGIAN),
    (0x1C80, 0x1C8F, Script.CYRILLIC),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x2D00, 0x2D2F, Script.GEORGIAN),
    (0xFB13, 0xFB17, Script.ARMENIAN),
    (0xFB50, 0xFDFF, Script.ARABIC),
    (0xFE70, 0xFEFC, Script.ARABIC),
    (0xFF21, 0xFF5A, Script.LATIN),
)


def clean(text: str, limit: int = LONGEST) -> str:
    """The text as a person would see it: one composed form, no invisible marks, single spaces.

    Control characters, zero-width characters and marks of writing direction are taken out, since two names
    that look the same must be the same; letters and accents stay as given.

    Args:
        text: what was typed or read.
        limit: characters allowed.

    Returns:
        The cleaned text, "" when nothing visible is left.

    Raises:
        NameTooLong: the text is longer than `limit`.
    """
    if len(text) <= limit and text.isprintable() and unicodedata.is_normalized("NFC", text):
        return " ".join(text.split())
    # Normalising is what costs: refuse before it, on a generous bound, and after it on the exact one.
    if len(text) > limit * 4:
        raise NameTooLong(len(text), limit)
    composed = unicodedata.normalize("NFC", text)
    kept = []
    for char in composed:
        category = unicodedata.category(char)
        if category in ("Zs", "Zl", "Zp") or char in "\t\n\r\v\f":
            kept.append(" ")
        elif category not in ("Cc", "Cf", "Cs", "Co"):
            kept.append(char)
    cleaned = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    if len(cleaned) > limit:
        raise NameTooLong(len(cleaned), limit)
    return cleaned


def unify(text: str) -> str:
    """`text` cleaned, with look-alike letters brought to one form; for keys and comparison, not for
    display."""
    if text.isascii() and "`" not in text:
        return clean(text)
    text = unicodedata.normalize("NFKC", clean(text)).translate(_LOOKALIKES).translate(_ARABIC_FORMS)
    if any("\u0400" <= char <= "\u052f" for char in text):
        text = _RUNS.sub(lambda run: _one_alphabet(run[0]), text)
    return text


def _one_alphabet(run: str) -> str:
    """A run of letters with those that only look like the others' alphabet made it."""
    cyrillic = sum("\u0400" <= char <= "\u052f" for char in run)
    if not 0 < cyrillic < len(run):
        return run
    return run.translate(_TO_CYRILLIC if cyrillic * 2 > len(run) else _TO_LATIN)


@lru_cache(maxsize=10_000)
def _script_of_char(char: str) -> Script:
    point = ord(char)
    for low, high, script in _RANGES:
        if low <= point <= high:
            return script
    return Script.OTHER


@lru_cache(maxsize=10_000)
def _script_of_letter(char: str) -> Script | None:
    """The script of a letter; None for other signs."""
    return _script_of_char(char) if unicodedata.category(char)[0] == "L" else None


def script_of(text: str) -> Script:
    """The script that most letters of `text` are written in; `Script.NONE` when it has no letters."""
    if text.isascii():
        return Script.LATIN if any(map(str.isalpha, text[: LONGEST * 4])) else Script.NONE
    return _most_letters(text[: LONGEST * 4])


@lru_cache(maxsize=50_000)
def _most_letters(text: str) -> Script:
    counts: dict[Script, int] = {}
    for char in text:
        script = _script_of_letter(char)
        if script is not None:
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return Script.NONE
    if len(counts) == 1:
        return next(iter(counts))
    return max(counts, key=lambda script: (counts[script], script.value))


def upper_az(text: str) -> str:
    """Capitals by the Azerbaijani rule: i becomes İ, and ı becomes I."""
    return text.replace("i", "İ").replace("ı", "I").upper()


def lower_az(text: str) -> str:
    """Small letters by the Azerbaijani rule: İ becomes i, and I becomes ı."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def title_az(text: str) -> str:
    """Each word with a capital, by the Azerbaijani rule; for names read from a machine-readable zone or in
    capitals."""
    words = []
    for word in text.split(" "):
        parts = [upper_az(part[:1]) + lower_az(part[1:]) for part in word.split("-")]
        words.append("-".join(parts))
    return " ".join(words)


_AZ_ORDER = {letter: place for place, letter in enumerate("abcçdeəfgğhxıijkqlmnoöprsştuüvwyz")}


def collation_key(text: str) -> tuple[tuple[int, str], ...]:
    """Sorting key in the order of the Azerbaijani alphabet (ə after e, x after h, ı before i, q after k).

    Letters of other scripts come after the Latin ones; case and marks of punctuation do not count, except
    that
    a space sorts first, so that shorter names stand before longer ones.

    Returns:
        A tuple that compares as the names sort.
    """
    key: list[tuple[int, str]] = []
    for char in lower_az(unicodedata.normalize("NFC", text.translate(_LOOKALIKES))):
        if char == " " or char == "-":
            key.append((-1, ""))
        elif char in _AZ_ORDER:
            key.append((_AZ_ORDER[char], ""))
        elif char.isalnum():
            base = unicodedata.normalize("NFD", char)[0]
            # A foreign accent sorts with its letter, right after it.
            key.append((_AZ_ORDER[base], char) if base in _AZ_ORDER else (100, char))
    return tuple(key)
