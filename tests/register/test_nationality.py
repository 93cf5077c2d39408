# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was determined of a person's citizenship: over time, once at a time, and taken back when its decision falls."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError, Denied
from panah.register.bitemporal import current
from panah.register.bulk import register_facts
from panah.register.errors import Invalid
from panah.register.facts import person_facts
from panah.register.models import Nationality, Person
from panah.register.services import create_person, determine_nationality, take_nationality_back
from tests.register.conftest import NOW, portal

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
FOUND: dict[str, Any] = {"affiliation": "citizen", "countries": ["AZE"], "basis": "C84", "valid_from": "2026-11-23"}
NOT: dict[str, Any] = {"affiliation": "not_citizen", "denied": ["AZE"], "basis": "C84", "valid_from": "2026-11-23"}


def somebody(actor: Any, *countries: str, stateless: bool = False) -> Person:
    data = {"names": [{"full": "Nurlan Uydurma"}], "born": "1991-02-03", "citizenships": list(countries)}
    data["stateless"] = stateless
    return create_person(actor=actor, data=data, compartment="stay", check=False)


def find(actor: Any, person: Person, case: uuid.UUID | None = None, **found: Any) -> Nationality:
    given = found | {"case_id": case or uuid.uuid4()}
    return determine_nationality(actor=actor, person_id=person.pk, data=given, compartment="stay")


def row(person: Person) -> tuple[list[str], bool]:
    found = Person.objects.get(pk=person.pk)
    return found.citizenships, found.stateless


@pytest.mark.parametrize(
    ("told", "found", "after"),
    [
        ([], FOUND, (["AZE"], False)),
        (["RUS"], FOUND, (["RUS", "AZE"], False)),
        (["AZE"], NOT, ([], False)),
        (["AZE", "GEO"], NOT, (["GEO"], False)),
        (["AZE"], NOT | {"countries": ["GEO"]}, (["GEO"], False)),
        (["GEO"], NOT | {"denied": ["AZE", "GEO"], "stateless": True}, ([], True)),
        (["GEO"], NOT | {"affiliation": "cannot_be_determined", "denied": []}, (["GEO"], False)),
    ],
)
def test_the_persons_row_follows_what_was_found_and_returns(
    stay_officer: Any, told: list[str], found: dict[str, Any], after: tuple[list[str], bool]
) -> None:
    case = uuid.uuid4()
    with acting(stay_officer):
        person = somebody(stay_officer, *told)
        made = find(stay_officer, person, case, **found)
        assert row(person) == after
        facts = person_facts(stay_officer, Person.objects.get(pk=person.pk), TODAY)
        assert facts["affiliation_result"] == made.affiliation
        assert facts["is_stateless"] is after[1]
        back = take_nationality_back(actor=stay_officer, person_id=person.pk, case_id=case, compartment="stay")
        assert back == 1
        assert row(person) == (told, False)
        assert "affiliation_result" not in person_facts(stay_officer, Person.objects.get(pk=person.pk), TODAY)
        # What was held once stays readable as once held.
        assert Nationality.objects.filter(person=person).count() == 1
        assert not Nationality.objects.filter(current(), person=person).exists()


def test_a_finding_holds_since_its_day_and_a_later_one_takes_its_place(stay_officer: Any) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    with acting(stay_officer):
        person = somebody(stay_officer, "GEO")
        find(stay_officer, person, first, **NOT | {"valid_from": "2020-01-01"})
        with clock.moved_to(NOW + dt.timedelta(hours=1)):
            find(stay_officer, person, second, **FOUND | {"valid_from": "2024-01-01"})

        def held(on: str) -> list[str]:
            rows = Nationality.objects.filter(current(dt.date.fromisoformat(on)), person=person)
            return [one.affiliation for one in rows]

        assert (held("2019-12-31"), held("2023-12-31"), held("2024-01-01")) == ([], ["not_citizen"], ["citizen"])
        before = Nationality.objects.filter(current(dt.date(2024, 1, 1), NOW), person=person)
        assert [one.affiliation for one in before] == ["not_citizen"], "as known an hour before"
        # The later one falls: the row says what the earlier one leaves of what the person said.
        take_nationality_back(actor=stay_officer, person_id=person.pk, case_id=second, compartment="stay")
        assert row(person) == (["GEO"], False)
        assert held("2023-12-31") == ["not_citizen"]


def test_the_law_over_the_register_reads_what_a_file_reads(stay_officer: Any) -> None:
    with acting(stay_officer):
        people = [somebody(stay_officer, "GEO") for _ in range(3)]
        find(stay_officer, people[0], **FOUND)
        find(stay_officer, people[1], **NOT)
        everybody = register_facts(TODAY)
        results = dict(zip(everybody.ids.to_pylist(), everybody.columns["affiliation_result"], strict=True))
        for person in people:
            alone = person_facts(stay_officer, Person.objects.get(pk=person.pk), TODAY)
            assert results[str(person.pk)] == alone.get("affiliation_result", "none")


@pytest.mark.parametrize(
    "wrong",
    [
        FOUND | {"valid_from": "2026-11-24"},
        FOUND | {"countries": []},
        FOUND | {"denied": ["AZE"]},
        FOUND | {"basis": " "},
        FOUND | {"stateless": True},
        NOT | {"stateless": True, "countries": ["GEO"]},
        NOT | {"affiliation": "cannot_be_determined", "stateless": True},
        NOT | {"affiliation": "perhaps"},
    ],
)
def test_what_cannot_be_is_refused(stay_officer: Any, wrong: dict[str, Any]) -> None:
    with acting(stay_officer):
        person = somebody(stay_officer, "GEO")
        with pytest.raises(Invalid):
            find(stay_officer, person, **wrong)
        assert row(person) == (["GEO"], False)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({}, "once_at_a_time"),
        (
            {"compartment": "asylum", "stateless": True, "affiliation": "citizen", "countries": ["AZE"]},
            "stateless_of_none",
        ),
        ({"compartment": "asylum", "stateless": True, "countries": ["GEO"]}, "stateless_of_none"),
        ({"compartment": "asylum", "affiliation": "citizen"}, "citizen_of_one"),
        ({"compartment": "asylum", "countries": ["GEO"], "denied": ["GEO"]}, "not_both"),
        ({"compartment": "asylum", "affiliation": "perhaps"}, "nationality_affiliation"),
    ],
)
def test_the_database_refuses_it_too(stay_officer: Any, columns: dict[str, Any], name: str) -> None:
    with acting(stay_officer):
        person = somebody(stay_officer)
        values: dict[str, Any] = {
            "person": person,
            "compartment": "stay",
            "affiliation": "not_citizen",
            "basis": "C84",
            "valid": DateRange(TODAY, None),
            "recorded": DateTimeTZRange(NOW, None),
        }
        Nationality.objects.create(**values)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Nationality.objects.create(**values | columns)


def test_who_may_record_and_who_reads(stay_officer: Any, registrar: Any) -> None:
    with acting(stay_officer):
        person = somebody(stay_officer, "GEO")
        find(stay_officer, person, **FOUND)
    with acting(registrar), pytest.raises(AccessError):
        find(registrar, person, **FOUND)
    with acting(registrar):
        assert not Nationality.objects.exists(), "known to stay alone"
    own = portal(person.pk)
    with acting(own):
        assert Nationality.objects.count() == 1
        with pytest.raises(Denied):
            find(own, person, **FOUND)
    with acting(portal(uuid.uuid4())):
        assert not Nationality.objects.exists()
