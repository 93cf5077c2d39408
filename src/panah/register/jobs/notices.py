# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling second organisations of openings in an emergency: at the word of the opening, and again every minute."""

import contextlib

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from panah.register.notices import send_waiting


@app.task(name="register.emergency_notices", queueing_lock="register.emergency_notices", pass_context=False)
def send() -> None:
    """At the word of an opening."""
    send_waiting()


@app.periodic(cron="* * * * *")
@app.task(name="register.emergency_notices_again", queueing_lock="register.emergency_notices_again", pass_context=False)
def send_again(timestamp: int) -> None:
    """Every minute, for what was not taken."""
    send_waiting()


def wake_notices() -> None:
    """Let a worker send soon, once the caller's transaction is committed. A word that stands in the queue is enough."""

    def call() -> None:
        with contextlib.suppress(exceptions.AlreadyEnqueued), transaction.atomic():
            send.defer()

    transaction.on_commit(call)
