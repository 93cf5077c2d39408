# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing events a year after the data that they tell of (LG-09): the log must not become a watch over those whose files are gone.

Steps in a file stay with the skeleton of the file, to which they belong; so does what names nobody. The leaf of an erased event stays
in the tree, so that heads and proofs hold.
"""

from django.db import connection, transaction

from panah.foundation import clock
from panah.foundation.audit.models import Verb
from panah.foundation.audit.sealing import reading_the_log

MOST_IN_A_NIGHT = 50_000  # not-law: policy


def forget(*, most: int = MOST_IN_A_NIGHT) -> int:
    """Erase the events whose every person was erased a year ago or longer. Returns how many.

    most: so many in one run; the rest goes in the next.
    """
    with reading_the_log(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT panah_forget_events(%s, %s, %s)", [clock.now(), Verb.ACT, most])
        return int(cursor.fetchone()[0])
