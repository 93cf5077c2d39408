# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports: what one may take, taking it, asking for what needs a second person, agreeing, fetching."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from panah.casework.errors import Invalid
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied
from panah.foundation.exports import keeping, selectors, sending, services
from panah.foundation.exports.declaration import ExportSpec, offered_to, spec_of
from panah.foundation.exports.making import must_be_encrypted
from panah.foundation.exports.models import Export, Sending
from panah.foundation.exports.policy import ExportPermission
from panah.foundation.exports.selectors import Standing
from panah.foundation.exports.services import ExportRefused
from panah.interfaces.api.door import by_key, operation
from panah.interfaces.api.schemas.exports import (
    AcknowledgementIn,
    AskExportIn,
    DecideExportIn,
    DestroyedExportIn,
    ExportOut,
    FetchExportIn,
    OfferedExportOut,
    SendingOut,
)
from panah.interfaces.web.doors import proof_is_fresh
from panah.interfaces.web.exporting import file_response

router = Router()
ONE = "/exports/requests/{uuid:export_id}"
WHY = "export"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _demand_fresh_proof(request: HttpRequest, spec: ExportSpec) -> None:
    """Raises Denied where who asks has not proved it in the last minutes (AU-08). A key proves nothing of who holds it."""
    if spec.needs_proof and (by_key(request) or not proof_is_fresh(request)):
        raise Denied("accounts.fresh_proof")


def _refused(wrong: ExportRefused) -> Invalid:
    return Invalid({wrong.key: str(wrong)})


def _out(one: Standing) -> ExportOut:
    return _shown(one.export, over=one.over)


def _shown(export: Export, *, over: bool = False) -> ExportOut:
    return ExportOut(
        id=export.pk,
        number=export.number,
        name=export.name,
        state=export.state,
        rows=export.rows,
        asked_at=export.asked_at,
        ends_at=export.ends_at,
        over=over,
        copies=export.copies,
        **keeping.telling(export),
    )


@operation(router, "GET", "/exports", permission=ExportPermission.TAKE, purpose=WHY, response=list[OfferedExportOut])
def offered_exports(request: HttpRequest) -> list[OfferedExportOut]:
    """The exports that one may take."""
    actor = _actor(request)
    return [
        OfferedExportOut(
            name=spec.name,
            title=str(spec.title),
            purpose=str(spec.purpose),
            fields=[column.code for column in spec.columns],
            receiver=spec.receiver.value,
            encrypted=must_be_encrypted(spec),
            kinds=list(spec.kinds),
            params={
                name: [code for code, _words in spec.choices[name](actor)] if name in spec.choices else []
                for name in spec.params
            },
            cap=spec.cap,
        )
        for spec in offered_to(actor)
    ]


@operation(
    router, "POST", "/exports/of/{slug:export}", permission=ExportPermission.TAKE, purpose=WHY, response=ExportOut
)
def take_export(request: HttpRequest, export: str, payload: AskExportIn) -> Any:
    """Take an export: the answer is its file. Above the cap it is the request, which another person has to agree to.

    Data of class C4 and above is given to a session with a proof of who is at the screen that is not older than five minutes.
    """
    spec = spec_of(export)
    _demand_fresh_proof(request, spec)
    try:
        asked = services.ask(
            actor=_actor(request),
            name=export,
            params=payload.params,
            kind=payload.kind,
            reason=payload.reason,
            keep=str(payload.keep_days or ""),
        )
    except ExportRefused as wrong:
        raise _refused(wrong) from wrong
    return file_response(asked.made) if asked.made else _shown(asked.export)


@operation(router, "GET", "/exports/requests", permission=ExportPermission.TAKE, purpose=WHY, response=list[ExportOut])
def own_exports(request: HttpRequest) -> list[ExportOut]:
    """What one took or asked for, the latest first."""
    return [_out(one) for one in selectors.own_exports(actor=_actor(request))]


@operation(router, "GET", "/exports/waiting", permission=ExportPermission.AGREE, purpose=WHY, response=list[ExportOut])
def waiting_exports(request: HttpRequest) -> list[ExportOut]:
    """Requests of others that wait for one's answer."""
    return [_out(one) for one in selectors.to_decide(actor=_actor(request))]


@operation(router, "POST", ONE + "/decision", permission=ExportPermission.AGREE, purpose=WHY, response=ExportOut)
def decide_export(request: HttpRequest, export_id: uuid.UUID, payload: DecideExportIn) -> ExportOut:
    """Agree to a request of somebody else, or refuse it. With a session, as fresh a proof as for taking it."""
    actor = _actor(request)
    one = selectors.one_to_decide(actor=actor, export_id=export_id)
    _demand_fresh_proof(request, spec_of(one.export.name))
    try:
        return _shown(services.decide(actor=actor, export_id=export_id, agree=payload.agree, reason=payload.reason))
    except ExportRefused as wrong:
        raise _refused(wrong) from wrong


@operation(router, "POST", ONE + "/destroyed", permission=ExportPermission.DESTROYED, purpose=WHY, response=ExportOut)
def export_destroyed(request: HttpRequest, export_id: uuid.UUID, payload: DestroyedExportIn) -> ExportOut:
    """Say that every copy of an export was destroyed: of one's own; for data protection of any, on the word of its receiver."""
    try:
        return _shown(keeping.confirm_destroyed(actor=_actor(request), export_id=export_id, said=payload.said))
    except ExportRefused as wrong:
        raise _refused(wrong) from wrong


@operation(router, "GET", ONE + "/sendings", permission=ExportPermission.SENT, purpose=WHY, response=list[SendingOut])
def export_sendings(request: HttpRequest, export_id: uuid.UUID) -> list[SendingOut]:
    """What of an export went to another house, with the signature of each copy and whether the receiver answered."""
    _export, found = sending.sendings_of(actor=_actor(request), export_id=export_id)
    return [_sent(one) for one in found]


@operation(
    router,
    "POST",
    ONE + "/sendings/{uuid:sending_id}/acknowledgement",
    permission=ExportPermission.SENT,
    purpose=WHY,
    response=SendingOut,
)
def keep_acknowledgement(
    request: HttpRequest, export_id: uuid.UUID, sending_id: uuid.UUID, payload: AcknowledgementIn
) -> SendingOut:
    """Keep what the receiver answered, once; a signature has to be of the receiver's certificate over the proof."""
    try:
        return _sent(
            sending.acknowledge(
                actor=_actor(request),
                export_id=export_id,
                sending_id=sending_id,
                said=payload.said,
                signature=payload.signature,
            )
        )
    except ExportRefused as wrong:
        raise _refused(wrong) from wrong


def _sent(one: Sending) -> SendingOut:
    return SendingOut(
        id=one.pk,
        copy_number=one.copy,
        receiver=one.receiver,
        digest=one.digest,
        size=one.size,
        at=one.at,
        proof=one.proof,
        answer="" if one.answered_at is None else "signed" if one.answer_signature else "in words",
    )


@operation(router, "POST", ONE + "/file", permission=ExportPermission.TAKE, purpose=WHY, response=None)
def fetch_export(request: HttpRequest, export_id: uuid.UUID, payload: FetchExportIn) -> HttpResponse:
    """The file of an own request that was agreed to."""
    actor = _actor(request)
    own = selectors.own_export(actor=actor, export_id=export_id)
    _demand_fresh_proof(request, spec_of(own.export.name))
    try:
        return file_response(services.fetch(actor=actor, export_id=export_id))
    except ExportRefused as wrong:
        raise _refused(wrong) from wrong
