# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering people, and what is known of who they are."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.names import romanise, script_of
from panah.register.data import Correction, NewContact, NewName, NewPaper, NewPerson, parse
from panah.register.errors import Invalid, RequestReused, Stale
from panah.register.models import Contact, IdentityPaper, PairSource, Person, PersonName
from panah.register.partial_date import parse_birth
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_person, touch
from panah.register.services.index import index_name
from panah.register.services.known import look_before, wait_turn
from panah.register.services.place import write_address
from panah.register.services.tocheck import mark_for_check
from panah.register.services.told import telling_of_person


def create_person(
    *,
    actor: Actor,
    data: NewPerson | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID | None = None,
    check: bool = True,
    although: str = "",
) -> Person:
    """Register a person who becomes known to one compartment.

    Args:
        actor: who registers; need not be able to see the person afterwards (a border officer does not).
        data: a NewPerson, or what was typed for one.
        compartment: the compartment that knows the person.
        request_id: the same id again returns the person registered with it before (DB-06).
        check: whether to refuse somebody who is almost surely registered already; a door that has asked says False.
        although: why this is somebody else; with it the person is registered all the same, and the pair comes into the
            queue with these words.

    Returns:
        The person.

    Raises:
        Denied: the actor may not register people.
        LooksRegistered: somebody just like this is here; nothing was written.
        Invalid: something in `data` cannot be.
        RequestReused: the request id belongs to a person whom the actor may not know.
    """
    require(actor, RegisterPermission.CREATE)
    new = parse(NewPerson, data)
    if request_id and (before := Person.objects.filter(request_id=request_id).first()):
        return before
    try:
        with transaction.atomic():
            if check:
                wait_turn([new], compartment)
                # Who waited may have waited for the same request.
                if request_id and (before := Person.objects.filter(request_id=request_id).first()):
                    return before
            person = write_person(actor, new, known_compartment(compartment), request_id)
            if check:
                look_before(actor, person, compartment, although)
            record(
                actor,
                Verb.CREATE,
                subject_type="person",
                subject_id=person.pk,
                persons=[person.pk],
                request_id=request_id,
                detail={"compartment": compartment},
            )
    except IntegrityError as error:
        if request_id is None or "request_id" not in str(error):
            raise
        raced = Person.objects.filter(request_id=request_id).first()
        if raced is None:
            raise RequestReused() from None
        return raced
    return person


def write_person(actor: Actor, new: NewPerson, compartment: str, request_id: uuid.UUID | None) -> Person:
    """The rows of a new person; permission and audit are the caller's."""
    now, birth = clock.now(), new.birth
    person = Person.objects.create(
        compartments=[compartment],
        sex=new.sex,
        born_from=birth.first,
        born_to=birth.last,
        birth_precision=birth.precision,
        birth_place=new.birth_place,
        birth_country=new.birth_country,
        citizenships=list(dict.fromkeys(new.citizenships)),
        stateless=new.stateless,
        languages=[language for language in dict.fromkeys(new.languages) if language],
        interpreter_language=new.interpreter_language,
        interpreter_sex_wish=new.interpreter_sex_wish,
        photo_id=new.photo_id,
        external_id=new.external_id,
        registered_at=now,
        request_id=request_id,
    )
    for name in new.names:
        write_name(person, name)
    for paper in new.papers:
        write_paper(person, paper)
    for contact in new.contacts:
        _write_contact(person, contact, compartment)
    if new.address:
        write_address(actor, person, new.address, compartment)
    mark_for_check([person.pk], PairSource.REGISTRATION)
    return person


def write_name(person: Person, name: NewName) -> PersonName:
    """One row of a name, with its script and Latin form, findable at once."""
    row = PersonName.objects.create(person=person, recorded_at=clock.now(), **name_columns(name))
    index_name(person, row)
    return row


def name_columns(name: NewName) -> dict[str, Any]:
    """What a name says, as columns: with its script and Latin form."""
    latin = name.latin or romanise(name.full, name.language or None)
    return {
        "compartment": name.compartment and known_compartment(name.compartment),
        "kind": name.kind,
        "full": name.full,
        "given": name.given,
        "family": name.family,
        "patronymic": name.patronymic,
        "script": script_of(name.full),
        "language": name.language,
        "latin": latin[:400],
        "valid_from": name.valid_from,
        "valid_to": name.valid_to,
    }


def paper_key(number: str) -> str:
    """A paper's number as it is searched for: letters and digits only, in capitals."""
    return re.sub(r"[^0-9A-ZА-ЯЁƏĞİÖŞÜÇ]", "", number.upper())[:60]


def write_paper(person: Person, paper: NewPaper) -> IdentityPaper:
    """One row of a paper."""
    return IdentityPaper.objects.create(person=person, recorded_at=clock.now(), **paper_columns(paper))


def paper_columns(paper: NewPaper) -> dict[str, Any]:
    """What a paper says, as columns."""
    return {
        "compartment": paper.compartment and known_compartment(paper.compartment),
        "kind": paper.kind,
        "country": paper.country,
        "number": paper.number,
        "number_key": paper_key(paper.number),
        "issued_on": paper.issued_on,
        "expires_on": paper.expires_on,
        "mrz": paper.mrz,
        "held": paper.held,
    }


def _write_contact(person: Person, contact: NewContact, compartment: str) -> Contact:
    return Contact.objects.create(
        person=person,
        compartment=compartment,
        kind=contact.kind,
        value=contact.value,
        safe_to_use=contact.safe_to_use,
        note=contact.note,
        recorded_at=clock.now(),
    )


