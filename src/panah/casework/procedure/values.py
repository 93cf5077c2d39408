# SPDX-License-Identifier: AGPL-3.0-or-later
"""One answer: from text or JSON to the value that is stored, for every kind of field.

Messages are English sources for gettext; they say what to do. Nothing here depends on a language, but
labels and `translate`.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Any
from uuid import UUID

from panah.casework.procedure.schema import Field


def marked(message: str) -> str:
    """Mark a message for extraction by Babel (imported as `_`); it is translated when it is shown."""
    return message


_ = marked

TEXT_EXPECTED = _("Give this as text")
CONTROL = _("This holds characters that cannot be seen (position %(position)s). Delete them and type the text again")
ONE_LINE = _("Write this on one line")
TOO_LONG = _("This has %(length)s characters. Shorten it to %(max)s")
NOT_A_DATE = _("This is not a date. Give day, month and year, for example 27 3 2007")
NO_SUCH_DATE = _("There is no such day. Check day and month")
DATE_PART_MISSING = _("Give day, month and year")
YEAR_NEEDED = _("Give at least the year, with four digits")
MONTH_NEEDED = _("Give the month as well, or leave out the day")
YEAR_RANGE = _("Check the year: it must lie between %(min)s and %(max)s")
NOT_A_TIME = _("This is not a time. Give hours and minutes, for example 14:30")
NOT_A_CHOICE = _("Choose one of the answers offered")
NOT_YES_OR_NO = _("Answer yes or no")
NOT_A_NUMBER = _("Give a whole number in digits")
TOO_SMALL = _("Give a number that is at least %(min)s")
TOO_LARGE = _("Give a number that is at most %(max)s")
FEWER_TICKS = _("Choose at most %(max)s")
MORE_TICKS = _("Choose at least %(min)s")
NO_COUNTRY = _("Choose a country from the list")
NO_LANGUAGE = _("Choose a language from the list")
NO_FILE = _("This file is not here. Choose the file again")

MAX_TEXT = 200
"""Characters of a one-line text when the procedure names no `max_length`."""
MAX_LONG_TEXT = 50_000
"""Characters of a long text when the procedure names no `max_length`: some twenty pages."""
YEARS = (1850, 2150)
"""Years that a record can mean; anything else is a slip of the hand."""
MAX_DIGITS = 12
ICAO_STATELESS = frozenset({"XXA", "XXB", "XXC", "XXX"})
"""ICAO 9303 codes for stateless persons, refugees and unspecified nationality, which ISO 3166 lacks."""

# Marks that turn the direction of the text around them: they can make a record read otherwise than it was
# typed.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Characters of category Cf that Persian, Arabic and Indic writing needs.
_NEEDED = frozenset("\u200c\u200d\u200e\u200f")
_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})
_FULL = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DOTTED = re.compile(r"^(\d{1,2})[./ ](\d{1,2})[./ ](\d{4})$")
_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")


class Fault(ValueError):
    """What is wrong with an answer: a message and the values that go into it."""

    def __init__(self, message: str, **details: Any):
        super().__init__(message)
        self.message = message
        self.details = details


@dataclass(frozen=True)
class Surroundings:
    """What an answer is checked against."""

    options: Mapping[str, Sequence[tuple[str, str]]]
    language: str
    on: date | None
    now: datetime | None
    zone: tzinfo
    translate: Callable[[str], str]

    @classmethod
    def of(
        cls,
        options: Mapping[str, Sequence[tuple[str, str]]],
        language: str,
        context: Mapping[str, Any],
        translate: Callable[[str], str],
    ) -> "Surroundings":
        """From the arguments of `validate`."""
        return cls(
            options,
            language,
            context.get("on"),
            context.get("now"),
            context.get("timezone") or UTC,
            translate,
        )


def is_blank(raw: Any) -> bool:
    """No answer: nothing, white space, or a list or mapping that holds nothing else."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping):
        return all(is_blank(v) for v in raw.values())
    if isinstance(raw, (list, tuple)):
        return all(is_blank(v) for v in raw)
    return False


def accepted(value: Any, only: Sequence[Any]) -> bool:
    """Whether an answer is among those that let the action go on; of a multi-answer every part must be."""
    given = value if isinstance(value, list) else [value]
    return all(any(type(g) is type(o) and g == o for o in only) for g in given)


