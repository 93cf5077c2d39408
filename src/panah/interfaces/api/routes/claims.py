# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim."""

import base64

from django.http import HttpRequest
from ninja import Router

from panah.domains.asylum.public import ClaimPermission, Intake, Received, receive_claim
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.other import AccessOut, ClaimIn, ReceivedOut, ReceivedPersonOut

router = Router()


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
        actor=request.actor,  # type: ignore[attr-defined]
        intake=Intake.model_validate(typed),
        request_id=payload.request_id,
        although=payload.although,
    )
    return _out(received)


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