@transaction.atomic
def add_name(
    *, actor: Actor, person_id: uuid.UUID, data: NewName | Mapping[str, Any], request_id: uuid.UUID | None = None
) -> PersonName:
    """Add a name that the person bears or has borne. Raises Denied, NotFound, Invalid."""
    person = lock_person(actor, RegisterPermission.CHANGE, person_id)
    name = write_name(person, parse(NewName, data))
    mark_for_check([person.pk], PairSource.CHANGE)
    touch(person)
    changed(actor, person, "name", request_id)
    return name


@transaction.atomic
def add_paper(
    *, actor: Actor, person_id: uuid.UUID, data: NewPaper | Mapping[str, Any], request_id: uuid.UUID | None = None
) -> IdentityPaper:
    """Add an identity paper that was shown. Raises Denied, NotFound, Invalid."""
    person = lock_person(actor, RegisterPermission.CHANGE, person_id)
    paper = write_paper(person, parse(NewPaper, data))
    mark_for_check([person.pk], PairSource.CHANGE)
    touch(person)
    changed(actor, person, "paper", request_id)
    return paper


def take_paper(*, actor: Actor, paper_id: uuid.UUID, request_id: uuid.UUID | None = None) -> IdentityPaper:
    """Record that the service keeps the original of a paper (RS-23). Raises Denied, NotFound."""
    return _hold(actor, paper_id, True, request_id)


def give_paper_back(*, actor: Actor, paper_id: uuid.UUID, request_id: uuid.UUID | None = None) -> IdentityPaper:
    """Record that the original of a paper was given back (RS-23). Raises Denied, NotFound."""
    return _hold(actor, paper_id, False, request_id)


@transaction.atomic
def _hold(actor: Actor, paper_id: uuid.UUID, held: bool, request_id: uuid.UUID | None) -> IdentityPaper:
    require(actor, RegisterPermission.CHANGE)
    paper = IdentityPaper.objects.filter(pk=paper_id).first()
    if paper is None:
        raise NotFound("paper")
    person = lock_person(actor, RegisterPermission.CHANGE, paper.person_id)
    paper.held, paper.changed_at = held, clock.now()
    paper.save(update_fields=["held", "changed_at"])
    changed(actor, person, "paper_taken" if held else "paper_returned", request_id)
    return paper


@transaction.atomic
def add_contact(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewContact | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID | None = None,
) -> Contact:
    """Add a way to reach the person, known to one compartment. Raises Denied, NotFound, Invalid."""
    person = lock_person(actor, RegisterPermission.CHANGE, person_id)
    contact = _write_contact(person, parse(NewContact, data), known_compartment(compartment))
    touch(person)
    changed(actor, person, "contact", request_id)
    return contact


@transaction.atomic
def end_contact(*, actor: Actor, contact_id: uuid.UUID, request_id: uuid.UUID | None = None) -> Contact:
    """Record that a contact is no longer to be used. Raises Denied, NotFound."""
    require(actor, RegisterPermission.CHANGE)
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("contact")
    person = lock_person(actor, RegisterPermission.CHANGE, contact.person_id)
    contact.ended_at = contact.ended_at or clock.now()
    contact.changed_at = clock.now()
    contact.save(update_fields=["ended_at", "changed_at"])
    touch(person)
    changed(actor, person, "contact_ended", request_id)
    return contact


@transaction.atomic
def correct_person(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: Correction | Mapping[str, Any],
    expected_version: int,
    request_id: uuid.UUID | None = None,
) -> Person:
    """Correct what the person's own row says; the earlier row stays in its history.

    Raises:
        Denied, NotFound, Invalid: as elsewhere.
        Stale: somebody changed the person since `expected_version`.
    """
    person = lock_person(actor, RegisterPermission.CHANGE, person_id)
    correction = parse(Correction, data)
    if person.version != expected_version:
        raise Stale(person.version)
    with telling_of_person(person, request_id):
        given = correction.model_fields_set - {"born", "born_estimated"}
        for field in given:
            value = getattr(correction, field)
            if value is None and field not in ("photo_id", "deceased_on"):
                continue
            setattr(person, field, value)
        if correction.born is not None:
            birth = parse_birth(correction.born, estimated=correction.born_estimated)
            person.born_from, person.born_to, person.birth_precision = birth.first, birth.last, birth.precision
        if person.stateless and person.citizenships:
            raise Invalid(
                {"stateless": _("A stateless person has no citizenship. Take the citizenship out, or untick this.")}
            )
        if person.deceased_on and person.born_from and person.deceased_on < person.born_from:
            raise Invalid({"deceased_on": _("The death would be before the birth. Check both dates.")})
        person.version += 1
        person.changed_at = clock.now()
        person.save()
    mark_for_check([person.pk], PairSource.CHANGE)
    changed(actor, person, "correction", request_id, fields=sorted(correction.model_fields_set))
    return person


@transaction.atomic
def make_known(*, actor: Actor, person_id: uuid.UUID, compartment: str, request_id: uuid.UUID | None = None) -> Person:
    """Let a further compartment know the person (a refugee applies for residence). It cannot be undone.

    Only the person's row, names and papers without a compartment of their own become visible there; the claim does not.
    Raises Denied, NotFound.
    """
    person = lock_person(actor, RegisterPermission.CHANGE, person_id)
    value = known_compartment(compartment)
    if value not in person.compartments:
        person.compartments = sorted({*person.compartments, value})
        person.changed_at = clock.now()
        person.save(update_fields=["compartments", "changed_at"])
        changed(actor, person, "made_known", request_id, compartment=value)
    return person
