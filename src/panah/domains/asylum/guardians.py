# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a change of guardian in the register means for a child's open files (CH-01, CH-02)."""

import uuid

from panah.casework.context import Context
from panah.casework.models import Case
from panah.domains.asylum.effects.reception import settle_guardian
from panah.domains.asylum.facts import CLAIM
from panah.domains.asylum.leaving import shut_to_who_left
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.register.registry import when_guardian_changes


@when_guardian_changes
def settle_files(child_id: uuid.UUID, left: uuid.UUID | None) -> None:
    """Who left opens no file of the child any more, wherever it lies; where nobody stands for the child now, the task to find somebody
    opens at once.

    The task is opened in the context of whoever recorded the change: files that this person may not know are left to their own office.
    """
    shut_to_who_left(child_id, [left])
    open_files = Case.objects.select_for_update(of=("self",)).filter(
        person_id=child_id, closed_at=None, procedure_key=CLAIM
    )
    for case in open_files:
        settle_guardian(
            Context(actor=service_actor("guardian"), case=case, rule=case.procedure.start, data=None, now=clock.now())
        )
        case.save(update_fields=["flags"])
