# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms: when they begin and end, what pauses them, and the nightly look at those that have run out (RS-03, DB-07)."""

import datetime as dt

import pytest

from panah.casework.jobs import TERM_OVER, watch_terms
from panah.casework.models import Case, Clock, ClockPause, ProcedureVersion, Task
from panah.casework.procedure.load import pack_procedures, to_json
from panah.casework.procedure.schema import Procedure
from panah.casework.selectors.dates import due, last_day_of
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.law.pack import load_pack
from tests.casework.conftest import NOW
from tests.support.tennis import Club


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def running(club: Club, case_id: object) -> dict[str, Clock]:
    with acting(club.actor("coach"), "test"):
        return {row.key: row for row in Clock.objects.filter(case_id=case_id, stopped_at=None)}


def publish(version: int, **clock_parts: object) -> None:
    """A further version of the membership whose clock `decide` has these parts as well."""
    content = pack_procedures("tennis")["membership", 1].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["version"] = version
    content["clocks"]["decide"] |= clock_parts
    procedure = Procedure.model_validate(content)
    ProcedureVersion.objects.create(
        pack="tennis",
        key="membership",
        version=version,
        hash=procedure.hash,
        definition=to_json(procedure),
        published_at=clock.now(),
    )


PAUSE = {
    "starts_on": ["note"],
    "ends_on": ["examine"],
    "ground": {"en": "Rain", "az": "Yağış", "ru": "Дождь"},
    "article": "S 22",
}


@pytest.mark.parametrize(
    ("applied", "ends"),
    [
        # 14 calendar days with the day of the event as the first; over at the midnight that ends the last day,
        # which in Lisbon is 23:00 UTC in summer and 00:00 UTC in winter.
        ("2026-05-04", "2026-05-17T23:00:00+00:00"),
        ("2026-05-01", "2026-05-14T23:00:00+00:00"),
        ("2026-03-20", "2026-04-02T23:00:00+00:00"),
        ("2026-03-15", "2026-03-29T00:00:00+00:00"),
        ("2026-03-16", "2026-03-29T23:00:00+00:00"),
        ("2025-12-25", "2026-01-08T00:00:00+00:00"),
        ("2024-02-20", "2024-03-05T00:00:00+00:00"),
    ],
)
def test_a_term_begins_with_the_date_that_the_form_names(club: Club, applied: str, ends: str) -> None:
    case = club.apply(applied_on=applied)
    term = running(club, case.pk)["decide"]
    assert term.due_at == at(ends)
    assert (int(term.value), term.unit, term.article, term.status) == (14, "calendar_day", "S 20", "verified")
    assert club.case(case.pk).next_due_at == at(ends)
    assert club.case(case.pk).next_due_clock == "decide"


def test_a_term_that_is_not_counted_from_a_date_begins_with_the_action(club: Club) -> None:
    case = club.to("proposed")
    with clock.moved_to(at("2026-05-10T21:30:00+00:00")):  # half past ten at night in Lisbon, the next day in Baku
        club.do(case.pk, "confirm")
    term = running(club, case.pk)["appeal"]
    assert term.started_at == at("2026-05-10T21:30:00+00:00")
    assert term.due_at == at("2026-05-23T23:00:00+00:00")
    assert term.addressee == "person"


def test_what_was_due_stops_the_term(club: Club) -> None:
    case = club.to("proposed")
    assert set(running(club, case.pk)) == {"decide"}
    performed = club.do(case.pk, "confirm", answer="refused")
    assert set(running(club, case.pk)) == {"appeal"}
    with acting(club.actor("coach"), "test"):
        stopped = Clock.objects.get(case=case, key="decide")
    assert (stopped.stopped_at, stopped.stopped_by_id) == (NOW, performed.action.pk)
    # Terms of the person are not the office's to run after.
    assert club.case(case.pk).next_due_at is None


def test_a_term_starts_only_with_the_answer_that_starts_it(club: Club) -> None:
    case = club.to("proposed")
    club.do(case.pk, "confirm", answer="admitted")
    assert running(club, case.pk) == {}


