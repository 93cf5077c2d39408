# SPDX-License-Identifier: AGPL-3.0-or-later
"""A claim is received while somebody proposes or confirms an expulsion: never is there a decision beside an open claim (NR-07)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from panah.casework.errors import Blocked, NotOffered, Stale
from panah.casework.models import Bar, Case, Decision
from panah.domains.asylum.public import Received
from panah.foundation import clock
from panah.register.models import LegalStatus
from tests.concurrency.many import at_once
from tests.domains.residence.test_expulsion_barred import bring, person_of, propose
from tests.support.world import World, do, intake, make_world, person_typed, receive

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
PAIRS = 8


@pytest.fixture
def world(committed_database: Any) -> Iterator[World]:
    with clock.moved_to(NOW):
        yield make_world()


def claims(world: World, person: Any) -> Received:
    return receive(world, intake(person_typed(existing_person_id=str(person))))


def nothing_stands(world: World, people: list[Any]) -> None:
    with world.seeing_all():
        states = set(Case.objects.filter(procedure_key="expulsion").values_list("state", flat=True))
        assert states <= {"halted"}
        assert Case.objects.filter(procedure_key="asylum_claim", closed_at=None).count() == len(people)
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
