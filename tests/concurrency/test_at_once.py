# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fifty people at one thing at one moment: one gets it, the others get a clean answer (DB-04, DB-05, DB-06)."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from panah.casework.errors import AlreadyOpen, Blocked, Stale
from panah.casework.models import Action, Appointment, Case
from panah.casework.services import perform
from panah.domains.asylum.public import receive_claim
from panah.domains.employment.models import Quota
from panah.domains.employment.public import set_quota
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts import role_requests
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.services import assign_role
from panah.foundation.audit.verify import verify
from panah.register.models import Household, Person, SuspectedPair
from panah.register.public import LooksRegistered
from tests.concurrency.many import TRIES, at_once, tally
from tests.domains.employment.test_work_permit import WORK
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.support import permits, tennis, world

NOW = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _day(committed_database: Any, settings: Any) -> Iterator[None]:
    # These tests prove nothing about hashing, and fifty at once would do little else.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with clock.moved_to(NOW), tennis.club_rules():
        yield
        # Whatever happened at once, nothing is half there.
        assert {check.name: check.problems for check in verify() if check.problems} == {}


@pytest.fixture
def made() -> world.World:
    return world.make_world()


def test_one_of_fifty_does_the_action_and_the_others_are_told_that_it_moved() -> None:
    club = tennis.make_club()
    case = club.apply()

    def examine(number: int) -> Any:
        with acting(club.actor("coach"), "test") as actor:
            return perform(
                actor=actor,
                case_id=case.pk,
                action="examine",
                data=tennis.answers("examine"),
                expected_version=1,
                request_id=uuid.UUID(int=number + 1),
            )

    outcomes = at_once(examine)
    assert tally(outcomes) == {"done": 1, "Stale": TRIES - 1}
    for refused in outcomes:
        if isinstance(refused, Stale):
            assert refused.current_version == 2
            assert [change.name for change in refused.changes] == ["examine"]
    with acting(club.actor("coach"), "test"):
        assert Action.objects.filter(case=case).count() == 2
        assert Case.objects.get(pk=case.pk).version == 2


def test_fifty_retries_of_one_request_are_one_action_and_fifty_equal_answers() -> None:
    club = tennis.make_club()
    case = club.apply()
    request = uuid.uuid4()

    def examine(_number: int) -> Any:
        with acting(club.actor("coach"), "test") as actor:
            return perform(
                actor=actor,
                case_id=case.pk,
                action="examine",
                data=tennis.answers("examine"),
                expected_version=1,
                request_id=request,
            )

    outcomes = at_once(examine)
    assert tally(outcomes) == {"done": TRIES}
    assert len({done.action.pk for done in outcomes}) == 1
    assert {done.case.version for done in outcomes} == {2}
    assert sorted(done.replayed for done in outcomes) == [False] + [True] * (TRIES - 1)


def test_fifty_filings_of_one_request_are_one_case() -> None:
    club = tennis.make_club()
    person, request = club.applicant(), uuid.uuid4()
    outcomes = at_once(lambda _number: club.apply(person, request_id=request).pk)
    assert tally(outcomes) == {"done": TRIES}
    assert len(set(outcomes)) == 1


def test_fifty_filings_for_one_person_are_one_open_case() -> None:
    club = tennis.make_club()
    person = club.applicant()
    outcomes = at_once(lambda _number: club.apply(person).pk)
    assert tally(outcomes) == {"done": 1, "AlreadyOpen": TRIES - 1}


def test_fifty_applications_anew_after_a_refusal_are_one_open_case() -> None:
    """The refused case stands aside; of those that would take its place one does."""
    service = permits.make_service()
    person = service.person()
    answers = EXTENSION | {"arrived_on": "2026-04-01", "visa_stay_until": "2026-06-30"}
    old = service.start("stay_extension", person, answers)
    service.do(old.pk, "examine", {"false_papers": True})
    service.refuse(old.pk, "43-false-papers")
    outcomes = at_once(lambda _number: service.start("stay_extension", person, answers).pk)
    assert tally(outcomes) == {"done": 1, "AlreadyOpen": TRIES - 1}
    with acting(service.people["desk"], "test"):
        assert sorted(Case.objects.filter(person_id=person).values_list("state", "aside")) == [
            ("received", False),
            ("served", True),
        ]


def test_numbers_are_given_once_and_without_gaps() -> None:
    club = tennis.make_club()
    people = [club.applicant() for _ in range(12)]
    outcomes = at_once(lambda number: club.apply(people[number]).number, tries=len(people))
    assert tally(outcomes) == {"done": len(people)}
    assert sorted(outcomes) == [f"TC-2026-{number:06d}" for number in range(1, len(people) + 1)]


