# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering and correcting people."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from panah.foundation.access.actor import ANONYMOUS
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.foundation.audit.services import record
from panah.register.errors import Invalid, Stale
from panah.register.models import (
    Address,
    Contact,
    FamilyLink,
    HouseholdMember,
    IdentityPaper,
    Person,
    PersonName,
)
from panah.register.selectors import company_of, family_of, household_of, latin_name, members_of, names_of, person
from panah.register.services import (
    add_contact,
    add_name,
    add_paper,
    correct_person,
    create_household,
    create_person,
    end_contact,
    end_link,
    give_paper_back,
    join_household,
    leave_household,
    link_family,
    make_known,
    take_paper,
)
from tests.register.conftest import NOW, portal, staff

DAY = NOW.date()
FULL = {
    "names": [
        {"full": "Мамедов Эльчин Рауфович", "language": "ru"},
        {"full": "Məmmədov Elçin", "kind": "latin"},
    ],
    "sex": "M",
    "born": "1987-05",
    "birth_country": "TUR",
    "birth_place": "Kars",
    "citizenships": ["tur"],
    "languages": ["aze", "ru"],
    "interpreter_language": "tur",
    "interpreter_sex_wish": "F",
    "papers": [{"kind": "passport", "number": "u 12-345", "country": "TUR"}],
    "contacts": [{"kind": "phone", "value": "+90 555 000 00 00", "safe_to_use": "only_text"}],
    "address": {"text": "A street 1", "country": "AZE", "district": "Sabail", "valid_from": "2026-11-01"},
    "arrived_on": "2026-11-01",
}


def events(person_id: uuid.UUID, verb: str) -> list[tuple[str, str, dict]]:
    """The events of a person as the data protection officer sees them."""
    with acting(staff(Role.DATA_PROTECTION)):
        rows = Event.objects.filter(persons__contains=[person_id], verb=verb).order_by("at")
        return [(row.verb, row.purpose, row.detail) for row in rows]


def test_a_person_is_registered_whole(db, registrar) -> None:
    with acting(registrar, "reception"):
        made = create_person(actor=registrar, data=FULL, compartment="asylum", request_id=uuid.uuid4())
        found = person(registrar, made.pk)
        assert found.compartments == ["asylum"]
        assert (found.born, found.sex, found.citizenships) == ("1987-05", "M", ["TUR"])
        assert (found.languages, found.interpreter_language) == (["az", "ru"], "tr")
        assert [name.full for name in names_of(found)] == ["Мамедов Эльчин Рауфович", "Məmmədov Elçin"]
        assert names_of(found)[0].latin == "Mamedov Elchin Raufovich"
        assert latin_name(found) == "Məmmədov Elçin"
        assert IdentityPaper.objects.get(person=found).number_key == "U12345"
        assert Contact.objects.get(person=found).safe_to_use == "only_text"
        assert Address.objects.get(person=found).district == "Sabail"
    assert events(made.pk, "create") == [("create", "reception", {"compartment": "asylum"})]
    assert [event[0] for event in events(made.pk, "read")] == ["read"]


def test_the_same_request_registers_once(db, registrar) -> None:
    request = uuid.uuid4()
    with acting(registrar, "reception"):
        one = create_person(actor=registrar, data=FULL, compartment="asylum", request_id=request)
        two = create_person(actor=registrar, data=FULL, compartment="asylum", request_id=request)
        assert one.pk == two.pk
        assert PersonName.objects.filter(person=one).count() == 2
    assert len(events(one.pk, "create")) == 1


def test_a_border_officer_registers_and_then_sees_nobody(db) -> None:
    border = staff(Role.BORDER_OFFICER)
    with acting(border, "reception"):
        made = create_person(actor=border, data=FULL, compartment="asylum")
        assert not Person.objects.exists()
        with pytest.raises(Denied):
            person(border, made.pk)


@pytest.mark.parametrize("role", [Role.INTERPRETER, Role.ADMINISTRATOR, Role.DATA_PROTECTION, Role.APPEAL_OFFICER])
def test_others_register_nobody(db, role: Role) -> None:
    actor = staff(role)
    with acting(actor), pytest.raises(Denied):
        create_person(actor=actor, data=FULL, compartment="asylum")


def test_nobody_at_all_registers_nobody(db) -> None:
    with acting(ANONYMOUS), pytest.raises(Denied):
        create_person(actor=ANONYMOUS, data=FULL, compartment="asylum")


