# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deciding about alerts, and the weekly questions with the clock moved (LG-12)."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from panah.foundation import clock
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.audit.models import Event, Verb
from panah.foundation.oversight import selectors
from panah.foundation.oversight.drawing import digest, draw, draw_week, how_many, monday_before, pause_late, readings_of
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.jobs import watch
from panah.foundation.oversight.limits import Limits
from panah.foundation.oversight.models import Alert, AlertDecision, Pause, Question, QuestionEntry, ReviewRound
from panah.foundation.oversight.services import accept, answer, ask_again, decide, end_pause, unwatch, watch_file
from panah.foundation.oversight.watch import watching
from tests.foundation.oversight.conftest import Town, a_day, at

WORDS = "She came to the counter and asked."


@pytest.fixture
def friday() -> dt.date:
    return a_day()


def alert(town: Town, friday: dt.date) -> Alert:
    """Five files of somebody else's."""
    people = town.people(5)
    town.files(people, of="case_officer2", waits_for="case_officer")
    for one in people:
        town.look("case_officer", at(friday, "10:00"), one)
    town.watch(at(friday, "10:10"))
    with watching():
        return Alert.objects.get(rule="strangers")


def test_an_alert_holds_ids_and_codes_and_is_seen_by_data_protection_alone(town: Town, friday: dt.date) -> None:
    found = alert(town, friday)
    assert (found.files, len(found.events)) == (5, 5)
    for login in ("case_officer", "head_of_unit", "administrator"):
        with town.world.acting(login) as actor:
            assert not Alert.objects.exists()
            with pytest.raises(Denied):
                selectors.alerts(actor=actor)
    with town.world.acting("data_protection") as actor:
        before = Event.objects.filter(subject_type="alert", account_id=actor.account_id).count()
        (row,) = selectors.alerts(actor=actor)
        assert (row.state, row.roles, selectors.waiting_alerts(actor)) == ("waiting", ["case_officer"], 1)
        assert len(selectors.alert_file(actor=actor, alert_id=row.alert.pk).events) == 5
        # Reading it is an event too (LG-09).
        assert Event.objects.filter(subject_type="alert", account_id=actor.account_id).count() == before + 2


@pytest.mark.parametrize("verdict", ["explained", "wrong", "escalated"])
def test_a_decision_is_noted_with_its_reason_and_the_newest_counts(town: Town, friday: dt.date, verdict: str) -> None:
    found = alert(town, friday)
    with town.world.acting("data_protection") as actor:
        decide(actor=actor, alert_id=found.pk, verdict="escalated", reason="I have to ask first.")
        decide(actor=actor, alert_id=found.pk, verdict=verdict, reason="A colleague was ill.")
        (row,) = selectors.alerts(actor=actor)
        assert (row.state, row.decision.reason if row.decision else "") == (verdict, "A colleague was ill.")
        assert selectors.waiting_alerts(actor) == 0
        with pytest.raises(IntegrityError), transaction.atomic():
            AlertDecision.objects.update(verdict="wrong")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"verdict": "fine"}, {"verdict"}),
        ({"reason": "ok"}, {"reason"}),
        ({"reason": "x" * 1001}, {"reason"}),
        ({"pause": True}, {"pause"}),
    ],
)
def test_what_is_missing_of_a_decision_is_named(
    town: Town, friday: dt.date, typed: dict[str, Any], wrong: set[str]
) -> None:
    found = alert(town, friday)
    with town.world.acting("data_protection") as actor:
        with pytest.raises(Invalid) as refused:
            decide(**{"actor": actor, "alert_id": found.pk, "verdict": "wrong", "reason": WORDS} | typed)
        assert set(refused.value.errors) == wrong
        assert not AlertDecision.objects.exists()
        with pytest.raises(NotFound):
            decide(actor=actor, alert_id=uuid.uuid4(), verdict="wrong", reason=WORDS)


def test_nobody_decides_about_the_own_reading(town: Town, friday: dt.date) -> None:
    found = alert(town, friday)
    with town.world.acting("data_protection") as actor:
        Alert.objects.filter(pk=found.pk).update(holder_id=actor.holder_id)
        with pytest.raises(Invalid):
            decide(actor=actor, alert_id=found.pk, verdict="wrong", reason=WORDS)
        with pytest.raises(IntegrityError), transaction.atomic():
            AlertDecision.objects.create(
                alert=found,
                account_id=found.account_id,
                about=actor.holder_id,
                verdict="wrong",
                decided_by=actor.holder_id,
                decided_at=clock.now(),
                reason=WORDS,
            )


