# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's file: reading it, now and as it was, and the same changes as on its page."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.documents.handing import hand_out
from panah.foundation.documents.services import is_whole, readable
from panah.interfaces.api.door import operation
from panah.interfaces.api.routes.households import members_out
from panah.interfaces.api.schemas import people as shape
from panah.register import public as register
from panah.register.models import (
    Address,
    Contact,
    FamilyLink,
    GuardianKind,
    Guardianship,
    IdentityPaper,
    LegalStatus,
    Person,
    PersonName,
    SpecificNeed,
)
from panah.register.public import RegisterPermission as Permission

router = Router()
PERSON = "/persons/{uuid:person_id}"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _subject(request: HttpRequest, person_id: uuid.UUID, permission: Permission) -> Person:
    """The person, and that the caller may change it in this way. Raises NotFound before Denied: existence is secret."""
    found = register.person(_actor(request), person_id, purpose="edit")
    require(_actor(request), permission, found)
    return found


def _row(request: HttpRequest, rows: Any, row_id: uuid.UUID) -> Any:
    found = register.visible(_actor(request), rows).filter(pk=row_id).first()
    if found is None:
        raise NotFound("row")
    return found


def _written(request: HttpRequest, person_id: uuid.UUID, row_id: uuid.UUID) -> shape.WrittenOut:
    version = register.visible(_actor(request), Person.objects.filter(pk=person_id)).values_list("version", flat=True)
    return shape.WrittenOut(id=row_id, version=version.get())


def _one_of(payload: Any) -> dt.date:
    """The day from which it is over, or a day that nobody reads where there is new data. Raises Invalid for both or none."""
    if (payload.data is None) == (payload.ended_on is None):
        raise register.Invalid({"data": _("Send new data, or the day from which this is over: one of the two.")})
    day: dt.date = payload.ended_on or dt.date.max
    return day


def _common(request: HttpRequest, payload: Any) -> dict[str, Any]:
    return {
        "actor": _actor(request),
        "expected_version": payload.expected_version,
        "request_id": payload.request_id,
    }


def _since(row: Any) -> dt.date | None:
    day: dt.date | None = row.valid.lower
    return day


def _until(row: Any) -> dt.date | None:
    day: dt.date | None = row.valid.upper
    return day


def _facts(row: Any) -> shape.PersonFacts:
    columns = {name: getattr(row, name) for name in shape.PersonFacts.model_fields if name != "born"}
    return shape.PersonFacts(born=Person.born.fget(row), **columns)  # type: ignore[attr-defined]


def _relatives(actor: Actor, found: list[register.Relative]) -> list[Any]:
    known = register.display_names(actor, [one.person_id for one in found])
    return shape.rows(shape.RelativeOut, [one for one in found if one.person_id in known])


def _restriction(one: register.Entry) -> shape.RestrictionOut:
    row = one.row
    own = {
        name: getattr(row, name)
        for name in ("kind", "ground", "first_day", "last_day", "review_on", "told_by", "case_id")
    }
    return shape.RestrictionOut(id=row.id, article=one.article, standing=one.standing, **own)


# -- reading


_PARTS = (
    "papers", "contacts", "addresses", "relatives", "statuses", "restrictions", "nationalities", "needs", "guardians", "household_id",
    "documents",
)  # fmt: skip
"""Parts of the answer for the log (LG-02)."""


@operation(router, "GET", PERSON, permission=Permission.READ, purpose="person", response=shape.PersonOut)
def person(request: HttpRequest, person_id: uuid.UUID) -> shape.PersonOut:
    """A person's file as it is now, as far as the caller may see it."""
    actor, today = _actor(request), clock.today()
    with register.reading_person(actor, person_id) as reading:
        found = reading.person
        held = {"recorded__upper_inf": True, "person": found}
        household = register.household_of(actor, found.pk, today)
        contacts = register.visible(actor, Contact.objects.filter(person=found, ended_at=None)).order_by("recorded_at")
        told = shape.PersonOut(
            person_id=found.pk,
            version=found.version,
            facts=_facts(found),
            names=shape.rows(shape.NameOut, register.names_of(found)),
            papers=shape.rows(shape.PaperOut, register.papers_of(actor, found)),
            contacts=shape.rows(shape.ContactOut, contacts),
            addresses=shape.rows(
                shape.AddressOut, register.visible(actor, Address.objects.filter(**held)), since=_since, until=_until
            ),
            relatives=_relatives(actor, register.family_of(actor, found.pk)),
            statuses=shape.rows(
                shape.StatusOut, register.visible(actor, LegalStatus.objects.filter(**held)), since=_since, until=_until
            ),
            restrictions=[_restriction(one) for one in register.restrictions_of(actor, found.pk)],
            nationalities=shape.rows(
                shape.NationalityOut, register.nationalities_of(actor, found.pk), since=_since, until=_until
            ),
            needs=shape.rows(shape.NeedOut, register.needs_of(actor, found.pk)),
            guardians=shape.rows(shape.GuardianOut, register.guardians_of(actor, found.pk)),
            household_id=household.pk if household else None,
            documents=shape.rows(shape.DocumentOfPersonOut, register.documents_of(actor, found.pk)),
        )
        reading.shows({name: getattr(told, name) for name in _PARTS})
    return told


