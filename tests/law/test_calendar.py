# SPDX-License-Identifier: AGPL-3.0-or-later
"""Golden dates: month ends, leap days, year ends, moved holidays, hours over a weekend."""

import datetime as dt
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.law.calendar import Calendar
from panah.law.errors import CalendarError
from panah.law.pack import load_pack
from panah.law.units import Duration

BAKU = ZoneInfo("Asia/Baku")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_pack("az").calendar


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        # The day of the event is not counted.
        (date(2026, 11, 1), 10, "calendar_day", date(2026, 11, 11)),
        (date(2026, 12, 25), 15, "calendar_day", date(2027, 1, 9)),
        (date(2026, 3, 1), -30, "calendar_day", date(2026, 1, 30)),
        (date(2026, 11, 16), 6, "week", date(2026, 12, 28)),
        # Month ends and leap days.
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2028, 1, 31), 1, "month", date(2028, 2, 29)),
        (date(2026, 11, 30), 3, "month", date(2027, 2, 28)),
        (date(2026, 2, 28), 1, "month", date(2026, 3, 28)),
        (date(2026, 3, 31), -1, "month", date(2026, 2, 28)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
        (date(2028, 2, 29), 4, "year", date(2032, 2, 29)),
        # Working days: over a weekend, over New Year, over the five days of the spring festival.
        (date(2026, 11, 20), 1, "working_day", date(2026, 11, 23)),
        (date(2026, 12, 30), 1, "working_day", date(2027, 1, 5)),
        (date(2025, 3, 19), 1, "working_day", date(2025, 4, 1)),
        (date(2026, 11, 23), -1, "working_day", date(2026, 11, 20)),
        (date(2026, 11, 22), -1, "working_day", date(2026, 11, 20)),
        (date(2026, 11, 21), 1, "working_day", date(2026, 11, 23)),
        (date(2026, 11, 21), 0, "working_day", date(2026, 11, 21)),
        # Where no holiday is known the weekend alone is free: somebody came in 1988, somebody's visa ends in 2060.
        (date(1988, 12, 30), 2, "working_day", date(1989, 1, 3)),
        (date(2060, 1, 2), -2, "working_day", date(2059, 12, 31)),
    ],
)
def test_golden_dates(calendar: Calendar, start: date, value: int, unit: str, end: date) -> None:
    assert calendar.add(start, Duration(value, unit)) == end


@pytest.mark.parametrize(
    ("day", "works", "reason"),
    [
        (date(2024, 12, 28), True, None),  # a Saturday worked instead of the Monday after
        (date(2024, 12, 30), False, "Day off moved from 2024-12-28"),
        (date(2024, 1, 7), True, None),
        (date(2024, 1, 5), False, "Day off moved from 2024-01-07"),
        (date(2026, 11, 21), False, "weekend"),
        (date(2026, 11, 23), True, None),
    ],
)
def test_days_that_the_government_moved(calendar: Calendar, day: date, works: bool, reason: str | None) -> None:
    assert calendar.is_working_day(day) is works
    assert calendar.why_off(day) == reason


def test_a_moved_day_changes_a_count_of_working_days(calendar: Calendar) -> None:
    # Saturday 28 and Sunday 29 December 2024 were worked, Monday 30 was not.
    assert calendar.add(date(2024, 12, 27), Duration(2, "working_day")) == date(2024, 12, 29)
    assert calendar.working_days_between(date(2024, 12, 27), date(2024, 12, 30)) == 2


def test_a_deadline_moves_off_a_holiday_only_where_the_parameter_says_so(calendar: Calendar) -> None:
    served = date(2026, 10, 15)  # thirty days later is Saturday 14 November
    assert calendar.add(served, Duration(30, "calendar_day")) == date(2026, 11, 14)
    assert calendar.add(served, Duration(30, "calendar_day", "next_working_day")) == date(2026, 11, 16)
    assert calendar.add(date(2026, 11, 16), Duration(30, "calendar_day", "next_working_day")) == date(2026, 12, 16)


def test_a_period_counted_back_never_moves_forward(calendar: Calendar) -> None:
    assert calendar.add(date(2026, 11, 23), Duration(-2, "calendar_day", "next_working_day")) == date(2026, 11, 21)
    assert calendar.subtract(date(2026, 11, 23), Duration(2, "calendar_day")) == date(2026, 11, 21)


def test_forty_eight_hours_run_over_a_weekend(calendar: Calendar) -> None:
    friday = dt.datetime(2026, 11, 20, 17, 30, tzinfo=BAKU)
    assert calendar.add(friday, Duration(48, "hour")) == dt.datetime(2026, 11, 22, 17, 30, tzinfo=BAKU)


def test_hours_from_another_zone_end_in_the_zone_of_the_pack(calendar: Calendar) -> None:
    utc = dt.datetime(2026, 11, 20, 22, 0, tzinfo=dt.UTC)
    end = calendar.add(utc, Duration(24, "hour"))
    assert isinstance(end, dt.datetime)
    assert end.isoformat() == "2026-11-22T02:00:00+04:00"


