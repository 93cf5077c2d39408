# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several at once: one person for one request, one status at one time."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.register.bitemporal import current
from panah.register.errors import LooksRegistered
from panah.register.models import HouseholdMember, LegalStatus, Merge, Person
from panah.register.services import create_household, create_person, set_status
from tests.concurrency import many
from tests.register.conftest import staff
from tests.register.merging import pair_up, say, second

TRIES = 8
NAMED = {"names": [{"full": "Leyla Əliyeva"}]}


def at_once(actor: Any, work: Callable[[int], Any]) -> list[Any]:
    """`work` in several threads, each on a connection of its own."""

    def one(number: int) -> Any:
        try:
            with acting(actor, "reception"):
                return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(TRIES) as pool:
        return list(pool.map(one, range(TRIES)))


def test_a_retried_request_registers_one_person(committed_database, registrar) -> None:
    request = uuid.uuid4()
    made = at_once(
        registrar,
        lambda _number: create_person(actor=registrar, data=NAMED, compartment="asylum", request_id=request).pk,
    )
    assert len(set(made)) == 1
    with acting(registrar):
        assert Person.objects.count() == 1


def test_a_retried_request_registers_one_household(committed_database, registrar) -> None:
    request = uuid.uuid4()
    data = {"members": [{"person": NAMED, "role": "principal"}, {"person": NAMED, "role": "child"}]}

    def register(_number: int) -> tuple[uuid.UUID, ...]:
        household, people = create_household(actor=registrar, data=data, compartment="asylum", request_id=request)
        return (household.pk, *(person.pk for person in people))

    assert len(set(at_once(registrar, register))) == 1
    with acting(registrar):
        assert Person.objects.count() == 2
        assert HouseholdMember.objects.count() == 2


def test_statuses_set_at_once_follow_one_another(committed_database, registrar) -> None:
    with acting(registrar):
        subject = create_person(actor=registrar, data=NAMED, compartment="asylum")
    kinds = ("applicant", "refused")

    def give(number: int) -> None:
        set_status(
            actor=registrar,
            person_id=subject.pk,
            data={"kind": kinds[number % 2], "basis": "RL 1", "valid_from": "2026-01-01"},
            compartment="asylum",
        )

    at_once(registrar, give)
    with acting(registrar):
        assert LegalStatus.objects.filter(person=subject).count() == TRIES
        assert LegalStatus.objects.filter(current(), person=subject).count() == 1
        assert Person.objects.get(pk=subject.pk).version == TRIES + 1


def test_fifty_clerks_make_one_file_and_forty_nine_warnings(committed_database, registrar) -> None:
    """Each with a request of the own, typing the name each in one of three scripts."""
    spellings = ("Leyla Əliyeva", "Лейла Алиева", "Leyla Əliyeva")

    def register(number: int) -> uuid.UUID:
        data = {
            "names": [{"full": spellings[number % 3]}],
            "born": "1990-05-03",
            "papers": [{"kind": "passport", "number": "C 1234567", "country": "AZE"}],
        }
        with acting(registrar, "reception"):
            made = create_person(actor=registrar, data=data, compartment="asylum", request_id=uuid.uuid4())
        return made.pk

    outcomes = many.at_once(register)
    assert many.tally(outcomes) == {"done": 1, "LooksRegistered": 49}
    made = next(one for one in outcomes if isinstance(one, uuid.UUID))
    assert all(one.people == [made] for one in outcomes if isinstance(one, LooksRegistered))
    with acting(registrar):
        assert Person.objects.count() == 1


def test_two_people_agree_at_once_and_one_merge_comes_of_it(committed_database, registrar) -> None:
    with acting(registrar):
        one, other = (create_person(actor=registrar, data=NAMED, compartment="asylum") for _ in range(2))
    verdict = say(registrar, pair_up(registrar, one, other), "same", one)

    def confirm(_number: int) -> object:
        return second(staff(Role.CASE_OFFICER), verdict)

    assert many.tally(many.at_once(confirm, TRIES)) == {"done": 1, "NotNow": TRIES - 1}
    with acting(registrar):
        assert Merge.objects.count() == 1