@operation(
    router,
    "GET",
    PERSON + "/as-of",
    permission=Permission.READ,
    purpose="history",
    response=shape.AsOfOut,
    query=shape.AsOfQuery,
)
def person_as_of(request: HttpRequest, person_id: uuid.UUID, query: Query[shape.AsOfQuery]) -> shape.AsOfOut:
    """A person's file as it was on a day, according to what was known on another."""
    actor, today = _actor(request), clock.today()
    on, known = query.on or today, query.known or today
    if known > today:
        raise register.Invalid({"known": _("This date is in the future. Give a date up to today")})
    state = register.as_of(actor, person_id, on, register.end_of_day(known))
    return shape.AsOfOut(
        on=on,
        known_at=state.known_at,
        facts=_facts(state.facts) if state.facts is not None else None,
        names=shape.rows(shape.NameOut, state.names),
        papers=shape.rows(shape.PaperOut, state.papers),
        addresses=shape.rows(shape.AddressOut, state.addresses, since=_since, until=_until),
        relatives=_relatives(actor, state.family),
        statuses=shape.rows(shape.StatusOut, state.statuses, since=_since, until=_until),
        nationalities=shape.rows(shape.NationalityOut, state.nationalities, since=_since, until=_until),
        restrictions=[_restriction(one) for one in state.restrictions],
        members=members_out(actor, state.members),
    )


# -- adding


def _add(method_path: str, permission: Permission) -> Any:
    return operation(
        router,
        "POST",
        PERSON + method_path,
        permission=permission,
        purpose="edit",
        response=shape.WrittenOut,
        status=201,
    )


@_add("/names", Permission.CHANGE)
def add_name(request: HttpRequest, person_id: uuid.UUID, payload: shape.NameIn) -> shape.WrittenOut:
    """Add a name that the person bears or has borne."""
    _subject(request, person_id, Permission.CHANGE)
    made = register.add_name(
        actor=_actor(request), person_id=person_id, data=payload.data, request_id=payload.request_id
    )
    return _written(request, person_id, made.pk)


@_add("/papers", Permission.CHANGE)
def add_paper(request: HttpRequest, person_id: uuid.UUID, payload: shape.PaperIn) -> shape.WrittenOut:
    """Add an identity paper that was shown."""
    _subject(request, person_id, Permission.CHANGE)
    made = register.add_paper(
        actor=_actor(request), person_id=person_id, data=payload.data, request_id=payload.request_id
    )
    return _written(request, person_id, made.pk)


@_add("/contacts", Permission.CHANGE)
def add_contact(request: HttpRequest, person_id: uuid.UUID, payload: shape.ContactIn) -> shape.WrittenOut:
    """Add a way to reach the person, with whether it is safe."""
    found = _subject(request, person_id, Permission.CHANGE)
    made = register.add_contact(
        actor=_actor(request),
        person_id=person_id,
        data=payload.data,
        compartment=register.home_of(_actor(request), found),
        request_id=payload.request_id,
    )
    return _written(request, person_id, made.pk)


@_add("/addresses", Permission.ADDRESS)
def add_address(request: HttpRequest, person_id: uuid.UUID, payload: shape.AddressIn) -> shape.WrittenOut:
    """Record where the person lives from a day on; what was held before stays answerable."""
    found = _subject(request, person_id, Permission.ADDRESS)
    made = register.set_address(
        actor=_actor(request),
        person_id=person_id,
        data=payload.data,
        compartment=register.home_of(_actor(request), found),
        request_id=payload.request_id,
    )
    return _written(request, person_id, made.pk)


@_add("/relatives", Permission.CHANGE)
def add_relative(request: HttpRequest, person_id: uuid.UUID, payload: shape.LinkIn) -> shape.WrittenOut:
    """Record what a relative is to the person, since when, and where the relative is."""
    found = _subject(request, person_id, Permission.CHANGE)
    made = register.link_family(
        actor=_actor(request),
        data={**payload.data.model_dump(), "person_id": payload.relative_id, "relative_id": person_id},
        compartment=register.home_of(_actor(request), found),
        request_id=payload.request_id,
    )
    return _written(request, person_id, made.pk)


