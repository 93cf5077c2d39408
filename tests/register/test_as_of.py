# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file as it was on a day, as we knew it on another: names, papers, family and the person's own row too (DB-12)."""

import contextlib
import datetime as dt
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.register.errors import Invalid
from panah.register.models import Address, FamilyLink, LegalStatus
from panah.register.selectors import AsOf, as_of, end_of_day
from panah.register.services import (
    add_name,
    add_paper,
    correct_address,
    correct_link,
    correct_name,
    correct_person,
    create_household,
    end_address,
    end_link,
    end_name,
    end_paper,
    join_household,
    link_family,
    set_address,
    set_status,
)
from tests.register.conftest import NOW


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day + "T09:00:00+00:00")


def date(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def asked(actor: Any, person: Any, on: str, known: str) -> AsOf:
    return as_of(actor, person.pk, date(on), end_of_day(date(known)))


def test_a_name_corrected_after_the_fact(make, registrar) -> None:
    with clock.moved_to(at("2026-01-10")):
        subject = make("Leyla Əliyeva")
    with acting(registrar):
        with clock.moved_to(at("2026-03-01")):
            birth = add_name(
                actor=registrar,
                person_id=subject.pk,
                data={"full": "Leyla Quliyeva", "kind": "birth", "valid_to": "2010-01-01"},
            )
        with clock.moved_to(at("2026-05-01")):
            correct_name(
                actor=registrar,
                name_id=birth.pk,
                data={"full": "Leyla Qulıyeva", "kind": "birth", "valid_to": "2012-01-01"},
            )
        with clock.moved_to(at("2026-06-01")):
            end_name(actor=registrar, name_id=subject.names.get(kind="current").pk, ended_on=date("2026-05-20"))

        def called(on: str, known: str) -> list[str]:
            return [name.full for name in asked(registrar, subject, on, known).names]

        assert called("2011-01-01", "2026-01-09") == []
        assert called("2011-01-01", "2026-02-01") == ["Leyla Əliyeva"]
        assert called("2009-01-01", "2026-04-01") == ["Leyla Əliyeva", "Leyla Quliyeva"]
        assert called("2011-01-01", "2026-04-01") == ["Leyla Əliyeva"]
        assert called("2011-01-01", "2026-05-02") == ["Leyla Əliyeva", "Leyla Qulıyeva"]
        assert called("2026-05-21", "2026-05-30") == ["Leyla Əliyeva"]
        assert called("2026-05-21", "2026-06-02") == []


def test_the_persons_own_row_and_papers(make, registrar) -> None:
    with clock.moved_to(at("2026-01-10")):
        subject = make(born="1985", papers=[{"kind": "passport", "number": "P1", "issued_on": "2020-01-01"}])
    with acting(registrar):
        with clock.moved_to(at("2026-04-01")):
            correct_person(
                actor=registrar,
                person_id=subject.pk,
                data={"born": "1986-02-03", "birth_place": "Şuşa"},
                expected_version=subject.version,
            )
            add_paper(actor=registrar, person_id=subject.pk, data={"kind": "other", "number": "X"})
        with clock.moved_to(at("2026-05-01")):
            end_paper(actor=registrar, paper_id=subject.papers.get(number="P1").pk, ended_on=date("2026-02-01"))
        assert asked(registrar, subject, "2026-03-01", "2026-01-09").facts is None
        assert str(asked(registrar, subject, "2026-03-01", "2026-02-01").facts.born_to) == "1985-12-31"
        assert str(asked(registrar, subject, "2026-03-01", "2026-04-01").facts.born_to) == "1986-02-03"

        def papers(on: str, known: str) -> list[str]:
            return [paper.number for paper in asked(registrar, subject, on, known).papers]

        assert papers("2026-03-01", "2026-02-01") == ["P1"]
        assert papers("2019-01-01", "2026-02-01") == []
        assert papers("2026-03-01", "2026-04-02") == ["P1", "X"]
        assert papers("2026-03-01", "2026-05-02") == ["X"]


def test_family_and_household_with_whereabouts(make, registrar) -> None:
    with clock.moved_to(at("2026-01-10")), acting(registrar):
        household, (mother, child) = create_household(
            actor=registrar,
            data={
                "members": [
                    {"person": {"names": [{"full": "Leyla"}]}, "role": "principal"},
                    {"person": {"names": [{"full": "Anar"}]}, "role": "child"},
                ],
                "arrived_on": "2026-01-05",
            },
            compartment="asylum",
        )
    with clock.moved_to(at("2026-01-10")):
        uncle = make("Vaqif")
    with acting(registrar):
        with clock.moved_to(at("2026-02-01")):
            link = link_family(
                actor=registrar,
                data={
                    "person_id": uncle.pk,
                    "relative_id": child.pk,
                    "bond": "caregiver_customary",
                    "began_on": "2026-01-20",
                },
                compartment="asylum",
            )
        with clock.moved_to(at("2026-03-01")):
            correct_link(
                actor=registrar,
                link_id=link.pk,
                data={"bond": "caregiver_customary", "began_on": "2026-01-20", "whereabouts": "missing"},
            )
            join_household(
                actor=registrar, household_id=household.pk, person_id=uncle.pk, role="other", since=date("2026-02-15")
            )
        with clock.moved_to(at("2026-04-01")):
            end_link(actor=registrar, link_id=link.pk, ended_on=date("2026-03-15"))

        def care(on: str, known: str) -> list[str]:
            family = asked(registrar, child, on, known).family
            return [str(one.whereabouts) for one in family if one.bond == "caregiver_customary"]

        assert care("2026-02-05", "2026-01-31") == []
        assert care("2026-01-19", "2026-02-05") == []
        assert care("2026-02-05", "2026-02-05") == ["present"]
        assert care("2026-02-05", "2026-03-02") == ["missing"]
        assert care("2026-03-20", "2026-03-20") == ["missing"]
        assert care("2026-03-20", "2026-04-02") == []

        def lived(on: str, known: str) -> set[str]:
            people = {mother.pk: "mother", child.pk: "child", uncle.pk: "uncle"}
            return {people[one.person_id] for one in asked(registrar, child, on, known).members}

        assert lived("2026-02-20", "2026-02-20") == {"mother", "child"}
        assert lived("2026-02-20", "2026-03-02") == {"mother", "child", "uncle"}
        assert lived("2026-01-04", "2026-03-02") == set()
        assert FamilyLink.objects.filter(ended_on=None).count() == 1


def test_an_address_corrected_and_left(make, registrar) -> None:
    subject = make()
    with acting(registrar):
        one: dict[str, Any] = {"actor": registrar, "person_id": subject.pk, "compartment": "asylum"}
        with clock.moved_to(at("2026-02-01")):
            wrong = set_address(**one, data={"text": "Küçə 1", "country": "AZE", "valid_from": "2026-01-01"})
        with clock.moved_to(at("2026-03-01")):
            right = correct_address(
                actor=registrar,
                address_id=wrong.pk,
                data={"text": "Küçə 11", "country": "AZE", "valid_from": "2026-01-15"},
            )
        with clock.moved_to(at("2026-05-01")):
            end_address(actor=registrar, address_id=right.pk, ended_on=date("2026-04-10"))

        def lived(on: str, known: str) -> list[str]:
            return [row.text for row in asked(registrar, subject, on, known).addresses]

        assert lived("2026-01-10", "2026-02-10") == ["Küçə 1"]
        assert lived("2026-01-10", "2026-03-10") == []
        assert lived("2026-01-20", "2026-03-10") == ["Küçə 11"]
        assert lived("2026-04-20", "2026-04-20") == ["Küçə 11"]
        assert lived("2026-04-20", "2026-05-02") == []


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 20))
CHANGE = st.tuples(
    st.sampled_from(["set", "status", "correct", "end", "join"]),
    DAYS,
    st.one_of(st.none(), st.integers(1, 9)),
    st.integers(0, 3),
)


