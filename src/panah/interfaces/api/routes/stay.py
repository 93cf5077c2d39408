# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window: what can be begun for somebody known to stay, its form, beginning it, who has shown who they are, and who acts for whom."""

import hashlib
import uuid

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile

from panah.domains.residence import public as residence
from panah.domains.residence.public import PermitPermission as Permission
from panah.foundation.access.actor import Actor
from panah.foundation.documents.codes import normalise
from panah.interfaces.api import shapes
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.cases import UploadedOut
from panah.interfaces.api.schemas.stay import (
    IdentityIn,
    IdentityOut,
    OfferedOut,
    RepresentationEndIn,
    RepresentationIn,
    RepresentationOut,
    StartedOut,
    StartFormOut,
    StartIn,
)

router = Router()
PROCEDURES = "/persons/{uuid:person_id}/procedures"
ONE = PROCEDURES + "/{slug:procedure}"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@operation(router, "GET", PROCEDURES, permission=Permission.WINDOW, purpose="filing", response=list[OfferedOut])
def offered(request: HttpRequest, person_id: uuid.UUID) -> list[OfferedOut]:
    """The procedures that the caller may begin for a person at the window."""
    language = _actor(request).language
    return [
        OfferedOut(
            procedure=one.key,
            version=one.version,
            title=one.procedure.title.in_(language),
            articles=list(one.procedure.start.articles),
        )
        for one in residence.takeable(actor=_actor(request), person_id=person_id)
    ]


@operation(router, "GET", ONE, permission=Permission.WINDOW, purpose="filing", response=StartFormOut)
def start_form(request: HttpRequest, person_id: uuid.UUID, procedure: str) -> StartFormOut:
    """The first form of a procedure: its questions, and the answers that can be chosen now."""
    found, options = residence.take_form(actor=_actor(request), procedure=procedure, person_id=person_id)
    return shapes.start_form_out(found, options, _actor(request).language)


@operation(router, "POST", ONE, permission=Permission.WINDOW, purpose="filing", response=StartedOut, status=201)
def start(request: HttpRequest, person_id: uuid.UUID, procedure: str, payload: StartIn) -> StartedOut:
    """Take an application, wholly or not at all. Sending the same again gives the file that the first try opened."""
    case = residence.take(
        actor=_actor(request),
        procedure=procedure,
        person_id=person_id,
        data=payload.data,
        request_id=payload.request_id,
    )
    return StartedOut(case_id=case.pk, number=case.number, procedure=case.procedure_key, state=case.state)


@operation(
    router, "POST", ONE + "/files", permission=Permission.WINDOW, purpose="filing", response=UploadedOut, status=201
)
def start_file(request: HttpRequest, person_id: uuid.UUID, procedure: str, file: File[UploadedFile]) -> UploadedOut:
    """Send a file for a field of the kind `file` of the first form. Until an application names it, its sender alone can open it."""
    stored = residence.take_upload(
        actor=_actor(request), procedure=procedure, person_id=person_id, name=file.name or "", content=file.read()
    )
    return UploadedOut(
        file_id=stored.pk,
        media_type=stored.media_type,
        size=stored.size,
        sha256=hashlib.sha256(stored.content).hexdigest(),
    )


@operation(
    router,
    "POST",
    "/persons/{uuid:person_id}/identity",
    permission=Permission.IDENTITY,
    purpose="identity",
    response=IdentityOut,
)
def identity(request: HttpRequest, person_id: uuid.UUID, payload: IdentityIn) -> IdentityOut:
    """Note that somebody who opened their own account has shown passport and face."""
    residence.note_identity_shown(actor=_actor(request), person_id=person_id, paper_id=payload.paper_id)
    return IdentityOut(person_id=person_id, shown=True)


REPRESENTATIVES = "/persons/{uuid:person_id}/representatives"


def _representatives(request: HttpRequest, person_id: uuid.UUID) -> list[RepresentationOut]:
    return [
        RepresentationOut(id=one.id, name=one.name, paper=one.paper, ends_on=one.ends_on, is_open=one.is_open)
        for one in residence.representatives_of(actor=_actor(request), person_id=person_id)
    ]


@operation(
    router,
    "GET",
    REPRESENTATIVES,
    permission=Permission.REPRESENTATION,
    purpose="representation",
    response=list[RepresentationOut],
)
def representatives(request: HttpRequest, person_id: uuid.UUID) -> list[RepresentationOut]:
    """Who acts or acted for a person in matters of stay, those who may today first."""
    return _representatives(request, person_id)


@operation(
    router,
    "POST",
    REPRESENTATIVES,
    permission=Permission.REPRESENTATION,
    purpose="representation",
    response=list[RepresentationOut],
    status=201,
)
def record_representation(
    request: HttpRequest, person_id: uuid.UUID, payload: RepresentationIn
) -> list[RepresentationOut]:
    """Record by which power of attorney somebody acts for a person. One that stands already is refused, also on a second sending."""
    residence.record_representation(
        actor=_actor(request),
        person_id=person_id,
        code=normalise(payload.code),
        paper=payload.paper,
        ends_on=payload.ends_on,
    )
    return _representatives(request, person_id)


@operation(
    router,
    "POST",
    REPRESENTATIVES + "/{uuid:representation_id}/end",
    permission=Permission.REPRESENTATION,
    purpose="representation",
    response=list[RepresentationOut],
)
def end_representation(
    request: HttpRequest, person_id: uuid.UUID, representation_id: uuid.UUID, payload: RepresentationEndIn
) -> list[RepresentationOut]:
    """End a power of attorney: the next request of the representative is refused."""
    residence.end_representation(actor=_actor(request), person_id=person_id, representation_id=representation_id)
    return _representatives(request, person_id)
