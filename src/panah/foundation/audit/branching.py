# SPDX-License-Identifier: AGPL-3.0-or-later
"""Going on with the log after a restore to an earlier moment (DB-09).

What the witnesses saw beyond that moment is lost, and they can prove it. Signing another history under the same name would look
like a forgery, and would be one: so the log gets a new name, an event says where it began, and the report says what is missing.
"""

from django.db import transaction

from panah.foundation.audit import signing, tree_check
from panah.foundation.audit.models import Delivery, Verb
from panah.foundation.audit.sealing import place_waiting, reading_the_log, sign_head
from panah.foundation.audit.services import record


def begin_branch() -> str:
    """Give the log a new name when a witness has seen more of it than is there. Returns that in words; empty when none has."""
    with reading_the_log() as reader, transaction.atomic():
        seen = tree_check.lost()
        if seen is None:
            return ""
        name, most, there = seen
        key = signing.branch(there)
        record(
            reader,
            Verb.JOB,
            subject_type="log",
            purpose="restore",
            detail={"branch": key.name, "of": name, "since": there, "seen": most},
        )
        # The new log is a new one to every receiver: it is sent from its beginning.
        Delivery.objects.update(size=0)
    place_waiting()
    sign_head()
    return (
        f"The witnesses have seen {most:,} events of the log {name}, and {there:,} are restored: {most - there:,} are lost. From here the "
        f"log is called {key.name}. Tell the witnesses its key: {key.text}"
    )
