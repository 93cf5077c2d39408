# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days abroad at the edges of windows and years, against a count day by day."""

import datetime as dt
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.law.absence import Trip, days_abroad, most_days_abroad, most_days_abroad_in_a_year

D = dt.timedelta(days=1)
JAN1 = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("trips", "days"),
    [
        ([], 0),
        # The days of exit and of entry are not spent abroad.
        ([Trip(date(2026, 3, 1), date(2026, 3, 2))], 0),
        ([Trip(date(2026, 3, 1), date(2026, 3, 3))], 1),
        ([Trip(date(2026, 3, 1), date(2026, 3, 1))], 0),
        # Over a leap day.
        ([Trip(date(2028, 2, 28), date(2028, 3, 1))], 1),
        # Still away: to the last day asked for.
        ([Trip(date(2028, 12, 29))], 2),
        # Left before the first day.
        ([Trip(date(2025, 12, 1), date(2026, 1, 3))], 2),
        # Overlapping records of one absence count once.
        ([Trip(date(2026, 3, 1), date(2026, 3, 10)), Trip(date(2026, 3, 5), date(2026, 3, 12))], 10),
    ],
)
def test_whole_days_abroad(trips: list[Trip], days: int) -> None:
    assert days_abroad(trips, JAN1, date(2028, 12, 31)) == days


@pytest.mark.parametrize(
    ("away", "home", "again", "most"),
    [
        (90, 10, 0, 90),  # exactly as many as allowed
        (91, 10, 0, 91),
        (45, 30, 46, 91),  # two trips in one window
        (45, 90, 46, 90),  # the window of 180 days holds one day less than both
        (60, 120, 60, 60),  # a window apart: no two days of different trips lie in one
        (60, 119, 60, 61),
        (180, 1, 180, 180),  # the first trip fills a window
        (179, 1, 180, 180),
        (179, 1, 100, 179),  # a window holds the day at home, or a day less of the trip
        (200, 10, 0, 180),
    ],
)
def test_most_days_in_any_hundred_and_eighty(away: int, home: int, again: int, most: int) -> None:
    first = Trip(JAN1, JAN1 + (away + 1) * D)
    # From the day of entry to the day of the next exit, both at home.
    left = first.returned + (home - 1) * D if first.returned else JAN1
    trips = [first] + ([Trip(left, left + (again + 1) * D)] if again else [])
    assert most_days_abroad(trips, 180, JAN1, date(2028, 12, 31)) == most


def test_a_window_needs_days_and_a_trip_an_order() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        most_days_abroad([], 0, JAN1, JAN1)
    with pytest.raises(ValueError, match="before the exit"):
        Trip(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("granted", "trips", "last", "most"),
    [
        # The year runs from the permit, not from January.
        (date(2026, 7, 1), [Trip(date(2027, 1, 1), date(2027, 10, 1))], date(2028, 12, 31), 180),
        # Split by the anniversary: 100 days before it, 81 from it on.
        (date(2026, 7, 1), [Trip(date(2027, 3, 22), date(2027, 9, 20))], date(2028, 12, 31), 100),
        # The year of a permit of a leap day ends on 27 February.
        (date(2024, 2, 29), [Trip(date(2025, 2, 26), date(2025, 3, 2))], date(2025, 12, 31), 2),
        # Before the permit nothing counts, and the running year counts so far.
        (date(2026, 7, 1), [Trip(date(2026, 6, 1))], date(2026, 7, 10), 10),
    ],
)
def test_most_days_in_a_year_from_the_permit(granted: date, trips: list[Trip], last: date, most: int) -> None:
    assert most_days_abroad_in_a_year(trips, granted, last) == most


_trips = st.lists(
    st.tuples(st.integers(0, 300), st.none() | st.integers(0, 120)).map(
        lambda pair: Trip(JAN1 + pair[0] * D, None if pair[1] is None else JAN1 + (pair[0] + pair[1]) * D)
    ),
    max_size=6,
)


@given(trips=_trips, window=st.integers(1, 200), first=st.integers(0, 200), span=st.integers(0, 250))
def test_as_a_count_day_by_day(trips: list[Trip], window: int, first: int, span: int) -> None:
    start, last = JAN1 + first * D, JAN1 + (first + span) * D
    days = [start + n * D for n in range(span + 1)]
    away = [any(t.left < day and (t.returned is None or day < t.returned) for t in trips) for day in days]
    assert days_abroad(trips, start, last) == sum(away)
    windows = [sum(away[n : n + window]) for n in range(max(1, len(days) - window + 1))]
    assert most_days_abroad(trips, window, start, last) == max(windows)
