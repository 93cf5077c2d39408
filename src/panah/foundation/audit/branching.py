# SPDX-License-Identifier: AGPL-3.0-or-later
"""Going on with the log after a restore to an earlier moment (DB-09).

What the witnesses saw beyond that moment is lost, and they can prove it. Signing another history under the same name would look
like a forgery, and would be one: so the log gets a new name, an event says where it began, and the report says what is missing.
"""

import datetime as dt

from django.db import transaction

from panah.foundation.access.actor import Actor
from panah.foundation.audit import signing, tree_check
from panah.foundation.audit.models import Delivery, Event, Verb
from panah.foundation.audit.sealing import place_waiting, reading_the_log, sign_head, size
from panah.foundation.audit.services import record
from panah.foundation.audit.witnesses import not_asked


def begin_branch(restored_at: dt.datetime | None = None) -> str:
    """Give the log a new name when a witness has seen more of it than is there, or may have. Returns that in words; else nothing.

    restored_at: when the database was restored; a witness that cannot be asked here (an address, a share that is away) may then have
    seen anything. None where nothing was restored.
    """
    with reading_the_log() as reader, transaction.atomic():
        seen, unasked = tree_check.lost(), []
        if seen is None:
            held, there = signing.log_keys(), size()
            if restored_at is None or not held:
                return ""
            if dt.datetime.fromisoformat(held[-1].made_at) >= restored_at:
                # A key is made before its event is committed: one that was killed between the two is made good here.
                _say(reader, held)
                return ""
            unasked = not_asked()
            if not unasked:
                return ""
            seen = held[-1].name, there, there
        name, most, there = seen
        signing.branch(there)
        key = _say(reader, signing.log_keys(), most)
    place_waiting()
    sign_head()
    if unasked:
        return (
            f"What {', '.join(unasked)} has seen of the log {name} beyond the {there:,} events that are restored cannot be looked up here. "
            f"From here the log is called {key.name}. Tell the witnesses its key: {key.text}"
        )
    return (
        f"The witnesses have seen {most:,} events of the log {name}, and {there:,} are restored: {most - there:,} are lost. From here the "
        f"log is called {key.name}. Tell the witnesses its key: {key.text}"
    )


def _say(reader: Actor, held: list[signing.LogKey], most: int | None = None) -> signing.LogKey:
    """Say in the log where its newest name began, once. most: how much of the name before was seen, where that is known."""
    key, names = held[-1], list(dict.fromkeys(one.name for one in held))
    if len(names) > 1 and not Event.objects.filter(subject_type="log", detail__branch=key.name).exists():
        record(
            reader,
            Verb.JOB,
            subject_type="log",
            purpose="restore",
            detail={
                "branch": key.name,
                "of": names[-2],
                "since": key.since,
                "seen": key.since if most is None else most,
            },
        )
        # The new log is a new one to every receiver: it is sent from its beginning.
        Delivery.objects.update(size=0)
    return key
