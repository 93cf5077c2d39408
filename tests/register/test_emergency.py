# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a few fields of one person in an emergency, and the look at it afterwards (FE-04 to FE-07)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.errors import Invalid, NotNow
from panah.register.models import EmergencyOpening, EmergencyReview
from panah.register.public import (
    add_contact,
    add_paper,
    create_person,
    emergency_openings,
    open_in_emergency,
    opened_in_emergency,
    person,
    record_need,
    review_opening,
    set_address,
    waiting_openings,
)

pytestmark = pytest.mark.django_db
OFFICE = uuid.uuid4()
REASON = "She fell at the window and does not answer."


def somebody(role: Role, office: uuid.UUID = OFFICE) -> Actor:
    who = uuid.uuid4()
    return Actor(kind="staff", account_id=who, holder_id=who, assignments=(Assignment(role, office),))


@pytest.fixture
def applicant() -> Any:
    """Known to asylum alone."""
    registrar = somebody(Role.REGISTRAR)
    with acting(registrar, "reception"):
        made = create_person(
            actor=registrar,
            data={"names": [{"full": "Leyla Nur Qarayeva"}], "born": "1990-04-12", "languages": ["fa"]},
            compartment="asylum",
        )
        one = {"actor": registrar, "person_id": made.pk}
        add_paper(**one, data={"kind": "passport", "number": "EM 112"})
        for value, safe in (("050 111 22 33", "yes"), ("050 444 55 66", "no"), ("050 777 88 99", "unknown")):
            add_contact(**one, data={"kind": "phone", "value": value, "safe_to_use": safe}, compartment="asylum")
        set_address(**one, data={"text": "Küçə 1", "country": "AZE", "valid_from": "2026-01-01"}, compartment="asylum")
        record_need(**one, data={"code": "SM", "seen_on": "2026-01-01"})
    return made


@pytest.fixture
def officer() -> Iterator[Actor]:
    actor = somebody(Role.STAY_OFFICER)
    with acting(actor, "emergency"):
        yield actor


def opening(actor: Actor, parts: Any = ("who",), **named: str) -> EmergencyOpening:
    return open_in_emergency(actor=actor, danger="life", reason=REASON, parts=parts, **(named or {"number": "EM112"}))


def test_what_was_ticked_is_opened_and_nothing_else(applicant: Any, officer: Actor) -> None:
    with pytest.raises(NotFound):
        person(officer, applicant.pk)
    found = opened_in_emergency(actor=officer, opening_id=opening(officer, ["call", "care"]).pk)
    assert [value for _kind, value in found.calls] == ["050 111 22 33"]
    assert list(found.needs) == ["SM"]
    assert (found.name, found.born, list(found.places)) == ("", "", [])
    all_of_it = opened_in_emergency(actor=officer, opening_id=opening(officer, ["who", "place"]).pk)
    assert (all_of_it.name, all_of_it.born, list(all_of_it.languages)) == ("Leyla Nur Qarayeva", "1990-04-12", ["fa"])
    assert list(all_of_it.places) == ["Küçə 1"]
    # The file itself stays closed.
    with pytest.raises(NotFound):
        person(officer, applicant.pk)


@pytest.mark.parametrize("named", [
    {"number": "em-112"},
    {"name": "Qarayeva Leyla Nur", "born": "1990-04-12"},
    {"name": "LEYLA NUR QARAYEVA", "born": "1990-04-12"},
])  # fmt: skip
def test_who_is_named_exactly_is_found(applicant: Any, officer: Actor, named: dict[str, str]) -> None:
    assert opening(officer, **named).person_id == applicant.pk


@pytest.mark.parametrize("named", [
    {"number": "EM11"},
    {"name": "Leyla Qarayeva", "born": "1990-04-12"},
    {"name": "Leyla Nur Qarayeva", "born": "1990-04-13"},
])  # fmt: skip
def test_who_is_not_is_a_try_that_is_looked_at_too(applicant: Any, officer: Actor, named: dict[str, str]) -> None:
    tried = opening(officer, **named)
    assert tried.person_id is None
    with pytest.raises(NotFound):
        opened_in_emergency(actor=officer, opening_id=tried.pk)
    with acting(somebody(Role.DATA_PROTECTION), "data_protection") as dpo:
        assert [one.opening.pk for one in emergency_openings(actor=dpo)] == [tried.pk]


