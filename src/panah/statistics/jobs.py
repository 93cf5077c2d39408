# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work of the statistics outside requests: drafts that wait to be tried."""

import contextlib

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from panah.statistics.services import work_off


@app.task(name="statistics.simulations", queueing_lock="statistics.simulations", pass_context=False)
def drain() -> None:
    """At the word of a page."""
    work_off()


@app.periodic(cron="* * * * *")
@app.task(name="statistics.simulations_again", queueing_lock="statistics.simulations_again", pass_context=False)
def drain_again(timestamp: int) -> None:
    """Every minute, for what a worker that died has left."""
    work_off()


def wake() -> None:
    """Let a worker look soon, once the caller's transaction is committed."""

    def call() -> None:
        with contextlib.suppress(exceptions.AlreadyEnqueued), transaction.atomic():
            drain.defer()

    transaction.on_commit(call)
