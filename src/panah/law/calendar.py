# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting days as a pack's law counts them: working days, calendar days, weeks, months, years and hours.

Rules, each a setting of the pack's ``calendar/calendar.yaml`` or documented here:

- The day of the event is not counted (``event_day_counts: false``): ten days from the 1st end on the 11th.
- Months and years end on the same day number; where the month has no such day, on its last day (31 January
  + 1 month is the last of February).
- Hours run from moment to moment, on weekends too; they need a moment with a time zone.
- A deadline on a non-working day stays there, unless the parameter says ``roll: next_working_day``.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from panah.law.errors import CalendarError
from panah.law.units import Duration

DAY = "datetime64[D]"

#: From so many days on a period is looked up in a table.
_MANY = 4096


class Calendar:
    """The working days of one pack and the rules by which its law counts time.

    Args:
        days_off: day -> name of each day that is a holiday or was made a day off.
        days_worked: weekend days or holidays that are worked, day -> reason. Wins over ``days_off``.
        weekend: weekday numbers (Monday is 0) that are not worked.
        timezone: IANA name; moments are turned into days in this zone.
        first, last: the days the calendar knows; outside them it refuses to guess.
        event_day_counts: whether the day of the event is the first day of the period.
    """

    def __init__(
        self,
        *,
        days_off: Mapping[dt.date, str],
        days_worked: Mapping[dt.date, str],
        weekend: tuple[int, ...],
        timezone: str,
        first: dt.date,
        last: dt.date,
        event_day_counts: bool = False,
    ) -> None:
        self.days_off = dict(days_off)
        self.days_worked = dict(days_worked)
        self.weekend = weekend
        self.timezone = ZoneInfo(timezone)
        self.first = first
        self.last = last
        self.event_day_counts = event_day_counts
        self._tables: dict[Duration, np.ndarray] = {}

    # ---- the table of working days ---------------------------------------------------------------

    @cached_property
    def _origin(self) -> int:
        return int(np.datetime64(self.first, "D").astype(int))

    @cached_property
    def _is_working(self) -> np.ndarray:
        """Boolean per day from ``first`` to ``last``."""
        days = np.arange(np.datetime64(self.first, "D"), np.datetime64(self.last, "D") + 1)
        # Day 0 of numpy (1970-01-01) was a Thursday, weekday 3.
        weekday = (days.astype(int) + 3) % 7  # not-law: days of a week
        working = ~np.isin(weekday, self.weekend)
        for day in self.days_off:
            if self.first <= day <= self.last:
                working[(day - self.first).days] = False
        for day in self.days_worked:
            if self.first <= day <= self.last:
                working[(day - self.first).days] = True
        return working

    @cached_property
    def _common(self) -> tuple[int, int]:
        """From and to which day number from ``first`` periods are looked up in a table: the years with holidays, if there are any."""
        whole = (0, self._is_working.size)
        if not self.days_off:
            return whole
        years = min(self.days_off).year, max(self.days_off).year
        least, most = ((dt.date(year, 1, 1) - self.first).days for year in (years[0], years[1] + 1))
        return max(least, whole[0]), min(most, whole[1])

    @cached_property
    def _working(self) -> np.ndarray:
        """The working days themselves, as day numbers from ``first``."""
        return np.flatnonzero(self._is_working)

    @cached_property
    def _count(self) -> np.ndarray:
        """Per day: how many working days lie on or before it."""
        return np.cumsum(self._is_working)

    def _index(self, days: np.ndarray) -> np.ndarray:
        index = days.astype(DAY).astype(int) - self._origin
        if index.size and (index.min() < 0 or index.max() >= self._is_working.size):
            raise CalendarError(
                f"The calendar knows the days from {self.first} to {self.last} only. "
                "Check the date, or extend first/last in the pack's calendar/calendar.yaml."
            )
        return index

    # ---- questions -------------------------------------------------------------------------------

    def is_working_day(self, day: dt.date) -> bool:
        """Whether people work on this day.

        Raises:
            CalendarError: the day lies outside the calendar.
        """
        return bool(self._is_working[self._index(np.array([_plain(day)], dtype=DAY))[0]])

    def why_off(self, day: dt.date) -> str | None:
        """The name of the holiday, ``weekend`` for a free weekend day, or None for a working day."""
        if self.is_working_day(day):
            return None
        return self.days_off.get(_plain(day), "weekend")

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        index = self._index(np.array([_plain(start), _plain(end)], dtype=DAY))
        return int(self._count[index[1]] - self._count[index[0]])

    def local_date(self, moment: dt.date | dt.datetime) -> dt.date:
        """The day on which a moment falls in the pack's time zone; a date is returned as it is.

        Raises:
            CalendarError: a moment without a time zone.
        """
        if isinstance(moment, dt.datetime):
            if moment.tzinfo is None:
                raise CalendarError(f"The moment {moment} has no time zone. Give one, e.g. {self.timezone.key}.")
            return moment.astimezone(self.timezone).date()
        return moment

    # ---- arithmetic ------------------------------------------------------------------------------

    def add(self, start: dt.date | dt.datetime, duration: Duration) -> dt.date | dt.datetime:
        """The day (or, for hours, the moment) on which a period that begins with ``start`` ends.

        Args:
            start: the day or the moment (with a time zone) of the event.
            duration: how long; a negative value counts backwards.

        Returns:
            For hours a moment in the pack's time zone; for every other unit the last day of the period.

        Raises:
            CalendarError: hours from a day without a time of day, a moment without a zone, or a day
            outside the calendar.
        """
        if duration.unit == "hour":
            if not isinstance(start, dt.datetime):
                raise CalendarError(
                    f"Hours are counted from a moment; {start} is a day. Give the date and the time of the event."
                )
            self.local_date(start)
            # Through UTC, so that the hours are real ones even in a zone that moves its clocks.
            end = start.astimezone(dt.UTC) + dt.timedelta(hours=duration.value)  # not-law: value comes from a parameter
            return end.astimezone(self.timezone)
        day = np.array([self.local_date(start)], dtype=DAY)
        return self.add_dates(day, duration)[0].item()

    def subtract(self, start: dt.date | dt.datetime, duration: Duration) -> dt.date | dt.datetime:
        """As ``add``, backwards: the latest day for something due a period before ``start``."""
        return self.add(start, -duration)

    def due_at(self, start: dt.date | dt.datetime, duration: Duration) -> dt.datetime:
        """The moment at which the period is over: for hours that moment, else the midnight that ends the
        last day."""
        end = self.add(start, duration)
        if isinstance(end, dt.datetime):
            return end
        next_day = end + dt.timedelta(days=1)
        return dt.datetime(next_day.year, next_day.month, next_day.day, tzinfo=self.timezone)

    def add_dates(self, days: np.ndarray, duration: Duration) -> np.ndarray:
        """As ``add`` for many days at once; unknown days (NaT) stay unknown.

        Args:
            days: datetime64[D] of any length.
            duration: hours are rounded up to whole days here, since a day has no time: the period is over
                on the returned day at the latest.

        Returns:
            datetime64[D] of the same length.
        """
        days = np.ascontiguousarray(days, dtype=DAY)
        if days.size < _MANY:
            return self._add_each(days, duration)
        # Many people share few days: what a period comes to is looked up by its first day.
        table = self._table(duration)
        # An unknown day and one before the table wrap round to a very large number: both take the entry after the last.
        index = (days.view(np.int64) - (self._origin + self._common[0])).view(np.uint64)
        result = table.take(np.minimum(index, np.uint64(len(table) - 1)).view(np.int64))
        rest = np.isnat(result)
        if rest.any():
            rest &= ~np.isnat(days)
            if rest.any():
                result[rest] = self._add_each(days[rest], duration)
        return result

    def _table(self, duration: Duration) -> np.ndarray:
        """The end of the period for each of the common days, and one entry more, for all other days: NaT."""
        if duration not in self._tables:
            first = np.datetime64(self.first, "D")
            days = np.arange(first + self._common[0], first + self._common[1])
            ends = np.full(days.size + 1, np.datetime64("NaT", "D"))
            least, most, step = 0, days.size, 1
            while least < most:
                # Near its ends a period may leave the calendar; those days are left to `_add_each`, which says so.
                try:
                    ends[least:most] = self._add_each(days[least:most], duration)
                except CalendarError:
                    most, least = (most - step, least) if duration.value >= 0 else (most, least + step)
                    step *= 2  # not-law: a longer step each time
                else:
                    break
            self._tables[duration] = ends
        return self._tables[duration]

    def _add_each(self, days: np.ndarray, duration: Duration) -> np.ndarray:
        unknown = np.isnat(days)
        known = days[~unknown]
        # Where the day of the event counts as the first day, every count in days ends one day sooner.
        shift = int(np.sign(duration.value)) if self.event_day_counts else 0
        if duration.unit == "working_day":
            ends = self._add_working(known, duration.value - shift)
        elif duration.unit == "calendar_day":
            ends = known + (duration.value - shift)
        elif duration.unit == "week":
            ends = known + (duration.value * 7 - shift)  # not-law: days of a week
        elif duration.unit == "hour":
            ends = known - (-duration.value // 24)  # not-law: hours of a day, rounded up
        else:
            months = duration.value * (12 if duration.unit == "year" else 1)  # not-law: months of a year
            ends = add_months(known, months) - shift
        # Counting back ("at least 30 days before"), a later day would break the rule, so only forward
        # periods move.
        if duration.roll == "next_working_day" and duration.value >= 0:
            ends = self._roll(ends)
        result = np.full(days.shape, np.datetime64("NaT", "D"))
        result[~unknown] = ends
        return result

    def working_days(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """As `working_days_between`, for many people; 0 where a day is not known.

        Raises:
            CalendarError: a day outside the calendar.
        """
        both = ~(np.isnat(starts) | np.isnat(ends))
        result = np.zeros(starts.shape, dtype=np.int64)
        result[both] = self._count[self._index(ends[both])] - self._count[self._index(starts[both])]
        return result

    def _add_working(self, days: np.ndarray, count: int) -> np.ndarray:
        index = self._index(days)
        if count == 0:
            return days
        # Forward: the count-th working day after; backward: the count-th before.
        on_or_before = self._count[index]
        position = on_or_before + count - 1 if count > 0 else on_or_before - self._is_working[index] + count
        return self._day_of(position)

    def _roll(self, days: np.ndarray) -> np.ndarray:
        index = self._index(days)
        return np.where(self._is_working[index], days, self._day_of(self._count[index]))

    def _day_of(self, position: np.ndarray) -> np.ndarray:
        if position.size and (position.min() < 0 or position.max() >= self._working.size):
            raise CalendarError(
                f"The period leaves the calendar, which ends on {self.last}. Extend it in calendar/calendar.yaml."
            )
        return (self._working[position] + self._origin).astype(DAY)


def add_months(days: np.ndarray, months: int) -> np.ndarray:
    """Days moved by whole months, clamped to the last day of a shorter month.

    Args:
        days: datetime64[D].
        months: may be negative.
    """
    month = days.astype("datetime64[M]")
    day_of_month = days - month.astype(DAY)
    target = month + months
    last = (target + 1).astype(DAY) - target.astype(DAY) - np.timedelta64(1, "D")  # not-law: last day of a month
    return target.astype(DAY) + np.minimum(day_of_month, last)


def _plain(day: dt.date) -> dt.date:
    if isinstance(day, dt.datetime):
        raise CalendarError("Give a day here; use local_date() to turn a moment into a day.")
    return day
