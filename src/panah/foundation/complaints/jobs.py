# SPDX-License-Identifier: AGPL-3.0-or-later
"""The morning's look at complaints whose term is over."""

from procrastinate.contrib.django import app

from panah.foundation.complaints.forgetting import tell_of_late


@app.periodic(cron="15 4 * * *")
@app.task(name="complaints.late", queueing_lock="complaints.late", pass_context=False)
def look_at_complaints(timestamp: int) -> None:
    """Every morning: which complaints were not answered in time (DP-08)."""
    tell_of_late()
