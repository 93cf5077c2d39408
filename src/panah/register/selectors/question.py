# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed into the one box, taken apart: name, birth or age, numbers of papers, a telephone."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.names import LONGEST, NameTooLong, Script, Word, clean, script_of, words
from panah.register.country import home_state
from panah.register.errors import Invalid
from panah.register.models import BirthPrecision
from panah.register.partial_date import UNKNOWN, Birth, birth_from_age, parse_birth
from panah.register.services.people import paper_key

_PHONE_DIGITS = 9  # the last digits of a number are what it is found by (migration 0004)
_SHORTEST_PHONE, _LONGEST_PHONE = 7, 15
_MOST_NUMBERS = 20
_SHORTEST_NUMBER = 4  # signs that the number of a paper or a file has at least
_OLDEST = 120  # not-law: nobody is older; a larger number is no age
_FIRST_YEAR = 1890  # not-law: a number from here on may be a year of birth
_AGE_IS_OFF_BY = 3  # not-law: years that an age which is told as "about" may be wrong by

_DAY_FIRST = re.compile(r"(?<![\w-])(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?![\w-])")
_YEAR_FIRST = re.compile(r"(?<![\w-])(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?(?![\w-])")
_ABOUT = r"(?:about|around|circa|ca\.?|c\.|approx\.?|aged?|~|≈|təxminən|təqribən|yaşı|около|примерно|возраст|примерный возраст|حدود|نحو|حوالي|تقريبا|yaklaşık|დაახლოებით|մոտ)"
_YEARS = r"(?:years?(?: old)?|y\.?o\.?|yrs?|yaş(?:ında|lı)?|yas|лет|года?|л\.|г\.р\.|г\.|ساله|سال|سنة|წლის|տարեկան)"
_AGE = re.compile(
    rf"(?<!\w){_ABOUT}\s*(\d{{1,4}})(?!\d)(?:\s*{_YEARS}(?!\w))?|(?<![\w-])(\d{{1,3}})\s*{_YEARS}(?!\w)", re.I
)
_BARE = re.compile(r"(?<![\w./+-])(\d{1,4})(?![\w./-])")
_YEAR_WORD = re.compile(r"(?<![\w-])(\d{4})\s*-?\s*(?:г\.?\s?р\.?|год\w*|ci il|cı il|cu il|cü il|il)(?!\w)", re.I)
_PHONE = re.compile(r"(?<![\w])\+?\(?\d[\d\s()./-]{5,22}\d(?!\w)")
_NUMBER = re.compile(r"(?<!\w)(?=[^\s]*\d)[^\W_][\w№#/-]*", re.UNICODE)
_SPLIT_NUMBER = re.compile(
    r"(?<!\w)([^\W\d_]{1,4}(?:-[^\W\d_]{1,3})?)\s*(?:№|N[oº°]?\.?|#)?\s*(\d[\d\s-]{3,}\d)(?!\w)", re.UNICODE
)
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


@dataclass(frozen=True)
class Question:
    """What is asked for.

    name: the words of it that are a name. text: the name as typed. birth: as far as told. about: the birth is a guess.
    numbers: keys that a paper or an external id may have. phone: last digits of a telephone, or "".
    ids: the same as typed, for external ids. begun: the last word may not be typed to its end.
    """

    text: str
    name: tuple[Word, ...]
    birth: Birth = UNKNOWN
    about: bool = False
    numbers: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    phone: str = ""
    begun: bool = False

    @property
    def telling(self) -> tuple[Word, ...]:
        """The words that tell something: a single letter stands for too many."""
        return tuple(word for word in self.name if len(word.plain) > 1 or len(word.native) > 1)

    @property
    def names_father(self) -> bool:
        """Whether one of the words is the father's name."""
        return any(word.father for word in self.name)


