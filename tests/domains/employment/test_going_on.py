# SPDX-License-Identifier: AGPL-3.0-or-later
"""A work permit that goes on or ends: extension, transfer, early end; whose place of the quota, whose duty, whose term (MC 68-71)."""

import datetime as dt
import uuid
from typing import Any

import pytest

from panah.casework.errors import Blocked, Invalid
from panah.casework.models import Case, Charge, Clock, IssuedDocument, Letter
from panah.casework.registry import case_facts
from panah.domains.employment.models import QuotaPlace
from panah.domains.employment.services import set_quota
from panah.foundation import clock
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import AccessError
from panah.foundation.access.roles import Compartment
from panah.law.engine import assess
from panah.register.models import LegalStatus
from panah.register.services import set_status
from tests.domains.employment.conftest import NOW
from tests.domains.employment.test_work_permit import WORK, left, to_draft
from tests.support.permits import Service, every_paper

LATER = NOW + dt.timedelta(days=200)
OTHER = {"employer_name": "Başqa MMC", "employer_number": "9999999999"}


@pytest.fixture
def one_place(service: Service) -> None:
    """A quota that a second permit would not fit into."""
    with acting(service.people["head"], "test") as actor:
        set_quota(actor=actor, year=2026, activity="F", places=1, basis="Decision 1")


def ask(service: Service, person: uuid.UUID, **changes: Any) -> Case:
    papers = {"papers": every_paper(service, "work_permit", person)}
    return service.start("work_permit", person, WORK | papers | changes)


def give(service: Service, person: uuid.UUID, **changes: Any) -> Case:
    """From the application to the permit, paid where something is due."""
    case = ask(service, person, **changes)
    to_draft(service, case)
    service.grant(case.pk)
    with acting(service.people["desk"], "test"):
        due = Charge.objects.filter(case=case, settled_at=None).exists()
    if due:
        service.pay(case.pk)
    service.do(case.pk, "issue")
    return service.case(case.pk)


def held(service: Service, person: uuid.UUID) -> list[tuple[uuid.UUID, dt.date, dt.date]]:
    """What is held to be so now: (case, first day, the day after the last)."""
    with acting(service.people["desk"], "test"):
        rows = LegalStatus.objects.filter(person_id=person, group="work", recorded__upper_inf=True).order_by("valid")
        return [(row.case_id, row.valid.lower, row.valid.upper) for row in rows]


def reasons(blocked: Any) -> set[str]:
    return {problem.key for problem in blocked.value.problems}


def test_an_extension_begins_where_the_permit_ends_and_takes_no_second_place(service: Service, one_place: None) -> None:
    person = service.person()
    first = give(service, person, wp_months=6)
    assert held(service, person) == [(first.pk, dt.date(2026, 11, 20), dt.date(2027, 5, 21))]
    assert left(service) == 0
    second = give(
        service, person, wp_months=12, wp_is_extension=True, wp_valid_until="2027-05-20", wp_contract_until="2029-01-01"
    )
    assert held(service, person)[1] == (second.pk, dt.date(2027, 5, 21), dt.date(2028, 5, 22))
    assert service.charge(second.pk).amount == 1000, "an extension is paid for"
    with acting(service.people["desk"], "test"):
        assert [p.case_id for p in QuotaPlace.objects.all()] == [first.pk]
    stranger = ask(service, service.person(name="Başqa Adam"))
    to_draft(service, stranger)
    with pytest.raises(Blocked):
        service.do(stranger.pk, "draft_decision", {"outcome": "granted"})


def test_an_extension_of_another_year_takes_a_place_of_that_year(service: Service, one_place: None) -> None:
    person = service.person()
    give(service, person)
    with clock.moved_to(LATER):
        case = ask(service, person, wp_is_extension=True, wp_valid_until="2027-11-20", wp_contract_until="2029-01-01")
        to_draft(service, case)
        with pytest.raises(Blocked) as unknown:
            service.do(case.pk, "draft_decision", {"outcome": "granted"})
    assert reasons(unknown) == {"quota_missing"}


def test_an_extension_is_of_the_employer_who_has_the_permit(service: Service, one_place: None) -> None:
    person = service.person()
    give(service, person)
    case = ask(service, person, wp_is_extension=True, wp_valid_until="2027-11-20", **OTHER)
    to_draft(service, case)
    with pytest.raises(Blocked) as other:
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    assert reasons(other) == {"other_employer"}


def test_a_transfer_costs_nothing_takes_no_place_and_ends_with_the_old_permit(
    service: Service, one_place: None
) -> None:
    person = service.person()
    with pytest.raises(Invalid) as which:
        ask(service, person, wp_transfer=True)
    assert set(which.value.errors) == {"transfer_kind"}
    first = give(service, person)
    with clock.moved_to(LATER):
        second = give(service, person, wp_transfer=True, transfer_kind="position", occupation="Head fitter")
        with acting(service.people["desk"], "test"):
            assert not Charge.objects.filter(case=second, amount__gt=0).exists()
            assert not Clock.objects.filter(case=second, key="pay").exists(), "nor is there a last day to pay"
            assert Clock.objects.filter(case=first, key="pay").exists()
        began = clock.today()
    assert held(service, person) == [
        (first.pk, dt.date(2026, 11, 20), began),
        (second.pk, began, dt.date(2027, 11, 21)),
    ]
    with acting(service.people["desk"], "test"):
        before = LegalStatus.objects.filter(person_id=person, group="work", recorded__upper_inf=False)
        assert [row.valid.upper for row in before] == [dt.date(2027, 11, 21)], "as it was known before"


