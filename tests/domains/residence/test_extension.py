# SPDX-License-Identifier: AGPL-3.0-or-later
"""Extension of temporary stay (MC 39-43), from the application to the paper or to the court."""

import datetime as dt
from typing import Any

import pytest

from panah.casework.errors import Blocked, Invalid
from panah.casework.jobs import act_on_due
from panah.casework.models import ClockPause
from panah.domains.residence.models import SelfDeclared
from panah.domains.residence.public import bridge_of, note_identity_shown
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.register.models import IdentityPaper, LegalStatus, StatusKind
from tests.domains.residence.conftest import NOW
from tests.support.permits import Service, every_paper

EXTENSION = "stay_extension"
ANSWERS: dict[str, Any] = {
    "arrived_on": "2026-09-05",
    "visa_free_entry": False,
    "visa_stay_until": "2026-12-04",
    "needs_urgent_treatment": True,
    "extension_days": 30,
    "extension_fast": False,
    "dwelling_own": True,
    "passport_valid_until": "2029-01-01",
}


def apply(service: Service, *, papers: bool = True, **changes: Any) -> Any:
    person = service.person()
    given = {"papers": every_paper(service, EXTENSION, person)} if papers else {}
    return service.start(EXTENSION, person, ANSWERS | given | changes)


def test_from_the_application_to_the_paper(service: Service) -> None:
    case = apply(service)
    term = service.terms(case.pk)["decide"]
    assert (term.parameter, term.unit) == ("ext.decide", "working_day")
    service.do(case.pk, "examine", {"passport_valid_until": "2029-01-01"})
    service.grant(case.pk)
    assert service.case(case.pk).state == "approved"
    due = service.charge(case.pk)
    assert (due.amount, due.currency) == (30, "AZN"), "an adult, up to thirty days, the usual time"
    with pytest.raises(Blocked) as unpaid:
        service.do(case.pk, "issue")
    assert [problem.key for problem in unpaid.value.problems] == ["charge_due"]
    service.pay(case.pk)
    service.do(case.pk, "issue")
    assert service.case(case.pk).state == "granted"
    assert service.document(case.pk).valid_until == dt.date(2027, 1, 3), "thirty days after 4 December"
    assert service.letters(case.pk) == ["permit_granted", "permit_document"]
    with acting(service.people["desk"], "test"):
        status = LegalStatus.objects.get(case_id=case.pk)
    assert (status.kind, status.ground) == (StatusKind.TEMPORARY_STAY, "40-treatment")
    assert (status.valid.lower, status.valid.upper) == (dt.date(2026, 12, 5), dt.date(2027, 1, 4))


def test_no_paper_is_given_out_before_somebody_has_looked_at_passport_and_face(service: Service) -> None:
    person = service.person(papers=[{"kind": "passport", "number": "P 1", "country": "TUR"}])
    papers = {"papers": every_paper(service, EXTENSION, person)}
    case = service.start(EXTENSION, person, ANSWERS | papers, flags=("self_declared",))
    with acting(service.people["desk"], "test"):
        SelfDeclared.objects.create(person_id=person, compartment="stay", declared_at=clock.now())
    service.do(case.pk, "examine", {"passport_valid_until": "2029-01-01"})
    service.grant(case.pk)
    service.pay(case.pk)
    with pytest.raises(Blocked) as unseen:
        service.do(case.pk, "issue")
    assert [problem.key for problem in unseen.value.problems] == ["identity_not_shown"]
    with acting(service.people["desk"], "test") as desk:
        note_identity_shown(actor=desk, person_id=person, paper_id=IdentityPaper.objects.get(person_id=person).pk)
    # The mark is taken off the file, whose version stays: what an officer has open is not stale by it.
    service.do(case.pk, "issue")
    assert service.case(case.pk).state == "granted"


def test_a_faster_answer_is_dearer_and_due_sooner(service: Service) -> None:
    case = apply(service, extension_fast=True)
    assert service.terms(case.pk)["decide"].parameter == "ext.decide_fast"
    service.do(case.pk, "examine")
    service.grant(case.pk)
    assert service.charge(case.pk).amount == 50


def test_missing_papers_are_asked_for_in_writing_and_come_from_the_portal(service: Service) -> None:
    case = apply(service, papers=False)
    service.do(case.pk, "examine")
    with pytest.raises(Blocked) as missing:
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    assert {p.details["paper"] for p in missing.value.problems} == {
        "application_form",
        "passport_copy",
        "ground_proof",
        "photos",
    }, "the deed of the dwelling stands in a register of the state"
    service.do(case.pk, "ask_for_papers", {"remark": "A legible copy, please."})
    assert service.case(case.pk).state == "incomplete"
    person = service.portal(case.person_id)
    assert {"add_papers", "withdraw"} <= set(service.offers(case.pk, person))
    service.do(case.pk, "add_papers", {"papers": every_paper(service, EXTENSION, case.person_id)}, by=person)
    service.grant(case.pk)
    with pytest.raises(Blocked):
        service.do(case.pk, "issue")


