# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries in the restriction lists: days by the law, two people, no entry twice, no entry without an end, nobody told who may not know."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.law.engine import assess
from panah.law.pack import load_pack
from panah.register.bulk import register_facts
from panah.register.errors import Invalid, NotNow
from panah.register.facts import person_facts
from panah.register.models import Restriction
from panah.register.selectors import as_of, end_of_day, restriction, restrictions_of, restrictions_to_review
from panah.register.services import (
    confirm_restriction,
    end_restriction,
    enter_restriction,
    make_known,
    review_restriction,
    suspend_restriction,
)
from tests.register.conftest import NOW, portal, staff

TODAY = dt.date(2026, 11, 23)
PURPOSE = {"kind": "entry_ban", "ground": "16.1.6", "first_day": "2026-11-01"}
EXPELLED = {"kind": "entry_ban", "ground": "16.1.4", "first_day": "2026-11-01", "last_day": "2029-11-01"}
FINE = {"kind": "entry_ban", "ground": "16.1.8", "first_day": "2026-11-01"}
EXIT = {
    "kind": "exit_restriction",
    "ground": "17-tax",
    "first_day": "2026-11-01",
    "told_by": "A court",
    "paper": "No 12",
}
UNDESIRABLE = {"kind": "undesirable_person", "ground": "23", "first_day": "2026-11-01"}


@pytest.fixture
def officer() -> Actor:
    return staff(Role.STAY_OFFICER)


@pytest.fixture
def reviewer() -> Actor:
    return staff(Role.STAY_REVIEWER)


@pytest.fixture
def known(make, registrar) -> Any:
    """A person known to stay."""

    def known(name: str = "Orxan Sınaqlı", **more: Any) -> Any:
        subject = make(name, **more)
        with acting(registrar):
            make_known(actor=registrar, person_id=subject.pk, compartment="stay")
        return subject

    return known


def entered(officer: Actor, person_id: uuid.UUID, data: dict[str, Any], by: Actor | None = None) -> Restriction:
    with acting(officer):
        entry = enter_restriction(actor=officer, person_id=person_id, data=data)
    if by:
        with acting(by):
            entry = confirm_restriction(actor=by, entry_id=entry.pk)
    return entry


def test_the_law_gives_the_last_day_and_it_counts_from_the_confirmation_on(known, officer, reviewer) -> None:
    subject = known()
    entry = entered(officer, subject.pk, PURPOSE)
    assert entry.last_day == dt.date(2031, 11, 1)
    with acting(officer):
        assert restrictions_of(officer, subject.pk)[0].standing == "waiting"
        assert "purpose_breach_found_on" not in person_facts(officer, subject, TODAY)
    with acting(reviewer):
        confirm_restriction(actor=reviewer, entry_id=entry.pk)
        found = restrictions_of(reviewer, subject.pk)[0]
        assert (found.standing, found.article) == ("in_force", "MC 16.1.6")
        facts = person_facts(reviewer, subject, TODAY)
    assert (facts["purpose_breach_found_on"], facts["entry_ban_in_force"]) == ("2026-11-01", True)
    assert assess(facts, TODAY, pack="az", variables=["entry_banned"]).value("entry_banned") is True


@pytest.mark.parametrize(
    ("day", "banned"),
    [
        (dt.date(2026, 10, 31), False),
        (dt.date(2026, 11, 1), True),
        (dt.date(2031, 11, 1), True),
        (dt.date(2031, 11, 2), False),
    ],
)
def test_an_entry_counts_from_its_first_to_its_last_day(known, officer, reviewer, day: dt.date, banned: bool) -> None:
    subject = known()
    entered(officer, subject.pk, PURPOSE, reviewer)
    with acting(officer):
        facts = person_facts(officer, subject, day)
        assert ("entry_ban_in_force" in facts) is banned
        every = register_facts(day, [subject.pk])
    assert bool(every.columns.get("entry_ban_in_force", [False])[0]) is banned


