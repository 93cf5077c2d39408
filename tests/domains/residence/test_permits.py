# SPDX-License-Identifier: AGPL-3.0-or-later
"""Temporary and permanent residence permits (MC 44-56): grounds, the other body, the test, the duty, refusal."""

import datetime as dt
from typing import Any

import pytest

from panah.casework.errors import Blocked, Invalid
from panah.casework.jobs import act_on_due
from panah.casework.models import Case, Decision
from panah.casework.selectors import rests_on
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.register.models import LegalStatus
from tests.domains.residence.conftest import NOW
from tests.support.permits import Service, every_paper

TRP: dict[str, Any] = {
    "ground": "45.1.3",
    "real_estate_value": 150_000,
    "trp_is_extension": False,
    "trp_months": 12,
    "trp_fast": False,
    "dwelling_own": True,
    "passport_valid_until": "2031-01-01",
}
PRP: dict[str, Any] = {
    "ground": "52.1.3",
    "real_estate_value": 250_000,
    "trp_unbroken_since": "2024-01-10",
    "trp_counts_for_permanent": True,
    "prp_tier": "slowest",
    "dwelling_own": True,
    "passport_valid_until": "2033-01-01",
    "days_abroad_in_window": 20,
}


def apply(service: Service, procedure: str, answers: dict[str, Any], **changes: Any) -> Case:
    person = service.person(**changes.pop("person", {}))
    return service.start(procedure, person, answers | {"papers": every_paper(service, procedure, person)} | changes)


def ask(service: Service, case: Case, body: str = "body") -> None:
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices[body].pk)]})


def to_draft(service: Service, case: Case, **found: Any) -> None:
    """Asked, answered, examined."""
    ask(service, case)
    service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="body")
    service.do(case.pk, "examine", found)


def status(service: Service, case: Case) -> LegalStatus:
    with acting(service.people["desk"], "test"):
        return LegalStatus.objects.get(case_id=case.pk, recorded__upper_inf=True)


def test_a_temporary_permit_from_the_application_to_the_card(service: Service) -> None:
    case = apply(service, "temporary_residence", TRP)
    with pytest.raises(Blocked) as unasked:
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    assert {p.key for p in unasked.value.problems} == {"not_recorded", "law"}
    with pytest.raises(AccessError):
        service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="body")
    to_draft(service, case)
    service.grant(case.pk)
    due = service.charge(case.pk)
    assert (due.amount, due.article, due.status) == (120, due.article, "verified"), (
        "an adult, a year, twenty working days"
    )
    assert service.case(case.pk).waits_for == "person", "until it is paid"
    service.pay(case.pk)
    assert service.case(case.pk).waits_for == "stay_officer", "who gives the card"
    service.do(case.pk, "issue")
    held = status(service, case)
    assert (held.kind, held.ground) == ("temporary_residence", "45.1.3")
    assert held.valid.upper - held.valid.lower in (dt.timedelta(days=365), dt.timedelta(days=366))
    assert service.document(case.pk).kind == "residence_card"
    service.do(
        case.pk,
        "report_change",
        {"card_event_on": "2026-11-20", "card_lost": True, "change": "Lost on a bus."},
        by=service.portal(case.person_id),
    )


def test_an_extension_goes_on_where_the_permit_ends_and_lasts_two_years(service: Service) -> None:
    case = apply(
        service, "temporary_residence", TRP, trp_is_extension=True, trp_valid_until="2027-01-31", trp_months=24
    )
    to_draft(service, case)
    service.grant(case.pk)
    assert service.charge(case.pk).amount == 240, "an adult, two years, twenty working days"
    service.pay(case.pk)
    service.do(case.pk, "issue")
    held = status(service, case)
    assert (held.valid.lower, held.valid.upper) == (dt.date(2027, 2, 1), dt.date(2029, 2, 2))


@pytest.mark.parametrize(
    "asked",
    [
        {"trp_months": 13},
        {"trp_months": 25, "trp_is_extension": True, "trp_valid_until": "2027-01-31"},
        {"ground": "45.1.5", "family_of_resident": True, "real_estate_value": None, "trp_months": 9,
         "sponsor_permit_until": "2027-06-30"},
    ],
)  # fmt: skip
def test_nobody_asks_and_pays_for_months_that_cannot_be_given(service: Service, asked: dict[str, Any]) -> None:
    """MC 49: the duty is that of the months asked for, and the permit would end earlier."""
    with pytest.raises(Blocked) as too_long:
        apply(service, "temporary_residence", TRP | asked)
    assert len(too_long.value.problems) == 1
    assert "each of them would be paid for" in str(too_long.value.problems[0].message)
    months = int(asked["trp_months"]) - 1
    assert apply(service, "temporary_residence", TRP | asked | {"trp_months": months}).state == "received"


