# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries in the restriction lists as matters (MC 16, 17, 23): entered, confirmed by a second person, told, ended, complained about;
what they say to other procedures and to the migration record; who learns nothing of them."""

import datetime as dt
from typing import Any

import pytest

from panah.casework.errors import Blocked, CaseworkError, Invalid, NotOffered
from panah.casework.jobs import act_on_due
from panah.casework.models import Case
from panah.domains.residence.public import migration_record
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.law.engine import assess
from panah.register.facts import person_facts
from panah.register.models import Restriction
from panah.register.services import set_status
from tests.domains.residence.conftest import NOW
from tests.domains.residence.test_visas import ask as ask_for_visa
from tests.support.permits import Service

REASONS = {"known": "By letter of the body.", "reasons": "What was found is serious."}
FINE: dict[str, Any] = {"ground": "16.1.8", "first_day": "2026-11-01", **REASONS}
FALSE: dict[str, Any] = {"ground": "16.1.7", "first_day": "2026-11-01", **REASONS}
TAX: dict[str, Any] = {
    "ground": "17-tax",
    "first_day": "2026-11-01",
    "told_by": "Sınaq məhkəməsi",
    "paper_of": "No 5",
    **REASONS,
}
DECLARED: dict[str, Any] = {"ground": "23", "first_day": "2026-11-01", "told_by": "Sınaq qurumu", **REASONS}


def entered(service: Service, data: dict[str, Any], procedure: str = "entry_ban", **more: Any) -> Case:
    person = more.pop("person", None) or service.person()
    return service.start(procedure, person, data | more)


def confirmed(service: Service, data: dict[str, Any], procedure: str = "entry_ban", **more: Any) -> Case:
    case = entered(service, data, procedure, **more)
    service.do(case.pk, "confirm_entry", {"file_read": True}, by="reviewer")
    return case


def told(service: Service, data: dict[str, Any], procedure: str = "entry_ban", **more: Any) -> Case:
    case = confirmed(service, data, procedure, **more)
    service.do(case.pk, "serve_entry", {"served_on": clock.today().isoformat(), "means": "in_person"})
    return case


def entry(service: Service, case: Case) -> Restriction:
    with acting(service.people["desk"], "test"):
        return Restriction.objects.filter(case_id=case.pk).latest("recorded_at")


def counts(service: Service, case: Case, days: int = 0) -> bool:
    return entry(service, case).holds_on(clock.today() + dt.timedelta(days=days))


def blocked(
    service: Service, case: Case, action: str, data: dict[str, Any] | None = None, by: str = "desk"
) -> set[str]:
    with pytest.raises(Blocked) as refused:
        service.do(case.pk, action, data, by=by)
    return {problem.key for problem in refused.value.problems}


def test_an_entry_counts_once_a_second_person_has_confirmed_it(service: Service) -> None:
    case = entered(service, FALSE)
    assert (service.case(case.pk).state, counts(service, case)) == ("entered", False)
    with pytest.raises(AccessError):
        service.do(case.pk, "confirm_entry", {"file_read": True})
    service.do(case.pk, "confirm_entry", {"file_read": True}, by="reviewer")
    assert counts(service, case)
    assert entry(service, case).last_day == dt.date(2031, 11, 1)
    assert service.letters(case.pk) == ["restriction_entered"]
    service.do(case.pk, "serve_entry", {"served_on": "2026-11-20", "means": "in_person"})
    assert "suit" in service.terms(case.pk)
    with clock.moved_to(NOW + dt.timedelta(days=40)):
        act_on_due()
        assert service.case(case.pk).state == "in_force"


def test_whoever_entered_it_does_not_confirm_it_in_another_role(service: Service) -> None:
    case = entered(service, FALSE)
    desk, reviewer = service.people["desk"], service.people["reviewer"]
    both = Actor(
        kind="staff", account_id=reviewer.account_id, holder_id=desk.holder_id, assignments=reviewer.assignments
    )
    with pytest.raises(Blocked) as refused:
        service.do(case.pk, "confirm_entry", {"file_read": True}, by=both)
    assert "same_person" in {problem.key for problem in refused.value.problems}
    assert not counts(service, case)


def test_what_the_second_person_rejects_never_counted(service: Service) -> None:
    case = entered(service, FALSE)
    service.do(case.pk, "reject_entry", {"reasons": "The letter is about somebody else."}, by="reviewer")
    assert (service.case(case.pk).state, entry(service, case).end) == ("not_entered", "not_confirmed")
    # And it may be entered again.
    assert counts(service, confirmed(service, FALSE, person=case.person_id))


@pytest.mark.parametrize(
    ("procedure", "data", "field"),
    [
        ("entry_ban", FALSE | {"ground": "16.1.5"}, "ground"),
        ("entry_ban", FALSE | {"ground": "17-tax"}, "ground"),
        ("entry_ban", FALSE | {"ground": "16.1.1"}, "danger"),
        ("entry_ban", FALSE | {"ground": "16.1.4"}, "last_day"),
        ("entry_ban", FALSE | {"ground": "16.1.4", "last_day": "2033-01-01"}, "last_day"),
        ("entry_ban", FALSE | {"first_day": "2026-11-21"}, "first_day"),
        ("exit_restriction", TAX | {"ground": "16.1.7"}, "ground"),
    ],
)
def test_what_the_law_does_not_know_is_refused(
    service: Service, procedure: str, data: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        entered(service, data, procedure)
    assert list(refused.value.errors) == [field]


def test_nobody_is_in_a_list_twice_on_one_ground_and_no_citizen_is_kept_out(service: Service) -> None:
    case = told(service, FINE)
    with clock.moved_to(NOW + dt.timedelta(days=40)):
        act_on_due()
        with pytest.raises(Blocked) as twice:
            entered(service, FINE, person=case.person_id)
        assert [problem.key for problem in twice.value.problems] == ["listed_already"]
        assert counts(service, confirmed(service, FALSE, person=case.person_id)), "on another ground"
    citizen = service.person("Nəzrin Sınaqlı", citizenships=["AZE"])
    with pytest.raises(Blocked) as own:
        entered(service, FALSE, person=citizen)
    assert [problem.details.get("variable") for problem in own.value.problems] == ["entry_ban_rules_apply"]


def test_a_paid_fine_ends_the_ban_at_once_and_a_term_does_not_end_by_an_event(service: Service) -> None:
    fine, term = told(service, FINE), told(service, FALSE)
    service.do(fine.pk, "end_by_event", {"ended_on": "2026-11-20", "reasons": "Paid; receipt 7."})
    assert (service.case(fine.pk).state, counts(service, fine)) == ("ended", False)
    assert service.letters(fine.pk) == ["restriction_entered", "restriction_ended"]
    event = {"ended_on": "2026-11-20", "reasons": "x"}
    assert blocked(service, term, "end_by_event", event) == {"no_event_ends_it"}


def test_lifting_early_takes_two_people_and_a_proposal_that_stands(service: Service) -> None:
    case = told(service, FALSE)
    assert "nothing_proposed" in blocked(service, case, "confirm_lifting", by="reviewer")
    proposal = {"because": "lifted", "reasons": "The data were right after all."}
    service.do(case.pk, "propose_lifting", proposal)
    service.do(case.pk, "refuse_lifting", {"reasons": "The proof is missing."}, by="reviewer")
    assert service.letters(case.pk)[-1] == "restriction_kept", (
        "not to lift it is a refusal: told, with reasons and the way to challenge it"
    )
    assert "(MC 16.1.7)" in service.words(case.pk)
    assert service.offers(case.pk, service.portal(case.person_id))["lodge_complaint"].open
    assert blocked(service, case, "confirm_lifting", by="reviewer") == {"nothing_proposed"}
    service.do(case.pk, "propose_lifting", proposal, by="reviewer")
    assert blocked(service, case, "confirm_lifting", by="reviewer") == {"same_person"}
    service.do(case.pk, "propose_lifting", proposal)
    service.do(case.pk, "confirm_lifting", by="reviewer")
    held = entry(service, case)
    assert (service.case(case.pk).state, held.end) == ("ended", "lifted")
    assert held.end_proposed_by == service.people["desk"].holder_id
    assert held.ended_by == service.people["reviewer"].holder_id


def test_what_no_day_ends_is_looked_at_again(service: Service) -> None:
    case, dated = told(service, TAX, "exit_restriction"), told(service, FALSE)
    assert (entry(service, case).last_day, entry(service, case).review_on) == (None, dt.date(2027, 5, 20))
    with clock.moved_to(NOW + dt.timedelta(days=100)):
        service.do(case.pk, "look_again", {"seen": "The debt stands."})
        assert entry(service, case).review_on == dt.date(2027, 8, 28)
    assert blocked(service, dated, "look_again", {"seen": "x"}) == {"entry_has_last_day"}


def test_a_complaint_and_a_court(service: Service) -> None:
    case = told(service, FALSE)
    service.do(
        case.pk, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "Wrong."}, by=service.portal(case.person_id)
    )
    assert counts(service, case), "a complaint does not suspend by itself"
    upheld = {"result": "upheld", "reasons": "It was right.", "answered_on": "2026-11-20"}
    service.do(case.pk, "decide_complaint", upheld, by="appeals")
    assert "(MC 16.1.7)" in service.words(case.pk), "what stands is told with its article"
    service.do(case.pk, "lodge_suit", {"lodged_on": "2026-11-20", "court": "Sınaq məhkəməsi"}, by="appeals")
    service.do(case.pk, "record_interim_order", {"ordered_on": "2026-11-20", "suspends": True}, by="appeals")
    assert not counts(service, case)
    judgment = {"result": "withdrawn", "reasons": "Withdrawn.", "judged_on": "2026-11-20"}
    service.do(case.pk, "record_judgment", judgment, by="appeals")
    assert (service.case(case.pk).state, counts(service, case)) == ("in_force", True)
    service.do(case.pk, "lodge_suit", {"lodged_on": "2026-11-20", "court": "Sınaq məhkəməsi"}, by="appeals")
    service.do(case.pk, "record_judgment", judgment | {"result": "annulled"}, by="appeals")
    assert (service.case(case.pk).state, entry(service, case).end) == ("ended", "annulled")


def test_a_declaration_is_renewed_without_a_day_between(service: Service) -> None:
    case = told(service, DECLARED, "undesirable_person")
    with clock.moved_to(NOW + dt.timedelta(days=1000)):
        act_on_due()
        proposal = {"renewed_on": "2029-08-01", "told_by": "Sınaq qurumu", "paper_of": "No 9", "reasons": "Still so."}
        service.do(case.pk, "propose_renewal", proposal)
        service.do(case.pk, "confirm_renewal", by="reviewer")
        held = entry(service, case)
        assert (held.first_day, held.last_day) == (dt.date(2029, 8, 1), dt.date(2034, 8, 1))
        assert service.letters(case.pk)[-1] == "restriction_entered"
        with acting(service.people["desk"], "test"):
            before = Restriction.objects.filter(case_id=case.pk).exclude(pk=held.pk).get()
        assert (before.end, before.ended_on) == ("renewed", dt.date(2029, 8, 1))


def test_the_migration_record_says_who_is_undesirable(service: Service) -> None:
    def said(person: Any) -> Any:
        with acting(service.people["desk"], "test") as actor:
            view = migration_record(actor=actor, person_id=person)
        return next(one.value for one in view.entries if one.field.code == "undesirable")

    case = entered(service, DECLARED, "undesirable_person")
    assert said(case.person_id) is False
    service.do(case.pk, "confirm_entry", {"file_read": True}, by="reviewer")
    assert said(case.person_id) is True


def test_a_ban_in_force_is_a_ground_to_refuse_a_visa_and_one_that_has_ended_is_none(service: Service) -> None:
    ban = told(service, FALSE)
    case = ask_for_visa(service, ban.person_id)
    service.do(case.pk, "send", {"bodies": [str(service.offices["body"].pk)]})
    assert blocked(service, case, "answer", {"result": "granted"}, by="body") == {"refusal_ground"}
    refused = {"result": "refused", "refusal_grounds": ["16.1.7"], "reasons": "A ban is in force."}
    service.do(case.pk, "answer", refused, by="body")
    assert service.case(case.pk).state == "declined"
    free = ask_for_visa(service, service.person("Nəzrin Sınaqlı"))
    service.do(free.pk, "send", {"bodies": [str(service.offices["body"].pk)]})
    assert blocked(service, free, "answer", refused, by="body") == {"ground_not_found"}
    service.do(free.pk, "answer", {"result": "granted"}, by="body")


def test_whoever_asks_for_protection_is_heard_whatever_the_list_says(service: Service) -> None:
    ban = told(service, FALSE)
    with acting(service.people["desk"], "test") as actor:
        set_status(
            actor=actor,
            person_id=ban.person_id,
            data={"kind": "applicant", "basis": "RL 1", "valid_from": dt.date(2026, 11, 1)},
            compartment="stay",
        )
        facts = person_facts(actor, service.case(ban.pk).person, clock.today())
    asked = assess(facts, clock.today(), pack="az", variables=["entry_banned", "entry_may_be_refused"])
    assert (asked.value("entry_banned"), asked.value("entry_may_be_refused")) == (True, False)


@pytest.mark.parametrize("by", ["body", "appeals", "labour"])
def test_who_may_not_enter_anybody(service: Service, by: str) -> None:
    person = service.person()
    with pytest.raises(AccessError):
        service.start("entry_ban", person, FINE, by=by)
    with pytest.raises(AccessError):
        service.start("entry_ban", person, FINE, by=service.portal(person))


def test_the_person_ends_nothing_and_is_offered_the_complaint(service: Service) -> None:
    case = told(service, FALSE)
    assert set(service.offers(case.pk, service.portal(case.person_id))) == {"lodge_complaint"}
    with pytest.raises(NotOffered):
        service.do(case.pk, "confirm_entry", {"file_read": True}, by="reviewer")


def test_a_second_entry_stands_beside_one_that_can_still_be_contested(service: Service) -> None:
    """Each ground counts of its own: the second entry neither waits for the first nor ends with it, and is contested apart."""
    first = told(service, FINE)
    person = first.person_id
    service.do(first.pk, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "I paid it."})
    second = entered(service, FALSE, person=person)
    with pytest.raises(CaseworkError) as waiting:
        entered(service, FALSE | {"ground": "16.1.6"}, person=person)
    assert "open" in str(waiting.value).lower() or waiting.value.key, (
        "the one that waits for its second person comes first"
    )
    service.do(second.pk, "confirm_entry", {"file_read": True}, by="reviewer")
    assert counts(service, first)
    assert counts(service, second)
    with pytest.raises(Blocked) as twice:
        entered(service, FALSE, person=person)
    assert {problem.key for problem in twice.value.problems} == {"listed_already"}
    annulled = {"result": "annulled", "reasons": "The receipt was there.", "answered_on": "2026-11-20"}
    service.do(first.pk, "decide_complaint", annulled, by="appeals")
    assert not counts(service, first)
    assert counts(service, second)
    service.do(second.pk, "serve_entry", {"served_on": "2026-11-20", "means": "post"})
    with clock.moved_to(NOW + dt.timedelta(days=40)):
        act_on_due()
        assert service.case(second.pk).state == "in_force"
        service.do(second.pk, "lodge_complaint", {"lodged_on": "2026-12-30", "grounds": "It was true."})
        assert service.case(second.pk).state == "complained", "a late complaint is received beside other entries too"
