# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine's part of `panah audit verify`: every action has its event, and every sealed content is what was sealed."""

from django.db import connection

from panah.casework.models import Action, ActionContent
from panah.foundation.audit.verify import Check, verifies


@verifies("actions")
def actions_have_events() -> Check:
    """An action without an event, or with two."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM casework_action a WHERE (SELECT count(*) FROM audit_event e"
            " WHERE e.request_id = a.request_id AND e.subject_id = a.case_id AND e.verb IN ('act', 'create')) <> 1"
        )
        (wrong,) = cursor.fetchone()
    return Check(
        "actions", Action.objects.count(), (f"{wrong} actions do not have exactly one event.",) if wrong else ()
    )


@verifies("contents")
def contents_are_whole() -> Check:
    """A content that is no longer what was written (RS-09)."""
    looked, wrong = 0, 0
    for content in ActionContent.objects.iterator(chunk_size=500):
        looked += 1
        wrong += not content.is_whole
    return Check("contents", looked, (f"{wrong} contents differ from their seal.",) if wrong else ())