def parse(field: Field, raw: Any, around: Surroundings) -> Any:
    """The stored value of an answer, or None for no answer.

    Stored: text as NFC; `date` `2026-11-23`; `partial_date` also `1987` and `1987-05`; `datetime` in UTC;
    `country` ISO 3166 alpha-3; `language` ISO 639; `multi` a list; `boolean`, `confirm` true or false;
    `integer` a number; others a text.

    Raises:
        Fault: what is wrong, and what to do.
    """
    if is_blank(raw):
        return None
    return _PARSERS[field.kind](field, raw, around)


def _text(field: Field, raw: Any, around: Surroundings) -> str:
    if not isinstance(raw, str):
        raise Fault(TEXT_EXPECTED)
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    lines = field.kind == "long_text"
    for position, character in enumerate(text, start=1):
        if character in "\n\t":
            if not lines:
                raise Fault(ONE_LINE)
        elif character in _TURNING or (
            unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and character not in _NEEDED
        ):
            raise Fault(CONTROL, position=position)
    limit = field.max_length or (MAX_LONG_TEXT if lines else MAX_TEXT)
    if len(text) > limit:
        raise Fault(TOO_LONG, length=len(text), max=limit)
    return text


def _single(raw: Any, message: str) -> str:
    """A short single text; HTML may deliver it as a list of one."""
    if isinstance(raw, (list, tuple)) and len(raw) == 1:
        raw = raw[0]
    if not isinstance(raw, str):
        raise Fault(message)
    return raw.strip()