def test_a_paused_term_moves_by_the_time_it_stood_still(club: Club) -> None:
    publish(2, paused_by=[PAUSE])
    case = club.apply()
    before = running(club, case.pk)["decide"].due_at
    club.do(case.pk, "note")
    paused = club.case(case.pk)
    assert paused.next_due_at is None
    with clock.moved_to(NOW + dt.timedelta(days=2)):
        club.do(case.pk, "note")
    with acting(club.actor("coach"), "test"):
        (pause,) = ClockPause.objects.all()
    assert (pause.started_at, pause.ended_at, pause.ground, pause.article) == (NOW, None, "Rain", "S 22")
    with clock.moved_to(NOW + dt.timedelta(days=5)):
        club.do(case.pk, "examine")
    moved = running(club, case.pk)["decide"].due_at
    assert before == at("2026-05-17T23:00:00+00:00")
    assert moved == at("2026-05-22T23:00:00+00:00")
    assert club.case(case.pk).next_due_at == moved
    with acting(club.actor("coach"), "test"):
        assert not ClockPause.objects.filter(ended_at=None).exists()


def test_a_term_that_ends_while_paused_stands_still_no_longer(club: Club) -> None:
    publish(2, paused_by=[PAUSE], stops_on=["examine", "confirm"])
    case = club.apply()
    club.do(case.pk, "note")
    with clock.moved_to(NOW + dt.timedelta(days=1)):
        club.do(case.pk, "examine")
    with acting(club.actor("coach"), "test"):
        (term,), (pause,) = Clock.objects.all(), ClockPause.objects.all()
    assert term.stopped_at == pause.ended_at == NOW + dt.timedelta(days=1)
    assert term.due_at == at("2026-05-17T23:00:00+00:00")


def test_a_term_that_begins_anew_replaces_the_one_before(club: Club) -> None:
    publish(2, starts_on=["start", "send_back"], from_field=None)
    case = club.to("proposed")
    with clock.moved_to(NOW + dt.timedelta(days=3)):
        club.do(case.pk, "send_back")
    assert running(club, case.pk)["decide"].due_at == at("2026-05-20T23:00:00+00:00")
    with acting(club.actor("coach"), "test"):
        assert Clock.objects.filter(case=case, key="decide").count() == 2


@pytest.mark.parametrize(
    ("day", "level", "left"),
    [("2026-05-04", "running", 13), ("2026-05-17", "soon", 0), ("2026-05-18", "over", -1), ("2026-06-04", "over", -18)],
)
def test_how_near_the_end_is(day: str, level: str, left: int) -> None:
    with clock.moved_to(at(f"{day}T09:00:00+00:00")):
        weighed = due(NOW, at("2026-05-17T20:00:00+00:00"), pack=load_pack("az"))
    assert (weighed.level, weighed.days_left) == (level, left)


def test_a_term_that_ends_at_midnight_ends_with_the_day_before() -> None:
    assert last_day_of(at("2026-05-17T20:00:00+00:00")) == dt.date(2026, 5, 17)
    assert last_day_of(at("2026-05-17T19:59:00+00:00")) == dt.date(2026, 5, 17)
    assert last_day_of(at("2026-05-17T20:00:01+00:00")) == dt.date(2026, 5, 18)


# -- the nightly look


def over_tasks(club: Club) -> list[Task]:
    with acting(club.actor("coach"), "test"):
        return list(Task.objects.filter(key=TERM_OVER).order_by("opened_at"))


def test_a_term_that_ran_out_is_somebodys_task(club: Club) -> None:
    late, other = club.apply(), club.apply(applied_on="2026-05-04")
    club.do(other.pk, "examine")
    assert watch_terms() == (0, 0)
    after = at("2026-05-17T23:00:00+00:00")
    with clock.moved_to(after - dt.timedelta(seconds=1)):
        assert watch_terms() == (0, 0)
    with clock.moved_to(after):
        assert watch_terms() == (2, 0)
        # Once, not every night.
        assert watch_terms() == (0, 0)
        club.do(other.pk, "propose")
        club.do(other.pk, "confirm", answer="admitted")
        assert watch_terms() == (0, 1)
    tasks = {task.case_id: task for task in over_tasks(club)}
    assert tasks[late.pk].done_at is None
    assert tasks[other.pk].done_at == after
    assert tasks[late.pk].role == "stay_head"


def test_a_paused_term_does_not_run_out(club: Club) -> None:
    publish(2, paused_by=[PAUSE])
    case = club.apply()
    club.do(case.pk, "note")
    with clock.moved_to(at("2026-06-30T00:00:00+00:00")):
        assert watch_terms() == (0, 0)


def test_the_look_sees_every_office_and_shows_nobody(club: Club) -> None:
    case = club.apply()
    with clock.moved_to(at("2026-06-30T00:00:00+00:00")):
        watch_terms()
    with acting(club.actor("gardener"), "test"):
        assert not Case.objects.exists()
        assert not Task.objects.exists()
    assert [task.case_id for task in over_tasks(club)] == [case.pk]
