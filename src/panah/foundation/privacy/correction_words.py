# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a message of a correction says, in words of the language of the moment: on its page, in its letter, to the person."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pycountry
from babel import Locale
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from panah.foundation.access.receivers import Fact
from panah.foundation.days import say_day

FACTS: Mapping[str, Any] = {
    Fact.NAME: gettext_lazy("Name"),
    Fact.BIRTH: gettext_lazy("Date of birth"),
    Fact.BIRTH_PLACE: gettext_lazy("Place of birth"),
    Fact.SEX: gettext_lazy("Sex"),
    Fact.CITIZENSHIP: gettext_lazy("Citizenship"),
    Fact.LANGUAGES: gettext_lazy("Languages"),
    Fact.PAPER: gettext_lazy("Identity paper"),
    Fact.CONTACT: gettext_lazy("Contact"),
    Fact.ADDRESS: gettext_lazy("Address"),
}
AGE_BAND = gettext_lazy("Age, in bands")
"""Of a birth UNHCR was given the band alone."""
_SEXES: Mapping[str, Any] = {
    "F": gettext_lazy("Female"),
    "M": gettext_lazy("Male"),
    "X": gettext_lazy("Other"),
    "U": gettext_lazy("Not told"),
}


def fact_in_words(line: Mapping[str, Any]) -> str:
    """What of the person a line of a message is about."""
    return str(AGE_BAND) if line["field"] == "age_band" else str(FACTS[line["fact"]])


def facts_in_words(facts: Sequence[str]) -> str:
    """The same of several facts, in a row."""
    return ", ".join(str(FACTS[one]) for one in facts)


def value_in_words(fact: str, value: Any) -> str:
    """A value as somebody reads it; a dash where there is nothing any more."""
    if not value:
        return "–"
    if fact == Fact.SEX:
        return str(_SEXES.get(str(value), value))
    if fact == Fact.CITIZENSHIP and isinstance(value, list):
        return ", ".join(_("stateless") if one == "stateless" else _country(one) for one in value)
    if fact == Fact.LANGUAGES and isinstance(value, list):
        known = _locale().languages
        return ", ".join(str(known.get(one) or known.get(_two_letters(one)) or one) for one in value)
    if isinstance(value, Mapping):
        return _paper(value)
    return _day(str(value))


def _locale() -> Locale:
    return Locale.parse((get_language() or "en").split("-")[0])


def _two_letters(code: str) -> str:
    found = pycountry.languages.get(alpha_3=code)
    return getattr(found, "alpha_2", code) if found else code


def _country(code: str) -> str:
    found = pycountry.countries.get(alpha_3=code)
    return str(_locale().territories.get(found.alpha_2, code)) if found else code


def _paper(value: Mapping[str, str]) -> str:
    country = _country(value["country"]) if value.get("country") else ""
    said = " ".join(one for one in (country, value.get("number", "")) if one)
    days = [_day(value[one]) for one in ("issued_on", "expires_on") if value.get(one)]
    return f"{said} ({' – '.join(days)})" if days else said


def _day(value: str) -> str:
    try:
        return say_day(dt.date.fromisoformat(value)) if len(value) == len("2000-01-01") else value
    except ValueError:
        return value


def line_in_words(line: Mapping[str, Any]) -> str:
    """One line of a message as a sentence, for a letter."""
    said = {
        "about": line["about"],
        "what": fact_in_words(line),
        "was": value_in_words(line["fact"], line["was"]),
        "now": value_in_words(line["fact"], line["now"]),
    }
    return _("%(about)s. %(what)s: you were given %(was)s; right is %(now)s.") % said