def read_question(query: str, born: str | None = None, paper: str | None = None, *, begun: bool = False) -> Question:
    """Take apart what was typed.

    Args:
        query: the box: a name in any script, with or without a birth, an age and numbers in any order.
        born: a birth told apart, which outweighs one in the box. paper: the number of a paper told apart.
        begun: the last word may not be typed to its end.

    Raises:
        Invalid: nothing to search for, too long for a name, or a birth that cannot be.
    """
    errors: dict[str, str] = {}
    text, birth, number = "", UNKNOWN, ""
    try:
        text = _western_digits(clean(query))
    except NameTooLong:
        errors["query"] = _("This is too long for a name. Type the name only.")
    try:
        birth = parse_birth(born or "")
    except ValueError as error:
        errors["born"] = str(error)
    number = paper_key(_western_digits(paper or "")[:LONGEST])
    if not errors and not text and not number:
        errors["query"] = _("Type a name, a number of a paper, or a telephone number.")
    if errors:
        raise Invalid(errors)
    begun = begun and not query.endswith(" ")
    rest, told, about = _birth_in(text)
    phone, rest = _phone_in(rest)
    numbers, ids, rest = _numbers_in(rest)
    name = tuple(word for word in words(rest) if any(char.isalpha() for char in word.text))
    if not (name or numbers or ids or number or phone):
        if not any(char.isalnum() for char in text):
            raise Invalid({"query": _("Type a name, a number of a paper, or a telephone number.")})
        # A birth alone, or signs of no script: looked for as a number, which finds nobody else.
        numbers, ids = tuple(_keys(text)), (text,)
    return Question(
        text=rest,
        name=name,
        birth=birth if birth.first else told,
        about=about and not birth.first,
        numbers=tuple(dict.fromkeys([*_keys(number), *numbers]))[:_MOST_NUMBERS],
        ids=tuple(dict.fromkeys([*([paper.strip()] if paper and paper.strip() else []), *ids]))[:_MOST_NUMBERS],
        phone=phone,
        begun=begun,
    )


def _western_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(char)) if char.isdecimal() and not char.isascii() else char for char in text)


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _birth_in(text: str) -> tuple[str, Birth, bool]:
    """The text without the birth or age in it, the birth, and whether it is a guess."""
    if not any(char.isdecimal() for char in text):
        return text, UNKNOWN, False
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if (found := pattern.search(text)) and (birth := _birth(*(found[place] for place in order))):
            return _cut(text, found), birth, False
    if (found := _YEAR_WORD.search(text)) and (birth := _year(found[1])):
        return _cut(text, found), birth, False
    if found := _AGE.search(text):
        value = found[1] or found[2]
        if birth := _year(value):
            return _cut(text, found), birth, True
        if int(value) <= _OLDEST:
            return _cut(text, found), birth_from_age(int(value), clock.today()), True
    others = any(char.isalpha() for char in text)
    for found in _BARE.finditer(text) if others else ():
        if birth := _year(found[1]):
            return _cut(text, found), birth, False
        if 1 < len(found[1]) <= 3 and int(found[1]) <= _OLDEST and len(_BARE.findall(text)) == 1:
            return _cut(text, found), birth_from_age(int(found[1]), clock.today()), True
    return text, UNKNOWN, False


def _birth(year: str, month: str, day: str | None) -> Birth | None:
    if not _FIRST_YEAR <= int(year) <= clock.today().year:
        return None
    for written in (f"{year}-{month}-{day}" if day else f"{year}-{month}", f"{year}-{day}-{month}" if day else ""):
        # Where the day is above twelve it is the day, whichever way round it was typed.
        try:
            return parse_birth(written) if written else None
        except ValueError:
            continue
    return None


def _year(text: str) -> Birth | None:
    if len(text) != 4 or not _FIRST_YEAR <= int(text) <= clock.today().year:
        return None
    year = int(text)
    return Birth(dt.date(year, 1, 1), dt.date(year, 12, 31), BirthPrecision.YEAR)


def _phone_in(text: str) -> tuple[str, str]:
    """The last digits of a telephone number in the text, and the text without it where it is surely one."""
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if not _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE:
            continue
        try:
            sure = phonenumbers.is_valid_number(phonenumbers.parse(found[0], home_state()))
        except phonenumbers.NumberParseException:
            sure = False
        # What may be a paper's number as well is looked for as both.
        return digits[-_PHONE_DIGITS:], text if not sure else _cut(text, found) + " " + digits
    return "", text


def _numbers_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Keys of what looks like numbers of papers, the same as typed, and the text without them."""
    found: list[str] = []
    ids = [match[0] for match in _NUMBER.finditer(text)]
    while match := _SPLIT_NUMBER.search(text):
        found += [*_keys(match[1] + match[2]), *_keys(match[2])]
        short = script_of(match[1]) in (Script.LATIN, Script.CYRILLIC) and match[1] == match[1].upper()
        text = _cut(text, match) if short else f"{text[: match.start()]} {match[1]} {text[match.end() :]}"
    for match in _NUMBER.finditer(text):
        if len(paper_key(match[0])) >= _SHORTEST_NUMBER:
            found += _keys(match[0])
    rest = _NUMBER.sub(" ", text)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(ids)), rest


def _keys(text: str) -> list[str]:
    """The number as it is kept: as typed, and with Cyrillic letters that look like Latin ones made Latin."""
    key = paper_key(text)
    return [one for one in dict.fromkeys([key, key.translate(_LOOK_ALIKE)]) if one]
