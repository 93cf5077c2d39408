# SPDX-License-Identifier: AGPL-3.0-or-later
"""A permit taken back (MC 43, 50.1, 55, 73): told and heard first, two people, a verified ground; it ends with the day of service, holds
again when the decision falls, and what another case gave meanwhile is not touched."""

import datetime as dt
import uuid
from typing import Any

import pytest

from panah.casework.errors import Blocked, Invalid, NotOffered
from panah.casework.models import Case, Decision
from panah.domains.residence.public import takeable
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import AccessError
from panah.foundation.access.roles import Compartment
from panah.register.models import LegalStatus, StatusKind
from panah.register.services import set_status
from tests.domains.employment.test_work_permit import apply as apply_for_work
from tests.domains.employment.test_work_permit import set_quota
from tests.domains.employment.test_work_permit import to_draft as work_to_draft
from tests.domains.residence.conftest import NOW
from tests.domains.residence.test_permits import TRP
from tests.domains.residence.test_permits import apply as apply_for
from tests.domains.residence.test_permits import to_draft as examined
from tests.support.permits import Service

TEMPORARY, WORK = "temporary_residence_cancellation", "work_permit_cancellation"
TODAY = dt.date(2026, 11, 20)
FINE = {"cancellation_grounds": ["50.1.13"], "known": "A fine of May is unpaid.", "stay_fine_unpaid": True}
DRAFT = {
    "outcome": "cancelled",
    "cancellation_grounds": ["50.1.13"],
    "answer_considered": "The holder says that it was paid; no receipt was shown.",
    "reasons": "The fine of May is still unpaid.",
}


def permit(service: Service, **changes: Any) -> Case:
    """A temporary permit that was issued."""
    case = apply_for(service, "temporary_residence", TRP, **changes)
    examined(service, case)
    service.grant(case.pk)
    service.pay(case.pk)
    service.do(case.pk, "issue")
    return case


def opened(service: Service, given: Case, **changes: Any) -> Case:
    return service.start(TEMPORARY, given.person_id, FINE | changes)


def noticed(service: Service, given: Case, **changes: Any) -> Case:
    case = opened(service, given, **changes)
    service.do(case.pk, "give_notice", {"served_on": clock.today().isoformat()})
    return case


def heard(service: Service, given: Case, **changes: Any) -> Case:
    case = noticed(service, given, **changes)
    service.do(case.pk, "record_answer", {"answer": "I paid it."}, by=service.portal(given.person_id))
    return case


def cancelled(service: Service, given: Case) -> Case:
    case = heard(service, given)
    service.do(case.pk, "draft_decision", DRAFT)
    service.do(case.pk, "approve_decision", by="reviewer")
    service.do(case.pk, "serve_cancellation", {"served_on": clock.today().isoformat(), "means": "in_person"})
    return case


def held(service: Service, given: Case) -> list[tuple[dt.date, dt.date]]:
    with acting(service.people["desk"], "test"):
        rows = LegalStatus.objects.filter(case_id=given.pk, recorded__upper_inf=True).order_by("valid")
        return [(row.valid.lower, row.valid.upper) for row in rows]


def blocked(service: Service, case: Case, action: str, data: dict[str, Any], by: str | Actor = "desk") -> set[str]:
    with pytest.raises(Blocked) as refused:
        service.do(case.pk, action, data, by=by)
    return {problem.key for problem in refused.value.problems}


def test_a_permit_is_taken_back_and_ends_with_the_day_of_service(service: Service) -> None:
    given = permit(service)
    (first, last) = held(service, given)[0]
    paper = service.document(given.pk)
    case = noticed(service, given)
    assert service.terms(case.pk)["answer"].policy is True
    assert blocked(service, case, "draft_decision", DRAFT) == {"holder_not_heard"}
    service.do(
        case.pk, "record_answer", {"answer": "I paid it.", "wants_hearing": True}, by=service.portal(given.person_id)
    )
    service.do(case.pk, "draft_decision", DRAFT)
    with pytest.raises(AccessError):
        service.do(case.pk, "approve_decision", by="desk")
    service.do(case.pk, "approve_decision", by="reviewer")
    assert held(service, given) == [(first, last)], "decided is not handed over: the permit holds"
    service.do(case.pk, "serve_cancellation", {"served_on": "2026-11-20", "means": "in_person"})
    assert held(service, given) == [(first, dt.date(2026, 11, 21))]
    assert service.case(case.pk).state == "served"
    assert service.case(given.pk).state == "cancelled", "its own file says so to whoever applied"
    assert service.letters(case.pk) == ["cancellation_notice", "permit_cancelled"]
    with acting(service.people["desk"], "test"):
        decision = Decision.objects.get(case_id=case.pk)
        paper.refresh_from_db()
    assert (decision.outcome, decision.negative, decision.articles) == ("cancelled", True, ["MC 50.1.13"])
    assert decision.drafted_by != decision.reviewed_by
    assert paper.ended_because == "cancelled"
    assert "suit" in service.terms(case.pk)


