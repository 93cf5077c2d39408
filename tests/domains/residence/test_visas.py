# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations and visas (MC 24-38): asked for here, decided on elsewhere, recorded as given."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from panah.casework.errors import Blocked, Invalid
from panah.casework.models import Case, Decision
from panah.casework.registry import case_facts
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.foundation.ids import secret_id
from panah.law.engine import assess
from panah.register.models import LegalStatus
from panah.register.public import Invalid as NotPossible
from panah.register.public import set_status
from tests.domains.residence.test_permits import TRP
from tests.support.permits import Service, every_paper

ASK: dict[str, Any] = {
    "visa_kind": "labour",
    "visa_inviter": "employer",
    "inviter_name": "Nümunə MMC",
    "purpose": "To fit a crane.",
    "visa_entries": "single",
}
GIVEN: dict[str, Any] = {
    "visa_number": "AZ1234567",
    "issued_by": "Embassy in Ankara",
    "visa_kind": "labour",
    "visa_entries": "single",
    "visa_starts_on": "2026-12-01",
    "visa_ends_on": "2027-02-28",
    "days_of_stay": 90,
}


def ask(service: Service, person: uuid.UUID, *, papers: bool = True, **changes: Any) -> Case:
    given = {"papers": every_paper(service, "visa", person)} if papers else {}
    return service.start("visa", person, ASK | given | changes)


def send(service: Service, case: Case) -> None:
    service.do(case.pk, "send", {"bodies": [str(service.offices["body"].pk)]})


def visas(service: Service, person: uuid.UUID) -> list[tuple[str, dt.date, dt.date]]:
    with acting(service.people["desk"], "test"):
        rows = LegalStatus.objects.filter(person_id=person, group="visa", recorded__upper_inf=True).order_by("valid")
        return [(row.ground, row.valid.lower, row.valid.upper) for row in rows]


def test_a_request_goes_to_the_body_that_decides_and_its_visa_is_recorded(service: Service) -> None:
    person = service.person()
    case = ask(service, person)
    with pytest.raises(AccessError):
        service.do(case.pk, "answer", {"result": "granted"}, by="body")
    send(service, case)
    term = service.terms(case.pk)["answer"]
    assert (term.parameter, int(term.value)) == ("visa.decide", 15)
    assert set(service.offers(case.pk, "body")) == {"answer"}
    assert not service.offers(case.pk, "labour"), "another body was not asked"
    assert "answer" not in service.offers(case.pk), "nobody here answers in its place"
    service.do(case.pk, "answer", {"result": "granted", "answer_number": "V-7"}, by="body")
    assert service.case(case.pk).state == "agreed"
    assert service.offices["body"].pk not in service.case(case.pk).offices
    assert service.letters(case.pk) == ["visa_answer"]
    service.do(case.pk, "record_visa", GIVEN)
    assert visas(service, person) == [("labour", dt.date(2026, 12, 1), dt.date(2027, 3, 1))]
    with acting(service.people["desk"], "test"):
        assert not Decision.objects.filter(case=case).exists(), "no decision of ours"


def test_a_refusal_is_theirs_with_reasons_and_the_way_to_challenge_it(service: Service) -> None:
    case = ask(service, service.person())
    send(service, case)
    with pytest.raises(Invalid) as silent:
        service.do(case.pk, "answer", {"result": "refused"}, by="body")
    assert set(silent.value.errors) == {"reasons"}
    service.do(case.pk, "answer", {"result": "refused", "reasons": "A ban on entry."}, by="body")
    assert service.case(case.pk).state == "declined"
    with acting(service.people["desk"], "test"):
        facts = case_facts(service.case(case.pk), clock.today())
        assert not Decision.objects.filter(case=case).exists()
    assert assess(facts, clock.today(), variables=["visa_reapply_allowed"]).value("visa_reapply_allowed") is True


@pytest.mark.parametrize(
    ("kind", "inviter", "sent"),
    [
        ("business", "company", True),
        ("business", "student", False),
        ("science", "institution", True),
        ("science", "company", False),
        ("labour", "company", False),
        ("treatment", "medical_institution", True),
        ("official", "institution", False),
        ("personal", "citizen", True),
        ("personal", "labour_migrant", False),
        ("culture_sport", "citizen", False),
        ("tourism", "none", True),
    ],
)
def test_who_may_invite_for_which_visa(service: Service, kind: str, inviter: str, sent: bool) -> None:
    case = ask(service, service.person(), visa_kind=kind, visa_inviter=inviter)
    if sent:
        send(service, case)
    else:
        with pytest.raises(Blocked) as nobody:
            send(service, case)
        assert {p.key for p in nobody.value.problems} == {"no_ground"}