def test_a_refusal_takes_two_people_a_coded_ground_and_goes_on_to_complaint_and_court(service: Service) -> None:
    case = apply(service)
    service.do(case.pk, "examine")
    refusal = {"outcome": "refused", "refusal_grounds": ["43-false-papers"], "reasons": "The booking was invented."}
    with pytest.raises(Blocked) as unfounded:
        service.do(case.pk, "draft_decision", refusal)
    assert [p.key for p in unfounded.value.problems] == ["ground_not_found"]
    service.do(case.pk, "examine", {"false_papers": True})
    with pytest.raises(Invalid):
        service.do(case.pk, "draft_decision", {"outcome": "refused"})
    with pytest.raises(Blocked) as forbidden:
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    assert [p.key for p in forbidden.value.problems] == ["refusal_ground"]
    service.refuse(case.pk, "43-false-papers")
    term = service.terms(case.pk)
    assert (term["suit"].article, term["suit"].unit) == ("APC 38.1", "calendar_day")
    assert (term["leave"].unit, int(term["leave"].value)) == ("hour", 48)
    person = service.portal(case.person_id)
    service.do(case.pk, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "It was not invented."}, by=person)
    answer = {"result": "upheld", "reasons": "It was.", "answered_on": "2026-11-20"}
    with pytest.raises(AccessError):
        service.do(case.pk, "decide_complaint", answer, by="reviewer")
    service.do(case.pk, "decide_complaint", answer, by="appeals")
    assert "(MC 43" in service.words(case.pk), "what stands is told with its article"
    terms = service.terms(case.pk)
    assert {"suit_after_complaint", "leave"} <= set(terms), "a complaint suspends nothing"
    assert terms["leave"].due_at.astimezone(clock.zone()) == dt.datetime(2026, 12, 5, tzinfo=clock.zone()), (
        "the stay lasts"
    )
    service.do(case.pk, "lodge_suit", {"lodged_on": "2026-11-20", "court": "Bakı İnzibati Məhkəməsi"}, by="appeals")
    with acting(service.people["head"], "test"):
        assert not ClockPause.objects.filter(clock=terms["leave"], ended_at=None).exists()
    order = {"ordered_on": "2026-11-20", "suspends": False}
    service.do(case.pk, "record_interim_order", order, by="appeals")
    service.do(case.pk, "record_interim_order", order | {"suspends": True}, by="appeals")
    with acting(service.people["head"], "test"):
        assert ClockPause.objects.filter(clock=terms["leave"], ended_at=None).count() == 1, "a court that says so does"
    service.do(
        case.pk,
        "record_judgment",
        {"result": "annulled", "reasons": "Not shown.", "judged_on": "2026-11-20"},
        by="appeals",
    )
    assert service.case(case.pk).state == "received"
    assert "leave" not in service.terms(case.pk)
    service.do(case.pk, "examine", {"false_papers": False})
    service.grant(case.pk)
    assert service.letters(case.pk) == [
        "permit_refused",
        "complaint_received",
        "complaint_result",
        "complaint_result",
        "permit_granted",
    ]


@pytest.mark.parametrize(("until", "holds"), [("2026-11-20", True), ("2026-12-04", True), ("2026-11-19", False)])
def test_an_application_shows_whether_it_carries_the_stay(service: Service, until: str, holds: bool) -> None:
    """Accepted on the last day it does, a day later it does not (MC 20.2); the person and the desk are told the same."""
    case = apply(service, visa_stay_until=until)
    for who in (service.people["desk"], service.portal(case.person_id)):
        with acting(who, "test") as actor:
            found = bridge_of(actor=actor, case=case)
            assert found is not None
            assert (found.holds, found.until, found.article) == (
                holds,
                dt.date.fromisoformat(until),
                "MC 20.2; MC 47.9",
            )
    service.do(case.pk, "examine", {"false_papers": True})
    service.refuse(case.pk, "43-false-papers")
    with acting(service.people["desk"], "test") as actor:
        assert bridge_of(actor=actor, case=service.case(case.pk)) is None, "what was decided carries nothing"


def test_whose_stay_is_over_has_hours_to_leave_counted_from_when_the_refusal_was_received(service: Service) -> None:
    case = apply(service, visa_stay_until="2026-11-22")
    service.do(case.pk, "examine", {"false_papers": True})
    # Tuesday afternoon: by then the stay has ended, and the application was the bridge.
    with clock.moved_to(NOW + dt.timedelta(days=4, hours=5)):
        service.refuse(case.pk, "43-false-papers")
        assert service.terms(case.pk)["leave"].due_at == clock.now() + dt.timedelta(hours=48)


def test_a_refusal_that_nobody_contests_closes_by_itself_and_a_late_complaint_still_comes_in(service: Service) -> None:
    case = apply(service)
    service.do(case.pk, "examine", {"false_papers": True})
    service.refuse(case.pk, "43-false-papers")
    with clock.moved_to(NOW + dt.timedelta(days=29)):
        assert act_on_due() == (0, 0)
    with clock.moved_to(NOW + dt.timedelta(days=35)):
        assert act_on_due() == (1, 0)
        assert service.case(case.pk).state == "closed"
        late = {"lodged_on": clock.today().isoformat(), "grounds": "I was ill.", "late_reason": "I was ill."}
        service.do(case.pk, "lodge_complaint", late, by=service.portal(case.person_id))
    assert service.case(case.pk).state == "complained"


def test_the_person_applies_in_the_portal_for_themself_and_for_nobody_else(service: Service) -> None:
    person, other = service.person(), service.person("Başqa Adam")
    case = service.start(EXTENSION, person, ANSWERS, by=service.portal(person))
    assert case.number.startswith("SE-2026-")
    with pytest.raises(AccessError):
        service.start(EXTENSION, other, ANSWERS, by=service.portal(person))
    service.do(case.pk, "withdraw", {"sure": True}, by=service.portal(person))
    assert service.case(case.pk).state == "withdrawn"
