# SPDX-License-Identifier: AGPL-3.0-or-later
"""The controlled list of units of a parameter, and a length of time in one of them."""

from dataclasses import dataclass

#: Units in which time is counted. ``calendar_day`` counts every day, ``working_day`` only those of the
#: pack's calendar.
TIME_UNITS: tuple[str, ...] = ("hour", "calendar_day", "working_day", "week", "month", "year")

#: Other units. Currencies (ISO 4217) are named by each pack, since not every pack has fees.
OTHER_UNITS: tuple[str, ...] = ("percent", "person", "count", "code")

#: What to do when a period ends on a day that is no working day.
ROLLS: tuple[str, ...] = ("none", "next_working_day")


@dataclass(frozen=True)
class Duration:
    """A length of time as the law states it.

    Args:
        value: how many; negative counts backwards.
        unit: one of ``TIME_UNITS``.
        roll: ``next_working_day`` moves a deadline that falls on a non-working day, ``none`` leaves it.

    Raises:
        ValueError: unknown unit or roll, or a value that is not a whole number.
    """

    value: int
    unit: str
    roll: str = "none"

    def __post_init__(self) -> None:
        if self.unit not in TIME_UNITS:
            raise ValueError(f"'{self.unit}' is no unit of time. Use one of: {', '.join(TIME_UNITS)}.")
        if self.roll not in ROLLS:
            raise ValueError(f"'{self.roll}' is no rule for deadlines. Use one of: {', '.join(ROLLS)}.")
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError(f"A duration counts whole units; got {self.value!r}.")

    def __neg__(self) -> "Duration":
        return Duration(-self.value, self.unit, self.roll)
