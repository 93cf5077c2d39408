# SPDX-License-Identifier: AGPL-3.0-or-later
"""Azerbaijani names in Latin letters, as the country itself, border posts, newspapers and Turkish offices write them."""

from functools import cache

from panah.interfaces.cli.seed.register.cyrillic import russian_family, russian_father, russian_word
from panah.interfaces.cli.seed.register.family_names import Family
from panah.interfaces.cli.seed.register.writers import VOWELS, Writer, bit, small


def _title(word: str) -> str:
    return " ".join(part[:1].upper() + part[1:] if part else part for part in word.split(" "))


# -- the country's own alphabet


def _own_word(word: str, style: int) -> str:
    return word


@cache
def _own_family(family: Family, sex: str, style: int) -> str:
    return family.form(sex)


@cache
def _own_father(father: str, sex: str, style: int) -> str:
    child = "qızı" if sex == "F" else "oğlu"
    return f"{father}-{child}" if style == 0 else f"{father} {child}"


# -- the machine-readable zone: letters A to Z only

# ICAO 9303 as it stands, and what the country prints in its passports (sounds, for English readers).
_ICAO = str.maketrans({"ə": "e", "ç": "c", "ğ": "g", "ş": "s", "ö": "o", "ü": "u", "ı": "i"})
_ICAO_LONG = str.maketrans({"ə": "e", "ç": "c", "ğ": "g", "ş": "s", "ö": "oe", "ü": "ue", "ı": "i"})
_NATIONAL = str.maketrans(
    {"ə": "a", "ç": "ch", "ğ": "gh", "ş": "sh", "ö": "o", "ü": "u", "ı": "i", "x": "kh", "c": "j", "j": "zh", "q": "g"}
)


@cache
def _mrz_word(word: str, style: int) -> str:
    return small(word).translate((_ICAO, _NATIONAL, _NATIONAL, _ICAO_LONG)[style]).upper()


@cache
def _mrz_family(family: Family, sex: str, style: int) -> str:
    return _mrz_word(family.form(sex), style)


@cache
def _mrz_father(father: str, sex: str, style: int) -> str:
    return f"{_mrz_word(father, style)} {_mrz_word('qızı' if sex == 'F' else 'oğlu', style)}"


# -- English newspapers and aid agencies


@cache
def _english_word(word: str, style: int) -> str:
    out = []
    text = small(word)
    for place, char in enumerate(text):
        if char == "ə":
            out.append("a" if place == 0 or not bit(style, 0) else "e")
        elif char == "q":
            out.append("k" if bit(style, 2) else "gh" if bit(style, 3) else "g")
        elif char == "ğ":
            out.append("g" if bit(style, 1) and place else "gh")
        elif char == "c":
            out.append("dj" if bit(style, 2) else "j")
        elif char == "x":
            out.append("h" if bit(style, 3) and place else "kh")
        elif char == "ı":
            out.append("y" if bit(style, 1) and place else "i")
        else:
            out.append({"ç": "ch", "ş": "sh", "j": "zh", "ö": "o", "ü": "u"}.get(char, char))
    plain = "".join(out)
    if bit(style, 1):
        plain = plain.replace("iyya", "ia").replace("iyye", "ie").replace("mm", "m")
    return _title(plain)


@cache
def _english_family(family: Family, sex: str, style: int) -> str:
    stem = _english_word(family.stem, style)
    if family.ending == "ov":
        end = "ov"
        if small(family.stem)[-1] in VOWELS:
            end = "ev" if bit(style, 1) else "yev"
        if bit(style, 3) and sex != "F":
            end = end[:-1] + "ff" if end == "ov" else end
        return stem + end + ("a" if sex == "F" else "")
    if family.ending == "zadə":
        return stem + ("zade" if bit(style, 0) else "zadeh" if bit(style, 2) else "zada")
    if family.ending == "lı":
        return stem + ("ly" if bit(style, 1) else "li")
    return stem


@cache
def _english_father(father: str, sex: str, style: int) -> str:
    written = _english_word(father, style)
    if bit(style, 2):
        return written
    child = ("kyzy" if bit(style, 1) else "gizi") if sex == "F" else ("ogly" if bit(style, 1) else "oghlu")
    return f"{written} {child}"


# -- Turkish offices


@cache
def _turkish_word(word: str, style: int) -> str:
    text = small(word)
    start = "a" if bit(style, 1) else "e"
    letters = {"ə": "e", "x": "h", "q": "g" if bit(style, 2) else "k"}
    out = (start if text[0] == "ə" else letters.get(text[0], text[0])) + "".join(letters.get(c, c) for c in text[1:])
    if bit(style, 0):
        # Turkish hardens the last consonant.
        out = out[:-1] + {"d": "t", "b": "p", "c": "ç"}.get(out[-1], out[-1])
    return ("İ" if out[0] == "i" else out[0].upper()) + out[1:]


@cache
def _turkish_family(family: Family, sex: str, style: int) -> str:
    return _turkish_word(family.form(sex), style & 6)


@cache
def _turkish_father(father: str, sex: str, style: int) -> str:
    return f"{_turkish_word(father, style)} {'kızı' if sex == 'F' else 'oğlu'}"


# -- passports of Russia and its neighbours: Latin letters made of the Russian spelling

_PASSPORT = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ж": "zh", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ы": "y", "ь": "", "э": "e",
}  # fmt: skip
_BEFORE_2010 = _PASSPORT | {"й": "y", "ю": "yu", "я": "ya", "ё": "yo"}
_SINCE_2013 = _PASSPORT | {"й": "i", "ю": "iu", "я": "ia", "ё": "e", "е": "e"}


def _of_russian(text: str, new: bool) -> str:
    out, before = [], ""
    for char in text.lower():
        if char == "е" and not new:
            out.append("ye" if before in "аеёиоуыэюяьъ -" else "e")
        else:
            out.append((_SINCE_2013 if new else _BEFORE_2010).get(char, char))
        before = char
    return "".join(out)


@cache
def _passport_word(word: str, style: int) -> str:
    return _title(_of_russian(russian_word(word, style & 7), bit(style, 3)))


@cache
def _passport_family(family: Family, sex: str, style: int) -> str:
    return _title(_of_russian(russian_family(family, sex, style & 7), bit(style, 3)))


@cache
def _passport_father(father: str, sex: str, style: int) -> str:
    name, _, child = _of_russian(russian_father(father, sex, style & 7), bit(style, 3)).partition(" ")
    return f"{_title(name)} {child}".strip()


_AZ = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
_EN = "abcdefghijklmnopqrstuvwxyz"

WRITERS = (
    Writer(
        "az_latin", "latin", 0.65, 0.10, 12, _own_word, _own_family, _own_father,
        (("FGP", 0.7), ("GPF", 0.1), ("GFP", 0.2)), _AZ,
    ),
    Writer("mrz", "latin", 0.05, 0.70, 4, _mrz_word, _mrz_family, _mrz_father, (("FGP", 1.0),), _EN),
    Writer(
        "english", "latin", 0.03, 0.60, 16, _english_word, _english_family, _english_father,
        (("GPF", 0.7), ("FGP", 0.3)), _EN,
    ),
    Writer(
        "russian_passport", "latin", 0.02, 0.35, 16, _passport_word, _passport_family, _passport_father,
        (("FGP", 0.8), ("GPF", 0.2)), _EN,
    ),
    Writer(
        "turkish", "latin", 0.015, 0.55, 8, _turkish_word, _turkish_family, _turkish_father,
        (("GPF", 0.8), ("FGP", 0.2)), "abcçdefgğhıijklmnoöprsştuüvyz",
    ),
)  # fmt: skip