@pytest.mark.parametrize(("days", "over"), [(13, False), (14, True)])
def test_silence_lets_the_decision_come_when_the_time_to_answer_is_over(
    service: Service, days: int, over: bool
) -> None:
    """Ten working days from Friday 20 November end with Friday 4 December."""
    case = noticed(service, permit(service))
    with clock.moved_to(NOW + dt.timedelta(days=days + 1)):
        if over:
            service.do(case.pk, "draft_decision", DRAFT)
        else:
            assert service.terms(case.pk)["answer"].due_at > clock.now()
            assert blocked(service, case, "draft_decision", DRAFT) == {"holder_not_heard"}


def test_nobody_loses_a_permit_on_what_the_notice_did_not_name(service: Service) -> None:
    given = permit(service)
    case = heard(service, given)
    more = {"cancellation_grounds": ["50.1.13", "50.1.9"]}
    assert blocked(service, case, "draft_decision", DRAFT | more) == {"ground_not_put", "ground_not_found"}
    found = FINE | more | {"left_permanently": True}
    service.do(case.pk, "find_more", found)
    assert service.case(case.pk).state == "received"
    with pytest.raises(NotOffered):
        service.do(case.pk, "draft_decision", DRAFT | more)
    service.do(case.pk, "give_notice", {"served_on": "2026-11-20"})
    assert blocked(service, case, "draft_decision", DRAFT | more) == {"holder_not_heard"}, "heard anew on what is new"
    service.do(case.pk, "record_hearing", {"heard_on": "2026-11-20", "attended": True, "said": "Not so."})
    service.do(case.pk, "draft_decision", DRAFT | more)


def test_what_the_law_does_not_find_opens_nothing(service: Service) -> None:
    given = permit(service)
    with pytest.raises(Blocked) as unfound:
        opened(service, given, stay_fine_unpaid=False)
    assert [problem.key for problem in unfound.value.problems] == ["ground_not_found"]
    with pytest.raises(Invalid):
        opened(service, given, cancellation_grounds=["73-request"])
    nobody = service.person("Nəzrin Sınaqlı")
    with pytest.raises(Blocked) as nothing:
        service.start(TEMPORARY, nobody, FINE)
    assert [problem.key for problem in nothing.value.problems] == ["no_permit_to_cancel"]


def test_the_permit_stays_where_two_people_say_so(service: Service) -> None:
    given = permit(service)
    before, case = held(service, given), heard(service, given)
    service.do(case.pk, "draft_decision", {"outcome": "kept", "reasons": "The fine was paid."})
    service.do(case.pk, "approve_decision", by="reviewer")
    assert service.case(case.pk).state == "kept"
    assert service.letters(case.pk) == ["cancellation_notice", "cancellation_dropped"]
    assert (held(service, given), service.case(given.pk).state) == (before, "granted")


def test_a_complaint_that_annuls_gives_every_day_back(service: Service) -> None:
    given = permit(service)
    (first, last) = held(service, given)[0]
    case = cancelled(service, given)
    with clock.moved_to(NOW + dt.timedelta(days=10)):
        complaint = {"lodged_on": "2026-11-30", "grounds": "I had paid."}
        service.do(case.pk, "lodge_complaint", complaint, by=service.portal(given.person_id))
        answer = {"result": "annulled", "reasons": "The receipt is genuine.", "answered_on": "2026-11-30"}
        service.do(case.pk, "decide_complaint", answer, by="appeals")
        assert held(service, given) == [(first, dt.date(2026, 11, 21)), (dt.date(2026, 11, 21), last)]
        assert service.case(given.pk).state == "granted"
        assert service.document(given.pk).ended_because == ""
        service.do(case.pk, "drop", {"reasons": "Nothing is left of it."})
    assert service.case(case.pk).state == "kept"


def test_a_court_that_suspends_lets_the_permit_hold_until_its_judgment(service: Service) -> None:
    given = permit(service)
    case = cancelled(service, given)
    suit = {"lodged_on": "2026-11-20", "court": "Sınaq məhkəməsi"}
    service.do(case.pk, "lodge_suit", suit, by="head")
    service.do(case.pk, "record_interim_order", {"ordered_on": "2026-11-20", "suspends": False}, by="appeals")
    assert service.case(given.pk).state == "cancelled"
    service.do(case.pk, "record_interim_order", {"ordered_on": "2026-11-20", "suspends": True}, by="appeals")
    assert service.case(given.pk).state == "granted"
    with clock.moved_to(NOW + dt.timedelta(days=30)):
        judgment = {"result": "upheld", "reasons": "The service was right.", "judged_on": "2026-12-20"}
        service.do(case.pk, "record_judgment", judgment, by="appeals")
    assert service.case(given.pk).state == "cancelled"
    assert held(service, given)[-1][1] == dt.date(2026, 12, 21)


