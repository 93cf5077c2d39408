# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thirty and more ways to snoop, each found within ten minutes or refused; and weeks of honest work that raise nothing (LG-11, T1)."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from procrastinate.contrib.django import app

from panah.casework.models import ActionContent
from panah.casework.selectors.content import action_content
from panah.casework.selectors.file import case_file
from panah.foundation import clock
from panah.foundation.access.errors import AccessError
from panah.foundation.audit.models import Verb
from panah.foundation.oversight import watch as watching
from panah.foundation.oversight.services import watch_file
from panah.register.models import Household, HouseholdMember
from panah.register.public import look_for, person
from tests.foundation.oversight.conftest import Town, a_day, at
from tests.support.world import do, receive

PATTERNS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "patterns.yaml").read_text(encoding="utf-8"))
TEN_MINUTES = dt.timedelta(minutes=10)


def cast(town: Town, given: dict[str, Any], who: str) -> list[uuid.UUID]:
    """The people of a pattern, with their files."""
    if "fulls" in given:
        people = [one for full in given["fulls"] for one in town.people(1, full=full)]
    else:
        people = town.people(given["count"], surname=given.get("surname", ""), country=given.get("country", ""))
    match given.get("relation", "none"):
        case "mine":
            town.files(people, of=who, waits_for=town.world.actor(who).assignments[0].role)
        case "others":
            town.files(people, of="case_officer2", waits_for="case_officer")
        case "waiting":
            town.files(people, waits_for=town.world.actor(who).assignments[0].role)
        case "once":
            town.pass_on(town.files(people, of=who, waits_for="case_officer"), "case_officer2")
        case "ended":
            town.files(people, of=who, closed=True)
    if name := given.get("lives_with"):
        with town.world.acting("registrar"):
            home = Household.objects.create(compartment="asylum", formed_at=clock.now())
            for one in (*people, *town.people(1, full=name)):
                HouseholdMember.objects.create(
                    household=home,
                    person_id=one,
                    compartment="asylum",
                    role="other",
                    valid=(dt.date(2020, 1, 1), None),
                    recorded=(clock.now(), None),
                )
    if given.get("watched"):
        with town.world.acting("data_protection") as actor:
            until = clock.today() + dt.timedelta(days=60)
            for one in people:
                watch_file(actor=actor, person_id=one, reason="Known from the papers.", ends_on=until)
    return people


def play(town: Town, pattern: dict[str, Any]) -> dt.datetime:
    """Write the looks of a pattern into the log. Returns when the last was."""
    who, days = pattern["as"], pattern.get("days", 1)
    people = cast(town, pattern["cast"], who)
    last = a_day(pattern.get("when", "working"))
    verb = Verb(pattern.get("verb", "read"))
    each = pattern.get("a_day", len(people))
    moment = at(last, "09:00")
    for place in range(days):
        day = last - dt.timedelta(days=days - 1 - place)
        today = people if pattern.get("again") or days == 1 else people[place * each : (place + 1) * each]
        if "times" in pattern:
            today = (people or [None]) * pattern["times"]  # type: ignore[list-item]
        moment = at(day, pattern.get("from", "09:00"))
        for number, one in enumerate(today):
            moment = at(day, pattern.get("from", "09:00")) + dt.timedelta(minutes=number * pattern.get("every", 1))
            town.look(
                who, moment, *([one] if one else []), verb=verb, subject=pattern.get("subject", "case"), purpose="case"
            )
    return moment


@pytest.mark.parametrize(
    ("families", "rules", "is_paused"), [(12, set(), False), (13, {"many_people"}, False), (14, {"many_people"}, True)]
)
def test_each_member_of_a_family_on_a_page_counts(town: Town, families: int, rules: set[str], is_paused: bool) -> None:
    """LG-11 counts people: fourteen pages of families of four are fifty-six people who were read."""
    moment = at(a_day(), "09:00")
    for number in range(families):
        family = town.people(4)
        town.files(family[:1], of="case_officer", waits_for="case_officer")
        town.look("case_officer", moment + dt.timedelta(minutes=number), *family, purpose="case")
    town.watch(moment + TEN_MINUTES)
    assert town.raised("case_officer") == rules
    assert town.paused("case_officer") == is_paused


