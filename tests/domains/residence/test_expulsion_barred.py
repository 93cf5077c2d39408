# SPDX-License-Identifier: AGPL-3.0-or-later
"""No expulsion while a claim, its appeal or a question of statelessness is open, nor of whom the law protects; one answer to all of
it, which tells none of it (NR-07, NR-15). Where asylum knows of a person, the return office does not."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from panah.casework.errors import Blocked
from panah.casework.models import Action, ActionContent, Case, Decision, Letter
from panah.casework.registry import case_facts
from panah.casework.selectors import rests_on
from panah.casework.services import Performed, available_actions, start_case
from panah.casework.services.offers import standing_in_the_way
from panah.foundation import clock
from panah.foundation.audit.models import Event
from panah.register.models import LegalStatus
from panah.register.public import create_person, make_known, set_status
from tests.support.expulsion import DRAFT, FACTS, HEARD, SERVED
from tests.support.world import World, do, intake, make_world, person_typed, receive, walk

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
ANSWER = "This is not possible at present. The reason may lie with any office, and none is told."
#: Status that protects -> the compartment that alone knows of it.
PROTECTED = [
    ("applicant", "asylum"),
    ("appellant", "asylum"),
    ("refused", "asylum"),
    ("refugee", "asylum"),
    ("political_asylum", "asylum"),
    ("stateless_applicant", "stay"),
    ("stateless_applicant", "asylum"),
    ("trafficking_victim", "asylum"),
    ("trafficking_victim", "stay"),
    ("assists_prosecution", "asylum"),
    ("assists_prosecution", "stay"),
]
STEPS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("hear", HEARD, "return_officer"),
    ("draft_decision", DRAFT, "return_officer"),
    ("approve_decision", {"file_read": True}, "return_head"),
    ("serve", SERVED, "return_officer"),
    ("lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "I am ill."}, "return_officer"),
    ("lodge_suit", {"lodged_on": "2026-11-20", "court": "Invented court"}, "return_officer"),
)
STATES = {0: "proposed", 2: "drafted", 3: "decided", 4: "served", 5: "complained", 6: "in_court"}


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.moved_to(NOW):
        yield make_world()


def person_of(world: World) -> uuid.UUID:
    """Somebody known to stay, and to asylum as well; nothing is open."""
    with world.acting("stay_officer") as actor:
        data = {"names": [{"full": "Orxan Sınaqlı"}], "born": "1990-05-04", "citizenships": ["TUR"]}
        person = create_person(actor=actor, data=data, compartment="stay", check=False)
        make_known(actor=actor, person_id=person.pk, compartment="asylum")
        return person.pk


def claim(world: World, person: uuid.UUID) -> uuid.UUID:
    """The person asks for protection at reception."""
    typed = person_typed(existing_person_id=str(person))
    return receive(world, intake(typed)).people[0].case_id


def propose(world: World, person: uuid.UUID, ground: str = "79.1-temporary") -> Case:
    with world.acting("return_officer") as actor:
        return start_case(
            actor=actor,
            procedure="expulsion",
            person_id=person,
            office_id=world.offices["return"].pk,
            data={"ground": ground, "act": "Decision 7", "account": "What has happened.", **FACTS[ground]},
            request_id=uuid.uuid4(),
        )


def bring(world: World, person: uuid.UUID, steps: int, ground: str = "79.1-temporary") -> Case:
    case = propose(world, person, ground)
    for action, data, by in STEPS[:steps]:
        do(world, case.pk, action, data, by=by)
    return case


def status(world: World, person: uuid.UUID, kind: str, compartment: str) -> None:
    by = "stay_officer" if compartment == "stay" else "registrar"
    with world.acting(by) as actor:
        data = {"kind": kind, "basis": "Test 1", "valid_from": "2026-01-01"}
        set_status(actor=actor, person_id=person, data=data, compartment=compartment)


def state_of(world: World, case: Case) -> str:
    with world.acting("return_head"):
        return Case.objects.get(pk=case.pk).state


def told(blocked: pytest.ExceptionInfo[Blocked]) -> list[tuple[str, str, str, str, Mapping[str, Any]]]:
    return [(p.key, str(p.message), p.article, p.field, dict(p.details)) for p in blocked.value.problems]


THE_ANSWER = [("barred", ANSWER, "", "", {})]


def test_an_open_claim_bars_the_proposal_and_leaves_no_trace_of_the_try(world: World) -> None:
    person = person_of(world)
    claim(world, person)
    with world.seeing_all():
        before = (Action.objects.count(), Event.objects.filter(detail__action__isnull=False).count())
    with pytest.raises(Blocked) as refused:
        propose(world, person)
    assert told(refused) == THE_ANSWER
    with world.seeing_all():
        assert not Case.objects.filter(procedure_key="expulsion").exists()
        assert (Action.objects.count(), Event.objects.filter(detail__action__isnull=False).count()) == before


@pytest.mark.parametrize(("kind", "compartment"), PROTECTED)
def test_whatever_protects_gives_the_same_answer(world: World, kind: str, compartment: str) -> None:
    person = person_of(world)
    status(world, person, kind, compartment)
    with pytest.raises(Blocked) as refused:
        propose(world, person)
    assert told(refused) == THE_ANSWER


@pytest.mark.parametrize("kind", ["refused_final", "status_lost", "claim_closed", "temporary_residence"])
def test_what_protects_no_more_bars_nothing(world: World, kind: str) -> None:
    person = person_of(world)
    status(world, person, kind, "stay" if kind == "temporary_residence" else "asylum")
    assert propose(world, person).state == "proposed"


@pytest.mark.parametrize("steps", STATES)
def test_a_claim_halts_the_matter_wherever_it_stands(world: World, steps: int) -> None:
    person = person_of(world)
    case = bring(world, person, steps)
    assert state_of(world, case) == STATES[steps]
    claim(world, person)
    assert state_of(world, case) == "halted"
    with world.acting("return_officer") as actor:
        halted = Action.objects.get(case=case, name="halt")
        assert (halted.actor_kind, halted.holder_id) == ("service", None)
        assert not ActionContent.objects.filter(action=halted).exists()
        assert not Decision.objects.filter(case=case, annulled_at=None).exists()
        assert not LegalStatus.objects.filter(
            person_id=person, group="removal", recorded__upper_inf=True, valid__contains=clock.today()
        ).exists()
        offers = {offer.name: offer for offer in available_actions(actor=actor, case=Case.objects.get(pk=case.pk))}
        assert [str(problem.message) for problem in offers["resume"].problems] == [ANSWER]
        assert offers["drop"].open
        in_the_way = standing_in_the_way(actor=actor, case=Case.objects.get(pk=case.pk), of="approve_decision")
        assert [str(problem.message) for problem in in_the_way].count(ANSWER) == 1
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, "resume", {}, by="return_officer")
    assert told(refused) == THE_ANSWER


def test_after_the_claim_has_ended_all_begins_anew(world: World) -> None:
    person = person_of(world)
    case = bring(world, person, 4)
    claimed = claim(world, person)
    walk(world, claimed, to="notified", outcome="refused")
    with pytest.raises(Blocked):
        do(world, case.pk, "resume", {}, by="return_officer")
    with clock.moved_to(NOW + dt.timedelta(days=60)):
        do(world, claimed, "close_after_period", by="case_officer")
        do(world, case.pk, "resume", {}, by="return_officer")
        assert state_of(world, case) == "proposed"
        with pytest.raises(Blocked) as unheard:
            do(world, case.pk, "draft_decision", DRAFT, by="return_officer")
        assert [problem.key for problem in unheard.value.problems] == ["not_heard"]
        for action, data, by in STEPS[:3]:
            do(world, case.pk, action, data, by=by)
        assert state_of(world, case) == "decided"


@pytest.mark.parametrize(("kind", "compartment"), [("trafficking_victim", "asylum"), ("stateless_applicant", "stay")])
@pytest.mark.parametrize(("steps", "action"), [(2, "approve_decision"), (3, "serve")])
def test_what_came_to_protect_meanwhile_stops_the_next_step(
    world: World, kind: str, compartment: str, steps: int, action: str
) -> None:
    person = person_of(world)
    case = bring(world, person, steps)
    status(world, person, kind, compartment)
    name, data, by = STEPS[steps]
    assert name == action
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, name, data, by=by)
    assert told(refused) == THE_ANSWER
    with world.acting(by) as actor:
        offers = {offer.name: offer for offer in available_actions(actor=actor, case=Case.objects.get(pk=case.pk))}
        assert [str(problem.message) for problem in offers[action].problems] == [ANSWER]


def test_nothing_that_asylum_knows_is_in_the_file_or_kept_with_the_decision(world: World) -> None:
    """Of two people whom the return office knows alike, one was refused protection: the files say the same."""
    said = []
    for refused in (False, True):
        person = person_of(world)
        if refused:
            status(world, person, "refused_final", "asylum")
        case = bring(world, person, 4, ground="79.1-visa")
        with world.acting("return_officer") as actor:
            row = Case.objects.get(pk=case.pk)
            decision = Decision.objects.get(case=case)
            rests = rests_on(actor=actor, case=row)
            said.append((case_facts(row, clock.today()), decision.findings, decision.articles, rests))
            assert [letter.kind for letter in Letter.objects.filter(case=case)] == ["expulsion_decision"]
    assert said[0] == said[1]
    assert "refused_final" not in str(said)


def test_an_answer_takes_no_bar_away(world: World) -> None:
    person = person_of(world)
    status(world, person, "trafficking_victim", "asylum")
    with pytest.raises(Blocked) as refused:
        propose(world, person, ground="79.1-undesirable")
    assert told(refused) == THE_ANSWER


def test_a_person_who_has_left_keeps_that_in_the_file(world: World) -> None:
    person = person_of(world)
    case = bring(world, person, 4)
    left = {"left_on": "2026-11-20", "border_post": "Invented post"}
    done: Performed = do(world, case.pk, "record_departure", left, by="return_officer")
    assert done.case.state == "departed"
    claim(world, person)
    assert state_of(world, case) == "departed", "what has been done cannot give way"