def test_fifty_claims_of_one_person_are_one_open_case(made: world.World) -> None:
    known = world.receive(made).people[0]
    world.walk(made, known.case_id, to="registered")
    world.do(made, known.case_id, "record_death")
    typed = world.intake(world.person_typed(existing_person_id=str(known.person_id)))
    outcomes = at_once(lambda _number: world.receive(made, typed).people[0].case_id)
    assert isinstance(outcomes[0], (uuid.UUID, AlreadyOpen)), outcomes[0]
    assert tally(outcomes) == {"done": 1, "AlreadyOpen": TRIES - 1}
    assert all(str(error) for error in outcomes if isinstance(error, AlreadyOpen))
    with made.seeing_all():
        assert Case.objects.filter(person_id=known.person_id, closed_at=None).count() == 1
        assert Person.objects.count() == 1


def test_fifty_retries_of_one_claim_are_one_household(made: world.World) -> None:
    """A page that was sent again and again over a bad line."""
    request = uuid.uuid4()
    with acting(made.actor("registrar"), "reception") as actor:
        typed = world.searched(actor, world.family_intake())

    def send(_number: int) -> Any:
        with acting(made.actor("registrar"), "reception") as actor:
            return receive_claim(actor=actor, intake=typed, request_id=request)

    outcomes = at_once(send)
    assert tally(outcomes) == {"done": TRIES}
    assert len({received.receipt_code for received in outcomes}) == 1
    assert sum(not received.replayed for received in outcomes) == 1
    with made.seeing_all():
        assert Household.objects.count() == 1
        assert Case.objects.count() == Person.objects.count() == 4


def test_fifty_receptions_of_one_person_are_one_file_and_forty_nine_warnings(made: world.World) -> None:
    """Through the reception's own door, each clerk with a request of the own and one of two scripts; every second family
    comes with somebody whom the register knows. A post at the border is told of nobody."""
    known = [world.receive(made, world.intake(world.person_typed(f"Aygün {word}"))) for word in ("Birinci", "İkinci")]
    spellings = ("Leyla Nur Qarayeva", "Лейла Нур Караева")
    paper = {"kind": "passport", "number": "C 1234567", "country": "AZE"}
    for one in known:
        world.walk(made, one.people[0].case_id, to="registered")
        world.do(made, one.people[0].case_id, "record_death")

    def send(number: int) -> Any:
        people = [world.person_typed(spellings[number % 2], papers=[paper])]
        if number < len(known):
            # Two desks have the household the other way round.
            there = world.person_typed(existing_person_id=str(known[number].people[0].person_id), relation="sibling")
            people.append(there)
        with acting(made.actor("registrar"), "reception") as actor:
            typed = world.searched(actor, world.intake(*people))
            return receive_claim(actor=actor, intake=typed, request_id=uuid.uuid4())

    outcomes = at_once(send)
    assert tally(outcomes) == {"done": 1, "LooksRegistered": TRIES - 1}
    first = next(one for one in outcomes if not isinstance(one, BaseException)).people[0].person_id
    assert all(one.people == [first] for one in outcomes if isinstance(one, LooksRegistered))
    typed = world.intake(world.person_typed(spellings[0], papers=[paper]), office_id=str(made.offices["first"].pk))
    with acting(made.actor("border_officer"), "reception") as actor:
        assert receive_claim(actor=actor, intake=typed, request_id=uuid.uuid4()).people == ()
    with acting(made.actor("registrar"), "reception") as actor:
        said = "Her cousin"
        typed = world.searched(actor, world.intake())
        receive_claim(actor=actor, intake=typed, request_id=uuid.uuid4(), although=said)
    with made.seeing_all():
        assert Person.objects.count() == len(known) + 3
        assert said in {one.note for one in SuspectedPair.objects.filter(source="registration")}


def test_an_interpreter_is_booked_once(made: world.World) -> None:
    tries = 12
    cases = []
    for _number in range(tries):
        case_id = world.receive(made).people[0].case_id
        world.walk(made, case_id, to="registered")
        world.do(made, case_id, "assign")
        cases.append(case_id)
    officers = {number: world.typed_for(made, case_id, "set_interview") for number, case_id in enumerate(cases)}

    def book(number: int) -> Any:
        # Different interviewers, so that only the interpreter is in the way.
        answers = officers[number] | {"interviewer": made.id("case_officer" if number % 2 else "case_officer2")}
        return world.do(made, cases[number], "set_interview", answers)

    outcomes = at_once(book, tries)
    assert tally(outcomes) == {"done": 1, "Blocked": tries - 1}
    for refused in outcomes:
        if isinstance(refused, Blocked):
            assert {problem.key for problem in refused.problems} == {"taken"}
    with made.seeing_all():
        (booked,) = Appointment.objects.all()
    assert str(booked.interpreter_id) == made.id("interpreter")


