# SPDX-License-Identifier: AGPL-3.0-or-later
"""People written by the thousand leave the same rows as people registered one by one."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event, Verb
from panah.foundation.ids import secret_id
from panah.foundation.inserting import insert_many
from panah.register.models import (
    Address,
    Contact,
    FamilyLink,
    Household,
    HouseholdMember,
    IdentityPaper,
    Person,
    PersonName,
)
from panah.register.partial_date import parse_birth
from panah.register.selectors import as_of, search
from panah.register.services import (
    BulkName,
    BulkPaper,
    BulkPerson,
    bulk,
    correct_person,
    create_household,
    create_person,
    write_people,
)
from tests.register.conftest import NOW, staff

TABLES = (Person, PersonName, IdentityPaper, Address, Contact, Household, HouseholdMember, FamilyLink)
SINCE = dt.date(2026, 3, 1)
#: Names in every script, with what breaks quoting: quotes of both kinds, backslashes, braces, commas, percent, NULL.
FAMILY: list[dict[str, Any]] = [
    {
        "role": "principal",
        "names": [
            {"given": "Rəşad", "family": "Əliyev", "patronymic": "Məmməd oğlu", "full": "Əliyev Rəşad Məmməd oğlu"},
            {"full": "Рашад Алиев", "kind": "alias", "language": "ru", "latin": "Rashad Aliyev"},
        ],
        "born": "1980-05-03",
        "sex": "M",
        "papers": [{"kind": "passport", "number": "p 12-34/АБ", "country": "AZE"}, {"kind": "other", "number": "7"}],
    },
    {"role": "spouse", "names": [{"full": 'ლეილა "ლ\\ა" {O\'Connor}, NULL 100% %s'}], "born": "1985-07", "sex": "F"},
    {"role": "child", "names": [{"full": "ليلى رشاد"}], "born": "2010-08-09", "sex": "F"},
    {"role": "parent", "names": [{"full": "Լեյլա Ալիևա", "language": "hy"}], "born": "1950", "sex": "F"},
    {"role": "other", "names": [{"full": "NULL"}], "born": "", "sex": "U"},
]


@pytest.fixture
def displaced_officer(db: None) -> Actor:
    return staff(Role.DISPLACED_OFFICER)


def one_by_one(actor: Actor) -> list[uuid.UUID]:
    members = [
        {
            "role": one["role"],
            "person": {
                **{key: value for key, value in one.items() if key != "role"},
                "birth_place": "Ağ Bulaq",
                "birth_country": "AZE",
                "citizenships": ["AZE", "GEO", "AZE"],
                "external_id": f"X-{place}",
                "contacts": [{"kind": "phone", "value": "+994 12 000 00 00"}],
                "address": {"text": 'Küçə "1", 2\\3', "district": "Bulaq", "country": "AZE", "valid_from": SINCE},
            },
        }
        for place, one in enumerate(FAMILY)
    ]
    _household, people = create_household(
        actor=actor, data={"members": members, "arrived_on": SINCE}, compartment="displaced"
    )
    return [person.pk for person in people]


def bulk_people() -> list[BulkPerson]:
    people = []
    for place, one in enumerate(FAMILY):
        birth = parse_birth(one["born"])
        people.append(
            BulkPerson(
                id=secret_id(),
                names=tuple(BulkName(**name) for name in one["names"]),
                external_id=f"X-{place}",
                sex=one["sex"],
                born_from=birth.first,
                born_to=birth.last,
                birth_precision=birth.precision,
                birth_place="Ağ Bulaq",
                birth_country="AZE",
                citizenships=("AZE", "GEO", "AZE"),
                papers=tuple(BulkPaper(**paper) for paper in one.get("papers", ())),
                phones=("+994 12 000 00 00",),
                address=('Küçə "1", 2\\3', "Bulaq", "AZE", SINCE),
                household="h",
                role=one["role"],
            )
        )
    return people


def rows(ids: list[uuid.UUID], *, suffix: str = "") -> dict[str, list[Any]]:
    """Every row about the people (or its history), without what is drawn anew each time; people by their place."""
    places = {person_id: f"person {place}" for place, person_id in enumerate(ids)}
    households = list(HouseholdMember.objects.filter(person_id__in=ids).values_list("household_id", flat=True))
    found = {}
    for model in TABLES:
        column = "id" if model in (Person, Household) else "person_id"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT * FROM {model._meta.db_table}{suffix} WHERE {column} = ANY (%s)",
                [households if model is Household else ids],
            )
            names = [one.name for one in cursor.description]
            told = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        drawn = {"household_id", "pgh_id", "pgh_obj_id", *(() if model is Person else ("id",))}
        found[model.__name__] = sorted(
            (
                {k: places.get(v, v) if isinstance(v, uuid.UUID) else v for k, v in row.items() if k not in drawn}
                for row in told
            ),
            key=repr,
        )
    return found


def test_the_rows_are_those_of_people_registered_one_by_one(displaced_officer: Actor) -> None:
    with acting(displaced_officer, "intake"):
        single = one_by_one(displaced_officer)
        people = bulk_people()
        write_people(actor=displaced_officer, people=people, compartment="displaced", request_id=None)
        together = [person.id for person in people]
        assert Person.objects.count() == 2 * len(FAMILY)
        one, many = rows(single), rows(together)
        assert {table: len(those) for table, those in one.items()} == {
            "Person": 5, "PersonName": 6, "IdentityPaper": 2, "Address": 5, "Contact": 5, "Household": 1,
            "HouseholdMember": 5, "FamilyLink": 3,
        }  # fmt: skip
        for table, those in one.items():
            assert many[table] == those, table


def test_every_row_has_its_history_and_later_changes_too(displaced_officer: Actor) -> None:
    with acting(displaced_officer, "intake"):
        single = one_by_one(displaced_officer)
        people = bulk_people()
        write_people(actor=displaced_officer, people=people, compartment="displaced", request_id=None)
        together = [person.id for person in people]
        one, many = rows(single, suffix="event"), rows(together, suffix="event")
        for table, those in one.items():
            assert len(those) == len(rows(single)[table]), table
            assert many[table] == those, table
            assert {row["pgh_label"] for row in those} == {"insert"}
        correct_person(actor=displaced_officer, person_id=together[0], data={"sex": "X"}, expected_version=1)
        after = rows(together, suffix="event")["Person"]
        assert sorted((row["pgh_label"], row["sex"]) for row in after if row["id"] == "person 0") == [
            ("insert", "M"), ("update", "X"),
        ]  # fmt: skip


def test_one_event_of_the_log_names_everybody_and_comes_last(displaced_officer: Actor) -> None:
    asked = uuid.uuid4()
    people = bulk_people()
    with acting(displaced_officer, "intake"):
        write_people(actor=displaced_officer, people=people, compartment="displaced", request_id=asked)
    with acting(staff(Role.DATA_PROTECTION), "log"):
        [event] = Event.objects.filter(verb=Verb.CREATE)
    assert (event.persons, event.request_id, event.purpose) == (sorted(one.id for one in people), asked, "intake")
    assert event.detail == {"compartment": "displaced", "people": 5, "households": 1}


def test_they_are_found_at_once_and_bitemporal(displaced_officer: Actor) -> None:
    people = bulk_people()
    with acting(displaced_officer, "intake"):
        write_people(actor=displaced_officer, people=people, compartment="displaced", request_id=None)
        lived = as_of(displaced_officer, people[0].id, SINCE, NOW)
        assert [row.district for row in lived.addresses] == ["Bulaq"]
        before = as_of(displaced_officer, people[0].id, SINCE - dt.timedelta(days=1), NOW)
        assert not before.addresses
        name = PersonName.objects.get(person_id=people[2].id)
        assert (name.script, name.latin) == ("arabic", name.latin)
        assert search(actor=displaced_officer, query=name.latin, purpose="test")[0].person_id == people[2].id
        assert not Person.objects.filter(compartments__contains=["asylum"]).exists()


def test_a_member_belongs_to_the_household_from_birth_at_the_earliest(displaced_officer: Actor) -> None:
    born = dt.date(2026, 9, 9)
    parent = BulkPerson(id=secret_id(), names=(BulkName("Əli"),), household="h", role="principal")
    baby = BulkPerson(
        id=secret_id(), names=(BulkName("Leyla"),), household="h", role="child", born_from=born, born_to=born,
        birth_precision="day", address=("x", "", "AZE", SINCE),
    )  # fmt: skip
    alone = BulkPerson(id=secret_id(), names=(BulkName("Vüsal"),))
    leaderless = BulkPerson(id=secret_id(), names=(BulkName("Vüsal"),), household="i", role="child")
    with acting(displaced_officer, "intake"):
        write_people(
            actor=displaced_officer, people=[parent, baby, alone, leaderless], compartment="displaced", request_id=None
        )
        since = {row.person_id: row.valid.lower for row in HouseholdMember.objects.all()}
        assert since == {parent.id: NOW.date(), baby.id: born, leaderless.id: NOW.date()}
        assert [(one.person_id, one.bond, one.relative_id) for one in FamilyLink.objects.all()] == [
            (parent.id, "parent", baby.id)
        ]


def test_all_or_none(displaced_officer: Actor) -> None:
    asked = uuid.uuid4()
    with acting(displaced_officer, "intake"):
        create_person(
            actor=displaced_officer, data={"names": [{"full": "Əli"}]}, compartment="displaced", request_id=asked
        )
        taken = BulkPerson(id=secret_id(), names=(BulkName("Leyla"),), request_id=asked)
        with pytest.raises(IntegrityError), transaction.atomic():
            write_people(
                actor=displaced_officer, people=[*bulk_people(), taken], compartment="displaced", request_id=None
            )
        # Too long for the column: refused, not cut.
        long = BulkPerson(id=secret_id(), names=(BulkName("Leyla"),), citizenships=("AZER",))
        with pytest.raises(DataError), transaction.atomic():
            write_people(
                actor=displaced_officer, people=[*bulk_people(), long], compartment="displaced", request_id=None
            )
        assert Person.objects.count() == 1
        assert PersonName.objects.count() == 1
        assert not Household.objects.exists()
    with acting(staff(Role.DATA_PROTECTION), "log"):
        assert Event.objects.filter(verb=Verb.CREATE).count() == 1


def test_who_may_not_register_writes_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    returns = staff(Role.RETURN_OFFICER)
    with acting(returns, "intake"), pytest.raises(Denied):
        write_people(actor=returns, people=[], compartment="displaced", request_id=None)


def test_mistakes_of_the_caller_are_named(displaced_officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 3)
    with acting(displaced_officer, "intake"):
        for wrong, words in (
            ({"people": bulk_people()}, "At most 3"),
            ({"people": [BulkPerson(id=secret_id(), names=())]}, "needs a name"),
            ({"compartment": "nowhere"}, "nowhere"),
        ):
            given: dict[str, Any] = {"people": [], "compartment": "displaced", "request_id": None, **wrong}
            with pytest.raises(ValueError, match=words):
                write_people(actor=displaced_officer, **given)
        write_people(actor=displaced_officer, people=[], compartment="displaced", request_id=None)
        with pytest.raises(ValueError, match="value for each row"):
            insert_many(Household, {"id": [secret_id()], "compartment": []})
        with pytest.raises(ValueError, match="no such column"):
            insert_many(Household, {"id": [secret_id()], "colour": ["red"]})
        with pytest.raises(ValueError, match="no primary key"):
            insert_many(Household, {"compartment": ["displaced"]})
        with pytest.raises(ValueError, match="no column colour"):
            insert_many(Household, {"id": [secret_id()]}, {"colour": "red"})
        assert not Household.objects.exists()
