# SPDX-License-Identifier: AGPL-3.0-or-later
"""The watch goes on by itself: every five minutes over the log, every Monday the draw, every night the meter is emptied."""

import datetime as dt

from procrastinate.contrib.django import app

from panah.foundation import clock
from panah.foundation.oversight.drawing import draw_missed, draw_week, pause_late
from panah.foundation.oversight.limits import Limits
from panah.foundation.oversight.models import Meter, MeterKind
from panah.foundation.oversight.watch import look_through, watching


@app.periodic(cron="*/5 * * * *")
@app.task(name="oversight.watch", queueing_lock="oversight.watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Look through the log, draw what was not drawn, and pause whoever has not answered. Twice in the ten minutes that T1 allows."""
    draw_missed()
    pause_late()
    look_through()


@app.periodic(cron="20 5 * * 1")
@app.task(name="oversight.draw", queueing_lock="oversight.draw", pass_context=False)
def draw(timestamp: int) -> None:
    """On Mondays: ask about readings of the week before."""
    draw_week()


@app.periodic(cron="40 2 * * *")
@app.task(name="oversight.forget", queueing_lock="oversight.forget", pass_context=False)
def nightly(timestamp: int) -> None:
    """Every night."""
    forget()


def forget() -> int:
    """Throw away what the meter no longer needs. Returns how many rows went."""
    with watching():
        old = clock.now() - dt.timedelta(days=1)
        slow = clock.now() - dt.timedelta(days=Limits.in_force().slow_days + 1)
        gone, _detail = Meter.objects.filter(kind=MeterKind.SHOWN, starts_at__lt=old).delete()
        more, _detail = Meter.objects.filter(kind=MeterKind.OPENED, starts_at__lt=slow).delete()
    return gone + more
