# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filing at the single window: an officer takes what somebody brings, for whoever is known to stay."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from panah.casework.models import Case, ProcedureVersion
from panah.casework.procedure.schema import Procedure
from panah.casework.services import filing_form, keep_filing_upload, start_case
from panah.casework.services.start import Filing
from panah.domains.residence.cancelling import CANCELS, holds_some_permit
from panah.domains.residence.own.selectors import offices_for_filing
from panah.domains.residence.party.linking import applicant_of, link
from panah.domains.residence.party.managing import users_of
from panah.domains.residence.policy import PermitPermission
from panah.domains.residence.procedures import procedures_of_stay
from panah.domains.residence.removal.policy import RemovalPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.foundation.access.roles import Compartment
from panah.foundation.documents.models import StoredFile
from panah.register.models import Person
from panah.register.policy import RegisterPermission

Options = dict[str, list[tuple[str, str]]]


def takeable(*, actor: Actor, person_id: uuid.UUID) -> list[ProcedureVersion]:
    """The procedures that the actor may begin at the window for a person.

    Raises:
        Denied: no work of the actor's. NotFound: nobody whom the actor may know, or somebody not known to stay.
    """
    require(actor, PermitPermission.WINDOW)
    # Row-level security says whom the actor may know; the window is for those who are known to stay.
    if not Person.objects.filter(pk=person_id, compartments__contains=[Compartment.STAY.value]).exists():
        raise NotFound("person")
    whose = Filing(person_id)
    return [
        row
        for row in procedures_of_stay()
        if allows(actor, row.procedure.start.permission, whose)
        # What takes a permit back is offered where there is one.
        and (row.key not in CANCELS or holds_some_permit(person_id, row.key, clock.today()))
    ]


def begun_by_the_service(procedure: Procedure) -> bool:
    """Whether the service begins such a matter itself; everything else somebody applies for."""
    return procedure.start.permission in (
        PermitPermission.CANCEL,
        RegisterPermission.RESTRICT,
        RemovalPermission.PROPOSE,
    )


def take_form(*, actor: Actor, procedure: str, person_id: uuid.UUID) -> tuple[Procedure, Options]:
    """The procedure and the run-time answers of its first form. Raises Denied, NotFound for what the actor may not begin."""
    _must_be_takeable(actor, procedure, person_id)
    return filing_form(actor=actor, procedure=procedure, person_id=person_id)


def take_upload(*, actor: Actor, procedure: str, person_id: uuid.UUID, name: str, content: bytes) -> StoredFile:
    """Keep a paper that comes with an application. Raises Denied, NotFound, UploadRefused."""
    _must_be_takeable(actor, procedure, person_id)
    return keep_filing_upload(actor=actor, procedure=procedure, person_id=person_id, name=name, content=content)


def take(*, actor: Actor, procedure: str, person_id: uuid.UUID, data: Mapping[str, Any], request_id: uuid.UUID) -> Case:
    """Take an application at the window, in the office where the actor works.

    A file of somebody who has only said who they are bears that mark until they have shown who they are. What is taken for an
    organisation with an account is followed from that account.

    Raises:
        Denied, NotFound, Invalid, Blocked, AlreadyOpen, RequestReused.
    """
    _must_be_takeable(actor, procedure, person_id)
    with transaction.atomic():
        applicant = applicant_of(data)
        case = start_case(
            actor=actor,
            procedure=procedure,
            person_id=person_id,
            office_id=office_of(actor),
            data=data,
            request_id=request_id,
            participants=[user.account_id for user in users_of(applicant.pk) if user.usable] if applicant else (),
        )
        if applicant is not None:
            link(actor, applicant, case)
    return case


def office_of(actor: Actor) -> uuid.UUID:
    """The office in which the actor takes applications: their own that deals with stay, else any of their own."""
    own = sorted(actor.offices())
    taking = [office.pk for office in offices_for_filing() if office.pk in own]
    if not own:
        raise NotFound("office")
    return taking[0] if taking else own[0]


def _must_be_takeable(actor: Actor, procedure: str, person_id: uuid.UUID) -> None:
    if procedure not in {version.key for version in takeable(actor=actor, person_id=person_id)}:
        raise NotFound("page")
