# SPDX-License-Identifier: AGPL-3.0-or-later
"""What went to another house is signed as soon as a head of the log covers it (LG-13)."""

import logging

from procrastinate.contrib.django import app

from panah.foundation.exports.sending import sign_waiting
from panah.foundation.keys.errors import KeysProblem

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="exports.sign", queueing_lock="exports.sign", pass_context=False)
def sign(timestamp: int) -> None:
    """Every minute."""
    try:
        sign_waiting()
    except KeysProblem:
        logger.warning("What was sent to another house is not signed while the service is locked.")
