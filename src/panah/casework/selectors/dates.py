# SPDX-License-Identifier: AGPL-3.0-or-later
"""How near the end of a term is, for the chip that a page shows."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from panah.foundation import clock
from panah.law.pack import Pack

Level = Literal["over", "soon", "running", "stopped", "paused"]


@dataclass(frozen=True)
class Due:
    """The end of a term as a page shows it.

    last_day: the last day on which it can be kept. days_left: calendar days from today to it; negative when over.
    level: `soon` from the share of the term that the pack's parameter `alert.first` names (RS-03).
    """

    at: dt.datetime
    last_day: dt.date
    days_left: int
    level: Level


def last_day_of(at: dt.datetime) -> dt.date:
    """The day that a term includes last: a term that ends at midnight ends with the day before."""
    local = at.astimezone(clock.zone())
    return (local - dt.timedelta(microseconds=1)).date()


def due(
    started_at: dt.datetime, due_at: dt.datetime, *, pack: Pack, stopped: bool = False, paused: bool = False
) -> Due:
    """Weigh a term at the present instant."""
    now = clock.now()
    last = last_day_of(due_at)
    share = float(pack.parameter("alert.first", clock.today()).value) / 100
    level: Level
    if stopped:
        level = "stopped"
    elif paused:
        level = "paused"
    elif now >= due_at:
        level = "over"
    elif now >= started_at + (due_at - started_at) * share:
        level = "soon"
    else:
        level = "running"
    return Due(due_at, last, (last - clock.today()).days, level)
