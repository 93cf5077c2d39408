# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a wall between the staff and their own has to hold beside the file itself: its last day, who hears of it, what goes with the
file, and data protection, which has walls too (PZ-10, T1). Raw SQL where the database is the last to refuse."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from panah.casework.models import Case
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, shut_people
from panah.foundation.access.errors import NotFound
from panah.foundation.accounts.models import Account, Holder, RoleAssignment
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.complaints.answering import give
from panah.foundation.complaints.common import ComplaintRefused
from panah.foundation.complaints.reading import complaint_to_answer, own_complaints
from panah.foundation.oversight import ties
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.meter import Tally, settle
from panah.foundation.oversight.models import Alert, Cause, Meter, Pause, Question, ReviewRound, Tie
from panah.foundation.oversight.selectors import pauses, standing_pauses
from panah.foundation.oversight.services import declare, record_tie, withdraw
from panah.foundation.oversight.watch import pause, watching
from panah.foundation.privacy.copies import CopyRefused, hand_over, record_access_request, refuse_copy, waiting_copies
from panah.foundation.privacy.models import (
    AccessRequest,
    Correction,
    CorrectionMessage,
    Erasure,
    ErasureRequest,
    LegalHold,
)
from panah.foundation.privacy.requests import carry_out, record_request, refuse, waiting_requests
from panah.foundation.privacy.services import ask_to_end_hold, end_hold, keep_hold, propose_hold, standing_holds
from panah.register.errors import Invalid as RegisterInvalid
from panah.register.errors import NotNow
from panah.register.models import Guardianship, Household, HouseholdMember, Person
from panah.register.services import open_in_emergency, register_household
from tests.support import complaints as complaining
from tests.support.world import World, child_intake, family_intake, make_world, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def sees(world: World, login: str, person: uuid.UUID) -> bool:
    with world.acting(login):
        return Person.objects.filter(pk=person).exists()


def tied(world: World, login: str, person: uuid.UUID, kind: str = "community", until: dt.date | None = None) -> Tie:
    with world.acting(login) as actor:
        return declare(actor=actor, person_id=person, kind=kind, until=until)


def another(world: World, login: str, role: str, office: str, *, holder: Holder | None = None) -> Account:
    """A further account, known to the world under a name of its own."""
    account = Account.objects.create(
        login=login,
        holder=holder or Holder.objects.create(name=f"{login} Test", sex="X"),
        language="en",
        password="!",
        ends_on=world.accounts["registrar"].ends_on,
    )
    days = {"starts_on": clock.today() - dt.timedelta(days=1), "ends_on": clock.today() + dt.timedelta(days=99)}
    RoleAssignment.objects.create(account=account, role=role, office=world.offices[office], **days)
    world.accounts[login] = account
    return account


