# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering a household in one sitting: searched for first, wholly or not at all, harmless when sent twice."""

import uuid
from typing import Any

import pytest

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.errors import Invalid
from panah.register.models import FamilyLink, Household, HouseholdMember, Person, SearchShown
from panah.register.public import NewPerson
from panah.register.selectors import (
    current_address,
    family_of,
    household_of,
    look_before_registering,
    members_of,
    needs_of,
)
from panah.register.selectors.shown import concerns
from panah.register.services import register_household, registering_compartments
from tests.register.conftest import NOW, staff

NOTICE = {"given": True, "language": "az", "means": "read_aloud"}


@pytest.fixture
def displaced() -> Actor:
    return staff(Role.DISPLACED_OFFICER)


def looked(actor: Actor, query: str) -> uuid.UUID:
    return look_before_registering(actor=actor, query=query).search_id


def typed(actor: Actor, **more: Any) -> dict[str, Any]:
    """A family of three scripts: a mother here, a child here, a father who is missing."""
    mother = {
        "names": [
            {"given": "Leyla", "family": "Quliyeva", "patronymic": "Rəşid qızı"},
            {"full": "Лейла Гулиева", "kind": "as_on_document", "language": "ru"},
            {"full": "Leyla Əsgərova", "kind": "birth", "valid_to": "2010-06-01"},
        ],
        "sex": "F",
        "born": "1985-04-12",
        "languages": ["az", "ru"],
        "contacts": [{"kind": "phone", "value": "+994500000001", "safe_to_use": "only_text"}],
        "papers": [{"kind": "identity_card", "number": "AZE 0123"}, {"kind": "other", "number": "IDP-77"}],
    }
    child = {"names": [{"full": "ليلى"}], "sex": "F", "age": 9}
    father = {"names": [{"full": "Анар Гулиев"}], "sex": "M"}
    return {
        "notice": NOTICE,
        "members": [
            {"person": mother, "search_id": looked(actor, "Leyla Quliyeva"), "role": "principal"},
            {"person": child, "search_id": looked(actor, "ليلى"), "role": "child", "needs": ["CR"]},
            {
                "person": father,
                "search_id": looked(actor, "Анар Гулиев"),
                "role": "spouse",
                "whereabouts": "missing",
                "place": "last seen in Ağdam",
                "seen_on": "1993-07-20",
            },
        ],
        "bonds": [{"person": 2, "relative": 1, "bond": "parent"}],
        "since": "2026-01-01",
        "address": {"text": "Sınaq küçəsi 5", "district": "Bərdə", "country": "AZE", "valid_from": "2026-01-01"},
    } | more


def register(actor: Actor, data: Any, request_id: uuid.UUID | None = None, compartment: str = "displaced") -> Any:
    return register_household(actor=actor, data=data, compartment=compartment, request_id=request_id or uuid.uuid4())


def test_a_household_is_registered_with_everything(db, displaced) -> None:
    with acting(displaced):
        made = register(displaced, typed(displaced))
        mother, child, father = made.people
        assert {person.compartments[0] for person in made.people} == {"displaced"}
        assert {name.script for person in made.people for name in person.names.all()} == {"latin", "cyrillic", "arabic"}
        assert mother.papers.count() == 2
        assert child.birth_precision == "estimated"
        members = {one.person_id: one for one in members_of(displaced, made.household.pk, NOW.date())}
        assert members[father.pk].whereabouts == "missing"
        assert members[mother.pk].whereabouts == "present"
        seen = {one.person_id: one for one in family_of(displaced, mother.pk)}
        assert (seen[father.pk].bond, seen[father.pk].whereabouts, seen[father.pk].place) == (
            "spouse",
            "missing",
            "last seen in Ağdam",
        )
        assert seen[child.pk].bond == "child"
        parents = {one.person_id: one.whereabouts for one in family_of(displaced, child.pk)}
        assert parents == {mother.pk: "present", father.pk: "missing"}
        assert current_address(displaced, child.pk, NOW.date()) is not None
        assert current_address(displaced, father.pk, NOW.date()) is None
        assert [need.code for need in needs_of(displaced, child.pk)] == ["CR"]
        assert made.household.notice_language == "az"


def test_a_search_stands_behind_whom_it_was_for(db, displaced) -> None:
    """A word that sounds alike, a birth that may be meant, or a number is enough; a search for another person is not."""
    fits = ({"query": "Лейла"}, {"query": "Kulieva"}, {"query": "Xyz", "born": "1985"}, {"query": "AZE0123"},
            {"query": "+994 50 000 00 01"}, {"query": "Xyz 43 yaş"})  # fmt: skip
    with acting(displaced):
        mother = typed(displaced)["members"][0]
        for other in ({"query": "Samir"}, {"query": "Xyz", "born": "1954"}, {"query": "ZZ99999"}):
            looked_for = look_before_registering(actor=displaced, **other).search_id
            with pytest.raises(Invalid) as wrong:
                register(displaced, {"notice": NOTICE, "members": [mother | {"search_id": looked_for}]})
            assert "somebody else" in wrong.value.errors["members.0.search_id"]
        person = NewPerson.model_validate(mother["person"])
        for asked in fits:
            shown = SearchShown.objects.get(pk=look_before_registering(actor=displaced, **asked).search_id)
            assert concerns(shown, person), asked
        assert concerns(SearchShown(), person), "asked before it was kept what was asked"


