# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of all that is held on a person, and who is told of corrections (DP-06, DP-07)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from panah.casework.errors import Invalid
from panah.domains.residence.public import PermitPermission
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied
from panah.foundation.privacy import copies, corrections
from panah.foundation.privacy.copies import Asking, CopyRefused
from panah.foundation.privacy.corrections import MessageRefused, Standing
from panah.foundation.privacy.policy import PrivacyPermission as Permission
from panah.interfaces.api.door import by_key, operation
from panah.interfaces.api.schemas import privacy as shape
from panah.interfaces.web.doors import proof_is_fresh
from panah.interfaces.web.exporting import file_response

router = Router()
COPIES, ONE_COPY = "/copies", "/copies/{uuid:copy_id}"
CORRECTIONS, ONE = "/corrections", "/corrections/{uuid:message_id}"
ASKS, TELLS = "access_request", "correction"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


# -- copies


def _copy(one: Asking) -> shape.CopyRequestOut:
    return shape.CopyRequestOut(
        id=one.request.pk,
        person_id=one.request.person_id,
        asked_on=one.request.asked_on,
        due_on=one.due_on,
        late=one.is_late,
        answered=one.request.answered_at is not None,
        mine=one.mine,
    )


def _copy_refused(wrong: CopyRefused) -> Invalid:
    said = {
        "asked_on": _("Give a day that is not after today"),
        "why": _("Choose why it is refused"),
        "own": _("You recorded this request: another person must answer it."),
        "over": _("A request of this person waits already, or this one was answered."),
        "export": str(wrong),
    }
    return Invalid({wrong.key if wrong.key in ("asked_on", "why") else "": said[wrong.key]})


@operation(router, "GET", COPIES, permission=Permission.ANSWER, purpose=ASKS, response=list[shape.CopyRequestOut])
def copy_requests(request: HttpRequest) -> list[shape.CopyRequestOut]:
    """Requests for a copy of all that is held that wait, the oldest first; and those that one answered within a day."""
    return [_copy(one) for one in copies.waiting_copies(actor=_actor(request))]


@operation(
    router, "POST", COPIES, permission=Permission.ANSWER, purpose=ASKS, response=shape.CopyRequestOut, status=201
)
def record_copy_request(request: HttpRequest, payload: shape.CopyRequestIn) -> shape.CopyRequestOut:
    """Note that a person asks. Of a person one request waits at a time: the same again is refused and changes nothing."""
    actor = _actor(request)
    try:
        made = copies.record_access_request(actor=actor, person_id=payload.person_id, asked_on=payload.asked_on)
    except CopyRefused as wrong:
        raise _copy_refused(wrong) from wrong
    return _copy(Asking(made, copies.due_on(made.asked_on), True))


@operation(router, "POST", ONE_COPY + "/file", permission=Permission.ANSWER, purpose=ASKS, response=None)
def hand_copy_over(request: HttpRequest, copy_id: uuid.UUID, payload: shape.NamedInPath) -> HttpResponse:
    """Make the copy for a request that somebody else recorded: the answer is the archive.

    For a session with a proof of who is at the screen that is not older than five minutes; a key of the API is given none.
    """
    if by_key(request) or not proof_is_fresh(request):
        raise Denied("accounts.fresh_proof")
    try:
        return file_response(copies.hand_over(actor=_actor(request), request_id=copy_id))
    except CopyRefused as wrong:
        raise _copy_refused(wrong) from wrong


@operation(
    router,
    "POST",
    ONE_COPY + "/refusal",
    permission=Permission.ANSWER,
    purpose=ASKS,
    response=shape.CopyRequestOut,
)
def refuse_copy(request: HttpRequest, copy_id: uuid.UUID, payload: shape.CopyRefusalIn) -> shape.CopyRequestOut:
    """Refuse a request that somebody else recorded, with the reason that the person is told."""
    try:
        done = copies.refuse_copy(actor=_actor(request), request_id=copy_id, why=payload.why)
    except CopyRefused as wrong:
        raise _copy_refused(wrong) from wrong
    return _copy(Asking(done, copies.due_on(done.asked_on), False))


# -- corrections


def _correction(one: Standing) -> dict[str, Any]:
    message = one.message
    return {
        "id": message.pk,
        "receiver": message.receiver,
        "door": message.door,
        "facts": list(one.facts),
        "made_at": message.made_at,
        "due_on": message.due_on,
        "late": one.is_late,
        "done_at": message.done_at,
        "sent_on": message.sent_on,
        "way": message.way,
    }


