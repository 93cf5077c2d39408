# SPDX-License-Identifier: AGPL-3.0-or-later
"""Births that are not fully known: `1987-05-03`, `1987-05`, `1987`, or an age told on a day."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from panah.register.models import BirthPrecision

_PATTERN = re.compile(r"^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")
_EARLIEST_YEAR = 1850  # not-law: no living person was born before; a year typed wrongly is


@dataclass(frozen=True)
class Birth:
    """The range of days (both inclusive) on which a person may be born, and how exactly it is known."""

    first: dt.date | None
    last: dt.date | None
    precision: BirthPrecision


UNKNOWN = Birth(None, None, BirthPrecision.UNKNOWN)


def parse_birth(text: str, *, estimated: bool = False) -> Birth:
    """The range of days that a written birth stands for.

    Args:
        text: year, year-month or year-month-day; "" where nothing is known; `XX` or `00` for an unknown month or day,
            as passports write it.
        estimated: the officer or the person estimated it; a lone year then stands for that year, marked as estimated.

    Returns:
        The range and its precision.

    Raises:
        ValueError: no such day; the sentence says what to write.
    """
    cleaned = re.sub(r"-(XX|00)(?=-|$)", "", text.strip().upper().replace("/", "-").replace(".", "-"))
    if not cleaned:
        return UNKNOWN
    match = _PATTERN.match(cleaned)
    if not match:
        raise ValueError(
            _("Write the birth as 1987-05-03 (year, month, day), or as 1987-05 or 1987 if the day is not known.")
        )
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if year < _EARLIEST_YEAR:
        raise ValueError(_("Nobody alive was born in %(year)s. Check the year.") % {"year": year})
    if not month:
        precision = BirthPrecision.ESTIMATED if estimated else BirthPrecision.YEAR
        return Birth(dt.date(year, 1, 1), dt.date(year, 12, 31), precision)
    if month > 12:
        raise ValueError(_("There is no month %(month)s. Check day and month.") % {"month": month})
    last_day = calendar.monthrange(year, month)[1]
    if not day:
        precision = BirthPrecision.ESTIMATED if estimated else BirthPrecision.MONTH
        return Birth(dt.date(year, month, 1), dt.date(year, month, last_day), precision)
    if day > last_day:
        raise ValueError(
            _("%(month)s has %(last)s days, there is no day %(day)s. Check the day.")
            % {"month": f"{year}-{month:02d}", "last": last_day, "day": day}
        )
    exact = dt.date(year, month, day)
    return Birth(exact, exact, BirthPrecision.ESTIMATED if estimated else BirthPrecision.DAY)


def birth_from_age(years: int, told_on: dt.date) -> Birth:
    """The range of births of somebody who was `years` old on a day; always estimated."""

    def years_before(day: dt.date, count: int) -> dt.date:
        year = day.year - count
        return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))

    first = years_before(told_on, years + 1) + dt.timedelta(1)
    return Birth(first, years_before(told_on, years), BirthPrecision.ESTIMATED)