def test_fifty_appointments_of_one_interpreter_are_one(made: world.World) -> None:
    """The constraint alone, below every service: the database keeps one of fifty rows."""
    case_id = world.receive(made).people[0].case_id
    case = world.the_case(made, case_id)
    interpreter = made.accounts["interpreter"].pk
    with made.seeing_all():
        start = Action.objects.get(case=case)

    def book(number: int) -> Any:
        with acting(made.actor("registrar"), "test"):
            return Appointment.objects.create(
                case=case,
                compartment="asylum",
                kind="interview",
                starts_at=NOW + dt.timedelta(minutes=number),
                ends_at=NOW + dt.timedelta(hours=2),
                place="Room 1",
                first_name="Test",
                interpreter_id=interpreter,
                made_by=start,
            )

    outcomes = at_once(book)
    counted = tally(outcomes)
    assert counted.pop("done") == 1
    # Where two wait for each other, PostgreSQL ends one of them; either way the row is not there.
    assert set(counted) <= {"IntegrityError", "OperationalError"}
    with made.seeing_all():
        assert Appointment.objects.filter(interpreter_id=interpreter).count() == 1


def test_incompatible_roles_given_at_once_do_not_both_stay(made: world.World) -> None:
    """Two administrators, one person, two halves of a forbidden pair."""
    account = made.accounts["stay_officer"]
    with made.seeing_all():
        account.roles.all().delete()
    pair = (Role.STAY_OFFICER, Role.OPINION_OFFICER)

    def give(number: int) -> Any:
        with acting(made.actor("administrator"), "test") as actor:
            return assign_role(
                actor=actor,
                account_id=account.pk,
                role=pair[number % 2],
                office_id=made.offices["first"].pk,
                starts_on=clock.today() + dt.timedelta(days=number // 2),
                ends_on=clock.today() + dt.timedelta(days=100 + number),
            ).role

    outcomes = at_once(give, tries=10)
    assert {o for o in outcomes if isinstance(o, str)} in ({pair[0].value}, {pair[1].value})
    assert tally(outcomes) == {"done": 5, "AccountError": 5}


def test_of_fifty_answers_to_a_role_that_two_people_give_one_counts(made: world.World) -> None:
    """FE-03: second persons agree and decline, the administrator takes back, all at one moment."""
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))
    account = made.accounts["displaced_officer"]
    with acting(made.actor("administrator"), "test") as admin:
        asked = role_requests.ask(
            actor=admin,
            account_id=account.pk,
            role=Role.CASE_OFFICER,
            office_id=made.offices["first"].pk,
            starts_on=clock.today(),
            ends_on=clock.today() + dt.timedelta(days=60),
            reason="The desk is one officer short.",
        )
    seconds = ("head_of_unit", "other_head_of_unit", "stay_head", "return_head", "data_protection")

    def decide(number: int) -> Any:
        if number % 10 == 9:
            with acting(made.actor("administrator"), "test") as actor:
                return role_requests.take_back(actor=actor, asked_id=asked.pk).state
        with acting(made.actor(seconds[number % 5]), "test") as actor:
            agree = number % 2 == 0
            role_requests.answer(actor=actor, asked_id=asked.pk, agree=agree, reason="Known to me.")
            return "agreed" if agree else "declined"

    outcomes = at_once(decide)
    assert tally(outcomes) == {"done": 1, "AccountError": TRIES - 1}
    asked.refresh_from_db()
    assert asked.state in outcomes
    assert account.roles.filter(role="case_officer").count() == (asked.state == "agreed")


def test_of_the_last_place_of_the_quota_one_of_many_decisions_gets_it() -> None:
    """MC 66.0.5: each application was examined while the place was free; the officers confirm at one moment."""
    service = permits.make_service()
    with acting(service.people["head"], "test") as head:
        set_quota(actor=head, year=NOW.year, activity="F", places=1, basis="Decision 1")
    cases = []
    for number in range(6):
        person = service.person(f"Sınaqlı {number}")
        papers = permits.every_paper(service, "work_permit", person)
        case = service.start("work_permit", person, WORK | {"papers": papers})
        service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
        service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
        service.do(case.pk, "examine")
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
        cases.append(case.pk)
    outcomes = at_once(lambda number: service.do(cases[number], "approve_decision", by="reviewer"), len(cases))
    assert tally(outcomes) == {"done": 1, "Blocked": len(cases) - 1}
    for refused in outcomes:
        if isinstance(refused, Blocked):
            assert [problem.key for problem in refused.problems] == ["quota_full"]
            assert re.findall(r"\d+", str(refused.problems[0].message).partition("(")[2]) == ["1", "1"], "one of one"
    with acting(service.people["head"], "test"):
        quota = Quota.objects.get()
        assert (quota.used, quota.taken.count()) == (1, 1)
        assert sorted(Case.objects.values_list("state", flat=True)) == ["approved"] + ["drafted"] * (len(cases) - 1)