def test_nothing_is_half_written(db, registrar, monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("panah.register.services.people.record", fail)
    with acting(registrar):
        with pytest.raises(RuntimeError):
            create_person(actor=registrar, data=FULL, compartment="asylum")
        assert not Person.objects.exists()
    assert record is not fail


def test_a_correction_needs_the_version_that_was_seen(make, registrar) -> None:
    subject = make()
    with acting(registrar):
        changed = correct_person(
            actor=registrar, person_id=subject.pk, data={"born": "1990-01-05", "sex": "F"}, expected_version=1
        )
        assert (changed.born, changed.version) == ("1990-01-05", 2)
        with pytest.raises(Stale) as caught:
            correct_person(actor=registrar, person_id=subject.pk, data={"sex": "M"}, expected_version=1)
        assert caught.value.version == 2
        assert Person.objects.get(pk=subject.pk).sex == "F"
        cleared = correct_person(actor=registrar, person_id=subject.pk, data={"born": ""}, expected_version=2)
        assert cleared.birth_precision == "unknown"
        assert cleared.born_from is None


def test_a_correction_that_cannot_be_is_refused(make, registrar) -> None:
    subject = make(born="1990", citizenships=["TUR"])
    with acting(registrar):
        for data, path in (({"stateless": True}, "stateless"), ({"deceased_on": "1980-01-01"}, "deceased_on")):
            with pytest.raises(Invalid) as caught:
                correct_person(actor=registrar, person_id=subject.pk, data=data, expected_version=1)
            assert path in caught.value.errors
        assert Person.objects.get(pk=subject.pk).version == 1


def test_history_keeps_what_was_corrected(make, registrar) -> None:
    subject = make(born="1990")
    with acting(registrar):
        correct_person(actor=registrar, person_id=subject.pk, data={"born": "1991"}, expected_version=1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(year FROM born_from)::int FROM register_personevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
                [subject.pk],
            )
            assert [row[0] for row in cursor.fetchall()] == [1990, 1991]


def test_names_papers_and_contacts_are_added_and_logged(make, registrar, officer) -> None:
    subject = make()
    with acting(registrar):
        add_name(actor=registrar, person_id=subject.pk, data={"full": "ლეილა ალიევა", "kind": "alias"})
        paper = add_paper(actor=registrar, person_id=subject.pk, data={"kind": "identity_card", "number": "AA 1"})
        assert take_paper(actor=registrar, paper_id=paper.pk).held
        assert not give_paper_back(actor=registrar, paper_id=paper.pk).held
        contact = add_contact(
            actor=registrar,
            person_id=subject.pk,
            data={"kind": "email", "value": "leyla@place.example"},
            compartment="asylum",
        )
        assert contact.safe_to_use == "unknown"
        assert end_contact(actor=registrar, contact_id=contact.pk).ended_at == NOW
        assert Person.objects.get(pk=subject.pk).version == 5
    changes = [detail["what"] for _verb, _purpose, detail in events(subject.pk, "change")]
    assert changes == ["name", "paper", "paper_taken", "paper_returned", "contact", "contact_ended"]


def test_a_name_of_one_compartment_stays_there(make, registrar, officer) -> None:
    subject = make()
    with acting(officer):
        add_name(
            actor=officer,
            person_id=subject.pk,
            data={"full": "Nigar Qara", "kind": "alias", "compartment": "claim"},
        )
        assert len(names_of(person(officer, subject.pk))) == 2
    with acting(registrar):
        assert len(names_of(person(registrar, subject.pk))) == 1
        assert PersonName.objects.filter(person=subject).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"birth_precision": "day", "born_from": "1990-01-01", "born_to": "1990-01-02"},
        {"birth_precision": "year", "born_from": "1991-01-01", "born_to": "1990-01-01"},
        {"birth_precision": "year", "born_from": None, "born_to": None},
        {"birth_precision": "unknown", "born_from": "1990-01-01", "born_to": "1990-01-01"},
        {"sex": "Q"},
    ],
)
def test_the_database_refuses_what_cannot_be(make, registrar, change: dict) -> None:
    subject = make()
    with acting(registrar), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=subject.pk).update(**change)


def test_the_database_refuses_a_person_whom_nobody_may_know(db, registrar) -> None:
    with acting(registrar), pytest.raises(IntegrityError, match="person_known_somewhere"), transaction.atomic():
        Person.objects.create(compartments=[], registered_at=NOW)


HOUSEHOLD = {
    "arrived_on": "2026-11-20",
    "members": [
        {"person": {"names": [{"full": "Nərgiz Quliyeva"}], "born": "1990"}, "role": "principal"},
        {"person": {"names": [{"full": "Anar Quliyev"}], "born": "2015-02-01"}, "role": "child"},
        {"person": {"names": [{"full": "Tural Quliyev"}], "born": "1988"}, "role": "spouse"},
    ],
}


