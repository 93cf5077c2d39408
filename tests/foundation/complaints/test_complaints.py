# SPDX-License-Identifier: AGPL-3.0-or-later
"""A complaint goes to somebody outside the unit, who answers; nobody of the unit has a part in it or learns of it (DP-08, AC-13, NR-15)."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Holder
from panah.foundation.audit.models import Event
from panah.foundation.audit.services import events, events_of_person
from panah.foundation.audit.verify import verify
from panah.foundation.complaints.answering import answer, give, say_about
from panah.foundation.complaints.common import ANSWER_DAYS, ComplaintRefused, as_system
from panah.foundation.complaints.forgetting import forget_complaints, tell_of_late
from panah.foundation.complaints.models import Complaint
from panah.foundation.complaints.reading import (
    complaint_of_receipt,
    complaint_to_answer,
    count_waiting,
    own_complaint,
    own_complaints,
    waiting_complaints,
)
from panah.foundation.complaints.sending import complain, complain_openly, take_down
from panah.foundation.oversight import watch
from panah.foundation.oversight.drawing import readings_of
from panah.foundation.oversight.watch import watching
from panah.foundation.privacy.copying import everything_on
from panah.foundation.privacy.erasing import PERSON, erase, eraser
from tests.support.complaints import WORDS, account, outsider, person, said, sent
from tests.support.world import ACCOUNTS, World, make_world

pytestmark = pytest.mark.django_db

ANSWER = {
    "outcome": "upheld",
    "reasons": "Two colleagues heard it.",
    "done": "The officer was told.",
    "further": "The Ombudsman.",
}


@pytest.fixture
def world() -> World:
    """Offices and accounts."""
    return make_world()


def listed(world: World, login: str) -> list[uuid.UUID]:
    with world.acting(login) as actor:
        return [one.complaint.pk for one in waiting_complaints(actor=actor)]


def in_the_log(world: World, login: str) -> set[Any]:
    with world.acting(login) as actor:
        return {one.subject_id for one in events(actor=actor) if one.subject_type == "complaint"}


def given(world: World, complaint: Complaint, login: str = "data_protection") -> None:
    with world.acting(login) as actor:
        give(actor=actor, complaint_id=complaint.pk, account_id=world.accounts[login].pk)


# -- the way of a complaint


def test_somebody_outside_the_unit_answers_and_the_person_reads_it(world: World) -> None:
    who = person(world)
    one = sent(world, who, "first")
    assert (one.code, one.alone) == ("", False)
    assert one.complaint.due_on == clock.today() + dt.timedelta(days=ANSWER_DAYS)
    with acting(who, "complaint"):
        assert [row.state for row in own_complaints(actor=who)] == ["received"]
    with world.acting("data_protection") as reader:
        assert count_waiting(reader) == 1
        standing, accounts = complaint_to_answer(actor=reader, complaint_id=one.complaint.pk)
        assert standing.complaint.words == WORDS
        assert [row.pk for row in accounts] == [world.accounts["data_protection"].pk]
        with pytest.raises(ComplaintRefused, match="own"):
            answer(actor=reader, complaint_id=one.complaint.pk, data=ANSWER)
        give(actor=reader, complaint_id=one.complaint.pk, account_id=reader.signed_in_as)
        for name in ANSWER:
            with pytest.raises(ComplaintRefused, match=name):
                answer(actor=reader, complaint_id=one.complaint.pk, data=ANSWER | {name: " "})
        answer(actor=reader, complaint_id=one.complaint.pk, data=ANSWER)
        with pytest.raises(ComplaintRefused, match="over"):
            answer(actor=reader, complaint_id=one.complaint.pk, data=ANSWER)
        assert count_waiting(reader) == 0
    with acting(who, "complaint"):
        read = own_complaint(actor=who, complaint_id=one.complaint.pk)
        assert (read.state, read.complaint.reasons, read.complaint.further) == (
            "answered", ANSWER["reasons"], ANSWER["further"],
        )  # fmt: skip
        looked = [
            event for event in events_of_person(actor=who, person_id=who.person_id) if event.actor_kind == "staff"
        ]
        assert {event.verb for event in looked if event.subject_type == "complaint"} == {"read", "change"}


def test_the_same_sent_twice_is_one_complaint_and_an_id_of_somebody_else_is_none(world: World) -> None:
    who, other = person(world), person(world)
    request_id = uuid.uuid4()
    with acting(who, "complaint"):
        first = complain(actor=who, data=said(world), request_id=request_id)
        again = complain(actor=who, data=said(world), request_id=request_id)
    assert first.complaint.number == again.complaint.number
    with acting(other, "complaint"), pytest.raises(ComplaintRefused, match="sent"):
        complain(actor=other, data=said(world), request_id=request_id)
    with acting(other, "complaint"), pytest.raises(NotFound):
        own_complaint(actor=other, complaint_id=request_id)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ({"about": ""}, "about"),
        ({"about": "weather"}, "about"),
        ({"words": "  "}, "words"),
        ({"words": "x" * 5001}, "words"),
        ({"wish": "x" * 1001}, "wish"),
        ({"office": str(uuid.uuid4())}, "office"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_question(world: World, typed: dict[str, str], key: str) -> None:
    who = person(world)
    with acting(who, "complaint"), pytest.raises(ComplaintRefused, match=key):
        complain(actor=who, data=said(world) | typed, request_id=uuid.uuid4())


def test_numbers_do_not_count(world: World) -> None:
    """A number that counts would tell a reader that there was one in between."""
    who = person(world)
    numbers = [sent(world, who).complaint.number for _time in range(3)]
    assert len({number[:5] for number in numbers}) > 1
    assert numbers != sorted(numbers) or len({number[3] for number in numbers}) > 1


# -- nobody of the unit


@pytest.mark.parametrize("login", sorted(set(ACCOUNTS) - {"data_protection"}))
def test_no_other_role_reads_or_answers(world: World, login: str) -> None:
    one = sent(world, person(world), "stay").complaint
    with world.acting(login) as actor:
        assert count_waiting(actor) == 0
        for refused in (
            lambda: waiting_complaints(actor=actor),
            lambda: complaint_to_answer(actor=actor, complaint_id=one.pk),
            lambda: give(actor=actor, complaint_id=one.pk, account_id=actor.signed_in_as),
            lambda: say_about(actor=actor, complaint_id=one.pk, office=str(world.offices["first"].pk)),
            lambda: answer(actor=actor, complaint_id=one.pk, data=ANSWER),
        ):
            with pytest.raises(Denied):
                refused()
        assert not Complaint.objects.exists()


def _of_the_unit(world: World) -> str:
    """Data protection sits in the central office."""
    return "data_protection"


def _once_of_the_unit(world: World) -> str:
    """Data protection now, of the central office once, under another account of the same person."""
    holder = Holder.objects.create(name="Twice Test", sex="M")
    account(world, "once", Role.POLICY_ANALYST, "central", holder=holder, ended=True)
    account(world, "now", Role.DATA_PROTECTION, "border", holder=holder)
    return "now"


@pytest.mark.parametrize("who_reads", [_of_the_unit, _once_of_the_unit])
def test_whoever_is_or_was_of_the_unit_learns_nothing_of_it(world: World, who_reads: Callable[[World], str]) -> None:
    outsider(world)
    login, who = who_reads(world), person(world)
    about_them, about_others = sent(world, who, "central").complaint, sent(world, who, "first").complaint
    assert listed(world, login) == [about_others.pk]
    assert set(listed(world, "reader-elsewhere")) == {about_them.pk, about_others.pk}
    with world.acting(login) as actor:
        assert count_waiting(actor) == 1
        for refused in (
            lambda: complaint_to_answer(actor=actor, complaint_id=about_them.pk),
            lambda: give(actor=actor, complaint_id=about_them.pk, account_id=actor.signed_in_as),
            lambda: say_about(actor=actor, complaint_id=about_them.pk, office=str(world.offices["first"].pk)),
            lambda: answer(actor=actor, complaint_id=about_them.pk, data=ANSWER),
        ):
            with pytest.raises(NotFound):
                refused()
    # Nor can somebody else give it to them.
    with world.acting("reader-elsewhere") as reader:
        _standing, accounts = complaint_to_answer(actor=reader, complaint_id=about_them.pk)
        assert world.accounts[login].pk not in {one.pk for one in accounts}
        with pytest.raises(ComplaintRefused, match="reader"):
            give(actor=reader, complaint_id=about_them.pk, account_id=world.accounts[login].pk)
    # The log tells them of what they may read, and of nothing else.
    assert in_the_log(world, login) == {about_others.pk}
    assert in_the_log(world, "reader-elsewhere") == {about_them.pk, about_others.pk}


def test_the_service_refuses_by_itself_where_the_database_would_show_the_row(world: World) -> None:
    one = sent(world, person(world), "central").complaint
    of_unit = world.actor("data_protection")
    with as_system():
        for refused in (
            lambda: complaint_to_answer(actor=of_unit, complaint_id=one.pk),
            lambda: give(actor=of_unit, complaint_id=one.pk, account_id=of_unit.signed_in_as),
            lambda: say_about(actor=of_unit, complaint_id=one.pk, login="registrar"),
            lambda: answer(actor=of_unit, complaint_id=one.pk, data=ANSWER),
        ):
            with pytest.raises(NotFound):
                refused()


def test_lists_of_other_readers_tell_the_log_neither_whose_nor_how_many(world: World) -> None:
    outsider(world)
    sent(world, person(world), "central")
    listed(world, "reader-elsewhere")
    with world.acting("data_protection"):
        lists = list(Event.objects.filter(subject_type="complaints"))
    assert [(one.persons, one.detail, one.subject_id) for one in lists] == [([], {}, None)]


def test_the_log_stays_whole_though_one_reader_sees_less_of_it(world: World) -> None:
    sent(world, person(world), "central")
    assert in_the_log(world, "data_protection") == set()
    assert [check.problems for check in verify() if check.problems] == []


def test_the_watch_over_readers_draws_nothing_from_complaints(world: World) -> None:
    """An alert or a question about the reading of a complaint would tell of it."""
    one = sent(world, person(world)).complaint
    with world.acting("data_protection") as reader:
        complaint_to_answer(actor=reader, complaint_id=one.pk)
    monday = clock.today() - dt.timedelta(days=clock.today().weekday())
    with watching():
        assert Event.objects.filter(subject_type="complaint", verb="read").exists()
        assert not readings_of(monday).filter(account_id=reader.account_id).exists()
        looks = watch.day_of(world.accounts["data_protection"], clock.today(), watch._colleagues()).looks
        assert not [look for look in looks if look.subject_type == "complaint"]


def test_a_reader_who_finds_it_is_about_the_own_office_hands_it_on_and_loses_sight(world: World) -> None:
    outsider(world)
    one = sent(world, person(world)).complaint
    given(world, one)
    with world.acting("data_protection") as reader:
        with pytest.raises(ComplaintRefused, match="whom"):
            answer(actor=reader, complaint_id=one.pk, data=ANSWER)
        assert say_about(actor=reader, complaint_id=one.pk, office=str(world.offices["first"].pk))
        assert not say_about(actor=reader, complaint_id=one.pk, office=str(world.offices["central"].pk))
        with pytest.raises(NotFound):
            answer(actor=reader, complaint_id=one.pk, data=ANSWER)
    assert listed(world, "data_protection") == []
    with world.acting("reader-elsewhere") as reader:
        standing, _accounts = complaint_to_answer(actor=reader, complaint_id=one.pk)
        assert standing.state == "received"
    given(world, one, "reader-elsewhere")
    with world.acting("reader-elsewhere") as reader:
        assert answer(actor=reader, complaint_id=one.pk, data=ANSWER).outcome == "upheld"


def test_a_member_of_staff_who_is_named_loses_sight_too(world: World) -> None:
    outsider(world)
    one = sent(world, person(world)).complaint
    with world.acting("reader-elsewhere") as reader:
        with pytest.raises(ComplaintRefused, match="login"):
            say_about(actor=reader, complaint_id=one.pk, login="nobody-at-all")
        with pytest.raises(ComplaintRefused, match="office"):
            say_about(actor=reader, complaint_id=one.pk)
        assert say_about(actor=reader, complaint_id=one.pk, login="data-protection")
    assert listed(world, "data_protection") == []
    assert in_the_log(world, "data_protection") == set()


def test_it_is_said_where_nobody_here_may_answer(world: World) -> None:
    who = person(world)
    one = sent(world, who, "central")
    assert one.alone
    with acting(who, "complaint"):
        assert own_complaint(actor=who, complaint_id=one.complaint.pk).state == "alone"
    outsider(world)
    with acting(who, "complaint"):
        assert own_complaint(actor=who, complaint_id=one.complaint.pk).state == "received"


# -- taken down, and without an account


def down(world: World, login: str, office: str = "", **more: Any) -> Any:
    with world.acting(login) as actor:
        person_id = more.pop("person_id", None)
        data = said(world, office, language="ru", **more)
        return take_down(actor=actor, data=data, request_id=uuid.uuid4(), person_id=person_id)


def test_a_desk_takes_it_down_and_cannot_open_it_again(world: World) -> None:
    who = person(world)
    made = down(world, "stay_officer", "first", contact="a neighbour")
    with world.acting("stay_officer"):
        assert not Complaint.objects.exists()
        assert not Event.objects.exists()
    with acting(ANONYMOUS, "complaint"):
        found = complaint_of_receipt(actor=ANONYMOUS, code=made.code)
        assert found is not None
        assert (found.complaint.number, found.complaint.language) == (made.complaint.number, "ru")
    # With the person's own id it stands in the portal too; of somebody who is hidden nothing is taken.
    mine = down(world, "registrar", "stay", person_id=who.person_id)
    with acting(who, "complaint"):
        assert own_complaint(actor=who, complaint_id=mine.complaint.pk).complaint.words == WORDS
    for unknown in (who.person_id, uuid.uuid4()):
        with pytest.raises(NotFound):
            down(world, "stay_officer", "first", person_id=unknown)


def test_no_desk_takes_down_what_is_about_itself(world: World) -> None:
    for login, office in (("registrar", "first"), ("stay_officer", "stay"), ("guardian", "guardianship")):
        with pytest.raises(ComplaintRefused, match="unit"):
            down(world, login, office)
    for login in ("case_officer", "head_of_unit", "interpreter", "data_protection", "administrator"):
        with pytest.raises(Denied):
            down(world, login, "border")
    with as_system():
        assert not Complaint.objects.exists()


def test_somebody_without_an_account_reads_the_answer_with_the_code_alone(world: World) -> None:
    with acting(ANONYMOUS, "complaint"):
        one = complain_openly(actor=ANONYMOUS, data=said(world, "first"), request_id=uuid.uuid4())
        other = complain_openly(actor=ANONYMOUS, data=said(world, "stay"), request_id=uuid.uuid4())
        assert not Complaint.objects.exists()
        assert complaint_of_receipt(actor=ANONYMOUS, code="0" * 12) is None
        assert complaint_of_receipt(actor=ANONYMOUS, code="") is None
    given(world, one.complaint)
    with world.acting("data_protection") as reader:
        answer(actor=reader, complaint_id=one.complaint.pk, data=ANSWER)
    with acting(ANONYMOUS, "complaint"):
        found = complaint_of_receipt(actor=ANONYMOUS, code=one.code)
        assert found is not None
        assert (found.state, found.complaint.done) == ("answered", ANSWER["done"])
        left = complaint_of_receipt(actor=ANONYMOUS, code=other.code)
        assert left is not None
        assert left.state == "received"


# -- the term


def test_the_term_by_a_clock_that_moves(world: World) -> None:
    who = person(world)
    one = sent(world, who, about="data").complaint
    given(world, one)
    begun = clock.now()

    def after(days: int) -> tuple[bool, bool, int]:
        with clock.moved_to(begun + dt.timedelta(days=days)), world.acting("data_protection") as reader:
            standing = waiting_complaints(actor=reader)[0]
            return standing.is_soon, standing.is_over, tell_of_late()

    assert after(ANSWER_DAYS - 4) == (False, False, 0)
    assert after(ANSWER_DAYS - 3) == (True, False, 0)
    assert after(ANSWER_DAYS) == (True, False, 0)
    assert after(ANSWER_DAYS + 1) == (False, True, 1)
    # Told once.
    assert after(ANSWER_DAYS + 2) == (False, True, 0)
    with world.acting("data_protection"):
        assert [event.detail for event in Event.objects.filter(outcome="late")] == [{"over": 1}]
    with clock.moved_to(begun + dt.timedelta(days=ANSWER_DAYS + 3)), world.acting("data_protection") as reader:
        answer(actor=reader, complaint_id=one.pk, data=ANSWER)
        assert not waiting_complaints(actor=reader)[0].is_over
    with clock.moved_to(begun + dt.timedelta(days=ANSWER_DAYS + 60)):
        assert listed(world, "data_protection") == []


# -- for how long, and what a copy tells


def test_it_goes_ten_years_after_the_answer_and_not_before(world: World) -> None:
    answered, waits = (sent(world, person(world), "first").complaint for _time in range(2))
    given(world, answered)
    with world.acting("data_protection") as reader:
        answer(actor=reader, complaint_id=answered.pk, data=ANSWER)
    now = clock.now()
    assert forget_complaints(now.replace(year=now.year + 10) - dt.timedelta(days=1)) == 0
    assert forget_complaints(now.replace(year=now.year + 10) + dt.timedelta(days=1)) == 1
    with as_system():
        assert [one.pk for one in Complaint.objects.all()] == [waits.pk]


def test_the_copy_of_all_that_is_held_tells_whoever_makes_it_nothing_of_it(world: World) -> None:
    who = person(world)
    sent(world, who, "central")
    assert who.person_id is not None
    copied = everything_on(who.person_id, "en")
    assert "complaints_complaint" not in copied.tables
    assert WORDS not in str(copied.tables)
    assert not [line for line in copied.parts["opened"] if "omplaint" in line["what"]]
    assert [reason for table, _columns, reason in copied.left if table == "complaints_complaint"] == ["apart"]


def test_an_erasure_takes_it_along_unsaid(world: World) -> None:
    who = person(world)
    sent(world, who, "central")
    assert who.person_id is not None
    told = erase(actor=eraser(), kind=PERSON, subject_id=who.person_id, rule="request", again=True)
    assert "complaints_complaint" not in told
    with as_system():
        assert not Complaint.objects.exists()


# -- acting for somebody


def test_whoever_acts_for_a_person_sees_what_they_sent_and_nothing_of_the_persons_own(world: World) -> None:
    """The complaint may be about whoever acts for the person."""
    who, friend = person(world), person(world)
    own = sent(world, who).complaint
    in_place: Actor = replace(friend, person_id=who.person_id)
    for_them = sent(world, in_place).complaint
    with acting(in_place, "complaint"):
        assert [one.complaint.pk for one in own_complaints(actor=in_place)] == [for_them.pk]
        with pytest.raises(NotFound):
            own_complaint(actor=in_place, complaint_id=own.pk)
    with acting(who, "complaint"):
        assert {one.complaint.pk for one in own_complaints(actor=who)} == {own.pk, for_them.pk}
    with acting(friend, "complaint"):
        assert own_complaints(actor=friend) == []
