# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying anew after a refusal (MC 48.3, 48.4, 54.11, 67.8, 67.9): who may, when, and what need not be brought twice."""

import datetime as dt
import uuid
from typing import Any

import pytest

from panah.casework.coded import papers_needed
from panah.casework.context import Context
from panah.casework.errors import AlreadyOpen, Blocked
from panah.casework.jobs import act_on_due
from panah.casework.models import Case
from panah.casework.selectors import rests_on
from panah.casework.services import filing_form
from panah.foundation import clock
from panah.foundation.access.context import acting
from tests.domains.employment.test_work_permit import WORK
from tests.domains.residence.conftest import NOW
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.domains.residence.test_permits import PRP, TRP, to_draft
from tests.support.permits import Service, every_paper

#: Procedure -> what is filed, what an officer finds, and the ground of the refusal that rests on it.
PERMITS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "temporary_residence": (TRP, {"false_papers": True}, "50.1.2"),
    "permanent_residence": (PRP, {"false_papers": True}, "55-false-papers"),
    "stay_extension": (EXTENSION, {"false_papers": True}, "43-false-papers"),
    "work_permit": (WORK, {"wp_false_papers": True}, "66-false-papers"),
}
CAUSE = {"temporary_residence": "trp_refusal_cause_ended", "work_permit": "wp_refusal_cause_ended"}
OPINION = {"temporary_residence": "body", "permanent_residence": "body", "work_permit": "labour"}


def file(service: Service, procedure: str, person: uuid.UUID, *, papers: bool = True, **changes: Any) -> Case:
    given = {"papers": every_paper(service, procedure, person)} if papers else {}
    return service.start(procedure, person, PERMITS[procedure][0] | given | changes)


def refused(service: Service, procedure: str, person: uuid.UUID, **changes: Any) -> Case:
    """An application that was refused, and the refusal handed over."""
    case = file(service, procedure, person, **changes)
    _answers, found, ground = PERMITS[procedure]
    if body := OPINION.get(procedure):
        service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices[body].pk)]})
        service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by=body)
    service.do(case.pk, "examine", found)
    service.refuse(case.pk, ground)
    return service.case(case.pk)


def missing(service: Service, case: Case) -> set[str]:
    with acting(service.people["desk"], "test") as desk:
        return {one.code for one in rests_on(actor=desk, case=service.case(case.pk)).papers if one.state == "missing"}


def again(service: Service, procedure: str, person: uuid.UUID, **changes: Any) -> Case:
    said = {CAUSE[procedure]: True} if procedure in CAUSE else {}
    return file(service, procedure, person, **(said | changes))


@pytest.mark.parametrize("procedure", sorted(PERMITS))
def test_a_refused_person_applies_anew_once(service: Service, procedure: str) -> None:
    person = service.person()
    old = refused(service, procedure, person)
    assert (old.state, old.aside) == ("served", True)
    new = again(service, procedure, person)
    assert (new.state, new.aside) == ("received", False)
    with pytest.raises(AlreadyOpen) as twice:
        again(service, procedure, person)
    assert twice.value.number == new.number


@pytest.mark.parametrize("procedure", sorted(PERMITS))
def test_nobody_applies_anew_before_the_refusal_is_handed_over(service: Service, procedure: str) -> None:
    person = service.person()
    case = file(service, procedure, person)
    if body := OPINION.get(procedure):
        service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices[body].pk)]})
        service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by=body)
    service.do(case.pk, "examine", PERMITS[procedure][1])
    draft = {"outcome": "refused", "refusal_grounds": [PERMITS[procedure][2]], "reasons": "Because of what was found."}
    service.do(case.pk, "draft_decision", draft)
    service.do(case.pk, "approve_decision", by="reviewer")
    with pytest.raises(AlreadyOpen):
        again(service, procedure, person)


@pytest.mark.parametrize("procedure", sorted(CAUSE))
def test_the_cause_of_the_refusal_must_have_ended(service: Service, procedure: str) -> None:
    """MC 48.3, 67.8. Nobody who was never refused is asked."""
    person = service.person()
    file(service, procedure, service.person("Heç İmtinasız"))
    refused(service, procedure, person)
    for said in ({}, {CAUSE[procedure]: False}):
        with pytest.raises(Blocked) as stopped:
            file(service, procedure, person, **said)
        assert [dict(problem.details).get("variable") for problem in stopped.value.problems] == [
            {"temporary_residence": "trp_may_apply_again", "work_permit": "wp_may_apply_again"}[procedure]
        ]


def asked(service: Service, procedure: str, person: uuid.UUID, **said: str) -> set[str]:
    with acting(service.people["desk"], "test") as desk:
        found, _options = filing_form(actor=desk, procedure=procedure, person_id=person, said=said)
    return {one.name for one in found.start.form}


def test_whether_the_cause_ended_is_asked_of_those_alone_who_were_refused(service: Service) -> None:
    cause, person = CAUSE["temporary_residence"], service.person()
    assert cause not in asked(service, "temporary_residence", person)
    refused(service, "temporary_residence", person)
    assert cause in asked(service, "temporary_residence", person)
    assert cause not in asked(service, "temporary_residence", service.person("Heç İmtinasız"))


def test_an_employer_does_not_learn_of_the_refusal_of_another(service: Service) -> None:
    cause, person = CAUSE["work_permit"], service.person()
    refused(service, "work_permit", person)
    own = str(WORK["employer_number"])
    assert cause in asked(service, "work_permit", person, employer_number=own)
    assert cause not in asked(service, "work_permit", person, employer_number="9" * len(own))
    assert cause in asked(service, "work_permit", person), "who applies is not known yet"