def _number(text: str) -> int | None:
    """An integer of at most four ASCII digits, as in parts of dates; None when it is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _parts(raw: Any) -> tuple[str, str, str]:
    """Year, month and day as texts, from one text or three boxes; a part not given is empty."""
    if isinstance(raw, Mapping):
        if set(raw) - {"day", "month", "year"}:
            raise Fault(NOT_A_DATE)
        year, month, day = (str("" if raw.get(k) is None else raw[k]).strip() for k in ("year", "month", "day"))
        return year, month, day
    text = _single(raw, NOT_A_DATE)
    if match := _FULL.match(text):
        return match[1], match[2], match[3]
    if match := _DOTTED.match(text):
        return match[3], match[2], match[1]
    if match := _PARTIAL.match(text):
        return match[1], match[2] or "", match[3] or ""
    raise Fault(NOT_A_DATE)


def _year(text: str) -> int:
    year = _number(text)
    if year is None:
        raise Fault(NOT_A_DATE)
    if not YEARS[0] <= year <= YEARS[1]:
        raise Fault(YEAR_RANGE, min=YEARS[0], max=YEARS[1])
    return year


def _whole_date(raw: Any) -> date:
    if isinstance(raw, datetime) or not isinstance(raw, date):
        year, month, day = _parts(raw)
        if not (year and month and day):
            raise Fault(DATE_PART_MISSING)
        numbers = (_year(year), _number(month), _number(day))
        if None in numbers:
            raise Fault(NOT_A_DATE)
        try:
            return date(*numbers)  # type: ignore[arg-type]
        except ValueError:
            raise Fault(NO_SUCH_DATE) from None
    _year(str(raw.year))
    return raw


def _date(field: Field, raw: Any, around: Surroundings) -> str:
    return _whole_date(raw).isoformat()


def _partial_date(field: Field, raw: Any, around: Surroundings) -> str:
    if isinstance(raw, date):
        return _whole_date(raw).isoformat()
    year, month, day = _parts(str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw)
    if not year:
        raise Fault(YEAR_NEEDED)
    if day and not month:
        raise Fault(MONTH_NEEDED)
    y = _year(year)
    if not month:
        return f"{y:04d}"
    m = _number(month)
    if m is None:
        raise Fault(NOT_A_DATE)
    if not 1 <= m <= 12:  # not-law: months of a year
        raise Fault(NO_SUCH_DATE)
    if not day:
        return f"{y:04d}-{m:02d}"
    d = _number(day)
    if d is None:
        raise Fault(NOT_A_DATE)
    if not 1 <= d <= calendar.monthrange(y, m)[1]:
        raise Fault(NO_SUCH_DATE)
    return f"{y:04d}-{m:02d}-{d:02d}"


def _datetime(field: Field, raw: Any, around: Surroundings) -> str:
    if isinstance(raw, datetime):
        moment = raw
    elif isinstance(raw, Mapping):
        clock = str(raw.get("time") or "").strip()
        day = _whole_date(
            {k: v for k, v in raw.items() if k in {"day", "month", "year"}} if "date" not in raw else raw["date"]
        )
        moment = datetime.combine(day, _time(clock))
    else:
        text = _single(raw, NOT_A_DATE)
        day_text, separator, clock = text.replace("T", " ", 1).partition(" ")
        if not separator or not clock.strip():
            _whole_date(day_text)
            raise Fault(NOT_A_TIME)
        if _FULL.match(day_text):
            day = _whole_date(day_text)
            try:
                moment = datetime.fromisoformat(f"{day.isoformat()}T{clock.strip()}")
            except ValueError:
                raise Fault(NOT_A_TIME) from None
        else:
            moment = datetime.combine(_whole_date(day_text), _time(clock.strip()))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=around.zone)
    return moment.astimezone(UTC).isoformat()


def _time(text: str) -> time:
    match = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})(?::([0-9]{2}))?", text)
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))  # type: ignore[index]
    except (TypeError, ValueError):
        raise Fault(NOT_A_TIME) from None


def _answers(field: Field, around: Surroundings) -> frozenset[str]:
    if field.options_from:
        return frozenset(str(value) for value, _label in around.options.get(field.options_from, ()))
    return frozenset(o.value for o in field.options)


def _choice(field: Field, raw: Any, around: Surroundings) -> str:
    value = _single(str(raw) if isinstance(raw, UUID) else raw, NOT_A_CHOICE)
    if value not in _answers(field, around):
        raise Fault(NOT_A_CHOICE)
    return value


def _multi(field: Field, raw: Any, around: Surroundings) -> list[str]:
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, (list, tuple)):
        raise Fault(NOT_A_CHOICE)
    chosen = list(dict.fromkeys(_choice(field, value, around) for value in given if not is_blank(value)))
    if field.max is not None and len(chosen) > field.max:
        raise Fault(FEWER_TICKS, max=field.max)
    if field.min is not None and len(chosen) < field.min:
        raise Fault(MORE_TICKS, min=field.min)
    return chosen


def _boolean(field: Field, raw: Any, around: Surroundings) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _single(raw, NOT_YES_OR_NO).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Fault(NOT_YES_OR_NO)


def _integer(field: Field, raw: Any, around: Surroundings) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        number = raw
    else:
        text = _single(raw, NOT_A_NUMBER)
        if not re.fullmatch(rf"-?[0-9]{{1,{MAX_DIGITS}}}", text):
            raise Fault(NOT_A_NUMBER)
        number = int(text)
    if field.min is not None and number < field.min:
        raise Fault(TOO_SMALL, min=field.min)
    if field.max is not None and number > field.max:
        raise Fault(TOO_LARGE, max=field.max)
    return number


def _country(field: Field, raw: Any, around: Surroundings) -> str:
    code = _single(raw, NO_COUNTRY).upper()
    listed = around.options.get("countries")
    if code not in (frozenset(str(v) for v, _label in listed) if listed is not None else _countries()):
        raise Fault(NO_COUNTRY)
    return code


def _language(field: Field, raw: Any, around: Surroundings) -> str:
    code = _single(raw, NO_LANGUAGE).lower()
    listed = around.options.get("languages")
    if code not in (frozenset(str(v) for v, _label in listed) if listed is not None else _languages()):
        raise Fault(NO_LANGUAGE)
    return code


def _file(field: Field, raw: Any, around: Surroundings) -> str:
    text = str(raw) if isinstance(raw, UUID) else _single(raw, NO_FILE)
    try:
        value = str(UUID(text))
    except ValueError:
        raise Fault(NO_FILE) from None
    listed = around.options.get("files")
    if listed is not None and value not in {str(v) for v, _label in listed}:
        raise Fault(NO_FILE)
    return value


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    import pycountry  # read once and only when a form asks for a country

    return frozenset(c.alpha_3 for c in pycountry.countries) | ICAO_STATELESS


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    import pycountry

    both = (getattr(lang, "alpha_2", None) for lang in pycountry.languages)
    return frozenset(code for code in both if code) | frozenset(lang.alpha_3 for lang in pycountry.languages)


_PARSERS: dict[str, Callable[[Field, Any, Surroundings], Any]] = {
    "text": _text,
    "long_text": _text,
    "date": _date,
    "partial_date": _partial_date,
    "datetime": _datetime,
    "choice": _choice,
    "person": _choice,
    "account": _choice,
    "multi": _multi,
    "boolean": _boolean,
    "confirm": _boolean,
    "integer": _integer,
    "country": _country,
    "language": _language,
    "file": _file,
}
