# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was so, and what we knew (DB-12): addresses and statuses have two times."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.bitemporal import current
from panah.register.errors import Invalid
from panah.register.models import Address, Guardianship, HouseholdMember, LegalStatus, Person
from panah.register.selectors import as_of, current_address, current_statuses, guardian_of, needs_of
from panah.register.services import (
    appoint_guardian,
    correct_guardian,
    end_guardian,
    end_need,
    end_status,
    record_need,
    set_address,
    set_status,
)
from tests.register.conftest import NOW, portal, staff


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day + "T09:00:00+00:00")


def date(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def move(actor, person: Person, text: str, valid_from: str, recorded: str, valid_to: str | None = None) -> None:
    with clock.moved_to(at(recorded)):
        set_address(
            actor=actor,
            person_id=person.pk,
            data={"text": text, "country": "AZE", "valid_from": valid_from, "valid_to": valid_to},
            compartment="asylum",
        )


def test_what_did_we_know_on_a_day(make, registrar) -> None:
    subject = make()
    with acting(registrar):
        move(registrar, subject, "first", "2026-01-01", recorded="2026-01-05")
        # In June we learn that the person had moved in March.
        move(registrar, subject, "second", "2026-03-01", recorded="2026-06-10")

        def lived(on: str, known: str) -> list[str]:
            return [row.text for row in as_of(registrar, subject.pk, date(on), at(known)).addresses]

        assert lived("2026-02-01", "2026-02-01") == ["first"]
        assert lived("2026-04-01", "2026-05-01") == ["first"]
        assert lived("2026-04-01", "2026-06-11") == ["second"]
        assert lived("2026-02-01", "2026-06-11") == ["first"]
        assert lived("2026-02-01", "2026-01-01") == []
        assert lived("2025-12-31", "2026-06-11") == []
        now = current_address(registrar, subject.pk, NOW.date())
        assert now is not None
        assert now.text == "second"


def test_a_stay_in_between_leaves_what_surrounds_it(make, registrar) -> None:
    subject = make()
    with acting(registrar):
        move(registrar, subject, "home", "2026-01-01", recorded="2026-01-05")
        move(registrar, subject, "hospital", "2026-02-10", recorded="2026-03-01", valid_to="2026-02-20")
        held = Address.objects.filter(current(), person=subject).order_by("valid")
        assert [(row.text, str(row.valid.lower), str(row.valid.upper)) for row in held] == [
            ("home", "2026-01-01", "2026-02-10"),
            ("hospital", "2026-02-10", "2026-02-20"),
            ("home", "2026-02-20", "None"),
        ]


def test_two_changes_in_one_instant_keep_their_order(make, registrar) -> None:
    subject = make()
    with acting(registrar):
        move(registrar, subject, "one", "2026-01-01", recorded="2026-01-05")
        move(registrar, subject, "two", "2026-01-01", recorded="2026-01-05")
        # Even when the clock went back.
        move(registrar, subject, "three", "2026-01-01", recorded="2026-01-04")
        assert [row.text for row in Address.objects.filter(current(), person=subject)] == ["three"]
        assert Address.objects.filter(person=subject).count() == 3


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 30))