@pytest.mark.parametrize("data", [PURPOSE, EXPELLED, FINE, EXIT, UNDESIRABLE], ids=lambda d: d["ground"])
def test_every_list_says_to_the_law_what_it_holds(known, officer, reviewer, data: dict[str, Any]) -> None:
    subject = known()
    entered(officer, subject.pk, data, reviewer)
    with acting(officer):
        facts = person_facts(officer, subject, TODAY)
        every = register_facts(TODAY, [subject.pk]).columns
    variable = "exit_restricted" if data["kind"] == "exit_restriction" else "entry_banned"
    findings = assess(facts, TODAY, pack="az", variables=[variable, "exit_restriction_end_missing"])
    assert findings.value(variable) is True
    assert findings.value("exit_restriction_end_missing") is False
    # The whole register at once says the same.
    rule = load_pack("az").restrictions[data["kind"]].rule(data["ground"])
    assert rule is not None
    for name in (*rule.facts[:1], rule.since, rule.until):
        assert not name or str(every[name][0]) == str(facts[name])


def test_what_an_event_ends_is_looked_at_again_and_never_open_ended(known, officer, reviewer) -> None:
    subject = known()
    entry = entered(officer, subject.pk, EXIT, reviewer)
    assert (entry.last_day, entry.review_on) == (None, dt.date(2027, 5, 23))
    with acting(officer):
        assert restrictions_to_review(actor=officer) == []
    with clock.moved_to(NOW + dt.timedelta(days=190)), acting(officer):
        assert [one.row.pk for one in restrictions_to_review(actor=officer)] == [entry.pk]
        assert review_restriction(actor=officer, entry_id=entry.pk).review_on == dt.date(2027, 12, 1)
        assert restrictions_to_review(actor=officer) == []
    with transaction.atomic(), acting(officer), pytest.raises(IntegrityError, match="restriction_has_an_end"):
        Restriction.objects.filter(pk=entry.pk).update(review_on=None)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (PURPOSE | {"ground": "16.1.5"}, "ground"),
        (PURPOSE | {"ground": "17-tax"}, "ground"),
        (PURPOSE | {"last_day": "2030-01-01"}, "last_day"),
        (PURPOSE | {"first_day": "2026-11-24"}, "first_day"),
        (EXPELLED | {"last_day": None}, "last_day"),
        (EXPELLED | {"last_day": "2031-11-02"}, "last_day"),
        (EXPELLED | {"last_day": "2026-10-01"}, "last_day"),
        (FINE | {"last_day": "2027-01-01"}, "last_day"),
        (FINE | {"ground": "16.1.1"}, "fact"),
        (FINE | {"ground": "16.1.1", "fact": "stay_fine_unpaid"}, "fact"),
    ],
)
def test_an_entry_that_the_law_does_not_know_is_refused(known, officer, data: dict[str, Any], field: str) -> None:
    subject = known()
    with acting(officer), pytest.raises(Invalid) as refused:
        enter_restriction(actor=officer, person_id=subject.pk, data=data)
    assert list(refused.value.errors) == [field]


def test_the_longest_ban_that_the_law_allows_is_allowed(known, officer) -> None:
    assert entered(officer, known().pk, EXPELLED | {"last_day": "2031-11-01"}).last_day == dt.date(2031, 11, 1)


def test_of_several_facts_the_entry_states_one(known, officer, reviewer) -> None:
    subject = known()
    entered(officer, subject.pk, FINE | {"ground": "16.1.1", "fact": "rights_threat"}, reviewer)
    with acting(officer):
        facts = person_facts(officer, subject, TODAY)
        assert restrictions_of(officer, subject.pk)[0].ground("en") == "Danger to the rights of citizens or others"
    assert facts["rights_threat"] is True
    assert "security_threat" not in facts


def test_nobody_confirms_the_own_entry_and_the_database_holds_it(known, officer, reviewer) -> None:
    both = Actor(
        kind="staff",
        account_id=uuid.uuid4(),
        holder_id=officer.holder_id,
        assignments=reviewer.assignments,
    )
    entry = entered(officer, known().pk, PURPOSE)
    with acting(both), pytest.raises(NotNow):
        confirm_restriction(actor=both, entry_id=entry.pk)
    with transaction.atomic(), acting(reviewer), pytest.raises(IntegrityError, match="restriction_two_people"):
        Restriction.objects.filter(pk=entry.pk).update(confirmed_at=NOW, confirmed_by=entry.entered_by)


