# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the review of a status that was granted (RS-21), from the person's file."""

import uuid
from collections.abc import Mapping
from typing import Any

from panah.casework.models import Case
from panah.casework.procedure.schema import Procedure
from panah.casework.services import filing_form, start_case
from panah.domains.asylum.facts import CLAIM, REVIEW
from panah.domains.asylum.policy import ClaimPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.register.bitemporal import current
from panah.register.models import LegalStatus, Person, StatusKind
from panah.register.public import visible, whole

Options = Mapping[str, list[tuple[str, str]]]


def can_be_reviewed(*, actor: Actor, person_id: uuid.UUID) -> bool:
    """Whether the actor may open the review of a status that this person holds, and none is open."""
    if not allows(actor, ClaimPermission.OPEN_REVIEW):
        return False
    files = whole(actor, person_id)
    open_now = Case.objects.filter(person_id__in=files, procedure_key=REVIEW, closed_at=None)
    return _holds_status(actor, person_id) and not open_now.exists()


def _holds_status(actor: Actor, person_id: uuid.UUID) -> bool:
    files = whole(actor, person_id)
    held = LegalStatus.objects.filter(current(clock.today()), person_id__in=files, kind=StatusKind.REFUGEE)
    return visible(actor, held).exists()


def review_form(*, actor: Actor, person_id: uuid.UUID) -> tuple[Procedure, Options]:
    """The first form of a review and its run-time answers. Raises Denied; NotFound where there is nothing to review."""
    require(actor, ClaimPermission.OPEN_REVIEW)
    _known(actor, person_id)
    if not can_be_reviewed(actor=actor, person_id=person_id):
        raise NotFound("page")
    return filing_form(actor=actor, procedure=REVIEW, person_id=person_id)


def open_review(*, actor: Actor, person_id: uuid.UUID, data: Mapping[str, Any], request_id: uuid.UUID) -> Case:
    """Open a review in the office that decided on the claim where the actor works there, else in the actor's own.

    Raises Denied, NotFound, Invalid, Blocked, AlreadyOpen, RequestReused.
    """
    require(actor, ClaimPermission.OPEN_REVIEW)
    _known(actor, person_id)
    if not _holds_status(actor, person_id):
        raise NotFound("page")
    return start_case(
        actor=actor,
        procedure=REVIEW,
        person_id=person_id,
        office_id=_office(actor, person_id),
        data=data,
        request_id=request_id,
    )


def _known(actor: Actor, person_id: uuid.UUID) -> None:
    if not visible(actor, Person.objects.filter(pk=person_id)).exists():
        raise NotFound("person")


def _office(actor: Actor, person_id: uuid.UUID) -> uuid.UUID:
    own = sorted(actor.offices())
    if not own:
        raise NotFound("office")
    claims = Case.objects.filter(person_id__in=whole(actor, person_id), procedure_key=CLAIM, office_id__in=own)
    decided = claims.order_by("-opened_at").values_list("office_id", flat=True).first()
    return decided or own[0]
