# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work permits (MC 57-73): the labour opinion, the quota, the duty, the end of the contract, and who never needs one."""

import datetime as dt
import uuid
from typing import Any

import pytest

from panah.casework.errors import Blocked, Invalid
from panah.casework.jobs import act_on_due
from panah.casework.models import Case
from panah.casework.services.start import Filing
from panah.domains.employment.models import Quota
from panah.domains.employment.selectors import quotas
from panah.domains.employment.services import set_quota
from panah.domains.residence.policy import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import AccessError
from panah.foundation.access.policy import allows
from panah.foundation.access.roles import Compartment, Role
from panah.register.models import LegalStatus
from panah.register.services import set_status
from tests.domains.employment.conftest import NOW
from tests.support.permits import Service, every_paper

WORK: dict[str, Any] = {
    "employer_kind": "company",
    "employer_name": "Nümunə MMC",
    "employer_number": "1234567890",
    "activity": "F",
    "territory": "country",
    "occupation": "Crane fitter",
    "need": "Nobody was found in two months.",
    "wp_contract_until": "2028-01-01",
    "wp_months": 12,
    "wp_speed": "usual",
    "wp_is_extension": False,
}


@pytest.fixture
def quota(service: Service) -> Quota:
    """Two places for construction."""
    with acting(service.people["head"], "test") as actor:
        return set_quota(actor=actor, year=2026, activity="F", places=2, basis="Decision 1 of 2025-12-01")


def apply(service: Service, **changes: Any) -> Case:
    person = changes.pop("person", None) or service.person()
    papers = {"papers": every_paper(service, "work_permit", person)}
    return service.start("work_permit", person, WORK | papers | changes)


def to_draft(service: Service, case: Case, **found: Any) -> None:
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
    service.do(case.pk, "examine", found)


def left(service: Service) -> int:
    with acting(service.people["desk"], "test") as actor:
        return quotas(actor=actor, year=2026)[0].left


def test_a_permit_takes_a_place_and_ends_with_the_contract(service: Service, quota: Quota) -> None:
    case = apply(service)
    to_draft(service, case)
    service.grant(case.pk)
    assert left(service) == 1
    due = service.charge(case.pk)
    assert (due.amount, due.status) == (1000, "unverified"), "a year, twenty working days"
    service.pay(case.pk)
    service.do(case.pk, "issue")
    with acting(service.people["desk"], "test"):
        held = LegalStatus.objects.get(case_id=case.pk)
    assert (held.kind, held.ground) == ("work_permit", "F")
    service.do(case.pk, "report_end", {"wp_contract_ended_on": "2026-11-20"})
    assert service.case(case.pk).state == "ended"
    assert left(service) == 1, "a place that was used stays used"


def test_no_employer_asks_and_pays_for_months_that_cannot_be_given(service: Service, quota: Quota) -> None:
    """MC 69: a year, and no longer than the contract; the duty is that of the months asked for."""
    for asked in ({"wp_months": 13}, {"wp_months": 12, "wp_contract_until": "2027-03-31"}):
        with pytest.raises(Blocked) as too_long:
            apply(service, **asked)
        assert "each of them would be paid for" in str(too_long.value.problems[0].message)
    assert apply(service, wp_months=5, wp_contract_until="2027-03-31").state == "received"


@pytest.mark.parametrize(
    ("territory", "last_day"), [("country", dt.date(2026, 11, 27)), ("liberated", dt.date(2026, 11, 25))]
)
def test_the_silence_of_the_labour_body_is_no_objection(
    service: Service, quota: Quota, territory: str, last_day: dt.date
) -> None:
    """MC 67.6: five working days, three in the liberated territories."""
    case = apply(service, territory=territory, liberated_territory_work=territory == "liberated")
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    due = service.terms(case.pk)["opinion"].due_at
    assert clock.local_date(due - dt.timedelta(minutes=1)) == last_day
    with clock.moved_to(due + dt.timedelta(minutes=1)):
        assert act_on_due() == (1, 0)
        assert service.case(case.pk).state == "received"
        service.do(case.pk, "examine")
        service.do(case.pk, "draft_decision", {"outcome": "granted"})


def test_nobody_gets_a_place_that_is_not_there(service: Service, quota: Quota) -> None:
    for _ in range(2):
        case = apply(service)
        to_draft(service, case)
        service.grant(case.pk)
    third = apply(service)
    to_draft(service, third)
    with pytest.raises(Blocked) as full:
        service.do(third.pk, "draft_decision", {"outcome": "granted"})
    assert [p.key for p in full.value.problems] == ["refusal_ground"]
    service.refuse(third.pk, "66.0.5")


