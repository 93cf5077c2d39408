# SPDX-License-Identifier: AGPL-3.0-or-later
"""The night's work of retention, and the morning's look at who waits for a copy or for word of a correction."""

import contextlib

from procrastinate.contrib.django import app

from panah.foundation.jobs import queue
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.privacy.copies import tell_of_late
from panah.foundation.privacy.corrections import tell_of_late_messages
from panah.foundation.privacy.destroying import rewrite_if_owed
from panah.foundation.privacy.retention import run


@app.periodic(cron="30 1 * * *")
@app.task(name="privacy.retention", queueing_lock="privacy.retention", pass_context=False)
def carry_out_retention(timestamp: int) -> None:
    """Every night, after the terms of the day were looked at. Raises RuntimeError at its end where something could not be erased."""
    done = run()
    if done.failed:
        raise RuntimeError(f"{done.failed} could not be erased; the log says which.")


@app.periodic(cron="45 1 * * *")
@app.task(name="privacy.queue", queueing_lock="privacy.queue", pass_context=False)
def forget_jobs(timestamp: int) -> None:
    """Every night: what failed a month ago and names people by ids."""
    queue.forget()


@app.periodic(cron="25 * * * *")
@app.task(name="privacy.keys", queueing_lock="privacy.keys", pass_context=False)
def rewrite_key_store(timestamp: int) -> None:
    """Every hour: nothing of an erased key stays in the file of the keys (KY-04)."""
    with contextlib.suppress(KeysProblem):
        # Its log was in use: the next hour tries again, and `./panah keys status` says so.
        rewrite_if_owed()


@app.periodic(cron="10 4 * * *")
@app.task(name="privacy.copies", queueing_lock="privacy.copies", pass_context=False)
def look_at_copies(timestamp: int) -> None:
    """Every morning: which requests for a copy have waited too long (DP-06)."""
    tell_of_late()


@app.periodic(cron="20 4 * * *")
@app.task(name="privacy.corrections", queueing_lock="privacy.corrections", pass_context=False)
def look_at_corrections(timestamp: int) -> None:
    """Every morning: which recipients have not been told of a correction in time (DP-07)."""
    tell_of_late_messages()
