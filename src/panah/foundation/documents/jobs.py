# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every night the addresses at which papers were handed out are forgotten."""

from procrastinate.contrib.django import app

from panah.foundation.documents.handing import forget


@app.periodic(cron="50 2 * * *")
@app.task(name="documents.forget", queueing_lock="documents.forget", pass_context=False)
def nightly(timestamp: int) -> None:
    """Every night."""
    forget()
