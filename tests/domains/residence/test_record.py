# SPDX-License-Identifier: AGPL-3.0-or-later
"""The migration record (MC 7, 8.1): opened by entry, closed by the event that the law names, held as the law lists it, copied for the person."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from panah.casework.errors import Invalid
from panah.domains.residence import public as residence
from panah.domains.residence.models import MigrationRecord
from panah.domains.residence.record.export import as_data, said
from panah.domains.residence.record.jobs import keep_records
from panah.domains.residence.record.selectors import VALUES
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError, Denied, NotFound
from panah.foundation.audit.models import Event
from panah.foundation.exports.services import ask
from panah.law.engine import load_pack
from panah.register.services import link_family
from tests.domains.residence.conftest import NOW
from tests.support.permits import Service

REGISTRATION: dict[str, Any] = {
    "arrived_on": "2026-11-12",
    "visa_free_entry": True,
    "address": "7 Invented Street",
    "district": "Narlı",
    "receiving_party": "owner",
}


def registered(service: Service, **more: Any) -> Any:
    """Somebody with a passport, registered at a place of stay."""
    person = service.person(
        papers=[{"kind": "passport", "number": "U 1234567", "country": "TUR", "expires_on": "2031-01-01"}], **more
    )
    case = service.start("stay_registration", person, REGISTRATION)
    service.do(case.pk, "enter")
    return person


def read(service: Service, person: Any, who: Any = "desk") -> dict[str, Any]:
    actor = service.people[who] if isinstance(who, str) else who
    with acting(actor, "test"):
        found = residence.migration_record(actor=actor, person_id=person)
    return {entry.field.code: said(entry, "en") for entry in found.entries} | {"view": found}


def test_every_field_of_the_law_has_an_answer() -> None:
    assert {field.code for field in load_pack("az").records["migration_record"]} == set(VALUES)


def test_entry_opens_it_and_it_holds_what_the_law_lists(service: Service) -> None:
    person = registered(service, birth_place="Göllər", sex="M")
    assert read(service, person)["view"].held is None
    assert keep_records() == 1
    assert keep_records() == 0
    found = read(service, person)
    held = found["view"].held
    assert (held.opened_on, held.opened_ground, held.closed_on) == (dt.date(2026, 11, 12), "7.1-entry", None)
    assert found["identity_document_kind"] == "passport"
    assert (found["identity_document_series"], found["identity_document_number"]) == ("U", "U 1234567")
    assert found["citizenship"] == "Türkiye (TUR)"
    assert (found["sex"], found["birth_place"], found["birth_date"]) == ("male", "Göllər", "04.05.1990")
    assert found["last_registration_address"] == "7 Invented Street, Narlı"
    assert found["last_registration_on"] == "20.11.2026"
    assert found["arrival_purpose"] == "Registration at the place of stay"
    assert (found["expulsion_applied"], found["undesirable"]) == ("no", "no")
    assert (found["profession"], found["legal_representatives"]) == ("none", "none")
    assert found["identity_document_issued_on"] == "not known"
    assert "identity_document_issued_on" in {entry.field.code for entry in found["view"].missing}


def test_what_the_service_begins_is_nobodys_purpose_of_coming(service: Service) -> None:
    person = registered(service)
    keep_records()
    entry = {"ground": "16.1.8", "first_day": "2026-11-19", "known": "By letter.", "reasons": "A fine is unpaid."}
    service.start("entry_ban", person, entry)
    assert read(service, person)["arrival_purpose"] == "Registration at the place of stay"


def test_marks_and_representatives_come_from_the_register(service: Service) -> None:
    child, parent = registered(service, born="2018-02-03"), service.person("Ana Sınaqlı")
    with acting(service.people["desk"], "test") as actor:
        link_family(actor=actor, data={"person_id": parent, "relative_id": child, "bond": "parent"}, compartment="stay")
    entry = {"ground": "23", "first_day": "2026-11-18", "known": "By letter.", "reasons": "As the letter says."}
    case = service.start("undesirable_person", child, entry)
    assert read(service, child)["undesirable"] == "no", "not before a second person has confirmed it"
    service.do(case.pk, "confirm_entry", {"file_read": True}, by="reviewer")
    found = read(service, child)
    assert found["legal_representatives"] == "Ana Sınaqlı"
    assert found["undesirable"] == "yes"


@pytest.mark.parametrize(
    ("kind", "by", "ground", "field"),
    [
        ("died", "", "7-death", "died_on"),
        ("declared", "Bakı məhkəməsi", "7-court", "declared_dead_or_missing_on"),
        ("citizenship_acquired", "", "7-citizenship", ""),
    ],
)
def test_the_events_that_the_law_names_close_it_and_a_mistake_opens_it_again(
    service: Service, kind: str, by: str, ground: str, field: str
) -> None:
    person = registered(service)
    keep_records()
    with acting(service.people["desk"], "test") as actor:
        event = residence.note_in_record(
            actor=actor, person_id=person, kind=kind, happened_on=dt.date(2026, 11, 19), by=by
        )
        held = MigrationRecord.objects.get(person=person)
        assert (held.closed_on, held.closed_ground) == (dt.date(2026, 11, 19), ground)
        with pytest.raises(Invalid) as twice:
            residence.note_in_record(actor=actor, person_id=person, kind=kind, happened_on=dt.date(2026, 11, 19), by=by)
        assert set(twice.value.errors) == {"kind"}
        assert not field or read(service, person)[field] == "19.11.2026"
        residence.take_back(actor=actor, note_id=event.pk)
        held.refresh_from_db()
        assert (held.closed_on, held.closed_ground) == (None, "")
        with pytest.raises(NotFound):
            residence.take_back(actor=actor, note_id=event.pk)


def test_what_closes_nothing_stands_in_it_and_faults_are_told(service: Service) -> None:
    person = registered(service)
    keep_records()
    with acting(service.people["desk"], "test") as actor:
        residence.note_in_record(
            actor=actor, person_id=person, kind="administrative", happened_on=dt.date(2026, 11, 16), by="Police"
        )
        assert MigrationRecord.objects.get(person=person).closed_on is None
        for kind, day, fault in (
            ("flew", dt.date(2026, 11, 1), "kind"),
            ("died", None, "happened_on"),
            ("died", clock.today() + dt.timedelta(days=1), "happened_on"),
            ("declared", dt.date(2026, 11, 1), "by"),
        ):
            with pytest.raises(Invalid) as wrong:
                residence.note_in_record(actor=actor, person_id=person, kind=kind, happened_on=day)
            assert set(wrong.value.errors) == {fault}
        with pytest.raises(IntegrityError), transaction.atomic():
            MigrationRecord.objects.filter(person=person).update(closed_ground="7-death")
    assert read(service, person)["administrative_liability"] == "16.11.2026, Police"


def test_a_copy_leads_to_whoever_made_it_and_holds_this_record_alone(service: Service) -> None:
    person, other = registered(service), registered(service)
    keep_records()
    for actor in (service.people["desk"], service.portal(person)):
        with acting(actor, "test"):
            made = residence.copy_of_record(actor=actor, person_id=person)
            event = Event.objects.filter(pk=made.mark).first() if actor.kind == "staff" else None
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages).split())
        assert made.mark in text.replace(" ", "")
        assert "U 1234567" in text
        assert event is None or event.persons == [person]
        with acting(actor, "test"):
            asked = ask(actor=actor, name="migration_record", params={"person": person}, kind="json")
        assert asked.made is not None
        data = json.loads(asked.made.content)
        assert {one["code"] for one in data["fields"]} == set(VALUES)
        assert data["record"]["opened_ground"] == "7.1-entry"
        assert data["export"]["number"] == asked.export.number
        assert str(other) not in str(data)
    for nobody in ("reviewer", "body", "returns"):
        with acting(service.people[nobody], "test") as actor, pytest.raises(Denied):
            residence.copy_of_record(actor=actor, person_id=person)
        with acting(service.people[nobody], "test") as actor, pytest.raises(Denied):
            ask(actor=actor, name="migration_record", params={"person": person}, kind="json")
    mine = service.portal(other)
    with acting(mine, "test"), pytest.raises(NotFound):
        ask(actor=mine, name="migration_record", params={"person": person}, kind="json")


def test_the_own_record_and_nobody_elses_is_read_in_the_portal(service: Service) -> None:
    person, other = registered(service), registered(service)
    keep_records()
    mine = service.portal(person)
    at_desk, in_portal = read(service, person), read(service, person, mine)
    assert as_data(at_desk["view"]) == as_data(in_portal["view"])
    with acting(mine, "test"):
        with pytest.raises(NotFound):
            residence.migration_record(actor=mine, person_id=other)
        with pytest.raises(AccessError):
            residence.note_in_record(actor=mine, person_id=person, kind="died", happened_on=NOW.date())
        assert MigrationRecord.objects.count() == 1
    for who in ("body", "labour"):
        with acting(service.people[who], "test") as actor, pytest.raises(Denied):
            residence.migration_record(actor=actor, person_id=person)