def test_what_two_people_decided_elsewhere_is_entered_and_confirmed_in_one_breath(known, officer, reviewer) -> None:
    subject, draft = known(), uuid.uuid4()
    with acting(reviewer):
        entry = enter_restriction(actor=reviewer, person_id=subject.pk, data=EXPELLED, entered_by=draft)
        entry = confirm_restriction(actor=reviewer, entry_id=entry.pk)
    assert (entry.entered_by, entry.confirmed_by) == (draft, reviewer.holder_id)


def test_lifting_takes_two_people_and_an_event_of_the_law_one(known, officer, reviewer) -> None:
    subject = known()
    ban, fine = (
        entered(officer, subject.pk, PURPOSE, reviewer),
        entered(officer, subject.pk, FINE, reviewer),
    )
    with acting(officer):
        with pytest.raises(NotNow):
            end_restriction(actor=officer, entry_id=ban.pk, end="event")
        with pytest.raises(NotNow):
            end_restriction(actor=officer, entry_id=ban.pk, end="lifted")
        with pytest.raises(NotNow):
            end_restriction(actor=officer, entry_id=ban.pk, end="lifted", proposed_by=officer.holder_id)
        with pytest.raises(Invalid):
            end_restriction(actor=officer, entry_id=fine.pk, end="event", ended_on=TODAY + dt.timedelta(days=1))
        end_restriction(actor=officer, entry_id=fine.pk, end="event")
        assert "stay_fine_unpaid" not in person_facts(officer, subject, TODAY)
    with acting(reviewer):
        end_restriction(actor=reviewer, entry_id=ban.pk, end="lifted", proposed_by=officer.holder_id)
        assert "entry_ban_in_force" not in person_facts(reviewer, subject, TODAY)
        # Until then it counted, and goes on having counted.
        assert "entry_ban_in_force" in person_facts(reviewer, subject, TODAY - dt.timedelta(days=1))
        with pytest.raises(NotNow):
            end_restriction(actor=reviewer, entry_id=ban.pk, end="lifted", proposed_by=officer.holder_id)
    with transaction.atomic(), acting(reviewer), pytest.raises(IntegrityError, match="restriction_lifted_by_two"):
        Restriction.objects.filter(pk=ban.pk).update(end_proposed_by=None)


def test_on_one_ground_one_entry_at_a_time(known, officer, reviewer) -> None:
    subject = known()
    first = entered(officer, subject.pk, PURPOSE, reviewer)
    with acting(officer), pytest.raises(NotNow):
        enter_restriction(actor=officer, person_id=subject.pk, data=PURPOSE)
    with acting(officer):
        twin = Restriction.objects.get(pk=first.pk)
    twin.pk, twin.first_day = uuid.uuid4(), dt.date(2027, 1, 1)
    with transaction.atomic(), acting(officer), pytest.raises(IntegrityError, match="once_at_a_time"):
        twin.save(force_insert=True)
    # On another ground, and anew once it has ended.
    entered(officer, subject.pk, FINE, reviewer)
    with acting(reviewer):
        end_restriction(actor=reviewer, entry_id=first.pk, end="lifted", proposed_by=officer.holder_id)
    assert entered(officer, subject.pk, PURPOSE | {"first_day": "2026-11-20"}).last_day == dt.date(2031, 11, 20)