def at_midnight(day: dt.date, minutes: int) -> dt.datetime:
    """So many minutes after the midnight that ends a day, in the country."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.zone()) + dt.timedelta(minutes=minutes)


def test_the_last_day_of_a_tie_is_the_countrys(world: World) -> None:
    person = receive(world).people[0].person_id
    last = clock.today() + dt.timedelta(days=3)
    tied(world, "case_officer", person, until=last)
    # In UTC it is the same day at both moments.
    with clock.moved_to(at_midnight(last, -1)):
        assert not sees(world, "case_officer", person)
    with clock.moved_to(at_midnight(last, 1)):
        assert sees(world, "case_officer", person)


def test_a_guardian_of_yesterday_sees_the_child_no_more_by_a_statement_either(world: World) -> None:
    child = receive(world, child_intake()).people[0].person_id
    last = clock.today()
    with world.seeing_all():
        Guardianship.objects.filter(child_id=child).delete()
        Guardianship.objects.create(
            child_id=child, compartment="child", kind="account", name="Lalə Test", account_id=world.accounts["guardian"].pk,
            appointed_on=last, ended_on=last + dt.timedelta(days=1), end="other", recorded_at=clock.now(),
        )  # fmt: skip
    with clock.moved_to(at_midnight(last, -1)):
        assert sees(world, "guardian", child)
    with clock.moved_to(at_midnight(last, 1)):
        assert not sees(world, "guardian", child)


def test_a_tie_that_ended_with_its_day_is_declared_again(world: World) -> None:
    person = receive(world).people[0].person_id
    first = tied(world, "case_officer", person, until=clock.today())
    with clock.moved_to(at_midnight(clock.today(), 5)):
        assert sees(world, "case_officer", person)
        second = tied(world, "case_officer", person, "family")
        assert not sees(world, "case_officer", person)
        # It is on record once, and the first stands there as over.
        account = world.accounts["case_officer"].pk
        with world.acting("data_protection") as actor, pytest.raises(Invalid):
            record_tie(actor=actor, account_id=account, person_id=person, kind="family", until=None)
    with watching() as system:
        first.refresh_from_db()
        second.refresh_from_db()
    assert (first.ended_why, first.ended_by, second.ended_at) == ("over", system.account_id, None)


def test_who_leads_the_unit_today_hears_and_who_left_it_does_not(world: World) -> None:
    person = receive(world).people[0].person_id
    made = tied(world, "case_officer", person)
    account = world.accounts["case_officer"]
    with watching() as system:
        stopped = pause(system, account.pk, account.holder_id, Cause.STOPPED)
    assert stopped is not None
    another(world, "new_head", "head_of_unit", "first")

    def hears(login: str) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
        with world.acting(login) as actor:
            assert standing_pauses(actor) == len(pauses(actor=actor))
            return [one.tie.pk for one in ties.heard_of(actor=actor)], [one.pk for one in pauses(actor=actor)]

    both = ([made.pk], [stopped.pk])
    assert hears("new_head") == hears("head_of_unit") == both
    # Gone to another unit: neither read nor taken back, whatever the row says of who was told.
    RoleAssignment.objects.filter(account=world.accounts["head_of_unit"]).update(office=world.offices["second"])
    world.actors.clear()
    assert hears("head_of_unit") == ([], [])
    with world.acting("head_of_unit") as actor:
        with pytest.raises(NotFound):
            withdraw(actor=actor, tie_id=made.pk, why="over")
        assert Tie.objects.filter(pk=made.pk).update(ended_at=clock.now()) == 0
        assert Pause.objects.filter(pk=stopped.pk).update(ended_at=clock.now()) == 0
    with world.acting("new_head") as actor:
        withdraw(actor=actor, tie_id=made.pk, why="over")
    assert sees(world, "case_officer", person)


def test_files_of_kin_are_given_back_whoever_records_the_tie(world: World) -> None:
    family = receive(world, family_intake()).people
    account = world.accounts["case_officer"]
    with world.seeing_all():
        Case.objects.filter(pk__in=[one.case_id for one in family]).update(assigned_to=account.pk)
    with world.acting("data_protection") as actor:
        record_tie(actor=actor, account_id=account.pk, person_id=family[0].person_id, kind="family", until=None)
    with world.seeing_all():
        assert not Case.objects.filter(assigned_to=account.pk).exists()


def test_nobody_begins_a_tie_for_the_own_ends(world: World) -> None:
    """By statements: a head names herself to work on the file, somebody says what another said, data protection takes one away."""
    person = receive(world).people[0].person_id
    made = tied(world, "case_officer", person, "own")
    head = world.accounts["head_of_unit"]
    with world.acting("head_of_unit"), pytest.raises(IntegrityError, match="themselves"), transaction.atomic():
        Tie.objects.filter(pk=made.pk).update(hands=[head.holder_id])
    row = {"account_id": head.pk, "holder_id": head.holder_id, "kind": "own", "said_at": clock.now()}
    for wrong in ({"said_by": uuid.uuid4()}, {"said_by": head.holder_id, "hands": [uuid.uuid4()]}):
        with world.acting("head_of_unit"), pytest.raises(IntegrityError, match="begins"), transaction.atomic():
            Tie.objects.create(person_id=uuid.uuid4(), **row, **wrong)
    with world.acting("data_protection"):
        assert Tie.objects.filter(pk=made.pk).count() == 1
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM oversight_tie")
            assert cursor.rowcount == 0


def test_whoever_is_watched_takes_nothing_of_the_watch_away(world: World) -> None:
    """By statements of the application: the own pause, the question, the count; of data protection an alert about itself."""
    account = world.accounts["data_protection"]
    one = {"account_id": account.pk, "holder_id": account.holder_id}
    now = clock.now()
    with watching() as system:
        Alert.objects.create(rule="denied", day=clock.today(), raised_at=now, files=5, **one)
        pause(system, account.pk, account.holder_id, Cause.STOPPED)
        drawn = ReviewRound.objects.create(week=clock.today(), seed="0", digest="0", readings=1, drawn=1, drawn_at=now)
        due = now + dt.timedelta(days=5)
        Question.objects.create(
            round=drawn, event_id=uuid.uuid4(), read_at=now, subject_type="person", asked_at=now, due_at=due, **one
        )
    with world.acting("data_protection"), connection.cursor() as cursor:
        for table in ("oversight_pause", "oversight_question", "oversight_alert"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 1, table
            cursor.execute(f"DELETE FROM {table}")
            assert cursor.rowcount == 0, table
    officer = world.accounts["case_officer"]
    with world.acting("case_officer") as actor, connection.cursor() as cursor:
        settle(actor, Tally(shown={uuid.uuid4()}))
        assert Meter.objects.filter(account_id=officer.pk).count() == 1
        cursor.execute("DELETE FROM oversight_meter")
        assert cursor.rowcount == 0


def test_word_of_a_correction_is_taken_away_by_nobody(world: World) -> None:
    """Neither by the office that should send it, nor by the person, nor by data protection."""
    person = receive(world).people[0].person_id
    with world.acting("data_protection"), transaction.atomic():
        made = Correction(person_id=person, at=clock.now(), facts=["birth"], recipients=1)
        made.save(force_insert=True)
        CorrectionMessage(
            correction=made, person_id=person, receiver="guardianship_body", recipient="guardianship_body:test", door="letter",
            office_id=world.offices["first"].pk, compartment="asylum", content={"to": "–", "lines": []}, made_at=clock.now(),
            due_on=clock.today(),
        ).save(force_insert=True)  # fmt: skip
    own = Actor(kind="person", account_id=uuid.uuid4(), person_id=person)
    for actor in (world.actor("case_officer"), world.actor("data_protection"), own):
        with acting(actor, "test"), connection.cursor() as cursor:
            assert CorrectionMessage.objects.count() == 1
            cursor.execute("DELETE FROM privacy_correctionmessage")
            assert cursor.rowcount == 0


def test_a_household_is_shut_with_its_people(world: World) -> None:
    people = [one.person_id for one in receive(world, family_intake()).people]
    with world.seeing_all():
        household = HouseholdMember.objects.filter(person_id=people[0]).values_list("household_id", flat=True).get()
    with world.acting("case_officer"):
        assert Household.objects.filter(pk=household).exists()
    tied(world, "case_officer", people[1])
    with world.acting("case_officer"):
        assert not Household.objects.filter(pk=household).exists()
        assert Household.objects.filter(pk=household).update(formed_at=clock.now()) == 0
        # Another one is there.
        assert Household.objects.create(compartment="asylum", formed_at=clock.now()).pk
    with world.acting("case_officer2"):
        assert Household.objects.filter(pk=household).exists()


# -- data protection


def test_data_protection_declares_its_own_and_has_no_part_in_the_file(world: World) -> None:
    person = receive(world).people[0].person_id
    another(world, "data_protection2", "data_protection", "central")
    with world.acting("data_protection2") as actor:
        copy = record_access_request(actor=actor, person_id=person, asked_on=clock.today())
        erasure = record_request(actor=actor, person_id=person, asked_on=clock.today(), ground="consent")
        hold = propose_hold(actor=actor, person_id=person, reason="court", until=clock.today() + dt.timedelta(days=9))
    account = world.accounts["data_protection"]
    with world.acting("data_protection") as actor:
        made = record_tie(actor=actor, account_id=account.pk, person_id=person, kind="family", until=None)
        assert (made.holder_id, made.said_by) == (account.holder_id, account.holder_id)
    with world.acting("data_protection") as actor:
        assert shut_people() == {person}
        assert waiting_copies(actor=actor) == waiting_requests(actor=actor) == standing_holds(actor=actor) == []
        for call in (
            lambda: hand_over(actor=actor, request_id=copy.pk),
            lambda: refuse_copy(actor=actor, request_id=copy.pk, why="repeated"),
            lambda: carry_out(actor=actor, request_id=erasure.pk),
            lambda: refuse(actor=actor, request_id=erasure.pk, why="duty"),
            lambda: end_hold(actor=actor, hold_id=hold.pk),
            lambda: ask_to_end_hold(actor=actor, hold_id=hold.pk),
            lambda: keep_hold(actor=actor, hold_id=hold.pk),
            lambda: record_access_request(actor=actor, person_id=person, asked_on=clock.today()),
            lambda: record_request(actor=actor, person_id=person, asked_on=clock.today(), ground="consent"),
            lambda: propose_hold(
                actor=actor, person_id=person, reason="court", until=clock.today() + dt.timedelta(days=9)
            ),
        ):
            with pytest.raises(NotFound), transaction.atomic():
                call()
        with pytest.raises(NotFound):
            withdraw(actor=actor, tie_id=made.pk, why="over")
        for model in (AccessRequest, ErasureRequest, LegalHold):
            assert not model.objects.filter(person_id=person).exists()
        # Nor is a file free because its hold cannot be seen.
        with pytest.raises(IntegrityError, match="A hold stops"), transaction.atomic():
            Erasure.objects.create(kind="person", subject_id=person, rule="request", at=clock.now(), persons=[person])
    with world.acting("data_protection2") as actor:
        with pytest.raises(CopyRefused, match="own"):
            hand_over(actor=actor, request_id=copy.pk)
        assert [one.pk for one in standing_holds(actor=actor)] == [hold.pk]


def test_an_emergency_that_nobody_looked_at_rests_for_every_account_of_the_person(world: World) -> None:
    first = world.accounts["registrar"]
    another(world, "registrar_again", "registrar", "second", holder=first.holder)
    said = {"danger": "life", "reason": "She fell and does not answer.", "parts": ["who"], "number": "EM 1"}
    with world.acting("registrar") as actor:
        made = open_in_emergency(actor=actor, **said)
    with clock.moved_to(made.opened_at + dt.timedelta(days=5, seconds=1)):
        for login in ("registrar", "registrar_again"):
            with acting(actor_of(world.accounts[login]), "test") as actor, pytest.raises(NotNow):
                open_in_emergency(actor=actor, **said)
        with world.acting("other_registrar") as actor:
            assert open_in_emergency(actor=actor, **said)


def test_a_complaint_waits_for_nobody_who_is_close_to_the_person(world: World) -> None:
    who = complaining.person(world)
    sent = complaining.sent(world, who, "first")
    assert not sent.alone
    account = world.accounts["data_protection"]
    with world.acting("data_protection") as actor:
        record_tie(actor=actor, account_id=account.pk, person_id=who.person_id, kind="family", until=None)
    with acting(who, "complaint") as person:
        (told,) = own_complaints(actor=person)
    # Nobody of the service is left: the person is told where else to turn.
    assert told.state == "alone"
    second = complaining.outsider(world)
    with world.acting("reader-elsewhere") as actor:
        _standing, others = complaint_to_answer(actor=actor, complaint_id=sent.complaint.pk)
        assert [one.pk for one in others] == [second.pk]
        with pytest.raises(ComplaintRefused, match="reader"):
            give(actor=actor, complaint_id=sent.complaint.pk, account_id=account.pk)


def test_a_guardian_with_other_work_makes_the_child_known_to_nobody(world: World) -> None:
    """Stands for a child of asylum, and registers displaced households: the child is on no list of theirs."""
    child = receive(world, child_intake()).people[0].person_id
    account = world.accounts["guardian"]
    with world.seeing_all():
        Guardianship.objects.create(
            child_id=child, compartment="stay", kind="account", name="Lalə Test", account_id=account.pk,
            appointed_on=clock.today(), recorded_at=clock.now(),
        )  # fmt: skip
    days = {"starts_on": clock.today(), "ends_on": clock.today() + dt.timedelta(days=9)}
    RoleAssignment.objects.create(account=account, role="displaced_officer", office=world.offices["displaced"], **days)
    typed = {
        "notice": {"given": True, "language": "az", "means": "read_aloud"},
        "members": [{"existing_person_id": str(child), "role": "principal"}],
    }
    with acting(actor_of(account), "test") as actor:
        assert Person.objects.filter(pk=child).exists()
        with pytest.raises(RegisterInvalid) as refused:
            register_household(actor=actor, data=typed, compartment="displaced", request_id=uuid.uuid4())
    assert list(refused.value.errors) == ["members.0.existing_person_id"]
    with world.seeing_all():
        assert Person.objects.get(pk=child).compartments == ["asylum"]