def test_hours_are_real_hours_where_clocks_move() -> None:
    lisbon = load_pack("tennis").calendar
    before = dt.datetime(2026, 3, 28, 12, 0, tzinfo=lisbon.timezone)  # clocks go forward that night
    end = lisbon.add(before, Duration(24, "hour"))
    assert isinstance(end, dt.datetime)
    assert end - before.astimezone(dt.UTC) == dt.timedelta(hours=24)
    assert end.hour == 13


def test_a_moment_counts_as_its_local_day(calendar: Calendar) -> None:
    # 21:30 UTC on the 1st is already the 2nd in Baku.
    late = dt.datetime(2026, 11, 1, 21, 30, tzinfo=dt.UTC)
    assert calendar.add(late, Duration(10, "calendar_day")) == date(2026, 11, 12)
    assert calendar.local_date(late) == date(2026, 11, 2)


def test_a_day_is_over_at_its_midnight(calendar: Calendar) -> None:
    assert calendar.due_at(date(2026, 11, 1), Duration(10, "calendar_day")) == dt.datetime(2026, 11, 12, tzinfo=BAKU)
    moment = dt.datetime(2026, 11, 20, 8, 0, tzinfo=BAKU)
    assert calendar.due_at(moment, Duration(48, "hour")) == dt.datetime(2026, 11, 22, 8, 0, tzinfo=BAKU)


def test_counting_the_day_of_the_event_is_a_setting() -> None:
    club = load_pack("tennis").calendar
    assert club.event_day_counts
    assert club.add(date(2026, 5, 1), Duration(10, "calendar_day")) == date(2026, 5, 10)
    assert club.add(date(2026, 5, 1), Duration(1, "month")) == date(2026, 5, 31)


def test_hours_need_a_moment(calendar: Calendar) -> None:
    with pytest.raises(CalendarError, match="Give the date and the time"):
        calendar.add(date(2026, 11, 1), Duration(48, "hour"))


def test_a_moment_needs_a_zone(calendar: Calendar) -> None:
    with pytest.raises(CalendarError, match="has no time zone"):
        calendar.add(dt.datetime(2026, 11, 1, 8, 0), Duration(48, "hour"))


@pytest.mark.parametrize(
    "duration",
    [
        Duration(10, "working_day"),
        Duration(-5, "working_day"),
        Duration(3, "month"),
        Duration(30, "calendar_day", "next_working_day"),
    ],
)
def test_many_days_are_counted_like_each(calendar: Calendar, duration: Duration) -> None:
    """The days of a register are looked up in a table, which reaches less far than the calendar."""
    days = np.arange(np.datetime64("1985-01-01"), np.datetime64("2055-01-01"))
    few = np.concatenate([calendar.add_dates(days[n : n + 1000], duration) for n in range(0, days.size, 1000)])
    assert np.array_equal(calendar.add_dates(days, duration), few)


def test_days_outside_the_calendar_are_not_guessed(calendar: Calendar) -> None:
    with pytest.raises(CalendarError, match="knows the days from"):
        calendar.is_working_day(date(2200, 1, 1))
    with pytest.raises(CalendarError, match="leaves the calendar"):
        calendar.add(date(2199, 12, 30), Duration(30, "working_day"))


@pytest.mark.parametrize(
    ("value", "unit", "roll"), [(1, "fortnight", "none"), (1, "month", "later"), (1.5, "month", "none")]
)
def test_durations_refuse_what_they_cannot_count(value: int, unit: str, roll: str) -> None:
    with pytest.raises(ValueError, match=r"Use one of|whole units"):
        Duration(value, unit, roll)


def test_unknown_days_stay_unknown(calendar: Calendar) -> None:
    days = np.array(["2026-11-01", "NaT", "2026-01-31"], dtype="datetime64[D]")
    ends = calendar.add_dates(days, Duration(1, "month", "next_working_day"))
    assert str(ends[0]) == "2026-12-01"
    assert np.isnat(ends[1])
    assert str(ends[2]) == "2026-03-02"  # 28 February 2026 is a Saturday
    # A day has no hours: the period is over on the returned day at the latest.
    assert str(calendar.add_dates(days, Duration(25, "hour"))[0]) == "2026-11-03"


days = st.dates(date(2014, 1, 1), date(2040, 12, 31))


@given(days, st.integers(1, 60))
def test_working_days_add_up(day: date, count: int) -> None:
    calendar = load_pack("az").calendar
    end = calendar.add(day, Duration(count, "working_day"))
    assert isinstance(end, date)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(day, end) == count
    assert calendar.working_days_between(end, day) == -count
    if calendar.is_working_day(day):
        assert calendar.subtract(end, Duration(count, "working_day")) == day


@given(days, st.integers(-48, 48))
def test_months_keep_the_day_or_clamp_to_the_last(day: date, count: int) -> None:
    end = load_pack("az").calendar.add(day, Duration(count, "month"))
    months = (end.year - day.year) * 12 + end.month - day.month
    assert months == count
    assert end.day == day.day or (end.day < day.day and (end + dt.timedelta(days=1)).day == 1)
