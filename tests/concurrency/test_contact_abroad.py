# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another state is not asked about somebody who seeks protection, also when the claim is made at that very moment (RS-28, NR-04)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from panah.casework.errors import Blocked, Stale
from panah.casework.models import Action, Case
from panah.casework.services import available_actions, perform, start_case
from panah.domains.asylum.public import Received
from panah.foundation import clock
from panah.foundation.accounts.models import Office, OfficeKind
from panah.register.services import create_person, make_known
from tests.concurrency.many import at_once
from tests.support.world import World, intake, make_world, receive

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
PAIRS = 8
ANSWER = "Another state cannot be asked at present. Go on without it."
ASK: dict[str, Any] = {
    "lacks_citizenship_proof": True,
    "citizenship_proof_doubtful": False,
    "affiliation_from_abroad": False,
}


@pytest.fixture
def world(committed_database: Any) -> Iterator[World]:
    with clock.moved_to(NOW):
        found = make_world()
        found.offices["body"] = Office.objects.create(
            code="body", kind=OfficeKind.OPINION, name_en="The body", name_az="Qurum", name_ru="Орган"
        )
        yield found


def known_to_both(world: World, name: str = "Leyla Nur Qarayeva") -> uuid.UUID:
    with world.acting("registrar") as actor:
        data = {"names": [{"full": name}], "born": "1990-04-12", "citizenships": ["AFG"]}
        person = create_person(actor=actor, data=data, compartment="asylum", check=False).pk
        make_known(actor=actor, person_id=person, compartment="stay")
        return person


def question(world: World, person_id: uuid.UUID) -> Case:
    with world.acting("stay_officer") as actor:
        return start_case(
            actor=actor,
            procedure="citizenship_determination",
            person_id=person_id,
            office_id=world.offices["stay"].pk,
            data=ASK,
            request_id=uuid.uuid4(),
        )


def ask_abroad(world: World, case: Case) -> Case:
    with world.acting("stay_officer") as actor:
        now = Case.objects.get(pk=case.pk)
        return perform(
            actor=actor,
            case_id=case.pk,
            action="ask_abroad",
            data={"bodies": [str(world.offices["body"].pk)], "state": "AFG"},
            expected_version=now.version,
            request_id=uuid.uuid4(),
        ).case


def claim(world: World, person_id: uuid.UUID) -> Received:
    return receive(world, intake({"existing_person_id": str(person_id), "languages": ["fa"]}))


def state(world: World, case: Case) -> tuple[str, list[uuid.UUID]]:
    with world.acting("stay_officer"):
        now = Case.objects.get(pk=case.pk)
        return now.state, list(now.offices)


def test_a_question_that_was_asked_is_called_back_and_another_gets_the_one_answer(world: World) -> None:
    person = known_to_both(world)
    case = question(world, person)
    assert ask_abroad(world, case).state == "asked_abroad"
    claim(world, person)
    assert state(world, case) == ("received", [world.offices["stay"].pk]), "the body sees the file no longer"
    with world.acting("stay_officer"):
        back = Action.objects.filter(case=case).latest("seq")
        assert (back.name, back.actor_kind, back.holder_id) == ("call_back", "service", None)
    with pytest.raises(Blocked) as refused:
        ask_abroad(world, case)
    (problem,) = refused.value.problems
    assert (problem.key, str(problem.message), problem.article, dict(problem.details)) == ("barred", ANSWER, "", {})
    with world.acting("stay_officer") as actor:
        assert not Case.objects.filter(procedure_key="asylum_claim").exists(), "the stay officer sees no claim"
        offers = {one.name: one for one in available_actions(actor=actor, case=Case.objects.get(pk=case.pk))}
        assert [str(one.message) for one in offers["ask_abroad"].problems] == [ANSWER]
        assert offers["ask_body"].open, "bodies of this country are asked all the same"


def test_never_both_whichever_comes_first(world: World) -> None:
    people = [known_to_both(world, f"Leyla Qarayeva {number}") for number in range(PAIRS)]
    cases = [question(world, person) for person in people]

    def one_of_two(number: int) -> Any:
        if number % 2:
            return claim(world, people[number // 2])
        return ask_abroad(world, cases[number // 2])

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    assert [type(one) for one in outcomes[1::2]] == [Received] * PAIRS, outcomes[1::2]
    for one in outcomes[0::2]:
        assert isinstance(one, (Case, Blocked, Stale)), one
    assert {state(world, case)[0] for case in cases} == {"received"}