def test_of_the_last_place_one_decision_gets_it(service: Service, quota: Quota) -> None:
    cases = [apply(service) for _ in range(3)]
    for case in cases:
        to_draft(service, case)
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    for case in cases[:2]:
        service.do(case.pk, "approve_decision", by="reviewer")
    with pytest.raises(Blocked) as late:
        service.do(cases[2].pk, "approve_decision", by="reviewer")
    assert [p.key for p in late.value.problems] == ["quota_full"]
    assert service.case(cases[2].pk).state == "drafted", "nothing was written"
    service.do(cases[0].pk, "withdraw", {"sure": True})
    service.do(cases[2].pk, "approve_decision", by="reviewer")
    assert left(service) == 0


def test_a_permit_that_nobody_pays_for_gives_its_place_back(service: Service, quota: Quota) -> None:
    case = apply(service)
    to_draft(service, case)
    service.grant(case.pk)
    with clock.moved_to(NOW + dt.timedelta(days=32)):
        assert act_on_due() == (1, 0)
    assert service.case(case.pk).state == "lapsed"
    assert left(service) == 2


def test_what_does_not_count_takes_no_place_and_an_unknown_quota_stops_what_counts(service: Service) -> None:
    free = apply(service, territory="liberated", liberated_territory_work=True)
    assert int(service.terms(free.pk)["decide"].value) == 20
    to_draft(service, free)
    service.grant(free.pk)
    counted = apply(service)
    to_draft(service, counted)
    with pytest.raises(Blocked) as unknown:
        service.do(counted.pk, "draft_decision", {"outcome": "granted"})
    assert [p.key for p in unknown.value.problems] == ["quota_missing"]


@pytest.mark.parametrize(
    ("compartment", "kind"),
    [("asylum", "applicant"), ("asylum", "appellant"), ("asylum", "refugee"), ("stay", "permanent_residence")],
)
def test_who_needs_no_permit_is_not_asked_to_have_one(service: Service, compartment: str, kind: str) -> None:
    """MC-01; the answer does not say why, since the employer and the officer of stay are not to know."""
    person = service.person()
    with (
        acting(service.people["desk"], "test") as actor,
        elevated(Compartment.ASYLUM, reason="the asylum side of a person known to both"),
    ):
        data = {"kind": kind, "basis": "x", "valid_from": "2026-01-01"}
        set_status(actor=actor, person_id=person, data=data, compartment=compartment)
    with pytest.raises(Blocked) as needless:
        apply(service, person=person)
    assert "work_permit_required" in {p.details["variable"] for p in needless.value.problems}
    said = " ".join(f"{p.message} {p.article}" for p in needless.value.problems).lower()
    assert "asylum" not in said
    assert "refugee" not in said


def test_the_quota_is_set_by_the_head_with_its_decision(service: Service, quota: Quota) -> None:
    for name in ("desk", "reviewer", "appeals"):
        with acting(service.people[name], "test") as actor, pytest.raises(AccessError):
            set_quota(actor=actor, year=2026, activity="F", places=5, basis="x")
    with acting(service.people["head"], "test") as actor:
        with pytest.raises(Invalid) as wrong:
            set_quota(actor=actor, year=2026, activity="?", places=-1, basis=" ", territory="moon")
        assert set(wrong.value.errors) == {"activity", "places", "basis", "territory"}
    case = apply(service)
    to_draft(service, case)
    service.grant(case.pk)
    with acting(service.people["head"], "test") as actor, pytest.raises(Invalid):
        set_quota(actor=actor, year=2026, activity="F", places=0, basis="Decision 2")


def test_the_employer_applies_and_nobody_in_the_place_of_the_person(service: Service, quota: Quota) -> None:
    person, office = service.person(), uuid.uuid4()
    with pytest.raises(AccessError):
        service.start("work_permit", person, WORK, by=service.portal(person))
    employer = Actor(
        kind="staff", account_id=uuid.uuid4(), holder_id=uuid.uuid4(), assignments=(Assignment(Role.EMPLOYER, office),)
    )
    whose = Filing(person)
    assert allows(employer, PermitPermission.APPLY_FOR_WORK, whose)
    assert allows(employer, PermitPermission.REGISTER_STAY, whose), "whoever receives somebody registers them"
    assert not allows(employer, PermitPermission.APPLY, whose)
    assert not allows(service.portal(person), PermitPermission.APPLY_FOR_WORK, whose)
    assert allows(service.portal(person), PermitPermission.REGISTER_STAY, whose)
    assert not allows(service.portal(person), PermitPermission.REGISTER_STAY, Filing(uuid.uuid4()))
    for name in ("reviewer", "appeals", "labour", "returns"):
        with pytest.raises(AccessError):
            service.start("work_permit", person, WORK, by=name)
