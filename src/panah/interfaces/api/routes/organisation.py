# SPDX-License-Identifier: AGPL-3.0-or-later
"""For the programs of an employer, a landlord or a hotel: its own people and its own applications, and nothing else.

Another organisation's person or file is not found, like one that does not exist.
"""

import hashlib
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from panah.casework.selectors import letter_bytes
from panah.casework.services import form_options, keep_upload
from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.interfaces.api import shapes
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.cases import FieldOut, FormOut, LetterOut, PerformedOut, UploadedOut
from panah.interfaces.api.schemas.organisation import (
    ApplyIn,
    FiledOut,
    GroupIn,
    MatterOut,
    NamedOut,
    NameIn,
    OutcomeOut,
    PartyFileOut,
    StepIn,
    SumOut,
    TermOut,
)

router = Router()
PARTY = residence.PermitPermission.PARTY
PERSON = "/organisation/people/{uuid:named_id}"
APPLY = PERSON + "/applications/{slug:procedure}"
FILE = "/organisation/files/{uuid:filed_id}"
STEP = FILE + "/actions/{slug:name}"
WHY = "organisation"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _office(given: uuid.UUID | None) -> uuid.UUID | None:
    offices = residence.offices_for_filing()
    return offices[0].pk if given is None and len(offices) == 1 else given


def _named(actor: Actor, one: residence.Ours) -> NamedOut:
    busy = {matter.key for matter in one.matters if not matter.leaves_room}
    offered = residence.party_startable(actor=actor, person_id=one.named.person_id)
    return NamedOut(
        id=one.named.pk,
        name=one.named.name,
        born=one.named.born,
        country=one.named.country,
        passport=one.named.passport,
        matters=[
            MatterOut(
                case_id=matter.case_id,
                procedure=matter.key,
                number=matter.number,
                title=matter.title,
                state=matter.state,
                open=matter.is_open,
                waits_for_us=matter.waits_for_us,
                filed_at=matter.on,
                valid_until=matter.valid_until,
            )
            for matter in one.matters
        ],
        offered=[version.key for version in offered if version.key not in busy],
    )


@operation(router, "GET", "/organisation/people", permission=PARTY, purpose=WHY, response=list[NamedOut])
def organisation_people(request: HttpRequest) -> list[NamedOut]:
    """The people of the organisation, with the state of what it applied for."""
    return [_named(_actor(request), one) for one in residence.own_people(actor=_actor(request))]


@operation(router, "POST", "/organisation/people", permission=PARTY, purpose=WHY, response=NamedOut, status=201)
def name_person(request: HttpRequest, payload: NameIn) -> NamedOut:
    """Put somebody into the list; the same passport again is the same person of the list."""
    actor = _actor(request)
    person = residence.Person(payload.name, payload.born.isoformat(), payload.country, payload.passport)
    named = residence.name_person(actor=actor, person=person, request_id=payload.request_id)
    return _named(actor, residence.one_of_ours(actor=actor, named_id=named.pk))


@operation(router, "GET", PERSON, permission=PARTY, purpose=WHY, response=NamedOut)
def organisation_person(request: HttpRequest, named_id: uuid.UUID) -> NamedOut:
    """One of the people of the organisation."""
    return _named(_actor(request), residence.one_of_ours(actor=_actor(request), named_id=named_id))


@operation(router, "GET", APPLY, permission=PARTY, purpose=WHY, response=list[FieldOut])
def application_form(request: HttpRequest, named_id: uuid.UUID, procedure: str) -> list[FieldOut]:
    """The questions of an application, with the answers that can be chosen."""
    actor = _actor(request)
    rule, options, _one = residence.party_form(actor=actor, procedure=procedure, named_id=named_id)
    return shapes.fields_out(rule.start.form, options, actor.language)


@operation(router, "POST", APPLY, permission=PARTY, purpose=WHY, response=FiledOut, status=201)
def file_application(request: HttpRequest, named_id: uuid.UUID, procedure: str, payload: ApplyIn) -> FiledOut:
    """Apply for somebody. The organisation's own name and number are filled in."""
    case = residence.party_apply(
        actor=_actor(request),
        procedure=procedure,
        named_id=named_id,
        office_id=_office(payload.office_id),
        data=payload.data,
        request_id=payload.request_id,
    )
    return FiledOut(case_id=case.pk, number=case.number)


@operation(router, "POST", APPLY + "/files", permission=PARTY, purpose=WHY, response=UploadedOut, status=201)
def upload_for_application(
    request: HttpRequest, named_id: uuid.UUID, procedure: str, file: File[UploadedFile]
) -> UploadedOut:
    """Send a paper for an application. Until the application names it, its sender alone can open it."""
    stored = residence.keep_party_upload(
        actor=_actor(request), procedure=procedure, named_id=named_id, name=file.name or "", content=file.read()
    )
    return UploadedOut(
        file_id=stored.pk,
        media_type=stored.media_type,
        size=stored.size,
        sha256=hashlib.sha256(stored.content).hexdigest(),
    )