def test_what_another_case_gave_meanwhile_goes_on(service: Service) -> None:
    given = permit(service)
    case = heard(service, given)
    service.do(case.pk, "draft_decision", DRAFT)
    service.do(case.pk, "approve_decision", by="reviewer")
    other = uuid.uuid4()
    with clock.moved_to(NOW + dt.timedelta(days=2)), acting(service.people["desk"], "test") as actor:
        set_status(
            actor=actor,
            person_id=given.person_id,
            data={
                "kind": StatusKind.PERMANENT_RESIDENCE,
                "basis": "MC 52",
                "valid_from": dt.date(2026, 11, 22),
                "valid_to": dt.date(2031, 11, 22),
                "case_id": other,
            },
            compartment="stay",
        )
    with clock.moved_to(NOW + dt.timedelta(days=3)):
        service.do(case.pk, "serve_cancellation", {"served_on": "2026-11-23", "means": "in_person"})
    with acting(service.people["desk"], "test"):
        now = LegalStatus.objects.get(person_id=given.person_id, group="stay", recorded__upper_inf=True, case_id=other)
    assert now.valid.upper == dt.date(2031, 11, 22)


def test_it_is_offered_where_there_is_a_permit(service: Service) -> None:
    given, nobody = permit(service), service.person("Nəzrin Sınaqlı")
    with acting(service.people["desk"], "test") as actor:
        offered = {row.key for row in takeable(actor=actor, person_id=given.person_id)}
        assert {key for key in offered if key.endswith("cancellation")} == {TEMPORARY}
        assert not [r for r in takeable(actor=actor, person_id=nobody) if r.key.endswith("cancellation")]


@pytest.mark.parametrize("by", ["reviewer", "head", "appeals", "body"])
def test_only_the_desk_opens_it(service: Service, by: str) -> None:
    given = permit(service)
    with pytest.raises(AccessError):
        service.start(TEMPORARY, given.person_id, FINE, by=by)
    with pytest.raises(AccessError):
        service.start(TEMPORARY, given.person_id, FINE, by=service.portal(given.person_id))


def working(service: Service) -> Case:
    with acting(service.people["head"], "test") as actor:
        set_quota(actor=actor, year=2026, activity="F", places=2, basis="Decision 1 of 2025-12-01")
    case = apply_for_work(service)
    work_to_draft(service, case)
    service.grant(case.pk)
    service.pay(case.pk)
    service.do(case.pk, "issue")
    return case


def test_a_work_permit_ends_at_request_and_for_a_dissolved_employer(service: Service) -> None:
    given = working(service)
    found = {
        "cancellation_grounds": ["73-dissolved"],
        "known": "The tax register lists the employer as dissolved.",
        "wp_employer_dissolved": True,
    }
    case = service.start(WORK, given.person_id, found)
    service.do(case.pk, "give_notice", {"served_on": "2026-11-20"})
    service.do(case.pk, "record_answer", {"answer": "That is so."})
    service.do(case.pk, "draft_decision", DRAFT | {"cancellation_grounds": ["73-dissolved"]})
    service.do(case.pk, "approve_decision", by="reviewer")
    service.do(case.pk, "serve_cancellation", {"served_on": "2026-11-20", "means": "post"})
    assert service.case(given.pk).state == "cancelled"
    assert held(service, given)[-1][1] == dt.date(2026, 11, 21)


def test_an_extension_falls_with_the_residence_permit_that_was_refused(service: Service) -> None:
    """MC 69.6; that the text was read is why it may carry a decision alone."""
    given = working(service)
    found = {"cancellation_grounds": ["69.6"], "known": "The residence permit was refused.", "wp_trp_refused": True}
    case = service.start(WORK, given.person_id, found | {"wp_is_extension": True})
    service.do(case.pk, "give_notice", {"served_on": "2026-11-20"})
    service.do(case.pk, "record_answer", {"answer": "No."})
    assert blocked(service, case, "draft_decision", DRAFT | {"cancellation_grounds": ["67.13-residence"]})
    service.do(case.pk, "draft_decision", DRAFT | {"cancellation_grounds": ["69.6"]})
    assert service.case(case.pk).state == "drafted"


def test_who_needs_no_permit_to_work_cannot_lose_the_right_by_it(service: Service) -> None:
    """MC-01: whoever asked for protection works without a permit; no ground to cancel one is found, and nothing says why."""
    given = working(service)
    claims = Actor(kind="service", account_id=uuid.uuid4())
    with acting(claims, "test"), elevated(*Compartment, reason="a test"):
        set_status(
            actor=claims,
            person_id=given.person_id,
            data={"kind": StatusKind.APPLICANT, "basis": "RL 1", "valid_from": dt.date(2026, 11, 1)},
            compartment="asylum",
        )
    found = {"cancellation_grounds": ["73-dissolved"], "known": "Dissolved.", "wp_employer_dissolved": True}
    with pytest.raises(Blocked) as barred:
        service.start(WORK, given.person_id, found)
    assert [problem.key for problem in barred.value.problems] == ["ground_not_found"]
    assert "asylum" not in str([vars(problem) for problem in barred.value.problems]).lower()