def test_nobody_is_created_without_a_search(db, displaced) -> None:
    with acting(displaced):
        data = typed(displaced)
        del data["members"][1]["search_id"]
        with pytest.raises(Invalid) as wrong:
            register(displaced, data)
        assert set(wrong.value.errors) == {"members.1.search_id"}
        data["members"][1]["search_id"] = uuid.uuid4()
        with pytest.raises(Invalid):
            register(displaced, data)
        assert Person.objects.count() == 0


def test_a_search_stands_behind_one_person_and_is_ones_own(db, displaced) -> None:
    colleague = staff(Role.DISPLACED_OFFICER)
    with acting(displaced):
        data = typed(displaced)
        data["members"][1]["search_id"] = data["members"][0]["search_id"]
        with pytest.raises(Invalid) as wrong:
            register(displaced, data)
        assert "members.1.search_id" in wrong.value.errors
        fine = typed(displaced)
    with acting(colleague), pytest.raises(Invalid):
        register(colleague, fine)
    with acting(displaced):
        register(displaced, fine)
        with pytest.raises(Invalid):
            register(displaced, fine)
        assert SearchShown.objects.filter(person=None).count() == 3
        assert SearchShown.objects.exclude(person=None).count() == 3


def test_sent_twice_it_makes_one_household(db, displaced) -> None:
    request_id = uuid.uuid4()
    with acting(displaced):
        data = typed(displaced)
        first, second = register(displaced, data, request_id), register(displaced, data, request_id)
        assert (first.replayed, second.replayed) == (False, True)
        assert second.household == first.household
        assert second.people == first.people
        assert Household.objects.count() == 1
        assert Person.objects.count() == 3
        assert HouseholdMember.objects.count() == 3


def test_it_is_all_or_nothing(db, displaced) -> None:
    with acting(displaced):
        data = typed(displaced)
        data["members"].append({"existing_person_id": uuid.uuid4(), "role": "sibling"})
        with pytest.raises(Invalid) as wrong:
            register(displaced, data)
        assert set(wrong.value.errors) == {"members.3.existing_person_id"}
        assert (Person.objects.count(), Household.objects.count(), FamilyLink.objects.count()) == (0, 0, 0)
        assert SearchShown.objects.exclude(person=None).count() == 0


def test_a_known_person_moves_over_and_joins_later(db, displaced) -> None:
    with acting(displaced):
        first = register(displaced, typed(displaced))
        mother = first.people[0]
        new = {"names": [{"full": "Vaqif Quliyev"}], "sex": "M"}
        more = register(
            displaced,
            {
                "notice": NOTICE,
                "household_id": first.household.pk,
                "members": [{"person": new, "search_id": looked(displaced, "Vaqif"), "role": "parent"}],
            },
        )
        assert more.household == first.household
        assert len(members_of(displaced, first.household.pk, NOW.date())) == 4
        assert {one.bond for one in family_of(displaced, mother.pk) if one.person_id == more.people[0].pk} == {"parent"}
        register(
            displaced,
            {"notice": NOTICE, "members": [{"existing_person_id": more.people[0].pk, "role": "principal"}]},
        )
        moved = household_of(displaced, more.people[0].pk, NOW.date())
        assert moved is not None
        assert moved != first.household
        assert len(members_of(displaced, first.household.pk, NOW.date())) == 3


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"notice": {"given": False, "language": "az"}}, "notice.given"),
        ({"notice": {"given": True, "language": ""}}, "notice.language"),
        ({"since": "2027-01-01"}, "since"),
        ({"bonds": [{"person": 0, "relative": 0, "bond": "sibling"}]}, "bonds.0.relative"),
        ({"bonds": [{"person": 0, "relative": 9, "bond": "sibling"}]}, "bonds.0.person"),
        ({"members": []}, "members"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_is_named(db, displaced, change: dict[str, Any], path: str) -> None:
    with acting(displaced):
        with pytest.raises(Invalid) as wrong:
            register(displaced, typed(displaced) | change)
        assert path in wrong.value.errors
        assert all(wrong.value.errors.values())


def test_a_first_person_who_is_missing_is_refused(db, displaced) -> None:
    with acting(displaced):
        data = typed(displaced)
        data["members"][0]["whereabouts"] = "missing"
        with pytest.raises(Invalid) as wrong:
            register(displaced, data)
        assert set(wrong.value.errors) == {"members.0.whereabouts"}


def test_each_registers_in_the_own_compartment(db, displaced, stay_officer, registrar) -> None:
    assert registering_compartments(displaced) == ["displaced"]
    assert registering_compartments(stay_officer) == ["stay"]
    assert registering_compartments(registrar) == []
    with acting(displaced), pytest.raises(Denied):
        register(displaced, typed(displaced), compartment="stay")
    with acting(displaced), pytest.raises(Denied):
        register(displaced, typed(displaced), compartment="asylum")
    with acting(registrar), pytest.raises(Denied):
        register(registrar, typed(registrar), compartment="asylum")
    with acting(displaced):
        made = register(displaced, typed(displaced))
    with acting(stay_officer):
        assert Person.objects.count() == 0
        data = typed(stay_officer)
        data["members"] = [data["members"][1] | {"needs": []}]
        with pytest.raises(NotFound):
            register(stay_officer, data | {"bonds": [], "household_id": made.household.pk}, compartment="stay")


def test_the_log_names_the_search_behind_each_person(db, displaced) -> None:
    with acting(displaced):
        made = register(displaced, typed(displaced))
    with acting(staff(Role.DATA_PROTECTION)):
        events = {event.subject_id: event for event in Event.objects.filter(verb="create", subject_type="person")}
        assert set(events) == {person.pk for person in made.people}
        assert all(event.detail["search"] for event in events.values())
        whole = Event.objects.get(subject_type="household")
        assert whole.detail["new"] == 3
