# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine's part of `panah audit verify`: actions and events match one to one, cases have all their actions, and
contents and papers are what was written."""

from django.db import connection

from panah.casework.models import Action, ActionContent
from panah.foundation.audit.verify import Check, verifies
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import is_whole


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


@verifies("events")
def events_have_actions() -> Check:
    """An event of an action that is not there: somebody took the action out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM casework_action a"
            " WHERE a.request_id = e.request_id AND a.case_id = e.subject_id)) FROM audit_event e"
            " WHERE e.subject_type = 'case' AND e.verb IN ('act', 'create') AND e.request_id IS NOT NULL"
        )
        looked, wrong = cursor.fetchone()
    return Check("events", looked, (f"{wrong} events tell of actions that are not there.",) if wrong else ())


@verifies("cases")
def cases_have_all_their_actions() -> Check:
    """A case whose actions are not numbered from one to its version, without a gap."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE c.version <> a.n OR c.version <> a.last)"
            " FROM casework_case c CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(max(seq), 0) AS last"
            " FROM casework_action WHERE case_id = c.id) a"
        )
        looked, wrong = cursor.fetchone()
    return Check("cases", looked, (f"{wrong} cases lack actions, or have some too many.",) if wrong else ())


@verifies("papers")
def papers_are_whole() -> Check:
    """Letters and uploads whose bytes are no longer those that were stored."""
    looked, wrong = 0, 0
    for stored in StoredFile.objects.iterator(chunk_size=50):
        looked += 1
        wrong += not is_whole(stored)
    return Check("papers", looked, (f"{wrong} papers differ from what was stored.",) if wrong else ())


@verifies("contents")
def contents_are_whole() -> Check:
    """A content that is no longer what was written (RS-09)."""
    looked, wrong = 0, 0
    for content in ActionContent.objects.iterator(chunk_size=500):
        looked += 1
        wrong += not content.is_whole
    return Check("contents", looked, (f"{wrong} contents differ from their seal.",) if wrong else ())