@pytest.mark.parametrize(("kind", "result"), [("position", {"other_employer"}), ("reorganisation", set())])
def test_another_employer_takes_over_by_reorganisation_alone(
    service: Service, one_place: None, kind: str, result: set[str]
) -> None:
    person = service.person()
    give(service, person)
    case = ask(service, person, wp_transfer=True, transfer_kind=kind, **OTHER)
    to_draft(service, case)
    if result:
        with pytest.raises(Blocked) as other:
            service.do(case.pk, "draft_decision", {"outcome": "granted"})
        assert reasons(other) == result
    else:
        service.do(case.pk, "draft_decision", {"outcome": "granted"})


def test_nothing_is_transferred_where_nothing_is_held_and_no_second_permit_is_given(
    service: Service, one_place: None
) -> None:
    nobody = ask(service, service.person(), wp_transfer=True, transfer_kind="position")
    to_draft(service, nobody)
    with pytest.raises(Blocked) as nothing:
        service.do(nobody.pk, "draft_decision", {"outcome": "granted"})
    assert "no_permit_held" in reasons(nothing)
    person = service.person(name="İki İş")
    give(service, person)
    second = ask(service, person, territory="liberated", liberated_territory_work=True, **OTHER)
    to_draft(service, second, wp_second_permit_asked=True)
    with pytest.raises(Blocked) as barred:
        service.do(second.pk, "draft_decision", {"outcome": "granted"})
    assert {p.details.get("variable") for p in barred.value.problems} == {"wp_second_permit_barred"}


@pytest.mark.parametrize(
    ("ended", "other", "leave_by"),
    [
        ("2026-11-20", False, dt.date(2026, 12, 4)),
        ("2026-11-13", False, dt.date(2026, 11, 27)),
        ("2026-11-20", True, None),
    ],
    ids=["ten working days", "a late report moves no term", "another ground"],
)
def test_an_early_end_ends_every_permit_of_the_employer_and_tells_the_worker(
    service: Service, one_place: None, ended: str, other: bool, leave_by: dt.date | None
) -> None:
    person = service.person()
    with clock.moved_to(NOW - dt.timedelta(days=15)):
        first = give(service, person, wp_months=6)
        second = give(
            service, person, wp_is_extension=True, wp_valid_until="2027-05-04", wp_contract_until="2029-01-01"
        )
    for name in ("reviewer", "labour", "appeals"):
        with pytest.raises(AccessError):
            service.do(second.pk, "report_end", {"wp_contract_ended_on": ended}, by=name)
    with pytest.raises(Invalid):
        service.do(second.pk, "report_end", {"wp_contract_ended_on": "2026-12-31"})
    service.do(second.pk, "report_end", {"wp_contract_ended_on": ended, "other_ground_to_stay": other})
    assert held(service, person) == [(first.pk, dt.date(2026, 11, 5), dt.date.fromisoformat(ended))]
    with acting(service.people["desk"], "test"):
        assert not IssuedDocument.objects.filter(case__in=[first.pk, second.pk], ended_at=None).exists()
        assert Letter.objects.filter(case=second, kind="work_permit_ended").count() == 1
    assert service.case(second.pk).state == "ended"
    assert left(service) == 0, "the Code gives no place back"
    assert leave_day(service, second) == leave_by


def leave_day(service: Service, case: Case) -> dt.date | None:
    """What the law says of the file now."""
    row = service.case(case.pk)
    with acting(service.people["desk"], "test"), elevated(Compartment.ASYLUM, reason="as the law is asked in a file"):
        facts = case_facts(row, clock.today())
    last = assess(facts, clock.today(), variables=["wp_ended_leave_by"]).value("wp_ended_leave_by")
    return dt.date.fromisoformat(last) if last else None


def test_a_late_report_does_not_reach_the_permit_of_the_next_employer(service: Service, one_place: None) -> None:
    person = service.person()
    with clock.moved_to(NOW - dt.timedelta(days=40)):
        first = give(service, person, territory="liberated", liberated_territory_work=True)
    with clock.moved_to(NOW - dt.timedelta(days=10)):
        second = give(service, person, **OTHER)
    service.do(first.pk, "report_end", {"wp_contract_ended_on": "2026-11-01"})
    assert [row[0] for row in held(service, person)] == [first.pk, second.pk]
    assert held(service, person)[0][2] == dt.date(2026, 11, 1)
    assert service.document(second.pk).kind == "work_permit"


def test_who_asked_for_protection_meanwhile_is_given_no_day_to_leave(service: Service, one_place: None) -> None:
    """MC-01 and non-refoulement: the end of a permit is never a ground to leave for them, and the file does not say why."""
    person = service.person()
    case = give(service, person)
    with (
        acting(service.people["desk"], "test") as actor,
        elevated(Compartment.ASYLUM, reason="the asylum side of a person known to both"),
    ):
        data = {"kind": "applicant", "basis": "x", "valid_from": "2026-11-01"}
        set_status(actor=actor, person_id=person, data=data, compartment="asylum")
    service.do(case.pk, "report_end", {"wp_contract_ended_on": "2026-11-20"}, by=service.portal(person))
    assert held(service, person) == []
    assert leave_day(service, case) is None