@pytest.mark.parametrize(
    ("role", "enters", "confirms", "reads"),
    [
        (Role.STAY_OFFICER, True, False, True),
        (Role.STAY_REVIEWER, True, True, True),
        (Role.STAY_HEAD, True, True, True),
        (Role.RETURN_OFFICER, True, True, True),
        (Role.STAY_APPEAL_OFFICER, False, False, True),
        (Role.OPINION_OFFICER, False, False, False),
        (Role.CASE_OFFICER, False, False, False),
        (Role.REGISTRAR, False, False, False),
        (Role.ADMINISTRATOR, False, False, False),
    ],
)
def test_who_may_what(known, officer, reviewer, role: Role, enters: bool, confirms: bool, reads: bool) -> None:
    subject, actor = known(), staff(role)
    waiting = entered(officer, subject.pk, FINE)
    with acting(actor):
        assert bool(restrictions_of(actor, subject.pk)) is reads
        if reads:
            assert restriction(actor=actor, entry_id=waiting.pk).row.pk == waiting.pk
        else:
            with pytest.raises(Denied):
                restriction(actor=actor, entry_id=waiting.pk)
        if enters:
            enter_restriction(actor=actor, person_id=subject.pk, data=PURPOSE)
        else:
            with pytest.raises(Denied):
                enter_restriction(actor=actor, person_id=subject.pk, data=PURPOSE)
        if confirms:
            confirm_restriction(actor=actor, entry_id=waiting.pk)
        else:
            with pytest.raises(Denied):
                confirm_restriction(actor=actor, entry_id=waiting.pk)


def test_whoever_may_not_know_the_list_gets_no_row_from_the_database(known, officer, reviewer) -> None:
    subject = known()
    entry = entered(officer, subject.pk, PURPOSE, reviewer)
    for actor in (staff(Role.CASE_OFFICER), staff(Role.OPINION_OFFICER), staff(Role.REGISTRAR)):
        with acting(actor):
            assert not Restriction.objects.exists()
            assert "entry_ban_in_force" not in person_facts(actor, subject, TODAY)
    with acting(portal(uuid.uuid4())):
        assert not Restriction.objects.exists()
    with acting(portal(subject.pk)):
        assert Restriction.objects.get().pk == entry.pk


def test_an_unknown_entry_is_not_found(officer) -> None:
    with acting(officer), pytest.raises(NotFound):
        end_restriction(actor=officer, entry_id=uuid.uuid4(), end="event")


def test_an_entry_as_it_was_as_we_knew_it(known, officer, reviewer, registrar) -> None:
    """Of each day and each knowledge of it: not there, waiting, in force, suspended, in force again, ended (DB-12)."""
    subject = known()

    def at(day: str) -> dt.datetime:
        return dt.datetime.fromisoformat(day + "T09:00:00+00:00")

    with clock.moved_to(at("2026-11-03")), acting(officer):
        entry = enter_restriction(actor=officer, person_id=subject.pk, data=PURPOSE)
    with clock.moved_to(at("2026-11-05")), acting(reviewer):
        confirm_restriction(actor=reviewer, entry_id=entry.pk)
    with acting(officer):
        with clock.moved_to(at("2026-11-10")):
            suspend_restriction(actor=officer, entry_id=entry.pk, suspended=True)
        with clock.moved_to(at("2026-11-18")):
            end_restriction(
                actor=officer,
                entry_id=entry.pk,
                end="annulled",
                ended_on=dt.date(2026, 11, 15),
            )

    def stood(actor: Any, on: str, known_on: str) -> list[str]:
        day = dt.date.fromisoformat(on)
        with acting(actor):
            found = as_of(actor, subject.pk, day, end_of_day(dt.date.fromisoformat(known_on)))
        return [one.standing for one in found.restrictions]

    with clock.moved_to(at("2026-11-20")):
        assert stood(officer, "2026-11-02", "2026-11-02") == []
        assert stood(officer, "2026-11-02", "2026-11-04") == ["waiting"]
        assert stood(officer, "2026-11-02", "2026-11-06") == ["in_force"]
        assert stood(officer, "2026-10-31", "2026-11-06") == [], "before its first day"
        assert stood(officer, "2026-11-16", "2026-11-11") == ["suspended"]
        assert stood(officer, "2026-11-16", "2026-11-19") == [], "known by then to have ended"
        assert len(stood(officer, "2026-11-14", "2026-11-19")) == 1
        assert stood(registrar, "2026-11-02", "2026-11-06") == [], "whoever may know of no entry is told of none"
