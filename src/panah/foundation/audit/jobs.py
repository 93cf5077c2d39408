# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing the log every minute, and telling outsiders (LG-05, LG-10)."""

import logging

from procrastinate.contrib.django import app

from panah.foundation.audit.sealing import EVERY, place_waiting, sign_head
from panah.foundation.audit.witnesses import deliver
from panah.foundation.keys.errors import KeysProblem

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal", pass_context=False)
def seal_and_tell(timestamp: int) -> None:
    """Give what was written its place, sign, and send what outsiders do not have yet."""
    place_waiting()
    try:
        sign_head(every=EVERY)
    except KeysProblem:
        # Places need no key: what waits for the signature is in order already.
        logger.warning("The log has its places, but no head is signed while the service is locked.")
    deliver()