def test_following_up_can_pause_and_data_protection_alone_lets_go_on(town: Town, friday: dt.date) -> None:
    found = alert(town, friday)
    with town.world.acting("data_protection") as actor:
        decide(actor=actor, alert_id=found.pk, verdict="escalated", reason="I have to ask first.", pause=True)
        (paused,) = selectors.pauses(actor=actor)
    assert list(paused.told) == [town.world.accounts["head_of_unit"].pk]
    with town.world.acting("case_officer") as actor:
        assert selectors.own_pauses(actor) == ["escalated"]
        with pytest.raises(Denied):
            end_pause(actor=actor, pause_id=paused.pk, reason=WORDS)
        # Not by a statement either: the database lets nobody end the own one.
        assert Pause.objects.update(ended_at=clock.now()) == 0
    with town.world.acting("head_of_unit") as actor:
        assert [one.pk for one in selectors.pauses(actor=actor)] == [paused.pk]
        assert selectors.standing_pauses(actor) == 1
        with pytest.raises(NotFound):
            end_pause(actor=actor, pause_id=paused.pk, reason=WORDS)
    for login in ("other_head_of_unit", "stay_head"):
        with town.world.acting(login) as actor:
            assert selectors.pauses(actor=actor) == []
    with town.world.acting("data_protection") as actor:
        end_pause(actor=actor, pause_id=paused.pk, reason=WORDS)
        assert selectors.standing_pauses(actor) == 0
        with pytest.raises(Invalid):
            end_pause(actor=actor, pause_id=paused.pk, reason=WORDS)
    assert not town.paused("case_officer")


def test_a_watched_file_is_watched_until_its_day_or_its_end(town: Town) -> None:
    (one,) = town.people(1)
    today = clock.today()
    with town.world.acting("data_protection") as actor:
        for day in (None, today, today + dt.timedelta(days=400)):
            with pytest.raises(Invalid):
                watch_file(actor=actor, person_id=one, reason=WORDS, ends_on=day)
        made = watch_file(actor=actor, person_id=one, reason=WORDS, ends_on=today + dt.timedelta(days=9))
        assert [row.pk for row in selectors.watched_files(actor=actor)] == [made.pk]
        with clock.moved_to(clock.now() + dt.timedelta(days=9)):
            assert selectors.watched_files(actor=actor) == []
        unwatch(actor=actor, watched_id=made.pk)
        assert selectors.watched_files(actor=actor) == []
    with town.world.acting("head_of_unit") as actor, pytest.raises(Denied):
        watch_file(actor=actor, person_id=one, reason=WORDS, ends_on=today + dt.timedelta(days=9))


# -- the weekly questions