def test_a_list_that_was_taken_makes_no_one_file_of_those_who_stand_in_it(town: Town) -> None:
    """Whoever takes a list first and then opens everybody in it is found as without the list; the list alone stops nobody."""
    people, moment = town.people(60), at(a_day(), "09:00")
    town.files(people, of="case_officer", waits_for="case_officer")
    town.look("case_officer", moment, *people, verb=Verb.EXPORT, subject="export", purpose="exports")
    town.watch(moment)
    assert town.raised("case_officer") == set()
    for number, one in enumerate(people[:55]):
        town.look("case_officer", moment + dt.timedelta(minutes=number), one, purpose="case")
    town.watch(moment + dt.timedelta(hours=1))
    assert "many_people" in town.raised("case_officer")
    assert town.paused("case_officer")


@pytest.mark.parametrize("name", PATTERNS)
def test_snooping_is_found_within_ten_minutes(town: Town, name: str) -> None:
    pattern = PATTERNS[name]
    last = play(town, pattern)
    town.watch(last + TEN_MINUTES)
    assert pattern["raises"] in town.raised(pattern["as"])
    assert town.paused(pattern["as"]) == pattern.get("paused", False)


def test_the_watch_goes_round_twice_within_ten_minutes() -> None:
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["oversight.watch"] == "*/5 * * * *"
    assert periodic["oversight.draw"] == "20 5 * * 1"


def test_looking_again_raises_nothing_twice(town: Town) -> None:
    last = play(town, PATTERNS["five files of the colleague at the next desk"])
    town.watch(last)
    before = town.raised("case_officer")
    town.watch(last + TEN_MINUTES)
    town.watch(last + 2 * TEN_MINUTES)
    assert town.raised("case_officer") == before == {"strangers"}


def _opens_case(town: Town, who: str) -> None:
    (row,) = town.files(town.people(1))
    with town.world.acting(who) as actor:
        case_file(actor=actor, case_id=row.pk)


def _reads_content(town: Town, who: str) -> None:
    case_id = receive(town.world).people[0].case_id
    do(town.world, case_id, "register")
    with town.world.seeing_all():
        said = ActionContent.objects.filter(case_id=case_id, compartment="claim").latest("id")
    with town.world.acting(who) as actor:
        action_content(actor=actor, content_id=said.pk)


def _opens_person(town: Town, who: str) -> None:
    (one,) = town.people(1)
    with town.world.acting(who) as actor:
        person(actor, one)


def _searches(town: Town, who: str) -> None:
    town.people(1, full="Leyla Nur Qarayeva")
    with town.world.acting(who) as actor:
        if not look_for(actor=actor, query="Leyla Nur Qarayeva", purpose="case").hits:
            raise AccessError


REFUSED: list[tuple[str, Callable[[Town, str], None]]] = [
    ("other_case_officer", _opens_case),
    ("other_registrar", _opens_case),
    ("stay_officer", _opens_case),
    ("return_officer", _opens_case),
    ("appeal_officer", _opens_case),
    ("data_protection", _opens_case),
    ("administrator", _opens_case),
    ("policy_analyst", _opens_case),
    ("interpreter", _opens_case),
    ("guardian", _opens_case),
    ("registrar", _reads_content),
    ("head_of_unit", _reads_content),
    ("displaced_officer", _opens_person),
    ("data_protection", _opens_person),
    ("administrator", _opens_person),
    ("policy_analyst", _searches),
    ("displaced_officer", _searches),
]


@pytest.mark.parametrize(("who", "tries"), REFUSED, ids=[f"{who}{tries.__name__}" for who, tries in REFUSED])
def test_what_is_not_ones_business_does_not_open(town: Town, who: str, tries: Callable[[Town, str], None]) -> None:
    with pytest.raises(AccessError):
        tries(town, who)