def test_a_household_is_registered_with_its_bonds(db, registrar) -> None:
    request = uuid.uuid4()
    with acting(registrar, "reception"):
        household, people = create_household(actor=registrar, data=HOUSEHOLD, compartment="asylum", request_id=request)
        mother, child, spouse = people
        again, same = create_household(actor=registrar, data=HOUSEHOLD, compartment="asylum", request_id=request)
        assert again.pk == household.pk
        assert [one.pk for one in same] == [one.pk for one in people]
        assert Person.objects.count() == 3
        assert household_of(registrar, child.pk, DAY) == household
        members = members_of(registrar, household.pk, DAY)
        assert members[0].person_id == mother.pk
        assert {member.role for member in members} == {"principal", "child", "spouse"}
        assert [(relative.person_id, relative.bond) for relative in family_of(registrar, child.pk)] == [
            (mother.pk, "parent")
        ]
        assert {(relative.person_id, relative.bond) for relative in family_of(registrar, mother.pk)} == {
            (child.pk, "child"),
            (spouse.pk, "spouse"),
        }
        assert company_of(registrar, child.pk) == "caregiver"
        # A new-born joins when the household arrives, not before the own birth.
        assert HouseholdMember.objects.get(person=child).valid.lower.isoformat() == "2026-11-20"


def test_a_household_refuses_who_is_born_after_arrival(db, registrar) -> None:
    wrong = {**HOUSEHOLD, "arrived_on": "2014-01-01"}
    with acting(registrar):
        with pytest.raises(Invalid) as caught:
            create_household(actor=registrar, data=wrong, compartment="asylum")
        assert list(caught.value.errors) == ["members.1.person.born"]
        assert not Person.objects.exists()


def test_members_come_and_go(db, registrar) -> None:
    with acting(registrar):
        household, people = create_household(actor=registrar, data=HOUSEHOLD, compartment="asylum")
        other, _ = create_household(
            actor=registrar,
            data={"members": [{"person": {"names": [{"full": "Rəna"}]}, "role": "principal"}]},
            compartment="asylum",
        )
        spouse = people[2]
        join_household(actor=registrar, household_id=other.pk, person_id=spouse.pk, role="other_relative", since=DAY)
        assert household_of(registrar, spouse.pk, DAY) == other
        assert len(members_of(registrar, household.pk, DAY)) == 2
        leave_household(actor=registrar, household_id=other.pk, person_id=spouse.pk, ends_on=DAY)
        assert household_of(registrar, spouse.pk, DAY) is None
        with pytest.raises(NotFound):
            leave_household(actor=registrar, household_id=other.pk, person_id=spouse.pk, ends_on=DAY)


def test_a_child_is_alone_separated_or_with_its_caregiver(make, registrar) -> None:
    child, aunt, mother = make("Anar"), make("Rəna"), make("Nərgiz")
    with acting(registrar):
        assert company_of(registrar, child.pk) == "alone"
        link = link_family(
            actor=registrar,
            data={"person_id": aunt.pk, "relative_id": child.pk, "bond": "other_relative"},
            compartment="asylum",
        )
        assert company_of(registrar, child.pk) == "relatives"
        parent = {"person_id": mother.pk, "relative_id": child.pk, "bond": "parent"}
        link_family(actor=registrar, data={**parent, "whereabouts": "missing"}, compartment="asylum")
        assert company_of(registrar, child.pk) == "relatives"
        link_family(actor=registrar, data={**parent, "whereabouts": "present"}, compartment="asylum")
        assert FamilyLink.objects.filter(bond="parent").count() == 1
        assert company_of(registrar, child.pk) == "caregiver"
        end_link(actor=registrar, link_id=link.pk, ended_on=DAY)
        with pytest.raises(Invalid):
            link_family(
                actor=registrar,
                data={"person_id": child.pk, "relative_id": child.pk, "bond": "sibling"},
                compartment="asylum",
            )


def test_a_further_compartment_may_come_to_know_the_person(make, registrar, stay_officer) -> None:
    subject = make()
    with acting(stay_officer), pytest.raises(NotFound):
        person(stay_officer, subject.pk)
    with acting(registrar):
        make_known(actor=registrar, person_id=subject.pk, compartment="stay")
    with acting(stay_officer):
        assert person(stay_officer, subject.pk).pk == subject.pk


def test_one_person_does_not_exist_for_another_in_the_portal(make) -> None:
    subject, other = make(), make("Nigar")
    actor = portal(subject.pk)
    with acting(actor):
        assert person(actor, subject.pk).pk == subject.pk
        for hidden in (other.pk, uuid.uuid4()):
            with pytest.raises(NotFound):
                person(actor, hidden)
