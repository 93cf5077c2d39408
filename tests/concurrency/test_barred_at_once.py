# SPDX-License-Identifier: AGPL-3.0-or-later
"""A matter is opened and what it bars is decided at one moment, many times over: never do both stand (NR-07)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from panah.casework.errors import Blocked, Stale
from panah.casework.models import Case
from panah.foundation import clock
from panah.foundation.access.context import acting
from tests.casework.test_bars import do, known_to_both, open_file
from tests.concurrency.many import at_once
from tests.support import tennis

NOW = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
PAIRS = 20


@pytest.fixture(autouse=True)
def _day(committed_database: Any) -> Iterator[None]:
    with clock.moved_to(NOW), tennis.club_rules():
        yield


def test_never_both_whichever_comes_first() -> None:
    club = tennis.make_club()
    people = [known_to_both(club) for _ in range(PAIRS)]
    cases = [open_file(club, "banishment", person_id, "coach") for person_id in people]

    def one_of_two(number: int) -> Any:
        if number % 2:
            return open_file(club, "grievance", people[number // 2], "confidant")
        return do(club, cases[number // 2], "banish", "chair")

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    # The grievance can always be opened; the banishment is made and gives way, or is refused with the one answer.
    assert [type(o) for o in outcomes[1::2]] == [Case] * PAIRS
    for refused in outcomes[0::2]:
        assert isinstance(refused, (Case, Blocked, Stale)), refused
    with acting(club.actor("chair"), "test"):
        assert {case.state for case in Case.objects.filter(pk__in=[c.pk for c in cases])} == {"proposed"}
    with acting(club.actor("confidant"), "test"):
        assert Case.objects.filter(procedure_key="grievance", closed_at=None).count() == PAIRS


def test_two_that_reopen_and_decide_over_and_over() -> None:
    club = tennis.make_club()
    person_id = known_to_both(club)
    banishment = open_file(club, "banishment", person_id, "coach")
    grievance = open_file(club, "grievance", person_id, "confidant")
    for _ in range(8):
        do(club, grievance, "settle", "confidant")

        def both(number: int) -> Any:
            if number:
                return do(club, grievance, "bring_up_again", "confidant")
            return do(club, banishment, "banish", "chair")

        reopened = at_once(both, tries=2)[1]
        assert isinstance(reopened, Case), reopened
        with acting(club.actor("chair"), "test"):
            assert Case.objects.get(pk=banishment.pk).state == "proposed"


def test_what_is_barred_from_its_first_state_is_opened_beside_nothing() -> None:
    club = tennis.make_club()
    people = [known_to_both(club) for _ in range(PAIRS)]

    def one_of_two(number: int) -> Any:
        key, by = ("grievance", "confidant") if number % 2 else ("suspension", "coach")
        return open_file(club, key, people[number // 2], by)

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    assert [type(o) for o in outcomes[1::2]] == [Case] * PAIRS
    for refused in outcomes[0::2]:
        assert isinstance(refused, (Case, Blocked)), refused
    with acting(club.actor("chair"), "test"):
        assert {case.state for case in Case.objects.filter(procedure_key="suspension")} <= {"halted"}