def test_a_temporary_permit_instead_of_a_permanent_one_needs_no_papers_and_no_opinion(service: Service) -> None:
    """MC 54.11-1, 46.4: within a month, unless the cause bars a temporary permit too."""
    person = service.person()
    case = service.start(
        "permanent_residence", person, PRP | {"papers": every_paper(service, "permanent_residence", person)}
    )
    to_draft(service, case)
    test = {"tested_on": "2026-11-20", "members": "A and B", "prp_test_failed": True}
    service.do(case.pk, "record_test", test)
    service.refuse(case.pk, "55-test")
    new = service.start("temporary_residence", person, TRP)
    assert missing(service, new) == {"application_form"}
    service.do(new.pk, "examine", {})
    with pytest.raises(Blocked) as left:
        service.do(new.pk, "draft_decision", {"outcome": "granted"})
    assert {one.key for one in left.value.problems} == {"paper_missing"}


def test_after_that_month_it_is_an_application_like_any_other(service: Service) -> None:
    person = service.person()
    refused(service, "permanent_residence", person)
    with clock.moved_to(NOW + dt.timedelta(days=40)):
        new = service.start("temporary_residence", person, TRP)
        assert len(missing(service, new)) > 1
        service.do(new.pk, "examine", {})
        with pytest.raises(Blocked) as left:
            service.do(new.pk, "draft_decision", {"outcome": "granted"})
        assert "law" in {one.key for one in left.value.problems}


@pytest.mark.parametrize("procedure", sorted(CAUSE))
def test_the_condition_does_not_end_with_the_time_to_complain(service: Service, procedure: str) -> None:
    person = service.person()
    old = refused(service, procedure, person)
    with clock.moved_to(NOW + dt.timedelta(days=60)):
        assert act_on_due()[0] >= 1
        assert service.case(old.pk).is_open is False
        with pytest.raises(Blocked):
            file(service, procedure, person)
        assert again(service, procedure, person).state == "received"


@pytest.mark.parametrize("procedure", sorted(PERMITS))
def test_a_complaint_goes_on_beside_the_new_application(service: Service, procedure: str) -> None:
    """Neither costs the other: the old refusal falls, and both are looked at."""
    person = service.person()
    old = refused(service, procedure, person)
    new = again(service, procedure, person)
    service.do(
        old.pk, "lodge_complaint", {"lodged_on": clock.today().isoformat(), "grounds": "The papers are true."},
        by=service.portal(person),
    )  # fmt: skip
    answer = {"result": "annulled", "reasons": "They are.", "answered_on": clock.today().isoformat()}
    service.do(old.pk, "decide_complaint", answer, by="appeals")
    assert [service.case(case.pk).state for case in (old, new)] == ["received", "received"]
    service.do(new.pk, "withdraw", {"sure": True}, by=service.portal(person))
    with pytest.raises(AlreadyOpen) as open_still:
        again(service, procedure, person)
    assert open_still.value.number == old.number


def test_only_the_new_proof_is_brought_while_the_stay_is_lawful(service: Service) -> None:
    """MC 48.4: what came with the refused application counts as brought."""
    person = service.person()
    lawful = {"trp_is_extension": True, "trp_valid_until": "2026-12-31"}
    old = refused(service, "temporary_residence", person, **lawful)
    new = again(service, "temporary_residence", person, papers=False, **lawful)
    assert missing(service, new) == set()
    with acting(service.people["desk"], "test"):
        assert papers_needed(
            Context(service.people["desk"], service.case(old.pk), new.procedure.start, None, clock.now())
        )


def test_everything_is_brought_again_once_the_stay_is_over(service: Service) -> None:
    person = service.person()
    refused(service, "temporary_residence", person)
    new = again(service, "temporary_residence", person, papers=False)
    assert {"application_form", "passport_copy", "ground_proof"} <= missing(service, new)


@pytest.mark.parametrize(("days", "nothing"), [(30, True), (31, False)])
def test_a_month_to_bring_only_the_missing_proof_for_a_permanent_permit(
    service: Service, days: int, nothing: bool
) -> None:
    """MC 54.11, received on 20 November: the month ends on 20 December."""
    person = service.person()
    refused(service, "permanent_residence", person)
    with clock.moved_to(NOW + dt.timedelta(days=days)):
        new = again(service, "permanent_residence", person, papers=False)
        assert (missing(service, new) == set()) is nothing


def test_another_employer_is_not_asked_about_a_refusal_that_is_not_its_own(service: Service) -> None:
    """It is told nothing of it either, and brings its own papers."""
    person = service.person()
    refused(service, "work_permit", person)
    other = file(service, "work_permit", person, papers=False, employer_name="Başqa MMC", employer_number="1700000002")
    assert other.state == "received"
    assert "application_form" in missing(service, other)


def test_an_application_that_was_taken_back_does_not_hide_the_refusal(service: Service) -> None:
    person = service.person()
    refused(service, "work_permit", person)
    service.do(again(service, "work_permit", person).pk, "withdraw", {"sure": True})
    with pytest.raises(Blocked):
        file(service, "work_permit", person)


def test_after_a_grant_an_old_refusal_asks_nothing(service: Service) -> None:
    person = service.person()
    refused(service, "temporary_residence", person)
    new = again(service, "temporary_residence", person)
    to_draft(service, new)
    service.grant(new.pk)
    service.pay(new.pk)
    service.do(new.pk, "issue")
    assert file(service, "temporary_residence", person).state == "received"