def test_two_who_are_named_so_are_not_opened(applicant: Any, officer: Actor) -> None:
    registrar = somebody(Role.REGISTRAR)
    with acting(registrar, "reception"):
        other = create_person(actor=registrar, data={"names": [{"full": "Mehri Sınaq"}]}, compartment="asylum")
        add_paper(actor=registrar, person_id=other.pk, data={"kind": "other", "number": "EM 112"})
    assert opening(officer).person_id is None


def test_two_files_of_one_person_are_one(applicant: Any, officer: Actor) -> None:
    """Asylum and stay each keep a file of her and may not know of each other's."""
    with acting(officer, "window"):
        create_person(
            actor=officer, data={"names": [{"full": "Leyla Nur Qarayeva"}], "born": "1990-04-12"}, compartment="stay"
        )
    found = opening(officer, name="Leyla Nur Qarayeva", born="1990-04-12", parts=["call"])
    assert {found.person_id, *found.also} >= {applicant.pk}
    assert len(found.also) == 1
    assert opened_in_emergency(actor=officer, opening_id=found.pk).calls


@pytest.mark.parametrize(("typed", "field"), [
    ({"danger": "curiosity"}, "danger"),
    ({"reason": "urgent"}, "reason"),
    ({"parts": []}, "parts"),
    ({"parts": ["claim"]}, "parts"),
    ({"number": ""}, "number"),
    ({"number": "", "name": "Leyla"}, "born"),
    ({"number": "", "name": "Leyla", "born": "1990"}, "born"),
])  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_tried(officer: Actor, typed: dict[str, Any], field: str) -> None:
    whole: dict[str, Any] = {"danger": "life", "reason": REASON, "parts": ["who"], "number": "X1234"}
    with pytest.raises(Invalid) as wrong:
        open_in_emergency(actor=officer, **(whole | typed))
    assert list(wrong.value.errors) == [field]
    assert not EmergencyOpening.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.DATA_PROTECTION, Role.INTERPRETER, Role.GUARDIAN, Role.EMPLOYER]
)
def test_not_everybody_may(role: Role) -> None:
    actor = somebody(role)
    with acting(actor, "emergency"), pytest.raises(Denied):
        opening(actor)


def test_it_is_over_after_an_hour_and_is_nobody_elses(applicant: Any, officer: Actor) -> None:
    mine = opening(officer)
    colleague = somebody(Role.STAY_OFFICER)
    with acting(colleague, "emergency"), pytest.raises(NotFound):
        opened_in_emergency(actor=colleague, opening_id=mine.pk)
    with clock.moved_to(mine.ends_at - dt.timedelta(seconds=1)):
        assert opened_in_emergency(actor=officer, opening_id=mine.pk).name
    with clock.moved_to(mine.ends_at), pytest.raises(NotFound):
        opened_in_emergency(actor=officer, opening_id=mine.pk)


def test_opening_and_every_look_are_events_that_the_person_sees(applicant: Any, officer: Actor) -> None:
    mine = opening(officer, ["who", "call"])
    opened_in_emergency(actor=officer, opening_id=mine.pk)
    herself = Actor(kind="person", account_id=uuid.uuid4(), person_id=applicant.pk)
    with acting(herself, "own_log"):
        seen = Event.objects.filter(persons__contains=[applicant.pk], purpose="emergency").order_by("at")
        assert [(one.verb, one.subject_id, one.detail["parts"]) for one in seen] == [
            ("act", mine.pk, ["call", "who"]), ("read", mine.pk, ["call", "who"]),
        ]  # fmt: skip
        assert REASON not in str([one.detail for one in seen])