def test_nothing_is_sent_with_papers_missing_and_urgent_and_listed_cases_are_quicker(service: Service) -> None:
    case = ask(service, service.person(), papers=False)
    with pytest.raises(Blocked):
        send(service, case)
    for changes, parameter, days in (
        ({"visa_urgent_case": True}, "visa.decide_urgent", 2),
        ({"evisa_country": True}, "visa.decide_evisa_country", 3),
    ):
        quick = ask(service, service.person(name=parameter), **changes)
        send(service, quick)
        term = service.terms(quick.pk)["answer"]
        assert (term.parameter, int(term.value)) == (parameter, days)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"days_of_stay": 91}, "visa_stay_too_long"),
        ({"visa_starts_on": "2026-12-01", "visa_ends_on": "2027-03-01"}, None),
        ({"visa_starts_on": "2026-12-01", "visa_ends_on": "2027-03-02"}, "visa_valid_too_long"),
        ({"visa_starts_on": "2027-12-01", "visa_ends_on": "2028-02-29"}, None),
        ({"visa_starts_on": "2027-12-01", "visa_ends_on": "2028-03-01"}, "visa_valid_too_long"),
        ({"visa_kind": "tourism", "days_of_stay": 31}, "visa_stay_too_long"),
        ({"visa_kind": "transit", "days_of_stay": 5, "visa_ends_on": "2026-12-31"}, None),
        ({"visa_entries": "multiple", "visa_ends_on": "2028-12-01"}, None),
        ({"visa_entries": "multiple", "visa_ends_on": "2028-12-02"}, "visa_valid_too_long"),
    ],
)
def test_a_visa_brought_is_recorded_within_what_the_code_has(
    service: Service, changes: dict[str, Any], problem: str | None
) -> None:
    person = service.person()
    case = ask(service, person, papers=False, visa_inviter="none")
    for name in ("reviewer", "body", "appeals"):
        with pytest.raises(AccessError):
            service.do(case.pk, "record_visa", GIVEN | changes, by=name)
    if problem is None:
        service.do(case.pk, "record_visa", GIVEN | changes)
        assert len(visas(service, person)) == 1
    else:
        with pytest.raises(Blocked) as wrong:
            service.do(case.pk, "record_visa", GIVEN | changes)
        assert {p.key for p in wrong.value.problems} == {problem}
        assert not visas(service, person)


def test_a_new_visa_ends_the_old_one_and_the_person_records_none(service: Service) -> None:
    person = service.person()
    first = ask(service, person, papers=False, visa_inviter="none")
    with pytest.raises(AccessError):
        service.do(first.pk, "record_visa", GIVEN, by=service.portal(person))
    with pytest.raises(Invalid) as order:
        service.do(first.pk, "record_visa", GIVEN | {"visa_ends_on": "2026-11-30"})
    assert "visa_ends_on" in order.value.errors
    service.do(first.pk, "record_visa", GIVEN)
    second = ask(service, person, papers=False, visa_inviter="none")
    later = {"visa_kind": "business", "visa_starts_on": "2027-01-15", "visa_ends_on": "2027-03-01"}
    service.do(second.pk, "record_visa", GIVEN | later)
    assert visas(service, person) == [
        ("labour", dt.date(2026, 12, 1), dt.date(2027, 1, 15)),
        ("business", dt.date(2027, 1, 15), dt.date(2027, 3, 2)),
    ]


@pytest.mark.parametrize(("applied_on", "lawful"), [("2026-12-31", True), ("2027-01-01", False)])
def test_the_days_of_a_recorded_visa_are_lawful_stay_in_other_files(
    service: Service, applied_on: str, lawful: bool
) -> None:
    """Thirty days from the entry on 1 December; an application accepted on the last of them bridges (MC 20.1, 20.2)."""
    person = service.person()
    visa = ask(service, person)
    with clock.moved_to(at("2026-12-01")):
        service.do(visa.pk, "record_visa", GIVEN | {"days_of_stay": 30, "arrived_on": "2026-12-01"})
    with clock.moved_to(at(applied_on)):
        case = service.start("temporary_residence", person, TRP)
    with clock.moved_to(at("2027-02-01")), acting(service.people["desk"], "test"):
        facts = case_facts(service.case(case.pk), clock.today())
        found = assess(facts, clock.today(), variables=["visa_stay_last_day", "stay_is_lawful", "overstay"])
        assert str(found.value("visa_stay_last_day")) == "2026-12-31"
        assert found.value("stay_is_lawful") is lawful
        assert found.value("overstay") is not lawful


def test_days_of_stay_belong_to_a_visa_alone(service: Service) -> None:
    person = service.person()
    with acting(service.people["desk"], "test") as actor:
        with pytest.raises(NotPossible):
            set_status(
                actor=actor,
                person_id=person,
                data={"kind": "temporary_stay", "basis": "MC 39", "valid_from": "2026-11-01", "stay_days": 30},
                compartment="stay",
            )
        row = set_status(
            actor=actor,
            person_id=person,
            data={"kind": "visa", "basis": "MC 24", "valid_from": "2026-11-01", "stay_days": 30},
            compartment="stay",
        )
        for name, kind in (("legalstatus_days_of_a_visa", "temporary_stay"), ("legalstatus_some_days", "visa")):
            row.pk, row.kind = secret_id(), kind
            row.group, row.stay_days = ("stay", 30) if kind != "visa" else ("visa", 0)
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                row.save(force_insert=True)


def at(day: str) -> dt.datetime:
    """Ten in the morning in Baku."""
    return dt.datetime.fromisoformat(f"{day}T06:00+00:00")
