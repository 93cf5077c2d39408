# SPDX-License-Identifier: AGPL-3.0-or-later
"""Azerbaijani names in Cyrillic letters: the alphabet of 1958 to 1991, and the Russian spelling of registry offices."""

from functools import cache

from panah.interfaces.cli.seed.register.family_names import Family
from panah.interfaces.cli.seed.register.writers import VOWELS, Writer, bit, small

# -- the own alphabet: a letter for a letter

_OWN = str.maketrans(
    "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз",
)


@cache
def _own_word(word: str, style: int) -> str:
    written = small(word).translate(_OWN)
    return written[:1].upper() + written[1:]


@cache
def _own_family(family: Family, sex: str, style: int) -> str:
    return _own_word(family.form(sex), style)


@cache
def _own_father(father: str, sex: str, style: int) -> str:
    return f"{_own_word(father, style)} {'гызы' if sex == 'F' else 'оғлу'}"


# -- Russian: by ear, and every registrar with an own ear

_PLAIN = {
    "a": "а", "b": "б", "c": "дж", "ç": "ч", "d": "д", "f": "ф", "g": "г", "ğ": "г", "x": "х", "ı": "ы", "i": "и",
    "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "ş": "ш", "t": "т",
    "u": "у", "v": "в", "z": "з",
}  # fmt: skip
_WITH_Y = {"a": "я", "ə": "я", "u": "ю", "ü": "ю", "e": "е", "i": "и", "ı": "и", "o": "ё", "ö": "ё"}
_SOFTEN = frozenset("eüö")


@cache
def russian_word(word: str, style: int) -> str:
    """A given name or a stem, as a Russian-speaking registrar writes it down. Eight styles."""
    text = small(word)
    text = text.replace("iyyə", "iyə")
    if not bit(style, 2):
        text = text.replace("mm", "m")
    out: list[str] = []
    place, last = 0, len(text) - 1
    while place <= last:
        char, before = text[place], text[place - 1] if place else ""
        after = text[place + 1] if place < last else ""
        if char == "y":
            if after in _WITH_Y:
                out.append(_WITH_Y[after])
                place += 1
            else:
                out.append("й")
        elif char == "e":
            out.append("э" if not before or before in VOWELS else "е")
        elif char == "ə":
            if not before or before in VOWELS:
                out.append("а")
            elif before in "kg":
                out.append("я" if bit(style, 0) else "е")
            elif before == "m" and after == "d" and place == last - 1:
                out.append("е")  # Мамед, Ахмед, Самед: so they were written for a hundred years
            elif before == "l":
                out.append("я" if bit(style, 1) else "а")
            else:
                out.append("е" if bit(style, 2) and place not in (1, last) else "а")
        elif char == "ö":
            out.append("о" if not before or not bit(style, 0) else "ё")
        elif char == "ü":
            out.append("ю" if before and bit(style, 1) else "у")
        elif char == "h":
            if place == last and before in VOWELS:
                pass
            else:
                out.append("г" if not before and bit(style, 2) else "х")
        elif char == "q":
            out.append("к" if bit(style, 0) and not before else "г")
        elif char == "l":
            soft = (before in _SOFTEN and after and after not in VOWELS and after != "l") or (
                before == "e" and not after
            )
            out.append("ль" if soft else "л")
        else:
            out.append(_PLAIN[char])
        place += 1
    written = "".join(out)
    return written[:1].upper() + written[1:]


_LI = {"ı": "лы", "i": "ли", "u": "лу", "ü": "лю"}


@cache
def russian_family(family: Family, sex: str, style: int) -> str:
    """A surname in Russian: Алиев, Алиева, Гасан-заде."""
    stem = russian_word(family.stem, style)
    if family.ending == "ov":
        woman = "а" if sex == "F" else ""
        if stem[-1] == "й":
            return stem[:-1] + "ев" + woman
        return stem + ("ев" if stem[-1] in "аеиоуыэюя" else "ов") + woman
    if family.ending == "zadə":
        return stem + ("-заде" if bit(style, 0) else "заде")
    if family.ending == "lı":
        return stem + _LI[family.form(sex)[-1]]
    return stem


@cache
def russian_father(father: str, sex: str, style: int) -> str:
    """The patronymic: Мамед оглы, or Мамедович as if the father were Russian."""
    name = russian_word(father, style)
    if not bit(style, 0):
        return f"{name} {'кызы' if sex == 'F' else 'оглы'}"
    if name[-1] == "й":
        stem = name[:-1] + "ев"
    elif name[-1] in "аеиоуыэюя":
        stem = name + "ев"
    elif name[-1] == "ь":
        stem = name[:-1] + "ев"
    else:
        stem = name + "ов"
    return stem + ("на" if sex == "F" else "ич")


_RU = "абвгдежзийклмнопрстуфхчшыэюя"

WRITERS = (
    Writer(
        "russian", "cyrillic", 0.12, 0.10, 8, russian_word, russian_family, russian_father,
        (("FGP", 0.85), ("GPF", 0.15)), _RU,
    ),
    Writer(
        "az_cyrillic", "cyrillic", 0.07, 0.10, 1, _own_word, _own_family, _own_father,
        (("FGP", 0.9), ("GFP", 0.1)), "абвгғдеәжзиыјкҝлмноөпрстуүфхһчҹш",
    ),
)  # fmt: skip