def test_whoever_was_not_looked_at_in_time_opens_nothing_more(applicant: Any, officer: Actor) -> None:
    mine = opening(officer)
    late = mine.opened_at + dt.timedelta(days=5, seconds=1)
    with clock.moved_to(late - dt.timedelta(seconds=2)):
        assert opening(officer)
    with clock.moved_to(late):
        with pytest.raises(NotNow):
            opening(officer)
        dpo = somebody(Role.DATA_PROTECTION)
        with acting(dpo, "data_protection"):
            listed = {one.opening.pk: one for one in emergency_openings(actor=dpo)}
            assert listed[mine.pk].late
            assert waiting_openings(dpo) == 2
            for one in listed:
                review_opening(actor=dpo, opening_id=one, verdict="justified", reason="An ambulance came.")
            assert waiting_openings(dpo) == 0
        assert opening(officer)


def test_the_fourth_in_a_month_is_marked(applicant: Any, officer: Actor) -> None:
    for _number in range(4):
        opening(officer)
    dpo = somebody(Role.DATA_PROTECTION)
    with acting(dpo, "data_protection"):
        assert {one.often for one in emergency_openings(actor=dpo)} == {4}


def test_others_hear_of_none(applicant: Any, officer: Actor) -> None:
    opening(officer)
    head = somebody(Role.STAY_HEAD)
    with acting(head, "data_protection"):
        # A head of another unit, who was not told.
        assert emergency_openings(actor=head) == []


def test_nobody_looks_at_the_own_one(applicant: Any, officer: Actor) -> None:
    mine = opening(officer)
    # The same natural person with a second account.
    both = Actor(
        kind="staff",
        account_id=uuid.uuid4(),
        holder_id=officer.holder_id,
        assignments=(Assignment(Role.DATA_PROTECTION, OFFICE),),
    )
    dpo = somebody(Role.DATA_PROTECTION)
    with acting(both, "data_protection"), pytest.raises(Invalid):
        review_opening(actor=both, opening_id=mine.pk, verdict="justified", reason="x")
    with acting(dpo, "data_protection"):
        row = {"opening": mine, "verdict": "justified", "reason": "x", "reviewed_at": clock.now()}
        for opened_by, reviewed_by in ((officer.holder_id, officer.holder_id), (uuid.uuid4(), dpo.holder_id)):
            with pytest.raises(IntegrityError), transaction.atomic():
                EmergencyReview.objects.create(**row, opened_by=opened_by, reviewed_by=reviewed_by)
        review_opening(actor=dpo, opening_id=mine.pk, verdict="not_justified", reason="Nobody was in danger.")
        with pytest.raises(Invalid):
            review_opening(actor=dpo, opening_id=mine.pk, verdict="justified", reason="x")


def test_an_opening_is_never_changed(applicant: Any, officer: Actor) -> None:
    mine = opening(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyOpening.objects.filter(pk=mine.pk).update(danger="health")
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.delete()


def test_so_many_that_nobody_has_looked_at_are_enough(applicant: Any, officer: Actor) -> None:
    """Going through files one by one for as long as the look afterwards may take ends at ten, tries included."""
    first = opening(officer)
    for number in range(9):
        opening(officer, number=f"XX{number}")
    with pytest.raises(NotNow, match="10"):
        opening(officer)
    dpo = somebody(Role.DATA_PROTECTION)
    with acting(dpo, "data_protection"):
        review_opening(actor=dpo, opening_id=first.pk, verdict="justified", reason="An ambulance came.")
    assert opening(officer)


@pytest.mark.parametrize("days", [0, 6])
def test_a_second_account_of_one_person_opens_nothing_more(applicant: Any, officer: Actor, days: int) -> None:
    """Neither what is late nor what is too much is of an account: it is of the natural person."""
    for number in range(10 if not days else 1):
        opening(officer, number=f"XX{number}")
    both = Actor(
        kind="staff",
        account_id=uuid.uuid4(),
        holder_id=officer.holder_id,
        assignments=(Assignment(Role.STAY_OFFICER, uuid.uuid4()),),
    )
    with clock.moved_to(clock.now() + dt.timedelta(days=days)), acting(both, "emergency"), pytest.raises(NotNow):
        opening(both)
    another = somebody(Role.STAY_OFFICER)
    with acting(another, "emergency"):
        assert opening(another)