@given(
    changes=st.lists(CHANGE, min_size=1, max_size=6), pairs=st.lists(st.tuples(DAYS, st.integers(0, 26)), max_size=6)
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_pair_of_days_has_one_answer(make, registrar, changes, pairs) -> None:
    """Whatever is set, corrected, ended, in whatever order: the exclusion constraints hold, and for any two days there is
    one address, one household, one status of a group in a compartment, and the same answer when it is asked for again."""
    subject = make()
    other = make("Anar")
    when = at("2026-02-01")
    with acting(registrar):
        homes = [
            create_household(
                actor=registrar,
                data={"members": [{"person": {"names": [{"full": "Leyla"}]}, "role": "principal"}]},
                compartment="asylum",
            )[0]
            for _ in range(2)
        ]
        for number, (kind, first, length, pause) in enumerate(changes):
            when += dt.timedelta(days=pause, seconds=1)
            with clock.moved_to(when):
                _change(registrar, subject, kind, first, length, number, homes)
        states = []
        for day, after in pairs:
            known = at("2026-02-01") + dt.timedelta(days=after)
            state = as_of(registrar, subject.pk, day, known)
            states.append(state)
            assert max(Counter(row.compartment for row in state.addresses).values(), default=0) <= 1
            assert max(Counter(row.compartment for row in state.memberships).values(), default=0) <= 1
            assert max(Counter((row.compartment, row.group) for row in state.statuses).values(), default=0) <= 1
            assert len({name.id for name in state.names}) == len(state.names)
            assert len({paper.id for paper in state.papers}) == len(state.papers)
        # What was known then does not change by what is learnt later.
        with clock.moved_to(when + dt.timedelta(days=40)):
            _change(registrar, subject, "set", dt.date(2026, 1, 1), None, 99, homes)
            link_family(
                actor=registrar,
                data={"person_id": other.pk, "relative_id": subject.pk, "bond": "sibling"},
                compartment="asylum",
            )
            for state in states:
                again = as_of(registrar, subject.pk, state.valid_on, state.known_at)
                for part in ("names", "papers", "family", "addresses", "memberships", "statuses"):
                    assert _ids(getattr(again, part)) == _ids(getattr(state, part)), part


def _ids(rows: list[Any]) -> list[Any]:
    return [getattr(row, "id", None) or row.link_id for row in rows]


def _change(actor: Any, subject: Any, kind: str, first: dt.date, length: int | None, number: int, homes: Any) -> None:
    last = first + dt.timedelta(days=length) if length else None
    data = {"text": str(number), "country": "AZE", "valid_from": first, "valid_to": last}
    held = Address.objects.filter(person=subject, recorded__upper_inf=True).order_by("valid").first()
    if kind == "status":
        set_status(
            actor=actor,
            person_id=subject.pk,
            data={
                "kind": ["applicant", "refugee"][number % 2],
                "basis": "RL 1",
                "valid_from": first,
                "valid_to": last,
            },
            compartment="asylum",
        )
        assert LegalStatus.objects.filter(person=subject).exists()
    elif kind == "join":
        join_household(actor=actor, household_id=homes[number % 2].pk, person_id=subject.pk, role="other", since=first)
    elif kind == "correct" and held is not None:
        correct_address(actor=actor, address_id=held.pk, data=data)
    elif kind == "end" and held is not None:
        with contextlib.suppress(Invalid):  # before it began, or after it ended
            end_address(actor=actor, address_id=held.pk, ended_on=first)
    else:
        set_address(actor=actor, person_id=subject.pk, data=data, compartment="asylum")


def test_a_day_that_is_not_over_ends_now(make) -> None:
    assert end_of_day(NOW.date()) == NOW
    assert end_of_day(NOW.date() - dt.timedelta(days=1)) < NOW