@_add("/needs", Permission.NEED)
def add_need(request: HttpRequest, person_id: uuid.UUID, payload: shape.NeedIn) -> shape.WrittenOut:
    """Record a specific need; an open one of the same code gets its review date moved instead."""
    found = _subject(request, person_id, Permission.NEED)
    actor = _actor(request)
    made = register.record_need(
        actor=actor,
        person_id=person_id,
        data=payload.data,
        compartment=register.needs_home_of(actor, found),
        request_id=payload.request_id,
    )
    return _written(request, person_id, made.pk)


def _no_account(data: register.NewGuardian | None) -> None:
    """A guardian who signs in has to be nobody of the deciding unit (CH-03): the file of the claim knows, not the register."""
    if data is not None and data.kind is GuardianKind.ACCOUNT:
        raise register.Invalid({"kind": _("Choose one of the answers")})


@_add("/guardians", Permission.GUARDIAN)
def add_guardian(request: HttpRequest, person_id: uuid.UUID, payload: shape.GuardianIn) -> shape.WrittenOut:
    """Record who stands for a child; an earlier guardian ends on the day on which this one begins."""
    found = _subject(request, person_id, Permission.GUARDIAN)
    _no_account(payload.data)
    made = register.appoint_guardian(
        actor=_actor(request),
        child_id=person_id,
        data=payload.data,
        compartment=register.guardians_home_of(_actor(request), found),
        request_id=payload.request_id,
    )
    return _written(request, person_id, made.pk)


# -- correcting and ending


def _change(path: str, permission: Permission) -> Any:
    return operation(router, "POST", PERSON + path, permission=permission, purpose="edit", response=shape.WrittenOut)


@_change("/correction", Permission.CHANGE)
def correct_person(request: HttpRequest, person_id: uuid.UUID, payload: shape.CorrectionIn) -> shape.WrittenOut:
    """Correct sex, birth, citizenship, languages, death; the earlier row stays in its history."""
    _subject(request, person_id, Permission.CHANGE)
    register.correct_person(person_id=person_id, data=payload.data, **_common(request, payload))
    return _written(request, person_id, person_id)


@_change("/names/{uuid:name_id}", Permission.CHANGE)
def change_name(
    request: HttpRequest, person_id: uuid.UUID, name_id: uuid.UUID, payload: shape.NameChange
) -> shape.WrittenOut:
    """Correct a name, or record that the person bears it no longer."""
    found = _subject(request, person_id, Permission.CHANGE)
    ended_on = _one_of(payload)
    row = _row(request, PersonName.objects.filter(person=found), name_id)
    if payload.data is not None:
        register.correct_name(name_id=row.pk, data=payload.data, **_common(request, payload))
    else:
        register.end_name(name_id=row.pk, ended_on=ended_on, **_common(request, payload))
    return _written(request, person_id, row.pk)


@_change("/papers/{uuid:paper_id}", Permission.CHANGE)
def change_paper(
    request: HttpRequest, person_id: uuid.UUID, paper_id: uuid.UUID, payload: shape.PaperChange
) -> shape.WrittenOut:
    """Correct a paper, or record that it is lost, replaced or given up."""
    found = _subject(request, person_id, Permission.CHANGE)
    ended_on = _one_of(payload)
    row = _row(request, IdentityPaper.objects.filter(person=found), paper_id)
    if payload.data is not None:
        register.correct_paper(paper_id=row.pk, data=payload.data, **_common(request, payload))
    else:
        register.end_paper(paper_id=row.pk, ended_on=ended_on, **_common(request, payload))
    return _written(request, person_id, row.pk)


@_change("/contacts/{uuid:contact_id}", Permission.CHANGE)
def change_contact(
    request: HttpRequest, person_id: uuid.UUID, contact_id: uuid.UUID, payload: shape.ContactChange
) -> shape.WrittenOut:
    """Correct a contact or its safe-to-use mark, or record that it is not to be used any more."""
    found = _subject(request, person_id, Permission.CHANGE)
    _one_of(payload)
    row = _row(request, Contact.objects.filter(person=found, ended_at=None), contact_id)
    if payload.data is not None:
        register.correct_contact(contact_id=row.pk, data=payload.data, **_common(request, payload))
    else:
        register.end_contact(actor=_actor(request), contact_id=row.pk, request_id=payload.request_id)
    return _written(request, person_id, row.pk)


