# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering a household on the pages: the whole way in three scripts, what is kept, every fault beside its field."""

from typing import Any

import pytest
from django.test import Client

from panah.casework.models import Draft
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.register.errors import RegisterError
from panah.register.models import FamilyLink, Household, HouseholdMember, Person, PersonName
from tests.interfaces.staff.conftest import Enter
from tests.interfaces.staff.test_reception import SPECIMEN
from tests.support.world import World

NOTICE = {"notice_given": "yes", "notice_language": "az", "notice_means": "read_aloud"}


def member(**more: Any) -> dict[str, Any]:
    return {"role": "principal", "given": "Leyla", "family": "Quliyeva", "sex": "F", "born-year": "1985"} | more


def begin(client: Client, **more: Any) -> str:
    """A begun registration with the notice given; its address without a slash at the end."""
    base = str(client.post("/register/", more)["Location"]).rstrip("/")
    assert client.post(base + "/", NOTICE)["Location"] == base + "/people/search/"
    return base


def write_down(client: Client, base: str, name: str, index: int, **answers: Any) -> Any:
    """Search for somebody, find nobody fitting, write the person down."""
    assert client.post(base + "/people/search/", {"query": name}).status_code == 200
    assert client.post(base + "/people/search/", {"new": "1"})["Location"] == f"{base}/people/{index}/"
    return client.post(f"{base}/people/{index}/", answers)


def family(client: Client) -> str:
    """Mother, child and missing father, written down in three scripts."""
    base = begin(client)
    more = {
        "other_names-0-kind": "marriage",
        "other_names-0-given": "Лейла",
        "other_names-0-family": "Гулиева",
        "other_names-0-valid_from-day": "1",
        "other_names-0-valid_from-month": "6",
        "other_names-0-valid_from-year": "2004",
        "contacts-0-kind": "phone",
        "contacts-0-value": "+994 50 000 00 01",
        "contacts-0-safe_to_use": "only_text",
        "papers-0-kind": "identity_card",
        "papers-0-number": "AA0000001",
        "papers-1-kind": "other",
        "papers-1-number": "IDP-7",
        "needs": ["SP"],
    }
    assert write_down(client, base, "Leyla Quliyeva", 0, **member(**more)).status_code == 302
    child = {"role": "child", "whereabouts": "present", "given": "ليلى", "sex": "F", "age": "9"}
    assert write_down(client, base, "ليلى", 1, **child).status_code == 302
    father = {"role": "spouse", "whereabouts": "missing", "place": "Ağdam", "given": "Анар", "sex": "M"}
    assert write_down(client, base, "Анар", 2, **father, born_unknown="yes").status_code == 302
    return base


def together(**more: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "text": "Sınaq küçəsi 5",
        "district": "Bərdə",
        "country": "AZE",
        "valid_from-day": str(today.day),
        "valid_from-month": str(today.month),
        "valid_from-year": str(today.year),
        "bonds-0-person": "2",
        "bonds-0-bond": "parent",
        "bonds-0-relative": "1",
    } | more


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_household_in_three_scripts(enter: Enter, world: World) -> None:
    client = enter("displaced_officer")
    base = family(client)
    assert client.post(base + "/together/", together())["Location"] == base + "/check/"
    check = text(client.get(base + "/check/"))
    for shown in ("Leyla Quliyeva", "ليلى", "Анар", "Missing", "Ağdam", "Name by marriage", "IDP-7"):
        assert shown in check
    assert client.post(base + "/check/")["Location"] == base + "/done/"
    done = text(client.get(base + "/done/"))
    assert "The household is registered" in done
    with world.seeing_all():
        household = Household.objects.get()
        assert household.notice_means == "read_aloud"
        assert {name.script for name in PersonName.objects.all()} == {"latin", "cyrillic", "arabic"}
        places = [link.place for link in FamilyLink.objects.filter(bond="parent", whereabouts="missing")]
        assert places.count("Ağdam") == 1
        mother = Person.objects.get(papers__number="IDP-7")
    # Sent again, from a page that stood open: nothing more happens.
    assert client.post(base + "/check/")["Location"] == base + "/done/"
    with world.seeing_all():
        assert (Person.objects.count(), HouseholdMember.objects.count()) == (3, 3)
    shown = text(client.get(f"/households/{household.pk}/"))
    assert "Missing" in shown
    assert "Bərdə" in shown
    page = text(client.get(f"/people/{mother.pk}/"))
    assert "Name by marriage" in page
    assert "Only neutral text messages" in page
    assert "Cyrillic script" in page


def test_nobody_is_added_without_a_search(enter: Enter, world: World) -> None:
    client = enter("displaced_officer")
    base = begin(client)
    answer = client.post(base + "/people/search/", {"new": "1"})
    assert answer.status_code == 200
    with acting(world.actor("displaced_officer")):
        assert Draft.objects.get().data["people"] == []
        # Even where a draft says otherwise, the register asks for the search itself.
        draft = Draft.objects.get()
        draft.data["people"] = [{"values": {"role": "principal", "given": "A", "sex": "F"}, "existing": ""}]
        draft.save()
    answer = client.post(base + "/check/")
    assert answer.status_code == 422
    assert "Search for the person first" in text(answer)
    with world.seeing_all():
        assert Person.objects.count() == 0


def test_a_search_that_was_used_up_is_made_anew_and_nothing_is_typed_twice(enter: Enter, world: World) -> None:
    client = enter("displaced_officer")
    base = begin(client)
    write_down(client, base, "Leyla", 0, **member())
    with acting(world.actor("displaced_officer")):
        draft = Draft.objects.get()
        draft.data["people"][0]["search_id"] = draft.data["request_id"]
        draft.save()
    answer = client.post(base + "/check/")
    assert "Search for this person once more" in text(answer)
    again = f"{base}/people/search/?member=0"
    assert again in text(answer).replace("&amp;", "&")
    client.post(again, {"query": "Leyla"})
    assert client.post(again, {"new": "1"})["Location"] == base + "/check/"
    assert client.post(base + "/check/")["Location"] == base + "/done/"


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"born-year": ""}, "born", "Give the birth as far as it is known"),
        ({"born-year": "2999"}, "born", "lies in the future"),
        ({"age": "40"}, "age", "not both"),
        ({"born-year": "", "age": "many"}, "age", "whole number"),
        ({"given": "", "family": ""}, "given", "Write the name"),
        ({"sex": ""}, "sex", "Answer this question"),
        ({"papers-0-kind": "passport", "papers-0-number": ""}, "papers-0-number", "Answer this question"),
        ({"contacts-0-kind": "phone", "contacts-0-value": "1", "contacts-0-safe_to_use": "no"}, "contacts-0-value", "no telephone"),
        ({"other_names-1-kind": "birth", "other_names-1-given": "?"}, "other_names-1-given", "Write the name"),
        ({"citizenship": "XXA", "other_citizenship": "AZE"}, "citizenship", "stateless"),
        ({"mrz": SPECIMEN.replace("740812", "740813")}, "mrz", "If the paper itself is wrong"),
    ],
)  # fmt: skip
def test_faults_stand_beside_their_field_and_nothing_is_lost(
    enter: Enter, answers: dict[str, Any], field: str, words: str
) -> None:
    client = enter("displaced_officer")
    base = begin(client)
    answer = write_down(client, base, "Leyla", 0, **member(birth_place="Şuşa") | answers)
    page = text(answer)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert words in page
    assert "error-summary" in page
    assert "Şuşa" in page
    assert "Şuşa" in text(client.get(f"{base}/people/0/"))


def test_the_zone_fills_the_form(enter: Enter) -> None:
    client = enter("displaced_officer")
    base = begin(client)
    client.post(base + "/people/search/", {"mrz": SPECIMEN})
    client.post(base + "/people/search/", {"new": "1"})
    page = text(client.get(base + "/people/0/"))
    assert 'value="Eriksson"' in page
    assert 'value="L898902C3"' in page


def test_a_known_person_is_chosen_and_members_are_added_later(enter: Enter, world: World) -> None:
    client = enter("displaced_officer")
    base = family(client)
    client.post(base + "/together/", together())
    client.post(base + "/check/")
    with world.seeing_all():
        household = Household.objects.get()
        mother = Person.objects.get(papers__number="IDP-7")
    base = begin(client, household=str(household.pk))
    found = client.post(base + "/people/search/", {"query": "Leyla Quliyeva"})
    assert str(mother.pk) in text(found)
    assert write_down(client, base, "Vaqif Quliyev", 0, role="parent", whereabouts="present", given="Vaqif", sex="M", born_unknown="yes").status_code == 302  # fmt: skip
    assert "Add to the household" in text(client.get(base + "/check/"))
    client.post(base + "/check/")
    with world.seeing_all():
        assert HouseholdMember.objects.filter(household=household).count() == 4
        assert Household.objects.count() == 1


def test_bonds_follow_when_somebody_is_taken_out(enter: Enter, world: World) -> None:
    client = enter("displaced_officer")
    base = family(client)
    client.post(base + "/together/", together())
    client.post(base + "/people/0/remove/")
    with acting(world.actor("displaced_officer")):
        data = Draft.objects.get().data
    assert [one["values"]["given"] for one in data["people"]] == ["ليلى", "Анар"]
    assert [(row["person"], row["relative"]) for row in data["together"]["bonds"]] == [("1", "0")]


def test_it_is_the_authors_own_and_can_be_thrown_away(enter: Enter, world: World) -> None:
    client, stay = enter("displaced_officer"), enter("stay_officer")
    base = begin(client)
    assert stay.get(base + "/").status_code == 404
    assert enter("registrar").get("/register/").status_code == 403
    client.post(base + "/discard/")
    assert client.get(base + "/").status_code == 404
    own = begin(stay)
    write_down(stay, own, "Leyla", 0, **member())
    stay.post(own + "/check/")
    with world.seeing_all():
        assert Person.objects.get().compartments == ["stay"]


def test_somebody_alike_is_shown_and_a_reason_lets_one_go_on(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the register holds against it stands on the check page, with the files to look at."""
    client = enter("displaced_officer")
    base = begin(client)
    write_down(client, base, "Leyla", 0, **member())
    client.post(base + "/check/")
    with world.seeing_all():
        known = Person.objects.get()
    base = begin(client)
    write_down(client, base, "Leyla", 0, **member())
    asked: list[Any] = []

    class Alike(RegisterError):
        people = (known.pk,)

    def refuse(**given: Any) -> Any:
        asked.append(given.get("although"))
        raise Alike("Somebody just like this is registered already.")

    monkeypatch.setattr("panah.interfaces.staff.views.register.register.register_household", refuse)
    answer = client.post(base + "/check/")
    assert answer.status_code == 422
    for shown in ("Somebody just like this", f"/people/{known.pk}/", "Why this is somebody else"):
        assert shown in text(answer)
    client.post(base + "/check/", {"although": "a cousin of the same name"})
    assert asked == ["", "a cousin of the same name"]
