# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day in the words of whoever reads it: for messages that a service writes, where no page draws the day."""

import datetime as dt
import re

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.translation import get_language

_YEAR = re.compile(r"\sг\.$")


def say_day(day: dt.date | str) -> str:
    """`20 November 2026`, `20 noyabr 2026`, `20 ноября 2026`: in the language of the moment; English where CLDR knows none.

    day: a date, or its ISO text.
    """
    value = dt.date.fromisoformat(day) if isinstance(day, str) else day
    code = (get_language() or "en").replace("-", "_")
    try:
        # As dates are written here: the day before the month.
        locale = Locale.parse("en_GB" if code.split("_")[0] == "en" else code)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_GB")
    return without_year_word(format_date(value, "long", locale=locale))


def without_year_word(day: str) -> str:
    """A Russian date without the abbreviated word for year at its end: its full stop would meet that of the sentence."""
    return _YEAR.sub("", day)
