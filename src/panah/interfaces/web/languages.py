# SPDX-License-Identifier: AGPL-3.0-or-later
"""Languages, dates and country names as CLDR has them, in the language of the page."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pycountry
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop

from panah.foundation import clock
from panah.foundation.days import without_year_word

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

# English dates are written day first: "23 Nov 2026". CLDR's plain "en" is the American order.
_CLDR = {"en": "en_GB"}
# A date of which month or day may be unknown.
_ISO_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
# CLDR holds names for every ISO country; sorting needs an alphabet, which it does not give to Python.
_ALPHABETS = {"az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz"}


@dataclass(frozen=True)
class PageLanguage:
    """One language that pages are offered in: `code` (BCP 47), its own name, direction, whether it is the
    current one."""

    code: str
    name: str
    direction: str
    current: bool


def offered() -> tuple[str, ...]:
    """Codes of the languages that this site is offered in: staff and portal may differ (`settings.STAFF_LANGUAGES`)."""
    if getattr(settings, "PANAH_SITE", "") == "staff":
        return tuple(getattr(settings, "STAFF_LANGUAGES", dict(settings.LANGUAGES)))
    return tuple(dict(settings.LANGUAGES))


def language() -> str:
    """The language of the page now being made, without a region: `az`, `en`, `ru`, `fa`."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def direction(code: str | None = None) -> str:
    """`rtl` or `ltr` for a language code (default: the page's)."""
    return "rtl" if (code or language()).split("-")[0] in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=256)
