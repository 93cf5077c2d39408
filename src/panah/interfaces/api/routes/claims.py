# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim, and opening the review of a status that was granted."""

import base64
import uuid

from django.http import HttpRequest
from ninja import Router

from panah.domains.asylum.public import ClaimPermission, Intake, Received, open_review, receive_claim, review_form
from panah.foundation.access.actor import Actor
from panah.interfaces.api import shapes
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.other import AccessOut, ClaimIn, ReceivedOut, ReceivedPersonOut
from panah.interfaces.api.schemas.stay import StartedOut, StartFormOut, StartIn

router = Router()
REVIEW = "/persons/{uuid:person_id}/review"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@operation(
    router,
    "POST",
    "/claims",
    permission=ClaimPermission.RECEIVE,
    purpose="reception",
    response=ReceivedOut,
    status=201,
)
def receive(request: HttpRequest, payload: ClaimIn) -> ReceivedOut:
    """Receive a claim of a person or a household: one file for each person, certificates, and a PIN shown once."""
    typed = payload.model_dump(exclude={"request_id", "although"})
    received = receive_claim(
        actor=_actor(request),
        intake=Intake.model_validate(typed),
        request_id=payload.request_id,
        although=payload.although,
    )
    return _out(received)


@operation(router, "GET", REVIEW, permission=ClaimPermission.OPEN_REVIEW, purpose="filing", response=StartFormOut)
def review_first_form(request: HttpRequest, person_id: uuid.UUID) -> StartFormOut:
    """The first form of the review of a status that this person holds. 404 where there is nothing to review, or one is open."""
    procedure, options = review_form(actor=_actor(request), person_id=person_id)
    return shapes.start_form_out(procedure, options, _actor(request).language)


@operation(
    router, "POST", REVIEW, permission=ClaimPermission.OPEN_REVIEW, purpose="filing", response=StartedOut, status=201
)
def review(request: HttpRequest, person_id: uuid.UUID, payload: StartIn) -> StartedOut:
    """Open the review. Nothing changes for the person by it. Sending the same again gives the file that the first try opened."""
    case = open_review(actor=_actor(request), person_id=person_id, data=payload.data, request_id=payload.request_id)
    return StartedOut(case_id=case.pk, number=case.number, procedure=case.procedure_key, state=case.state)


def _out(received: Received) -> ReceivedOut:
    return ReceivedOut(
        receipt_code=received.receipt_code,
        receipt_pdf=base64.b64encode(received.receipt_pdf).decode(),
        household_id=received.household_id,
        people=[
            ReceivedPersonOut(
                person_id=one.person_id,
                case_id=one.case_id,
                number=one.number,
                name=one.name,
                flags=list(one.flags),
                certificate_code=one.certificate_code,
                certificate_letter_id=one.certificate_letter_id,
                access=AccessOut(code=one.access.code, pin=one.access.pin, language=one.access.language)
                if one.access
                else None,
            )
            for one in received.people
        ],
        replayed=received.replayed,
    )