@given(st.integers(min_value=0, max_value=200_000))
def test_one_in_a_hundred_and_at_least_twenty_are_drawn(readings: int) -> None:
    count = how_many(readings, Limits())
    assert count <= readings
    assert count >= min(20, readings)
    assert count * 100 >= readings
    assert count <= max(20, readings // 100 + 1)


@given(st.lists(st.uuids(), min_size=30, max_size=60, unique=True), st.text(max_size=20), st.randoms())
def test_whoever_has_the_seed_draws_the_same_readings(ids: list[uuid.UUID], seed: str, shuffle: Any) -> None:
    mixed = list(ids)
    shuffle.shuffle(mixed)
    assert draw(ids, seed, 20) == draw(mixed, seed, 20)
    assert len(set(draw(ids, seed, 20))) == 20
    assert digest(ids) == digest(mixed) != digest(ids[1:])


def asked(town: Town, friday: dt.date, count: int = 30, who: str = "case_officer") -> dt.datetime:
    """A week of readings of one officer, and the draw of the Monday after. Returns when it was."""
    people = town.people(count)
    town.files(people, of=who, waits_for="case_officer")
    for number, one in enumerate(people):
        town.look(who, at(friday, "09:00") + dt.timedelta(minutes=number), one, purpose="case")
    monday = at(friday + dt.timedelta(days=3), "05:20")
    with clock.moved_to(monday):
        draw_week()
    return monday


def test_twenty_of_the_weeks_readings_are_asked_about_and_the_draw_can_be_done_again(
    town: Town, friday: dt.date
) -> None:
    monday = asked(town, friday)
    # What was read by a person in the portal, or by the system, and lists and searches are not drawn.
    with clock.moved_to(monday), watching():
        made = ReviewRound.objects.get()
        assert (made.week, made.readings, made.drawn) == (monday_before(clock.today()), 30, 20)
        ids = list(readings_of(made.week).values_list("pk", flat=True))
        assert digest(ids) == made.digest
        assert set(draw(ids, made.seed, made.drawn)) == set(Question.objects.values_list("event_id", flat=True))
        assert draw_week() is None
        assert Question.objects.count() == 20
        seeds = Event.objects.filter(verb=Verb.JOB, subject_type="review").values_list("detail__seed", flat=True)
        assert list(seeds) == [made.seed]


def test_nobody_is_asked_who_has_left(town: Town, friday: dt.date) -> None:
    account = town.world.accounts["case_officer"]
    account.is_active = False
    account.save()
    asked(town, friday)
    with watching():
        assert Question.objects.filter(accepted_at=None).count() == 0
        assert Question.objects.count() == 20


def test_an_account_that_does_not_answer_in_five_days_is_paused_until_it_has(town: Town, friday: dt.date) -> None:
    monday = asked(town, friday)
    with clock.moved_to(monday + dt.timedelta(days=4, hours=23)):
        assert pause_late() == 0
    with clock.moved_to(monday + dt.timedelta(days=5)):
        assert pause_late() == 1
        assert pause_late() == 0
        with town.world.acting("case_officer") as actor:
            assert selectors.own_pauses(actor) == ["unanswered"]
            waiting = selectors.own_questions(actor=actor)
            assert len(waiting) == selectors.waiting_questions(actor) == 20
            for number, (question, _said) in enumerate(waiting):
                assert selectors.own_pauses(actor) == ["unanswered"], number
                answer(actor=actor, question_id=question.pk, ground="assigned", words=WORDS)
            assert selectors.own_pauses(actor) == []
            assert selectors.waiting_questions(actor) == 0


def test_a_question_is_answered_once_by_its_reader_with_a_ground_and_words(town: Town, friday: dt.date) -> None:
    monday = asked(town, friday)
    with clock.moved_to(monday):
        with town.world.acting("case_officer") as actor:
            question = selectors.own_questions(actor=actor)[0][0]
            for ground, words in (("", WORDS), ("because", WORDS), ("came", "yes"), ("came", "x" * 1001)):
                with pytest.raises(Invalid):
                    answer(actor=actor, question_id=question.pk, ground=ground, words=words)
            answer(actor=actor, question_id=question.pk, ground="came", words=WORDS)
            with pytest.raises(Invalid):
                answer(actor=actor, question_id=question.pk, ground="came", words=WORDS)
            with pytest.raises(IntegrityError), transaction.atomic():
                QuestionEntry.objects.update(ground="other")
        with town.world.acting("case_officer2") as actor:
            assert selectors.own_questions(actor=actor) == []
            with pytest.raises(NotFound):
                answer(actor=actor, question_id=question.pk, ground="came", words=WORDS)


def test_data_protection_accepts_or_asks_again(town: Town, friday: dt.date) -> None:
    monday = asked(town, friday)
    with clock.moved_to(monday):
        with town.world.acting("case_officer") as actor:
            first, second = (one for one, _said in selectors.own_questions(actor=actor)[:2])
            for one in (first, second):
                answer(actor=actor, question_id=one.pk, ground="other", words="I do not remember it.")
            with pytest.raises(Denied):
                accept(actor=actor, question_id=first.pk)
        with town.world.acting("data_protection") as actor:
            assert selectors.waiting_answers(actor) == 2
            accept(actor=actor, question_id=first.pk)
            with pytest.raises(Invalid):
                accept(actor=actor, question_id=first.pk)
            with pytest.raises(Invalid):
                ask_again(actor=actor, question_id=second.pk, words="")
            ask_again(actor=actor, question_id=second.pk, words="Look at your notes of that day, please.")
            (row,) = selectors.rounds(actor=actor)
            assert (row.waiting, row.to_look_at, row.accepted, row.late) == (19, 0, 1, 0)
    with clock.moved_to(monday + dt.timedelta(days=4)), town.world.acting("case_officer") as actor:
        again = dict(selectors.own_questions(actor=actor))[second]
        assert again is not None
        assert again.words == "Look at your notes of that day, please."
        answer(actor=actor, question_id=second.pk, ground="came", words=WORDS)
    with clock.moved_to(monday + dt.timedelta(days=4)), town.world.acting("data_protection") as actor:
        found = selectors.answered(actor=actor, question_id=second.pk)
        assert [entry.step for entry in found.entries] == ["answered", "asked_again", "answered"]


def test_the_numbers_can_be_set_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_WATCH_PEOPLE_A_DAY", "80")
    monkeypatch.setenv("PANAH_WATCH_NIGHT_UNTIL", "0")
    assert (Limits.in_force().people_a_day, Limits.in_force().night_until) == (80, 0)
    assert Limits.in_force().denied == Limits().denied
    for wrong in ("0", "-1", "many"):
        monkeypatch.setenv("PANAH_WATCH_PEOPLE_A_DAY", wrong)
        with pytest.raises(ValueError, match=r"whole number|invalid literal"):
            Limits.in_force()


def test_a_week_whose_monday_nobody_was_there_is_drawn_all_the_same(town: Town, friday: dt.date) -> None:
    """The worker that is stopped over Monday morning, by chance or not, spares nobody the questions."""
    monday = asked(town, friday)
    people = town.people(25)
    town.files(people, of="case_officer")
    for number, one in enumerate(people):
        town.look("case_officer", monday + dt.timedelta(hours=4, minutes=number), one, purpose="case")
    early = monday + dt.timedelta(days=7)
    with clock.moved_to(early - dt.timedelta(minutes=5)):
        watch(0)
    with watching():
        assert ReviewRound.objects.count() == 1
    for later in (dt.timedelta(hours=9), dt.timedelta(days=3)):
        with clock.moved_to(early + later):
            watch(0)
        with watching():
            assert list(ReviewRound.objects.order_by("week").values_list("readings", flat=True)) == [30, 25]