@_change("/addresses/{uuid:address_id}", Permission.ADDRESS)
def change_address(
    request: HttpRequest, person_id: uuid.UUID, address_id: uuid.UUID, payload: shape.AddressChange
) -> shape.WrittenOut:
    """Correct an address or its period, or record that the person moved out."""
    found = _subject(request, person_id, Permission.ADDRESS)
    ended_on = _one_of(payload)
    row = _row(request, Address.objects.filter(person=found, recorded__upper_inf=True), address_id)
    if payload.data is not None:
        row = register.correct_address(address_id=row.pk, data=payload.data, **_common(request, payload))
    else:
        register.end_address(address_id=row.pk, ended_on=ended_on, **_common(request, payload))
    return _written(request, person_id, row.pk)


@_change("/relatives/{uuid:link_id}", Permission.CHANGE)
def change_relative(
    request: HttpRequest, person_id: uuid.UUID, link_id: uuid.UUID, payload: shape.LinkChange
) -> shape.WrittenOut:
    """Correct what a relative is to the person or where the relative is, or end the bond."""
    found = _subject(request, person_id, Permission.CHANGE)
    ended_on = _one_of(payload)
    row = _row(request, FamilyLink.objects.filter(relative=found, ended_on=None), link_id)
    common = {"actor": _actor(request), "link_id": row.pk, "request_id": payload.request_id}
    if payload.data is not None:
        register.correct_link(data=payload.data.model_dump(), **common)
    else:
        register.end_link(ended_on=ended_on, **common)
    return _written(request, person_id, row.pk)


@_change("/needs/{uuid:need_id}", Permission.NEED)
def end_need(
    request: HttpRequest, person_id: uuid.UUID, need_id: uuid.UUID, payload: shape.NeedEnd
) -> shape.WrittenOut:
    """Record that a specific need is over."""
    found = _subject(request, person_id, Permission.NEED)
    row = _row(request, SpecificNeed.objects.filter(person=found, ended_on=None), need_id)
    register.end_need(actor=_actor(request), need_id=row.pk, ended_on=payload.ended_on, request_id=payload.request_id)
    return _written(request, person_id, row.pk)


@_change("/guardians/{uuid:guardianship_id}", Permission.GUARDIAN)
def change_guardian(
    request: HttpRequest, person_id: uuid.UUID, guardianship_id: uuid.UUID, payload: shape.GuardianChange
) -> shape.WrittenOut:
    """Correct what is recorded of a guardian, or record that this one no longer stands for the child, and why."""
    found = _subject(request, person_id, Permission.GUARDIAN)
    ended_on = _one_of(payload)
    row = _row(request, Guardianship.objects.filter(child=found), guardianship_id)
    if payload.data is not None:
        if not row.account_id:
            _no_account(payload.data)
        register.correct_guardian(guardianship_id=row.pk, data=payload.data.model_dump(), **_common(request, payload))
    else:
        register.end_guardian(
            actor=_actor(request),
            guardianship_id=row.pk,
            ended_on=ended_on,
            end=payload.end,
            request_id=payload.request_id,
        )
    return _written(request, person_id, row.pk)


# -- photo and documents


@operation(
    router,
    "POST",
    PERSON + "/documents",
    permission=Permission.DOCUMENT,
    purpose="edit",
    response=shape.WrittenOut,
    status=201,
)
def add_document(
    request: HttpRequest,
    person_id: uuid.UUID,
    file: File[UploadedFile],
    kind: Form[str],
    request_id: Form[uuid.UUID],
    description: Form[str] = "",
    dated_on: Form[dt.date | None] = None,
) -> shape.WrittenOut:
    """Keep a document with the person; of the kind `photo` it becomes the person's photo and the one before stays in history."""
    found = _subject(request, person_id, Permission.DOCUMENT)
    sent = {"name": file.name or "", "content": file.read(), "request_id": request_id}
    actor = _actor(request)
    if kind == "photo":
        made = register.set_photo(actor=actor, person_id=person_id, **sent)
    else:
        made = register.add_document(
            actor=actor,
            person_id=person_id,
            data={"kind": kind, "description": description, "dated_on": dated_on},
            compartment=register.home_of(actor, found),
            **sent,
        )
    return _written(request, person_id, made.pk)


@operation(
    router,
    "GET",
    PERSON + "/documents/{uuid:document_id}",
    permission=Permission.READ,
    purpose="document",
    response=None,
    status=303,
)
def document(request: HttpRequest, person_id: uuid.UUID, document_id: uuid.UUID) -> Any:
    """The address (`Location`) from which the bytes of a document or photo can be fetched: once, within a minute, without a key."""
    found = register.read_document(_actor(request), person_id, document_id)
    readable(found.file)
    if not is_whole(found.file):
        raise NotFound("document")
    return HttpResponse(status=303, headers={"Location": hand_out(actor=_actor(request), stored=found.file)})