def test_the_other_body_sees_the_file_while_it_is_asked_and_its_silence_counts(service: Service) -> None:
    case = apply(service, "temporary_residence", TRP)
    ask(service, case)
    assert set(service.offers(case.pk, "body")) == {"give_opinion"}
    assert not service.offers(case.pk, "labour"), "another body was not asked"
    assert int(service.terms(case.pk)["opinion"].value) == 10
    with clock.moved_to(NOW + dt.timedelta(days=20)):
        assert act_on_due() == (1, 0)
        assert service.case(case.pk).state == "received"
        assert service.offices["body"].pk not in service.case(case.pk).offices
        case = service.case(case.pk)
        with acting(service.people["desk"], "test") as desk:
            rests = rests_on(actor=desk, case=case)
        assert [(one.body, one.answer) for one in rests.opinions] == [("body", "silence")]
        assert [ground.code for ground in rests.grounds] == ["45.1.3"]
        assert not rests.refusals
        assert {one.state for one in rests.papers} <= {"here", "held", "later"}
        service.do(case.pk, "examine")
        service.grant(case.pk)


def test_a_month_of_silence_is_no_objection_to_a_permanent_permit(service: Service) -> None:
    """MC 54.7: the Code gives a month, and not a day less."""
    case = apply(service, "permanent_residence", PRP)
    ask(service, case)
    last = service.terms(case.pk)["opinion"].due_at
    assert clock.local_date(last - dt.timedelta(minutes=1)) == dt.date(2026, 12, 20)
    with clock.moved_to(last - dt.timedelta(minutes=1)):
        assert act_on_due() == (0, 0)
    with clock.moved_to(last + dt.timedelta(minutes=1)):
        assert act_on_due() == (1, 0)
        case = service.case(case.pk)
        with acting(service.people["desk"], "test") as desk:
            rests = rests_on(actor=desk, case=case)
    assert (case.state, [one.answer for one in rests.opinions]) == ("received", ["silence"])
    assert not rests.refusals


def test_an_unpaid_permit_lapses_thirty_days_after_the_last_day_to_decide(service: Service) -> None:
    case = apply(service, "temporary_residence", TRP)
    last = service.terms(case.pk)["decide"].due_at
    to_draft(service, case)
    service.grant(case.pk)
    pay = service.terms(case.pk)["pay"]
    assert dt.timedelta(days=29) <= pay.due_at - last <= dt.timedelta(days=31)
    with clock.moved_to(pay.due_at - dt.timedelta(hours=1)):
        assert act_on_due() == (0, 0)
    with clock.moved_to(pay.due_at + dt.timedelta(minutes=1)):
        assert act_on_due() == (1, 0)
    assert service.case(case.pk).state == "lapsed"


def test_a_question_of_the_ground_is_asked_and_an_unmet_ground_is_not_granted(service: Service) -> None:
    person = service.person()
    with pytest.raises(Invalid) as unanswered:
        service.start("temporary_residence", person, TRP | {"ground": "45.1.9"})
    assert set(unanswered.value.errors) == {"full_time_student"}
    case = apply(service, "temporary_residence", TRP, real_estate_value=99_999)
    to_draft(service, case)
    with pytest.raises(Blocked) as unmet:
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    assert {p.key for p in unmet.value.problems} == {"no_ground"}
    service.refuse(case.pk, "no-ground")
    with acting(service.people["reviewer"], "test"):
        assert Decision.objects.get(case=case).articles == ["MC 45.1"]


@pytest.mark.parametrize(
    ("found", "ground"),
    [
        ({"security_threat": True}, "50.1.1"),
        ({"false_papers": True}, "50.1.2"),
        ({"infectious_disease": True}, "50.1.5"),
        ({"expelled_with_ban": True}, "50.1.6"),
        ({"days_abroad_in_window": 91}, "50.1.8"),
        ({"stay_fine_unpaid": True}, "50.1.13"),
    ],
)
def test_a_temporary_permit_is_refused_on_a_coded_ground(service: Service, found: dict[str, Any], ground: str) -> None:
    case = apply(service, "temporary_residence", TRP)
    to_draft(service, case, **found)
    with pytest.raises(Blocked):
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    service.refuse(case.pk, ground)
    assert service.case(case.pk).state == "served"
    assert "permit_refused" in service.letters(case.pk)