@given(
    changes=st.lists(
        st.tuples(DAYS, st.one_of(st.none(), st.integers(1, 12)), st.integers(0, 5)), min_size=1, max_size=7
    ),
    asked=st.lists(st.tuples(DAYS, st.integers(0, 8)), min_size=1, max_size=6),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_answer_as_a_ledger_would(make, registrar, changes, asked) -> None:
    """Against a plain list of what was said: the last thing said about a day before the asked instant holds."""
    subject = make()
    said: list[tuple[dt.datetime, dt.date, dt.date | None, str]] = []
    when = at("2026-02-01")
    with acting(registrar):
        for number, (first, length, pause) in enumerate(changes):
            when += dt.timedelta(days=pause, seconds=1)
            last = first + dt.timedelta(days=length) if length else None
            said.append((when, first, last, str(number)))
            with clock.moved_to(when):
                data = {"text": str(number), "country": "AZE", "valid_from": first, "valid_to": last}
                set_address(actor=registrar, person_id=subject.pk, data=data, compartment="asylum")
        for day, after in asked:
            known = at("2026-02-01") + dt.timedelta(days=after, hours=1)
            expected = [
                text
                for recorded, first, last, text in said
                if recorded <= known and first <= day and (last is None or day < last)
            ][-1:]
            found = [row.text for row in as_of(registrar, subject.pk, day, known).addresses]
            assert found == expected


def status(actor, person: Person, kind: str, valid_from: str, **more: object) -> LegalStatus:
    return set_status(
        actor=actor,
        person_id=person.pk,
        data={"kind": kind, "basis": "RL 1", "valid_from": valid_from, **more},
        compartment="asylum",
    )


def test_a_status_follows_another_of_its_group(make, officer) -> None:
    subject, case = make(), uuid.uuid4()
    with acting(officer):
        status(officer, subject, "applicant", "2026-01-10", case_id=case)
        status(officer, subject, "trafficking_victim", "2026-02-01")
        status(officer, subject, "refugee", "2026-05-01", case_id=case)
        on = current_statuses(officer, subject.pk, date("2026-06-01"))
        assert {row.kind for row in on} == {"refugee", "trafficking_victim"}
        before = current_statuses(officer, subject.pk, date("2026-04-30"))
        assert {row.kind for row in before} == {"applicant", "trafficking_victim"}
        ended = end_status(
            actor=officer,
            person_id=subject.pk,
            group="asylum",
            ends_on=date("2026-07-01"),
            compartment="asylum",
        )
        assert ended == 1
        assert {row.kind for row in current_statuses(officer, subject.pk, date("2026-07-01"))} == {"trafficking_victim"}
        assert {row.kind for row in current_statuses(officer, subject.pk, date("2026-06-30"))} == {
            "refugee",
            "trafficking_victim",
        }


def _row(model: type, subject: Person, **more: object) -> None:
    model.objects.create(
        person=subject,
        compartment="asylum",
        valid=DateRange(date("2026-01-01"), None),
        recorded=DateTimeTZRange(NOW, None),
        **more,
    )


def test_a_status_that_ended_is_followed_by_another_in_the_same_instant(make, officer) -> None:
    """The clock of tests and training may stand still; what was held before stays before."""
    person = make()
    with acting(officer):
        for _again in range(3):
            given = {"kind": "applicant", "basis": "RL 1", "valid_from": NOW.date()}
            set_status(actor=officer, person_id=person.pk, data=given, compartment="asylum")
            end_status(actor=officer, person_id=person.pk, group="asylum", ends_on=NOW.date(), compartment="asylum")
        assert not LegalStatus.objects.filter(current(), person=person).exists()
        assert LegalStatus.objects.filter(person=person).count() == 3


@pytest.mark.parametrize(
    ("model", "more", "name"),
    [
        (LegalStatus, {"kind": "applicant", "group": "asylum", "basis": "RL 1"}, "register_legalstatus_once"),
        (Address, {"text": "x", "country": "AZE"}, "register_address_once"),
    ],
)
def test_the_database_refuses_an_overlap(make, registrar, model, more, name) -> None:
    subject = make()
    with acting(registrar):
        _row(model, subject, **more)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            _row(model, subject, **more)
        assert model.objects.filter(person=subject).count() == 1
        # Another person is no overlap.
        _row(model, make("Nigar"), **more)


def test_the_database_refuses_two_households_at_once(make, registrar) -> None:
    from panah.register.models import Household

    subject = make()
    with acting(registrar):
        one, two = (Household.objects.create(compartment="asylum", formed_at=NOW) for _ in range(2))
        _row(HouseholdMember, subject, household=one, role="principal")
        with pytest.raises(IntegrityError, match="register_householdmember_once"), transaction.atomic():
            _row(HouseholdMember, subject, household=two, role="principal")


def test_the_database_refuses_a_kind_outside_its_group_and_empty_ranges(make, registrar) -> None:
    subject = make()
    with acting(registrar):
        with pytest.raises(IntegrityError, match="kind_in_group"), transaction.atomic():
            _row(LegalStatus, subject, kind="applicant", group="stay", basis="RL 1")
        with pytest.raises(IntegrityError, match="legalstatus_ranges"), transaction.atomic():
            LegalStatus.objects.create(
                person=subject,
                compartment="asylum",
                kind="applicant",
                group="asylum",
                basis="RL 1",
                valid=DateRange(date("2026-01-01"), date("2026-01-01")),
                recorded=DateTimeTZRange(NOW, None),
            )


def test_the_person_reports_the_own_address_and_no_other(make) -> None:
    subject, other = make(), make("Nigar")
    actor = portal(subject.pk)
    new = {"text": "B street 2", "country": "AZE", "valid_from": "2026-11-20"}
    with acting(actor):
        set_address(actor=actor, person_id=subject.pk, data=new, compartment="asylum")
        found = current_address(actor, subject.pk, NOW.date())
        assert found is not None
        assert found.text == "B street 2"
        with pytest.raises(NotFound):
            set_address(actor=actor, person_id=other.pk, data=new, compartment="asylum")
        with pytest.raises(Denied):
            set_status(
                actor=actor,
                person_id=subject.pk,
                data={"kind": "refugee", "basis": "RL 1", "valid_from": "2026-11-20"},
                compartment="asylum",
            )


def test_needs_are_recorded_once_and_end(make, registrar, stay_officer) -> None:
    subject = make()
    data = {"code": "SC-UC", "seen_on": "2026-11-20", "source": "officer"}
    with acting(registrar):
        need = record_need(actor=registrar, person_id=subject.pk, data=data)
        again = record_need(actor=registrar, person_id=subject.pk, data={**data, "review_on": "2026-12-20"})
        assert again.pk == need.pk
        assert str(needs_of(registrar, subject.pk)[0].review_on) == "2026-12-20"
        assert need.compartment == "needs"
        end_need(actor=registrar, need_id=need.pk, ended_on=NOW.date())
        assert needs_of(registrar, subject.pk) == []
    with acting(stay_officer), pytest.raises(Denied):
        record_need(actor=stay_officer, person_id=subject.pk, data=data)


def test_a_guardian_knows_the_child_and_nobody_else(make, registrar, stay_officer) -> None:
    reviewer = staff(Role.REVIEWER)
    child, other = make("Anar", born="2015"), make("Nigar")
    guardian = staff(Role.GUARDIAN)
    with acting(guardian):
        assert not Person.objects.exists()
    with acting(registrar):
        appoint_guardian(
            actor=registrar,
            child_id=child.pk,
            data={
                "kind": "account",
                "name": "A guardian",
                "account_id": guardian.account_id,
                "appointed_on": "2026-11-20",
            },
        )
    from panah.register.selectors import person

    with acting(guardian):
        assert person(guardian, child.pk).pk == child.pk
        with pytest.raises(NotFound):
            person(guardian, other.pk)
        assert list(Person.objects.all()) == [child]
    with acting(registrar):
        second = appoint_guardian(
            actor=registrar,
            child_id=child.pk,
            data={"kind": "body", "name": "The body", "appointed_on": "2026-11-22"},
        )
        assert guardian_of(registrar, child.pk, date("2026-11-21")).kind == "account"
        assert guardian_of(registrar, child.pk, NOW.date()) == second
        first = Guardianship.objects.get(kind="account")
        assert (first.end, str(first.ended_on)) == ("replaced", "2026-11-22")
        was = as_of(registrar, child.pk, date("2026-11-21"), NOW)
        assert [one.name for one in was.guardians] == ["A guardian"]
    with acting(guardian), pytest.raises(NotFound):
        person(guardian, child.pk)
    with acting(registrar):
        for wrong in ({"ended_on": date("2026-11-21")}, {"ended_on": date("2099-01-01")}, {"end": "no such"}):
            with pytest.raises(Invalid):
                end_guardian(actor=registrar, guardianship_id=second.pk, **{"ended_on": NOW.date(), **wrong})
        end_guardian(actor=registrar, guardianship_id=second.pk, ended_on=NOW.date(), end="of_age")
        assert guardian_of(registrar, child.pk, NOW.date()) is None
        with pytest.raises(NotFound):
            end_guardian(actor=registrar, guardianship_id=second.pk, ended_on=NOW.date())
    with acting(stay_officer), pytest.raises(NotFound):
        # Another compartment's child, and its guardian, do not exist.
        correct_guardian(actor=stay_officer, guardianship_id=second.pk, data={})
    with acting(reviewer), pytest.raises(Denied):
        end_guardian(actor=reviewer, guardianship_id=second.pk, ended_on=NOW.date())
    with acting(staff(Role.DATA_PROTECTION)):
        assert Event.objects.filter(detail__what="guardian_ended", detail__end="of_age").count() == 1