def locale_of(code: str) -> Locale:
    """CLDR locale for a language code; English where CLDR knows none."""
    try:
        return Locale.parse(_CLDR.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def page_languages(codes: Iterable[str] | None = None) -> list[PageLanguage]:
    """Languages to choose from, each under its own name (never a flag). Default: those of this site."""
    now, names = language(), dict(settings.LANGUAGES)
    return [
        PageLanguage(code, names.get(code, code), direction(code), code.split("-")[0] == now)
        for code in (offered() if codes is None else codes)
    ]


def show_date(value: Any, format: str = "medium") -> str:
    """A date in words, in the page's language.

    Args:
        value: `date`, `datetime` (shown in the zone of the service), or ISO text, where the month or the day may be
            missing because nobody knows it (`1990`, `1990-05`, `1990-05-17`). None and "" give "".
        format: CLDR width: `short`, `medium`, `long`, `full`, or a CLDR pattern.
    Returns:
        `17 May 1990`, `May 1990` or `1990`; text that is no date comes back as it is.
    """
    if value is None or value == "":
        return ""
    locale = locale_of(language())
    if isinstance(value, dt.datetime):
        value = clock.local_date(value) if timezone.is_aware(value) else value.date()
    if isinstance(value, str):
        match = _ISO_PARTIAL.match(value)
        if match is None:
            try:
                parsed = dt.datetime.fromisoformat(value)
            except ValueError:
                return value
            return show_date(parsed, format)
        year, month, day = match.groups()
        try:
            if month is None:
                return year
            if day is None:
                pattern = "LLLL yyyy" if language() in {"ru", "az"} else "MMMM yyyy"
                return format_date(dt.date(int(year), int(month), 1), pattern, locale=locale)
            value = dt.date(int(year), int(month), int(day))
        except ValueError:
            return f"{value}"
    return without_year_word(format_date(value, format, locale=locale))


def show_datetime(value: dt.datetime | str | None, format: str = "medium") -> str:
    """Date and time in the zone of the service (Asia/Baku for `az`), without seconds; with `time` as its format the time
    alone. None gives ""."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            return value
        return show_datetime(moment, format)
    local = value.astimezone(clock.zone()) if timezone.is_aware(value) else value
    locale = locale_of(language())
    if format == "time":
        return format_time(local.time(), "HH:mm", locale=locale)
    if format not in {"short", "medium", "long", "full"}:
        return format_datetime(local, format, locale=locale)
    day = without_year_word(format_date(local.date(), format, locale=locale))
    return f"{day}, {format_time(local.time(), 'HH:mm', locale=locale)}"


# ICAO 9303 part 3 has codes for people whom no country claims; ISO 3166 and CLDR have none.
_WITHOUT_COUNTRY = {
    "XXA": gettext_noop("Stateless person"),
    "XXB": gettext_noop("Refugee (1951 Convention)"),
    "XXC": gettext_noop("Refugee (other)"),
    "XXX": gettext_noop("Nationality unknown"),
}


@lru_cache(maxsize=1024)
def _alpha_2(code: str) -> str:
    if len(code) == 3:
        found = pycountry.countries.get(alpha_3=code)
        return found.alpha_2 if found else code
    return code


def country_name(code: str | None) -> str:
    """CLDR name of a country from its ISO 3166-1 code (two or three letters), in the page's language; an
    unknown code as it is."""
    if not code:
        return ""
    if code.upper() in _WITHOUT_COUNTRY:
        return gettext(_WITHOUT_COUNTRY[code.upper()])
    two = _alpha_2(code.upper())
    return locale_of(language()).territories.get(two) or code


def language_name(code: str | None) -> str:
    """CLDR name of a language from its code (`prs`, `ps`, `az-Cyrl`), in the page's language; an unknown
    code as it is."""
    if not code:
        return ""
    # ISO 639-3 has Dari as a language of its own, CLDR as the Persian of Afghanistan.
    code = "fa-AF" if code == "prs" else code
    if named := locale_of(language()).languages.get(code.replace("-", "_")):
        return named
    try:
        named = Locale.parse(code.replace("-", "_")).get_display_name(locale_of(language()))
    except (UnknownLocaleError, ValueError):
        named = None
    return named or _iso_language(code)


def _iso_language(code: str) -> str:
    """The ISO 639 reference name (English) of a language that CLDR does not name; else the code."""
    found = pycountry.languages.get(alpha_3=code) if len(code) == 3 else pycountry.languages.get(alpha_2=code)
    return found.name if found else code


def sort_key(text: str, code: str | None = None) -> list[tuple[int, str]]:
    """Order of words by the alphabet of a language where Unicode order is wrong (ə, ç, ğ ...)."""
    alphabet = _ALPHABETS.get(code or language())
    lowered = text.replace("İ", "i").replace("I", "ı").lower() if (code or language()) == "az" else text.casefold()
    if alphabet is None:
        return [(ord(letter), letter) for letter in lowered]
    return [(alphabet.find(letter) if letter in alphabet else 100 + ord(letter), letter) for letter in lowered]


@lru_cache(maxsize=16)
def _countries(code: str, width: int) -> tuple[tuple[str, str], ...]:
    names = locale_of(code).territories
    rows = [(c.alpha_2 if width == 2 else c.alpha_3, names.get(c.alpha_2, c.name)) for c in pycountry.countries]
    return tuple(sorted(rows, key=lambda row: sort_key(row[1], code)))


def country_options(width: int = 3) -> tuple[tuple[str, str], ...]:
    """All ISO 3166-1 countries as `(code, name)`, sorted in the page's language. `width`: letters of the
    code, 2 or 3."""
    return _countries(language(), width)


def without_country_options() -> tuple[tuple[str, str], ...]:
    """ICAO 9303 codes for stateless people, refugees and unknown nationality, with their names in the page's
    language."""
    return tuple((code, gettext(name)) for code, name in _WITHOUT_COUNTRY.items())


# Languages that interpreters of migration services are asked for; CLDR names them. Any other code may be
# given as an option.
SPOKEN = (
    "aa", "am", "ar", "az", "be", "bal", "bn", "bs", "ckb", "de", "en", "es", "fa", "prs", "fr", "gbm",
    "gu", "ha", "he", "hi", "hy", "id", "it", "ka", "kk", "kmr", "ku", "ky", "lez", "ln", "ml", "ne", "om",
    "pa", "pl", "ps", "pt", "ro", "ru", "si", "so", "sq", "sr", "sw", "ta", "tg", "ti", "tk", "tr", "tt",
    "ug", "uk", "ur", "uz", "vi", "wo", "yo", "zh",
)  # fmt: skip


@lru_cache(maxsize=16)
def _languages(code: str) -> tuple[tuple[str, str], ...]:
    names = locale_of(code).languages
    rows = {tag: names.get("fa_AF" if tag == "prs" else tag) or language_name(tag) for tag in SPOKEN}
    return tuple(
        sorted(((tag, name) for tag, name in rows.items() if name != tag), key=lambda row: sort_key(row[1], code))
    )


def language_options() -> tuple[tuple[str, str], ...]:
    """Spoken languages as `(code, name)`, sorted in the page's language."""
    return _languages(language())