def test_a_permanent_permit_asks_for_the_test_and_the_opinion(service: Service) -> None:
    case = apply(service, "permanent_residence", PRP)
    assert int(service.terms(case.pk)["decide"].value) == 60
    to_draft(service, case)
    with pytest.raises(Blocked) as untested:
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    assert {p.key for p in untested.value.problems} == {"test_missing"}
    test = {"tested_on": "2026-11-20", "members": "A, B and C"}
    service.do(case.pk, "record_test", test | {"prp_test_failed": True})
    with pytest.raises(Blocked):
        service.do(case.pk, "draft_decision", {"outcome": "granted"})
    service.do(case.pk, "record_test", test | {"prp_test_failed": False})
    service.grant(case.pk)
    due = service.charge(case.pk)
    assert (due.amount, due.status) == (300, "unverified")
    service.pay(case.pk)
    service.do(case.pk, "issue")
    held = status(service, case)
    assert (held.kind, held.ground, held.valid.upper.year) == ("permanent_residence", "52.1.3", 2031)


def test_nobody_over_the_age_of_the_test_is_tested_and_a_short_residence_is_no_ground(service: Service) -> None:
    old = apply(service, "permanent_residence", PRP, person={"born": "1955-01-01"})
    to_draft(service, old)
    with pytest.raises(Blocked) as spared:
        service.do(old.pk, "record_test", {"tested_on": "2026-11-20", "members": "A and B", "prp_test_failed": True})
    assert [dict(one.details)["variable"] for one in spared.value.problems] == ["prp_test_required"]
    service.grant(old.pk)
    short = apply(service, "permanent_residence", PRP, trp_unbroken_since="2025-06-01")
    to_draft(service, short)
    with pytest.raises(Blocked) as unmet:
        service.do(short.pk, "draft_decision", {"outcome": "granted"})
    assert "law" in {p.key for p in unmet.value.problems}
    service.refuse(short.pk, "52.1")


def test_a_sum_that_the_law_does_not_give_is_not_taken_for_nought(service: Service) -> None:
    """The duty of the faster tiers was not established: nothing is granted for free by mistake."""
    case = apply(service, "permanent_residence", PRP, prp_tier="fastest", person={"born": "1955-01-01"})
    to_draft(service, case)
    service.do(case.pk, "draft_decision", {"outcome": "granted"})
    with pytest.raises(Blocked) as unknown:
        service.do(case.pk, "approve_decision", by="reviewer")
    assert [p.key for p in unknown.value.problems] == ["no_amount"]


def test_registration_is_free_moves_along_and_ends_by_itself(service: Service) -> None:
    person = service.person()
    answers = {
        "arrived_on": "2026-11-18",
        "visa_free_entry": True,
        "address": "Nümunə küçəsi 4",
        "district": "Bakı",
        "receiving_party": "hotel",
    }
    case = service.start("stay_registration", person, answers)
    assert int(service.terms(case.pk)["answer"].value) == 1
    service.do(case.pk, "ask_to_correct", {"remark": "Which house?"})
    service.do(case.pk, "correct", {"address": "Nümunə küçəsi 4b"}, by=service.portal(person))
    service.do(case.pk, "enter")
    until = service.document(case.pk).valid_until
    assert until in (dt.date(2027, 2, 15), dt.date(2027, 2, 16)), "ninety days without a visa"
    service.do(
        case.pk,
        "move",
        {"moved_on": "2026-11-20", "new_dwelling_same_owner": False, "address": "Sınaq 5", "district": "Gəncə"},
        by=service.portal(person),
    )
    with clock.moved_to(dt.datetime(2027, 2, 18, tzinfo=dt.UTC)):
        assert act_on_due() == (1, 0)
    assert service.case(case.pk).state == "ended"
    again = service.start("stay_registration", person, answers)
    service.do(again.pk, "enter")
    service.do(again.pk, "deregister", {"departed_on": "2026-11-20"})
    assert service.case(again.pk).state == "ended"
