# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the services of complaints have in common: the system that writes where its actor may not see, who may answer, the log."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting, shut_people
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Office, OfficeKind, RoleAssignment
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import COMPLAINT, record
from panah.foundation.complaints.models import Complaint

ANSWER_DAYS = 14  # not-law: policy
"""Days within which a complaint is answered (AC-13)."""
SOON_DAYS = 3  # not-law: policy
"""Days before its term is over from which on a complaint is marked."""
LONGEST = 5000
LONGEST_WISH = 1000
LONGEST_CONTACT = 200
PURPOSE = "complaint"
READER = Role.DATA_PROTECTION
"""Whoever holds this answers complaints (standards 5.2, AC-13): it goes with no other role, so that its holders are of no other unit."""


class ComplaintRefused(Exception):
    """It cannot be done like this. key: what stands in the way, a field or a word of its own."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@contextmanager
def as_system() -> Iterator[Actor]:
    """Act as the system, which sees every complaint: for what its actor writes and may not read."""
    service = service_actor("complaints")
    seat = (Assignment(READER, uuid.UUID(int=0)),)
    with acting(Actor(kind="service", account_id=service.account_id, assignments=seat), PURPOSE) as system:
        yield system


def due_on(received: dt.date) -> dt.date:
    """The last day for the answer."""
    return received + dt.timedelta(days=ANSWER_DAYS)


def units() -> list[Office]:
    """The units of the service about which somebody can complain: all but organisations, which are no part of it."""
    return list(Office.objects.exclude(kind=OfficeKind.ORGANISATION).order_by("name_en"))


def is_of(holder_id: uuid.UUID | None, complaint: Complaint) -> bool:
    """Whether a natural person is complained about, or works or ever worked in a unit complained about. PostgreSQL asks the same."""
    if holder_id is None:
        return False
    return (
        holder_id in complaint.holders
        or RoleAssignment.objects.filter(account__holder_id=holder_id, office_id__in=complaint.offices).exists()
    )


def readers(complaint: Complaint) -> list[Account]:
    """The accounts of everybody who may answer a complaint now: independent of it, one for each person, by name. Whoever is close to
    the person does not read it (PZ-10), and so is none of them: else it would wait for somebody who never sees it."""
    today = clock.today()
    found = Account.objects.filter(
        is_active=True,
        ends_on__gt=today,
        roles__role=READER,
        roles__starts_on__lte=today,
        roles__ends_on__gt=today,
    )
    by_person = {one.holder_id: one for one in found.select_related("holder").order_by("-opened_on", "pk")}
    return sorted(
        (
            one
            for holder, one in by_person.items()
            if holder != complaint.recorded_by and not is_of(holder, complaint) and not _is_close(one, complaint)
        ),
        key=lambda one: (one.name, str(one.pk)),
    )


def _is_close(account: Account, complaint: Complaint) -> bool:
    if complaint.person_id is None:
        return False
    with acting(actor_of(account), PURPOSE):
        return complaint.person_id in shut_people()


def log(
    actor: Actor,
    verb: Verb,
    complaint: Complaint,
    detail: Mapping[str, Any] | None = None,
    *,
    outcome: str = "ok",
    request_id: uuid.UUID | None = None,
) -> None:
    """An event of one complaint; ids and codes alone, and never whom it is about."""
    record(
        actor,
        verb,
        subject_type=COMPLAINT,
        subject_id=complaint.pk,
        persons=[complaint.person_id] if complaint.person_id else [],
        purpose=PURPOSE,
        outcome=outcome,
        detail=dict(detail or {}),
        request_id=request_id,
    )
