# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days abroad, counted from exits and entries, for rules such as "not more than so many days in any so many".

A day counts as abroad when the person was away for the whole of it. The day of exit and the day of entry are spent partly
in the country and are not counted: the law read does not say, and nobody loses a permit by a doubt.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from panah.law.calendar import add_months

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Trip:
    """A stay abroad.

    Args:
        left: day of exit.
        returned: day of entry; None while the person is still away.

    Raises:
        ValueError: the return lies before the exit.
    """

    left: dt.date
    returned: dt.date | None = None

    def __post_init__(self) -> None:
        if self.returned is not None and self.returned < self.left:
            raise ValueError(f"The return on {self.returned} lies before the exit on {self.left}.")


def days_abroad(trips: Iterable[Trip], first: dt.date, last: dt.date) -> int:
    """Whole days abroad between two days, both included. Trips that overlap count once."""
    return sum(int((end - start).days) + 1 for start, end in _spans(trips, first, last))


def most_days_abroad(trips: Iterable[Trip], window: int, first: dt.date, last: dt.date) -> int:
    """The most whole days abroad in any ``window`` days in a row that lie between two days.

    Args:
        window: days of the window, at least one. Where fewer days lie between the two, all of them are the window.
        first: e.g. the day of the permit.
        last: e.g. today.

    Raises:
        ValueError: a window without days.
    """
    if window < 1:
        raise ValueError(f"A window has at least one day; got {window}.")
    spans = _spans(trips, first, last)
    most = 0
    # A window with the most days abroad can be moved until it ends with a day abroad that ends a trip.
    for _, end in spans:
        start = end - (window - 1) * _DAY
        most = max(most, sum(int((min(e, end) - max(s, start)).days) + 1 for s, e in spans if e >= start and s <= end))
    return most


def most_days_abroad_in_a_year(trips: Iterable[Trip], granted: dt.date, last: dt.date) -> int:
    """The most whole days abroad in any year counted from a day, such as that of the permit; the year that runs counts as far
    as it has come."""
    trips = list(trips)
    most, number, start = 0, 0, granted
    while start <= last:
        number += 1
        # Counted from the first day each time: a permit of 29 February has its years end on 28 February in common years only.
        following = _years_after(granted, number)
        most = max(most, days_abroad(trips, start, min(following - _DAY, last)))
        start = following
    return most


def _years_after(day: dt.date, years: int) -> dt.date:
    months = years * 12  # not-law: months of a year
    moved: dt.date = add_months(np.array([day], dtype="datetime64[D]"), months)[0].item()
    return moved


def _spans(trips: Iterable[Trip], first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Whole days abroad as spans that do not touch, within the two days."""
    spans: list[tuple[dt.date, dt.date]] = []
    for trip in sorted(trips, key=lambda t: (t.left, t.returned or dt.date.max)):
        start = max(trip.left + _DAY, first)
        end = last if trip.returned is None else min(trip.returned - _DAY, last)
        if end < start:
            continue
        if spans and start <= spans[-1][1] + _DAY:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans
