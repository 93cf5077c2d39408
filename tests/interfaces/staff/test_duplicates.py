# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the queue: what each role finds there, and one pair decided by two people and split again."""

import uuid
from typing import Any

import pytest

from panah.register.models import Merge, SuspectedPair
from panah.register.public import Suspicion, add_contact, create_person, suspect
from tests.interfaces.staff.conftest import Enter
from tests.support.world import World, intake, person_typed, receive


@pytest.fixture
def pair(world: World) -> Any:
    """Leyla in two scripts, known to asylum."""
    with world.acting("registrar") as actor:
        one, other = (
            create_person(
                actor=actor, data={"names": [{"full": full}], "born": "1990"}, compartment="asylum", check=False
            )
            for full in ("Leyla Sınaq", "Лейла Сынаг")
        )
        because = [{"field": "name", "kind": "sounds_alike", "left": "Leyla Sınaq", "right": "Лейла Сынаг"}]
        suspect(actor=actor, pairs=[Suspicion(one.pk, other.pk, 0.93, "asylum", because)], source="dedupe")
        found = SuspectedPair.objects.get(left_id__in=[one.pk, other.pk])
    return found, one, other


def form(**more: str) -> dict[str, str]:
    return {"request_id": str(uuid.uuid4()), **more}


def test_the_queue_is_seen_in_the_compartment_and_counted_there_alone(enter: Enter, pair: Any) -> None:
    found, _one, _other = pair
    text = enter("registrar").get("/duplicates/").content.decode()
    assert "Лейла Сынаг" in text
    assert "93 % likely" in text
    assert "Name: sounds alike" in text
    assert '<span class="panah-count">1</span>' in text
    for role in ("stay_officer", "displaced_officer"):
        text = enter(role).get("/duplicates/").content.decode()
        assert "Nobody in your register looks like somebody else" in text
        assert "panah-count" not in text
        assert enter(role).get(f"/duplicates/{found.pk}/").status_code == 404
    assert enter("reviewer").get("/duplicates/").status_code == 403
    assert "/duplicates/" not in enter("reviewer").get("/basket/").content.decode()


def test_two_people_merge_and_one_splits(enter: Enter, world: World, pair: Any) -> None:
    found, one, other = pair
    address = f"/duplicates/{found.pk}/"
    first, second = enter("registrar"), enter("head_of_unit")
    shown = first.get(address).content.decode()
    assert "Two files side by side" in shown
    assert "fits" in shown  # one name in two scripts
    assert "differs" not in shown
    # What is missing is said, and what was typed stays.
    answer = first.post(address, form(do="propose", what=f"same:{one.pk}", reason=" "))
    assert answer.status_code == 422
    assert "Write why" in answer.content.decode()
    proposal = form(do="propose", what=f"same:{one.pk}", reason="The same mother")
    assert first.post(address, proposal).status_code == 302
    assert first.post(address, proposal).status_code in (302, 422)
    with world.acting("registrar"):
        verdict = found.verdicts.get()
    # The own proposal: no button to agree, and no way round the button.
    assert "Withdraw the proposal" in first.get(address).content.decode()
    answer = first.post(address, form(do="agree", verdict=str(verdict.pk)))
    assert answer.status_code == 422
    assert "You proposed this yourself" in answer.content.decode()
    assert "The same mother" in second.get(address).content.decode()
    answer = second.post(address, form(do="agree", verdict=str(verdict.pk)), follow=True)
    assert "read as one file" in answer.content.decode()
    # One file: an old link leads to it, and it shows what the other one says.
    answer = second.get(f"/people/{other.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/people/{one.pk}/"
    text = answer.content.decode()
    assert "is part of this one" in text
    assert "Лейла Сынаг" in text
    with world.acting("case_officer") as actor:
        merge = Merge.objects.get()
        data = {"kind": "other", "value": "a neighbour"}
        contact = add_contact(actor=actor, person_id=one.pk, data=data, compartment="asylum")
    assert first.get(f"/merges/{merge.pk}/split/").status_code == 403
    officer = enter("case_officer")
    assert "Contact: a neighbour" in officer.get(f"/merges/{merge.pk}/split/").content.decode()
    answer = officer.post(f"/merges/{merge.pk}/split/", form(reason=""))
    assert answer.status_code == 422
    sent = {**form(reason="Two sisters"), "give": [f"contact:{contact.pk}"]}
    answer = officer.post(f"/merges/{merge.pk}/split/", sent, follow=True)
    assert "two again" in answer.content.decode()
    with world.acting("case_officer"):
        contact.refresh_from_db()
        assert contact.person_id == other.pk
    assert officer.get(f"/people/{other.pk}/").status_code == 200


def test_not_agreed_to_needs_a_reason(enter: Enter, world: World, pair: Any) -> None:
    found, _one, _other = pair
    address = f"/duplicates/{found.pk}/"
    enter("registrar").post(address, form(do="propose", what="apart", reason="Another father"))
    with world.acting("registrar"):
        verdict = found.verdicts.get()
    officer = enter("case_officer")
    assert officer.post(address, form(do="send_back", verdict=str(verdict.pk))).status_code == 422
    answer = officer.post(
        address, form(do="send_back", verdict=str(verdict.pk), answer="Look at the passport"), follow=True
    )
    assert "The pair is open again" in answer.content.decode()
    assert "Look at the passport" in answer.content.decode()


def test_two_open_claims_are_not_merged(enter: Enter, world: World) -> None:
    people = [
        receive(world, intake(person_typed(full, born))).people[0].person_id
        for full, born in (("Leyla Sınaq", "1990-01-01"), ("Лейла Сынаг", "1991-01-01"))
    ]
    with world.acting("registrar") as actor:
        suspect(actor=actor, pairs=[Suspicion(people[0], people[1], 0.9, "asylum")], source="hand")
        found = SuspectedPair.objects.get(left_id__in=people, right_id__in=people)
    address = f"/duplicates/{found.pk}/"
    enter("registrar").post(address, form(do="propose", what=f"same:{people[0]}", reason="The same passport"))
    with world.acting("registrar"):
        verdict = found.verdicts.get()
    answer = enter("case_officer").post(address, form(do="agree", verdict=str(verdict.pk)))
    assert answer.status_code == 422
    assert "Both files have an open case of the same kind" in answer.content.decode()
    with world.acting("registrar"):
        assert Merge.objects.count() == 0


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_pages_open_in_each_language(enter: Enter, pair: Any, language: str) -> None:
    found, _one, _other = pair
    client = enter("head_of_unit", language=language)
    for state in ("open", "proposed", "apart", "merged", "nonsense"):
        assert client.get(f"/duplicates/?state={state}").status_code == 200
    assert client.get(f"/duplicates/{found.pk}/").status_code == 200


def test_a_second_file_that_somebody_noticed_is_reported(enter: Enter, world: World) -> None:
    with world.acting("registrar") as actor:
        one, other = (
            create_person(actor=actor, data={"names": [{"full": full}]}, compartment="asylum")
            for full in ("Leyla Sınaq", "Мария Иванова")
        )
    client = enter("registrar")
    address = f"/people/{one.pk}/same/"
    assert address in client.get(f"/people/{one.pk}/").content.decode()
    assert client.get(address).status_code == 200
    answer = client.post(address, {"query": "Иванова"})
    assert "Compare the two" in answer.content.decode()
    assert client.post(address, {"other": str(one.pk)}).status_code == 422
    assert client.post(address, {"other": str(uuid.uuid4())}).status_code == 404
    answer = client.post(address, {"other": str(other.pk)}, follow=True)
    assert "reported by a member of staff" in answer.content.decode()
    with world.acting("registrar"):
        pair = SuspectedPair.objects.get()
    assert {pair.left_id, pair.right_id} == {one.pk, other.pk}
