# SPDX-License-Identifier: AGPL-3.0-or-later
"""The night's work of retention."""

from procrastinate.contrib.django import app

from panah.foundation.privacy.retention import run


@app.periodic(cron="30 1 * * *")
@app.task(name="privacy.retention", queueing_lock="privacy.retention", pass_context=False)
def carry_out_retention(timestamp: int) -> None:
    """Every night, after the terms of the day were looked at."""
    run()
