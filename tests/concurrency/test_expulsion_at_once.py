# SPDX-License-Identifier: AGPL-3.0-or-later
"""A claim, a late appeal or a question of citizenship comes while somebody proposes or confirms an expulsion, or two files become one at
that moment: never is there a decision beside what is open, and everybody gets an answer of the house (NR-07)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from panah.casework.errors import Blocked, NotOffered, Stale
from panah.casework.models import Bar, Case, Decision
from panah.casework.services import Performed, start_case
from panah.domains.asylum.public import Received
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.register.errors import NotNow
from panah.register.models import LegalStatus, Merge, PairVerdict
from panah.register.public import create_person
from panah.register.services.merging import agree
from tests.concurrency.many import at_once
from tests.domains.residence.test_citizenship import ASK
from tests.domains.residence.test_expulsion_barred import bring, person_of, propose
from tests.register.merging import pair_up, say
from tests.support.world import World, do, intake, make_world, person_typed, receive, walk

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
PAIRS = 8


@pytest.fixture
def world(committed_database: Any) -> Iterator[World]:
    with clock.moved_to(NOW):
        yield make_world()


def claims(world: World, person: Any) -> Received:
    return receive(world, intake(person_typed(existing_person_id=str(person))))


def only_answers(outcomes: list[Any]) -> None:
    """What the return side was told is an answer of the house; an error of the database is none."""
    allowed = (Blocked, Stale, NotOffered)
    assert [repr(one) for one in outcomes if isinstance(one, Exception) and not isinstance(one, allowed)] == []


def nothing_stands(world: World, people: list[Any], key: str = "asylum_claim") -> None:
    with world.seeing_all():
        states = set(Case.objects.filter(procedure_key="expulsion").values_list("state", flat=True))
        assert states <= {"halted"}
        assert Case.objects.filter(procedure_key=key, closed_at=None).count() == len(people)
        assert not Decision.objects.filter(case__procedure_key="expulsion", annulled_at=None).exists()
        ordered = LegalStatus.objects.filter(group="removal", recorded__upper_inf=True, valid__contains=clock.today())
        assert not ordered.exists()
        assert not Bar.objects.exists(), "nobody reads these rows"


def test_a_proposal_and_a_claim_at_one_moment(world: World) -> None:
    people = [person_of(world) for _ in range(PAIRS)]

    def one_of_two(number: int) -> Any:
        person = people[number // 2]
        return claims(world, person) if number % 2 else propose(world, person)

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    assert [
        repr(one)
        for one in outcomes
        if isinstance(one, Exception) and not isinstance(one, (Blocked, Stale, NotOffered))
    ] == []
    assert [type(one) for one in outcomes[1::2]] == [Received] * PAIRS, "a claim is always received"
    for one in outcomes[0::2]:
        assert isinstance(one, (Case, Blocked)), one
    nothing_stands(world, people)


def test_a_confirmation_and_a_claim_at_one_moment(world: World) -> None:
    people = [person_of(world) for _ in range(PAIRS)]
    cases = [bring(world, person, 2) for person in people]

    def one_of_two(number: int) -> Any:
        if number % 2:
            return claims(world, people[number // 2])
        return do(world, cases[number // 2].pk, "approve_decision", {"file_read": True}, by="return_head")

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    assert [
        repr(one)
        for one in outcomes
        if isinstance(one, Exception) and not isinstance(one, (Blocked, Stale, NotOffered))
    ] == []
    assert [type(one) for one in outcomes[1::2]] == [Received] * PAIRS, "a claim is always received"
    for one in outcomes[0::2]:
        assert not isinstance(one, Exception) or isinstance(one, (Blocked, Stale, NotOffered)), one
    nothing_stands(world, people)


def test_a_confirmation_and_a_question_of_citizenship_at_one_moment(world: World) -> None:
    people = [person_of(world) for _ in range(PAIRS)]
    cases = [bring(world, person, 2) for person in people]

    def asks(person: uuid.UUID) -> Case:
        with world.acting("stay_officer") as actor:
            return start_case(
                actor=actor,
                procedure="citizenship_determination",
                person_id=person,
                office_id=world.offices["stay"].pk,
                data=ASK,
                request_id=uuid.uuid4(),
            )

    def one_of_two(number: int) -> Any:
        if number % 2:
            return asks(people[number // 2])
        return do(world, cases[number // 2].pk, "approve_decision", {"file_read": True}, by="return_head")

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    only_answers(outcomes)
    assert [type(one) for one in outcomes[1::2]] == [Case] * PAIRS, "the question is always received"
    nothing_stands(world, people, "citizenship_determination")


def test_a_confirmation_and_an_appeal_that_comes_late_at_one_moment(world: World) -> None:
    """The claim was refused and closed, so that the matter could go on; an appeal opens it again at the moment of the decision."""
    pairs = PAIRS // 2
    people = [person_of(world) for _ in range(pairs)]
    claimed = [claims(world, person).people[0].case_id for person in people]
    for one in claimed:
        walk(world, one, to="notified", outcome="refused")
    with clock.moved_to(NOW + dt.timedelta(days=60)):
        for one in claimed:
            do(world, one, "close_after_period", by="case_officer")
        cases = [bring(world, person, 2) for person in people]

        def one_of_two(number: int) -> Any:
            if number % 2:
                return do(world, claimed[number // 2], "lodge_appeal", by="registrar")
            return do(world, cases[number // 2].pk, "approve_decision", {"file_read": True}, by="return_head")

        outcomes = at_once(one_of_two, tries=2 * pairs)
        only_answers(outcomes)
        assert [type(one) for one in outcomes[1::2]] == [Performed] * pairs, "an appeal is always received"
        nothing_stands(world, people)


def test_a_confirmation_and_a_merge_with_whoever_asked_for_protection_at_one_moment(world: World) -> None:
    """Asylum knows a second file of the person, with a claim; two of its people agree that both are one while the head decides."""
    people = [person_of(world) for _ in range(PAIRS)]
    cases = [bring(world, person, 2) for person in people]
    verdicts = []
    for person in people:
        with world.acting("registrar") as actor:
            data = {"names": [{"full": "Orxan Sınaqlı"}], "born": "1990-05-04", "citizenships": ["TUR"]}
            other = create_person(actor=actor, data=data, compartment="asylum", check=False).pk
        claims(world, other)
        first = world.actor("case_officer")
        verdicts.append(say(first, pair_up(first, person, other), "same", person).pk)

    def one_of_two(number: int) -> Any:
        if number % 2:
            with acting(world.actor("other_case_officer"), "test") as actor:
                return agree(actor=actor, verdict_id=verdicts[number // 2])
        return do(world, cases[number // 2].pk, "approve_decision", {"file_read": True}, by="return_head")

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    only_answers([one for one in outcomes if not isinstance(one, NotNow)])
    for number in range(PAIRS):
        if isinstance(outcomes[2 * number + 1], NotNow):
            # Refused in words because somebody wrote at that moment: nothing was lost, and the next try goes through.
            one_of_two(2 * number + 1)
        else:
            assert isinstance(outcomes[2 * number + 1], PairVerdict)
    with world.seeing_all():
        assert Merge.objects.filter(split_at=None).count() == PAIRS
    nothing_stands(world, people)