@operation(router, "POST", "/organisation/groups", permission=PARTY, purpose=WHY, response=list[OutcomeOut])
def register_group(request: HttpRequest, payload: GroupIn) -> list[OutcomeOut]:
    """Register the stay of several people at once; one who cannot be registered holds up nobody."""
    guests = [
        residence.Guest(residence.Person(one.name, one.born.isoformat(), one.country, one.passport), one.data)
        for one in payload.people
    ]
    done = residence.register_group(
        actor=_actor(request),
        guests=guests,
        shared=payload.data,
        office_id=_office(payload.office_id),
        request_id=payload.request_id,
    )
    return [
        OutcomeOut(
            name=one.name,
            case_id=one.case.pk if one.case else None,
            number=one.case.number if one.case else "",
            why=one.why,
        )
        for one in done
    ]


@operation(router, "GET", FILE, permission=PARTY, purpose=WHY, response=PartyFileOut)
def organisation_file(request: HttpRequest, filed_id: uuid.UUID) -> PartyFileOut:
    """One application of the organisation: where it stands, by when, what is missing, what is to be paid, its letters."""
    with residence.party_file(actor=_actor(request), case_id=filed_id) as (own, _one):
        return PartyFileOut(
            case_id=own.case.pk,
            number=own.case.number,
            title=own.title,
            state=own.state,
            means=own.means,
            next=own.next,
            version=own.case.version,
            open=own.case.is_open,
            terms=[
                TermOut(
                    label=one.label,
                    last_day=one.due.last_day,
                    ours=one.clock.addressee == "person",
                    status=one.clock.status,
                )
                for one in own.clocks
            ],
            missing=[paper.code for paper in own.missing],
            sums=[
                SumOut(
                    reference=one.reference,
                    amount=one.amount,
                    currency=one.currency,
                    article=one.article,
                    status=one.status,
                    paid=one.settled_at is not None,
                )
                for one in own.charges
            ],
            letters=[
                LetterOut(
                    id=one.pk,
                    kind=one.kind,
                    addressee=one.addressee,
                    languages=list(one.languages),
                    made_at=one.made_at,
                )
                for one in own.letters
            ],
            actions=[offer.name for offer in own.offers if offer.open],
        )


def _rule(own: Any, name: str) -> Any:
    for offer in own.offers:
        if offer.name == name:
            return offer
    raise NotFound("action")


@operation(router, "GET", STEP, permission=PARTY, purpose=WHY, response=FormOut)
def organisation_step_form(request: HttpRequest, filed_id: uuid.UUID, name: str) -> FormOut:
    """The form of a step of the organisation's own, and what would stand in its way now."""
    actor = _actor(request)
    with residence.party_file(actor=actor, case_id=filed_id) as (own, _one):
        offer = _rule(own, name)
        options = form_options(actor=actor, case=own.case, rule=offer.rule)
        return shapes.form_out(own.case, offer.rule, options, offer.problems, actor.language)


@operation(router, "POST", STEP, permission=PARTY, purpose=WHY, response=PerformedOut)
def organisation_step(request: HttpRequest, filed_id: uuid.UUID, name: str, payload: StepIn) -> PerformedOut:
    """Take a step, wholly or not at all: papers, a complaint, taking back, the end of a contract, a departure."""
    done = residence.party_perform(
        actor=_actor(request),
        case_id=filed_id,
        action=name,
        data=payload.data,
        expected_version=payload.expected_version,
        request_id=payload.request_id,
    )
    return PerformedOut(
        case_id=done.case.pk,
        action=done.action.name,
        seq=done.action.seq,
        at=done.action.at,
        state=done.action.to_state,
        version=done.action.seq,
        replayed=done.replayed,
    )


@operation(router, "POST", STEP + "/files", permission=PARTY, purpose=WHY, response=UploadedOut, status=201)
def upload_for_step(request: HttpRequest, filed_id: uuid.UUID, name: str, file: File[UploadedFile]) -> UploadedOut:
    """Send a file for a step. Until the step names it, its sender alone can open it."""
    actor = _actor(request)
    with residence.party_file(actor=actor, case_id=filed_id) as (own, _one):
        offer = _rule(own, name)
        stored = keep_upload(actor=actor, case=own.case, rule=offer.rule, name=file.name or "", content=file.read())
    return UploadedOut(
        file_id=stored.pk,
        media_type=stored.media_type,
        size=stored.size,
        sha256=hashlib.sha256(stored.content).hexdigest(),
    )


@operation(router, "GET", FILE + "/letters/{uuid:letter_id}", permission=PARTY, purpose="letter", response=None)
def organisation_letter(request: HttpRequest, filed_id: uuid.UUID, letter_id: uuid.UUID) -> Any:
    """The PDF of a letter in a file of the organisation. Its file name says nothing."""
    actor = _actor(request)
    with residence.party_file(actor=actor, case_id=filed_id) as (own, _one):
        if letter_id not in {one.pk for one in own.letters}:
            raise NotFound("letter")
        _letter, pdf = letter_bytes(actor=actor, letter_id=letter_id)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response