def _officer(town: Town, day: dt.date, who: str, cases: int = 18) -> None:
    """A day of an officer: eighteen families of 45 people, each looked up, read and worked on; two files of the unit besides."""
    for number in range(cases):
        family = town.people(1 + number % 4)
        if who in {"case_officer", "reviewer", "head_of_unit"}:
            town.files(
                family[:1], of=who if who == "case_officer" else "", waits_for=town.world.actor(who).assignments[0].role
            )
        moment = at(day, "09:00") + dt.timedelta(minutes=number * 11)
        town.look(who, moment, *family, verb=Verb.SEARCH, subject="person", purpose="case")
        town.look(who, moment + dt.timedelta(minutes=1), *family, purpose="case")
        town.look(who, moment + dt.timedelta(minutes=2), family[0], subject="person", purpose="person")
        town.look(who, moment + dt.timedelta(minutes=4), family[0], subject="content", purpose="case")
        if number % 3 or who != "case_officer":
            town.look(who, moment + dt.timedelta(minutes=8), family[0], verb=Verb.ACT, purpose="case")
    for one in town.people(2):
        town.files([one], of="case_officer2", waits_for="case_officer")
        town.look(who, at(day, "17:00"), one, purpose="case")


def _desk(town: Town, day: dt.date, who: str, people: int = 40) -> None:
    """A day at the counter: everybody is looked for; most are registered or something of theirs is changed, some only ask."""
    for number in range(people):
        moment = at(day, "09:00") + dt.timedelta(minutes=number * 11)
        (one,) = town.people(1)
        town.look(who, moment, *town.people(3), verb=Verb.SEARCH, subject="person", purpose="reception")
        if number % 2:
            town.look(who, moment + dt.timedelta(minutes=6), one, verb=Verb.CREATE, subject="person")
        town.look(who, moment + dt.timedelta(minutes=7), one, subject="person", purpose="person")
        if number % 4:
            town.look(who, moment + dt.timedelta(minutes=9), one, verb=Verb.CHANGE, subject="person")


def _post(town: Town, day: dt.date, who: str) -> None:
    """A night at the border."""
    for number in range(20):
        (one,) = town.people(1)
        moment = at(day, "00:10") + dt.timedelta(minutes=number * 15)
        town.look(who, moment, one, verb=Verb.CREATE, subject="person", purpose="reception")
        town.look(who, moment, one, subject="receipt", purpose="reception")


ORDINARY: list[tuple[str, Callable[[Town, dt.date, str], None]]] = [
    ("case_officer", _officer),
    ("reviewer", _officer),
    ("head_of_unit", _officer),
    ("stay_officer", _officer),
    ("stay_reviewer", _officer),
    ("registrar", _desk),
    ("displaced_officer", _desk),
    ("border_officer", _post),
]


@pytest.mark.parametrize(("who", "works"), ORDINARY, ids=[who for who, _works in ORDINARY])
def test_a_week_of_ordinary_days_raises_no_alert(
    town: Town, who: str, works: Callable[[Town, dt.date, str], None]
) -> None:
    """Five days of some forty people for each role: false alarms are counted, and there are none."""
    last = a_day()
    false_alarms = 0
    for back in range(4, -1, -1):
        day = last - dt.timedelta(days=back)
        works(town, day, who)
        town.watch(at(day, "18:30"))
        false_alarms += len(town.raised(who))
    assert false_alarms == 0, town.raised(who)
    assert not town.paused(who)


def test_an_event_of_a_clock_that_had_jumped_blinds_nobody(town: Town) -> None:
    """One line dated far ahead must not hide all that is read until that day."""
    morning = at(a_day(), "08:00")
    town.look("case_officer2", morning + dt.timedelta(days=400), *town.people(1), purpose="case")
    town.watch(morning)
    last = play(town, PATTERNS["five files of the colleague at the next desk"])
    town.watch(last + TEN_MINUTES)
    town.watch(last + 2 * TEN_MINUTES)
    assert "strangers" in town.raised("case_officer")


def test_one_account_that_cannot_be_looked_at_hides_nobody_else(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    last = play(town, PATTERNS["five files of the colleague at the next desk"])
    town.look("case_officer2", last, *town.people(1), purpose="case")
    broken, look = town.world.accounts["case_officer2"].pk, watching._look

    def looks(actor: Any, account: uuid.UUID, *rest: Any) -> tuple[int, int]:
        if account == broken:
            raise ValueError("a name that nobody can take apart")
        return look(actor, account, *rest)

    with monkeypatch.context() as here:
        here.setattr(watching, "_look", looks)
        with pytest.raises(watching.NotAllSeen):
            town.watch(last + TEN_MINUTES)
    assert "strangers" in town.raised("case_officer")
    # It is not passed over: the next round looks again, from where this one began.
    town.watch(last + 12 * TEN_MINUTES)
    assert town.raised("case_officer2") == set()
