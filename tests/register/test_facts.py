# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the register knows, as facts that the law pack takes."""

import datetime as dt

import pytest

from panah.foundation.access.context import acting
from panah.law.engine import assess
from panah.register.facts import ASYLUM_STATE, person_facts
from panah.register.models import GROUP_OF, StatusGroup, StatusKind
from panah.register.services import appoint_guardian, link_family, set_status

ON = dt.date(2026, 11, 23)


def test_a_birth_that_is_not_exact_counts_from_its_latest_day(make, registrar) -> None:
    with acting(registrar):
        assert person_facts(registrar, make(born="1990-05-04"), ON)["birth_date"] == "1990-05-04"
        assert person_facts(registrar, make("Kamran Vəliyev", born="2008-11"), ON)["birth_date"] == "2008-11-30"
        assert person_facts(registrar, make("Nigar Sultanlı", born="2008"), ON)["birth_date"] == "2008-12-31"
        assert "birth_date" not in person_facts(registrar, make(), ON)


def test_statuses_and_citizenships_become_facts(make, officer) -> None:
    subject = make(citizenships=["TUR", "DEU"])
    with acting(officer):
        assert person_facts(officer, subject, ON)["citizenships"] == ["TR", "DE"]
        for kind, since in (
            ("applicant", "2026-01-01"),
            ("refugee", "2026-05-01"),
            ("trafficking_victim", "2026-03-01"),
        ):
            set_status(
                actor=officer,
                person_id=subject.pk,
                data={"kind": kind, "basis": "RL 1", "valid_from": since},
                compartment="asylum",
            )
        facts = person_facts(officer, subject, ON)
        assert (facts["asylum_state"], facts["recognised_on"]) == ("recognised", "2026-05-01")
        assert facts["trafficking_recognised_on"] == "2026-03-01"
        assert person_facts(officer, subject, dt.date(2026, 2, 1))["asylum_state"] == "open"


def test_what_the_actor_may_not_know_is_no_fact(make, registrar, stay_officer) -> None:
    subject = make()
    with acting(registrar):
        from panah.register.services import make_known

        make_known(actor=registrar, person_id=subject.pk, compartment="stay")
        set_status(
            actor=registrar,
            person_id=subject.pk,
            data={"kind": "applicant", "basis": "RL 1", "valid_from": "2026-01-01"},
            compartment="asylum",
        )
    with acting(stay_officer):
        assert "asylum_state" not in person_facts(stay_officer, subject, ON)


def test_a_child_and_its_company(make, registrar) -> None:
    child, parent = make("Anar", born="2015"), make("Nərgiz")
    with acting(registrar):
        assert person_facts(registrar, child, ON)["unaccompanied"] is True
        assert person_facts(registrar, child, ON)["guardian_appointed"] is False
        appoint_guardian(
            actor=registrar,
            child_id=child.pk,
            data={"kind": "body", "name": "The body", "appointed_on": "2026-11-20"},
        )
        assert person_facts(registrar, child, ON)["guardian_appointed"] is True
        link_family(
            actor=registrar,
            data={"person_id": parent.pk, "relative_id": child.pk, "bond": "parent"},
            compartment="asylum",
        )
        assert person_facts(registrar, child, ON)["unaccompanied"] is False


def test_every_status_of_the_asylum_group_has_a_state() -> None:
    assert set(ASYLUM_STATE) == {kind for kind, group in GROUP_OF.items() if group is StatusGroup.ASYLUM}
    assert set(GROUP_OF) == set(StatusKind)


@pytest.mark.parametrize("kind", list(StatusKind))
def test_the_law_takes_every_fact_the_register_gives(make, officer, kind: StatusKind) -> None:
    subject = make(born="2012-03", citizenships=["TUR"], sex="F")
    with acting(officer):
        set_status(
            actor=officer,
            person_id=subject.pk,
            data={"kind": kind, "basis": "RL 1", "valid_from": "2026-01-01"},
            compartment="asylum",
        )
        facts = person_facts(officer, subject, ON)
    findings = assess(facts, ON, pack="az", variables=["removal_barred", "is_minor", "guardian_missing"])
    assert findings
