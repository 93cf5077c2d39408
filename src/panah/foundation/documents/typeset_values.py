# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of letter fields in words: dates, periods and articles in each language, from plain data or the law's own objects."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from .typeset_model import CommonTexts, FieldSpec

Piece = dict[str, Any]
LEFT_TO_RIGHT_KINDS = ("code", "url", "phone")
EMPHATIC_KINDS = ("date", "datetime", "code", "period")


class Wrong(ValueError):
    """A value does not fit its field; the text says what is expected."""


def part(value: Any, name: str, default: Any = None) -> Any:
    """Return an entry of a mapping or an attribute of an object (a parameter, a finding, a row)."""
    if isinstance(value, Mapping):
        return value.get(name, default)
    return getattr(value, name, default)


def localised(value: Any, language: str, *, translated: bool = False, languages: tuple[str, ...] = ()) -> str:
    """Return the text of `value` in `language`: a string, or a mapping of language codes to strings.

    Raises:
        Wrong: no text in that language; or one string for several languages where a translation is needed (RS-16).
    """
    if isinstance(value, Mapping):
        text = value.get(language)
        if not isinstance(text, str) or not text.strip():
            raise Wrong(f"give the text in “{language}” as well")
        return text.strip()
    if not isinstance(value, str) or not value.strip():
        raise Wrong("give a text")
    if translated and len(languages) > 1:
        raise Wrong(f"give the text in each language of the letter: {', '.join(languages)}")
    return value.strip()


@lru_cache(maxsize=16)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def day_in_words(value: Any, common: CommonTexts) -> str:
    """Return a date in words; a partial date (attributes year, month, day) as far as it is known."""
    if isinstance(value, datetime):
        raise Wrong("give a date without a time")
    if isinstance(value, date):
        return format_date(value, common.labels["date_pattern"], locale=_locale(common.locale))
    year, month, day = (part(value, name) for name in ("year", "month", "day"))
    if not isinstance(year, int):
        raise Wrong("give a date")
    if month and day:
        return format_date(date(year, month, day), common.labels["date_pattern"], locale=_locale(common.locale))
    if month:
        return format_date(date(year, month, 1), "LLLL y", locale=_locale(common.locale))
    return f"{year:04d}"


def day_in_digits(value: Any) -> str:
    """Return a date as dd.mm.yyyy, for papers that are read in any language; unknown parts are left out."""
    year, month, day = (part(value, name) for name in ("year", "month", "day"))
    if not isinstance(year, int) or isinstance(value, datetime):
        raise Wrong("give a date")
    known = [f"{day:02d}"] if day and month else []
    known += [f"{month:02d}"] if month else []
    return ".".join([*known, f"{year:04d}"])


def time_in_words(value: Any, common: CommonTexts, time_zone: str) -> str:
    """Return a moment in the pack's time zone, in words."""
    return format_datetime(_moment(value, time_zone), common.labels["time_pattern"], locale=_locale(common.locale))


def time_in_digits(value: Any, time_zone: str) -> str:
    """Return a moment as dd.mm.yyyy hh:mm in the pack's time zone."""
    return _moment(value, time_zone).strftime("%d.%m.%Y %H:%M")


def _moment(value: Any, time_zone: str) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Wrong("give a moment with its time zone")
    return value.astimezone(ZoneInfo(time_zone))


def period_in_words(value: Any, common: CommonTexts) -> str:
    """Return a period of the law (value and unit) in words, with the plural of the language (CLDR)."""
    number, unit = part(value, "value"), part(value, "unit")
    forms = common.units.get(str(unit))
    if isinstance(number, bool) or not isinstance(number, int | float) or forms is None:
        raise Wrong("give a period with `value`, `unit` and `article`, as the law pack has it")
    locale = _locale(common.locale)
    form = forms.get(locale.plural_form(number), forms["other"])
    return form.replace("#", format_decimal(number, locale=locale))


def article_in_words(value: Any, common: CommonTexts) -> str:
    """Return where a rule stands ("Migration Code, Article 79.3"), with its standing when that is not settled."""
    note = status_note(value, common)
    place = article_place(value, common)
    return f"{place} ({note})" if note else place


def article_place(value: Any, common: CommonTexts) -> str:
    """Return the act and the article alone."""
    reference = value if isinstance(value, str) else part(value, "article")
    if not isinstance(reference, str) or not reference.strip():
        raise Wrong("give the article, as the law pack has it")
    act, _, number = reference.strip().partition(" ")
    if act not in common.acts:
        return reference.strip()
    return common.article.format(act=common.acts[act], number=number) if number else common.acts[act]


def status_note(value: Any, common: CommonTexts) -> str:
    """Return the standing of a rule: of the service's own making, or not yet confirmed; empty when verified."""
    if part(value, "policy", False):
        return common.status["policy"]
    return common.status["unverified"] if part(value, "status", "verified") != "verified" else ""


def pieces(
    spec: FieldSpec, value: Any, language: str, languages: tuple[str, ...], common: CommonTexts, time_zone: str
) -> Piece:
    """Return one value as a piece of running text.

    Raises:
        Wrong: the value does not fit the kind of the field.
    """
    kind = spec.kind
    if kind in ("text", *LEFT_TO_RIGHT_KINDS):
        words = localised(value, language, translated=spec.translated, languages=languages)
    elif kind == "date":
        words = day_in_words(value, common)
    elif kind == "datetime":
        words = time_in_words(value, common, time_zone)
    elif kind == "period":
        words = period_in_words(value, common)
    elif kind == "article":
        words = article_in_words(value, common)
    else:
        raise Wrong(f"a field of kind “{kind}” cannot stand inside a sentence")
    piece: Piece = {"t": " ".join(words.split())}
    if spec.strong or kind in EMPHATIC_KINDS:
        piece["strong"] = True
    if kind in LEFT_TO_RIGHT_KINDS:
        piece["ltr"] = True
    return piece


def paragraphs(text: str) -> list[str]:
    """Split a long text into paragraphs at its line breaks."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
