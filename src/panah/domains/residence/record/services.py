# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening and closing migration records as the law finds, and noting what comes from outside."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.casework.errors import Invalid
from panah.domains.residence.models import MigrationRecord, RecordNote, RecordNoteKind
from panah.domains.residence.policy import PermitPermission
from panah.domains.residence.record.facts import notes_of, record_facts, stay_cases_of
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.coded import Ground, GroundList
from panah.law.engine import Findings, assess
from panah.law.pack import Pack, load_pack
from panah.register.models import Person

KEY = "migration_record"
STAY = Compartment.STAY.value
K = RecordNoteKind

#: The event that each ground of the pack stands for, for the day on which a record opens or closes.
_EVENT_OF: dict[str, str] = {
    "record_opens_birth": K.BIRTH_REGISTERED,
    "record_opens_citizenship_ended": K.CITIZENSHIP_ENDED,
    "record_closes_death": K.DIED,
    "record_closes_court": K.DECLARED,
    "record_closes_citizenship": K.CITIZENSHIP_ACQUIRED,
}


def look_at(*, actor: Actor, person_id: uuid.UUID) -> MigrationRecord | None:
    """Bring the record of a person to what the law finds today: open it, close it, or open it again where what closed it
    was a mistake.

    Returns:
        The record; None where the law opens none.

    Raises:
        Denied: the actor may not. NotFound: no such person, or none known to stay.
    """
    require(actor, PermitPermission.RECORD_NOTE)
    with transaction.atomic():
        person = _person(person_id)
        law, today = load_pack(settings.PANAH_PACK), clock.today()
        lists = law.grounds[KEY]
        variables = [item.variable for kind in (lists.grounds, lists.cancellations) for item in kind]
        facts = record_facts(actor, person, today)
        findings = assess(facts, today, pack=settings.PANAH_PACK, variables=variables)
        held = MigrationRecord.objects.select_for_update().filter(person=person).first()
        opens, closes = _first(lists.grounds, findings), _first(lists.cancellations, findings)
        if held is None:
            if opens is None:
                return None
            held = MigrationRecord(person=person, compartment=STAY, opened_ground=opens.code)
            held.opened_on = _day_of(person, opens.variable, facts.get("arrived_on"))
        before = (held.closed_on, held.closed_ground)
        if closes is None:
            held.closed_on, held.closed_ground = None, ""
        else:
            held.closed_on = max(held.opened_on, _day_of(person, closes.variable, None))
            held.closed_ground = closes.code
        made = held.looked_at is None
        held.looked_at = clock.now()
        held.save(force_insert=made)
        if made or before != (held.closed_on, held.closed_ground):
            record(
                actor,
                Verb.CREATE if made else Verb.CHANGE,
                subject_type="migration_record",
                subject_id=held.pk,
                persons=[person.pk],
                purpose="migration_record",
                detail={"opened": held.opened_ground, "closed": held.closed_ground},
            )
    return held


def _person(person_id: uuid.UUID) -> Person:
    # Row-level security says whom the actor may know; a record is kept of those alone who are known to stay.
    found = Person.objects.filter(pk=person_id, compartments__contains=[STAY]).first()
    if found is None:
        raise NotFound("person")
    return found


def _first(items: GroundList, findings: Findings) -> Ground | None:
    return next((item for item in items.on(clock.today()) if findings.value(item.variable) is True), None)


def _day_of(person: Person, variable: str, arrived: str | None) -> dt.date:
    """The day of the event; of an entry whose day was not filed the day of the first application."""
    kind = _EVENT_OF.get(variable)
    for event in notes_of(person):
        if event.kind == kind:
            return event.happened_on
    if arrived:
        return dt.date.fromisoformat(arrived)
    cases = stay_cases_of(person)
    return clock.local_date(cases[0].opened_at) if cases else clock.today()


def note_in_record(
    *, actor: Actor, person_id: uuid.UUID, kind: str, happened_on: dt.date | None, by: str = ""
) -> RecordNote:
    """Note something in a record; the record opens or closes in the same transaction, as the law finds.

    Args:
        kind: of `RecordNoteKind`. by: the court or body, where there is one.

    Raises:
        Denied; NotFound; Invalid (unknown kind, no day or one that is to come, no court, noted already).
    """
    require(actor, PermitPermission.RECORD_NOTE)
    faults: dict[str, str] = {}
    if kind not in K.values:
        faults["kind"] = _("Choose one of the answers offered")
    if happened_on is None:
        faults["happened_on"] = _("Enter a date")
    elif happened_on > clock.today():
        faults["happened_on"] = _("The date must not lie in the future")
    if kind == K.DECLARED and not by.strip():
        faults["by"] = _("Name the court.")
    if faults or happened_on is None:
        raise Invalid(faults)
    try:
        with transaction.atomic():
            person = _person(person_id)
            made = RecordNote.objects.create(
                person=person,
                compartment=STAY,
                kind=kind,
                happened_on=happened_on,
                by=by.strip()[:200],
                noted_at=clock.now(),
                noted_by=actor.account_id,
            )
            record(
                actor,
                Verb.CHANGE,
                subject_type="migration_record",
                subject_id=made.pk,
                persons=[person.pk],
                purpose="migration_record",
                detail={"noted": kind},
            )
            look_at(actor=actor, person_id=person_id)
    except IntegrityError as error:
        if "recordnote_once" in str(error):
            raise Invalid({"kind": _("This is noted already. Take it back first if it was a mistake.")}) from error
        raise
    return made


def take_back(*, actor: Actor, note_id: uuid.UUID) -> MigrationRecord | None:
    """Take back what was noted by mistake; a record that it closed is open again.

    Raises:
        Denied; NotFound: no such note, or one that was taken back already.
    """
    require(actor, PermitPermission.RECORD_NOTE)
    with transaction.atomic():
        event = RecordNote.objects.select_for_update().filter(pk=note_id, ended_at=None).first()
        if event is None:
            raise NotFound("note")
        event.ended_at = clock.now()
        event.save(update_fields=["ended_at"])
        record(
            actor,
            Verb.CHANGE,
            subject_type="migration_record",
            subject_id=event.pk,
            persons=[event.person_id],
            purpose="migration_record",
            detail={"taken_back": event.kind},
        )
        return look_at(actor=actor, person_id=event.person_id)


def law_of_records() -> Pack:
    """The pack that says what a record holds."""
    return load_pack(settings.PANAH_PACK)
