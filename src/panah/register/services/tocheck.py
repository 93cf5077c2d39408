# SPDX-License-Identifier: AGPL-3.0-or-later
"""Remembering who has to be compared with others again: after a registration, a new name, birth or paper, an import."""

import uuid
from collections.abc import Iterable

from panah.foundation import clock
from panah.register.models import PairSource, PersonToCheck

_BATCH = 5_000


def mark_for_check(person_ids: Iterable[uuid.UUID], source: PairSource | str) -> None:
    """Let the re-check look at people soon (`register.jobs`); called inside a service that has asked.

    A row for each, written in the transaction of the change: nothing is forgotten when the machine stops, nobody waits for
    anybody, and a change that is rolled back leaves nothing to look at.
    """
    now, why = clock.now(), PairSource(source)
    PersonToCheck.objects.bulk_create(
        [PersonToCheck(person_id=person_id, source=why, since=now) for person_id in dict.fromkeys(person_ids)],
        batch_size=_BATCH,
    )