def _lines(one: Standing) -> list[shape.CorrectedOut]:
    said = (one.content or {}).get("lines", [])
    return [
        shape.CorrectedOut(about=line["about"], field=line["field"], was=line["was"], now=line["now"]) for line in said
    ]


def _message(actor: Actor, message_id: uuid.UUID) -> shape.CorrectionMessageOut:
    found = corrections.message_of(actor=actor, message_id=message_id)
    to = str((found.content or {}).get("to", ""))
    return shape.CorrectionMessageOut(**_correction(found), to=to, corrected=_lines(found))


@operation(
    router, "GET", CORRECTIONS, permission=Permission.CORRECTIONS, purpose=TELLS, response=list[shape.CorrectionOut]
)
def waiting_corrections(request: HttpRequest) -> list[shape.CorrectionOut]:
    """What others are to be told of corrections: what the own body is told or the own office sends; all of it for data protection."""
    found = corrections.messages_of(actor=_actor(request))
    return [shape.CorrectionOut(**_correction(one)) for one in found]


@operation(router, "GET", ONE, permission=Permission.CORRECTIONS, purpose=TELLS, response=shape.CorrectionMessageOut)
def correction_message(request: HttpRequest, message_id: uuid.UUID) -> shape.CorrectionMessageOut:
    """One message, with what it says."""
    return _message(_actor(request), message_id)


@operation(
    router,
    "POST",
    ONE + "/sent",
    permission=Permission.CORRECTION_SEND,
    purpose=TELLS,
    response=shape.CorrectionMessageOut,
)
def correction_sent(request: HttpRequest, message_id: uuid.UUID, payload: shape.SentIn) -> shape.CorrectionMessageOut:
    """Note that a letter or a file was sent."""
    actor = _actor(request)
    try:
        corrections.record_sent(actor=actor, message_id=message_id, sent_on=payload.sent_on, way=payload.way)
    except MessageRefused as wrong:
        said = {
            "sent_on": _("Give a day from the day of the correction up to today"),
            "way": _("Choose how it was sent"),
            "over": _("This was noted already."),
        }
        raise Invalid({wrong.key if wrong.key != "over" else "": said[wrong.key]}) from wrong
    return _message(actor, message_id)


@operation(
    router, "POST", ONE + "/seen", permission=Permission.CORRECTIONS, purpose=TELLS, response=shape.CorrectionMessageOut
)
def correction_seen(
    request: HttpRequest, message_id: uuid.UUID, payload: shape.NamedInPath
) -> shape.CorrectionMessageOut:
    """Say for the own body that a message was seen. Again: nothing changes."""
    actor = _actor(request)
    corrections.acknowledge(actor=actor, message_id=message_id)
    return _message(actor, message_id)


@operation(router, "GET", ONE + "/letter", permission=Permission.CORRECTION_SEND, purpose=TELLS, response=None)
def correction_letter(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """The letter of a message, to be sent; as it went, once it was sent."""
    response = HttpResponse(
        corrections.letter_of(actor=_actor(request), message_id=message_id), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    response["Cache-Control"] = "no-store"
    return response


# -- of an organisation


def _ours(one: Standing) -> shape.PartyCorrectionOut:
    return shape.PartyCorrectionOut(
        id=one.message.pk,
        made_at=one.message.made_at,
        due_on=one.message.due_on,
        seen_at=one.message.done_at,
        corrected=_lines(one),
    )


@operation(
    router,
    "GET",
    "/organisation/corrections",
    permission=PermitPermission.PARTY,
    purpose="organisation",
    response=list[shape.PartyCorrectionOut],
)
def organisation_corrections(request: HttpRequest) -> list[shape.PartyCorrectionOut]:
    """What the organisation was given of its people and is corrected, what it has not seen first."""
    actor = _actor(request)
    found = corrections.messages_of(actor=actor)
    return [_ours(corrections.message_of(actor=actor, message_id=one.message.pk)) for one in found]


@operation(
    router,
    "POST",
    "/organisation/corrections/{uuid:message_id}/seen",
    permission=PermitPermission.PARTY,
    purpose="organisation",
    response=shape.PartyCorrectionOut,
)
def organisation_correction_seen(
    request: HttpRequest, message_id: uuid.UUID, payload: shape.NamedInPath
) -> shape.PartyCorrectionOut:
    """Say that a correction was seen. Again: nothing changes."""
    actor = _actor(request)
    corrections.acknowledge(actor=actor, message_id=message_id)
    return _ours(corrections.message_of(actor=actor, message_id=message_id))
