# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading complaints: one's own, the one of a receipt, and those that wait for an answer."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting, showing_card
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows, require
from panah.foundation.accounts.models import Account
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.complaints.common import PURPOSE, SOON_DAYS, is_of, log, readers
from panah.foundation.complaints.models import Complaint
from panah.foundation.complaints.policy import ComplaintPermission
from panah.foundation.complaints.sending import code_digest

LISTED = 200
SHOWN_AFTER = dt.timedelta(days=30)  # not-law: policy
"""For how long an answered complaint stays in the list of its readers."""


@dataclass(frozen=True)
class Standing:
    """A complaint and where it stands. alone: nobody of the service may answer it. mine: it is the actor's to answer."""

    complaint: Complaint
    alone: bool = False
    mine: bool = False

    @property
    def state(self) -> str:
        """`answered`, `alone`, `read` (somebody has it) or `received`."""
        if self.complaint.answered_at is not None:
            return "answered"
        if self.alone:
            return "alone"
        return "read" if self.complaint.assigned_to else "received"

    @property
    def is_over(self) -> bool:
        """Whether its term is over without an answer."""
        return self.complaint.answered_at is None and self.complaint.due_on < clock.today()

    @property
    def is_soon(self) -> bool:
        """Whether its term is nearly over without an answer."""
        left = (self.complaint.due_on - clock.today()).days
        return self.complaint.answered_at is None and 0 <= left <= SOON_DAYS


def own_complaints(*, actor: Actor) -> list[Standing]:
    """The complaints of the person; of somebody for whom the person acts only those sent by the person. The newest first. Raises Denied."""
    require(actor, ComplaintPermission.OWN)
    rows = Complaint.objects.filter(person_id=actor.person_id).order_by("-received_at")
    return [_standing(one) for one in rows[:LISTED]]


def own_complaint(*, actor: Actor, complaint_id: uuid.UUID) -> Standing:
    """One of them; the reading is an event. Raises Denied; NotFound."""
    require(actor, ComplaintPermission.OWN)
    found = Complaint.objects.filter(pk=complaint_id, person_id=actor.person_id).first()
    if found is None:
        raise NotFound("page")
    log(actor, Verb.READ, found)
    return _standing(found)


def complaint_of_receipt(*, actor: Actor, code: str) -> Standing | None:
    """The complaint that the code of a receipt (normalised) opens, whoever shows it; None where there is none."""
    require(actor, ComplaintPermission.OPEN)
    digest = code_digest(code)
    with acting(ANONYMOUS, PURPOSE), showing_card(digest), transaction.atomic():
        found = Complaint.objects.filter(code_digest=digest).first()
        if found is None:
            return None
        # Whoever shows the code; also where somebody had signed in for something else.
        log(ANONYMOUS, Verb.READ, found)
        return _standing(found)


def waiting_complaints(*, actor: Actor) -> list[Standing]:
    """What waits for an answer, first what is due first, and what was answered lately. Of complaints that the actor may not read
    there is nothing: no row, no number, no count. The list is an event, which says neither how many nor whose. Raises Denied."""
    require(actor, ComplaintPermission.ANSWER)
    lately = Q(answered_at=None) | Q(answered_at__gt=clock.now() - SHOWN_AFTER)
    rows = list(Complaint.objects.filter(lately).defer("words", "wish", "contact").order_by("answered_at", "due_on"))
    rows.sort(key=lambda one: (one.answered_at is not None, one.due_on))
    record(actor, Verb.LIST, subject_type="complaints", purpose=PURPOSE)
    return [Standing(one, mine=one.assigned_to == actor.holder_id) for one in rows[:LISTED]]


def count_waiting(actor: Actor) -> int:
    """How many wait for the actor or for nobody yet: the number beside the entry of the menu."""
    if not allows(actor, ComplaintPermission.ANSWER, SOME):
        return 0
    mine = Q(assigned_to=None) | Q(assigned_to=actor.holder_id)
    return Complaint.objects.filter(mine, answered_at=None).count()


def complaint_to_answer(*, actor: Actor, complaint_id: uuid.UUID) -> tuple[Standing, list[Account]]:
    """One complaint for whoever may answer it, with everybody who may; the reading is an event.

    Raises Denied; NotFound: no such complaint, or one about the actor or a unit of the actor's.
    """
    require(actor, ComplaintPermission.ANSWER)
    found = visible(actor, complaint_id)
    log(actor, Verb.READ, found)
    return Standing(found, mine=found.assigned_to == actor.holder_id), readers(found)


def visible(actor: Actor, complaint_id: uuid.UUID, *, lock: bool = False) -> Complaint:
    """A complaint that the actor may read as who answers. Part of a service. Raises NotFound."""
    rows = Complaint.objects.select_for_update() if lock else Complaint.objects
    found = rows.filter(pk=complaint_id).first()
    # PostgreSQL hides it; asked here as well, so that neither of the two stands alone.
    if found is None or is_of(actor.holder_id, found):
        raise NotFound("complaint")
    return found


def _standing(one: Complaint) -> Standing:
    return Standing(one, alone=one.answered_at is None and not readers(one))
