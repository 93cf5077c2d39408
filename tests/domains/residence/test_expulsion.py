# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expulsion (MC 78-81): proposed, heard, decided by two, handed over, left, banned, lifted; and barred without a reason (NR-07)."""

import datetime as dt
import uuid

import pytest

from panah.casework.errors import Blocked, Invalid
from panah.casework.models import Case, Decision
from panah.casework.registry import assess_case
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import AccessError
from panah.foundation.access.roles import Compartment
from panah.register.models import LegalStatus, Person
from panah.register.public import enter_decided, person_facts, register_facts
from tests.support.expulsion import (
    CHALLENGED,
    DRAFT,
    HEARD,
    SERVED,
    banned,
    bring_to,
    propose,
    stands,
)
from tests.support.permits import Service

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
AFTER = NOW + dt.timedelta(days=3)
LONG = ["79.1-temporary", "79.1-permanent", "79.1.4"]
SHORT = ["79.1-visa", "79.1-extension", "79.1-undesirable", "79.1-prisoner"]


def keys(blocked: pytest.ExceptionInfo[Blocked]) -> set[str]:
    return {problem.key for problem in blocked.value.problems}


def test_from_the_proposal_to_the_departure_and_the_ban(service: Service) -> None:
    person = service.person()
    case = propose(service, person)
    assert service.case(case.pk).number.startswith("EX-")
    with pytest.raises(Blocked) as unheard:
        service.do(case.pk, "draft_decision", DRAFT, by="returns")
    assert keys(unheard) >= {"not_heard"}
    service.do(case.pk, "hear", HEARD, by="returns")
    service.do(case.pk, "draft_decision", DRAFT, by="returns")
    service.do(case.pk, "approve_decision", {"file_read": True}, by="return_head")
    assert stands(service, person) == [("removal_ordered", dt.date(2026, 11, 20), None)]
    with acting(service.people["returns"], "test"):
        decision = Decision.objects.get(case=case)
        assert (decision.outcome, decision.negative, decision.articles) == ("expelled", True, ["MC 79.1.1"])
        assert decision.drafted_by != decision.reviewed_by
    service.do(case.pk, "serve", SERVED, by="returns")
    term = service.terms(case.pk)["leave"]
    assert (term.parameter, int(term.value), term.unit, term.addressee) == ("exp.long", 10, "calendar_day", "person")
    with clock.moved_to(dt.datetime(2026, 11, 27, 6, 0, tzinfo=dt.UTC)):
        left = {"left_on": "2026-11-27", "border_post": "Invented post", "paid_by": "person"}
        service.do(case.pk, "record_departure", left, by="returns")
        assert service.case(case.pk).state == "departed"
        assert banned(service, person) == [("16.1.4", dt.date(2026, 11, 27), dt.date(2028, 11, 28))]
        assert stands(service, person) == [("removal_ordered", dt.date(2026, 11, 20), dt.date(2026, 11, 28))]
    assert service.letters(case.pk) == ["expulsion_decision", "departure_noted"]


@pytest.mark.parametrize("ground", SHORT + LONG)
def test_every_ground_of_the_code_has_its_time_to_leave(service: Service, ground: str) -> None:
    case = bring_to(service, service.person(), "served", ground=ground)
    term = service.terms(case.pk)["leave"]
    due = term.due_at.astimezone(clock.zone())
    if ground in SHORT:
        assert (term.parameter, term.unit) == ("exp.short", "hour")
        assert due == dt.datetime(2026, 11, 22, 9, 30, tzinfo=clock.zone())
    else:
        assert (term.parameter, term.unit) == ("exp.long", "calendar_day")
        assert due == dt.datetime(2026, 12, 1, tzinfo=clock.zone())


@pytest.mark.parametrize(
    ("ground", "fact"),
    [("79.1-visa", "visa_cancelled"), ("79.1-temporary", "trp_cancelled"), ("79.1-permanent", "prp_cancelled")],
)
def test_a_ground_that_the_law_does_not_find_is_not_proposed(service: Service, ground: str, fact: str) -> None:
    with pytest.raises(Invalid) as silent:
        propose(service, service.person(), ground=ground, facts={})
    assert set(silent.value.errors) == {fact}
    with pytest.raises(Blocked) as denied:
        propose(service, service.person(), ground=ground, facts={fact: False})
    assert keys(denied) == {"ground_not_found"}


def test_who_may_what_and_who_may_not(service: Service) -> None:
    person = service.person()
    for name in ("desk", "reviewer", "head", "appeals", "body", "return_head", service.portal(person)):
        with pytest.raises(AccessError):
            propose(service, person, by=name)
    case = propose(service, person)
    assert not service.offers(case.pk, "desk"), "another office's"
    assert not service.offers(case.pk, service.portal(person))
    service.do(case.pk, "hear", HEARD, by="returns")
    for name in ("return_head", "desk", "head"):
        with pytest.raises(AccessError):
            service.do(case.pk, "draft_decision", DRAFT, by=name)
    service.do(case.pk, "draft_decision", DRAFT, by="returns")
    for name in ("returns", "returns2", "desk", "reviewer", "head", "appeals"):
        with pytest.raises(AccessError):
            service.do(case.pk, "approve_decision", {"file_read": True}, by=name)
    service.do(case.pk, "return_draft", {"remark": "Say more of the family."}, by="return_head")
    assert service.case(case.pk).state == "proposed"


def test_nobody_confirms_what_they_proposed_heard_or_drafted(service: Service) -> None:
    case = propose(service, service.person(), by="returns2")
    service.do(case.pk, "hear", HEARD, by="returns2")
    service.do(case.pk, "draft_decision", DRAFT, by="returns2")
    both = service.both("returns2", "return_head")
    with pytest.raises(Blocked) as alone:
        service.do(case.pk, "approve_decision", {"file_read": True}, by=both)
    assert "same_person" in keys(alone)


@pytest.mark.parametrize(("months", "allowed"), [(0, True), (60, True), (61, False)])
def test_a_ban_is_no_longer_than_the_code_allows(service: Service, months: int, allowed: bool) -> None:
    person = service.person()
    case = propose(service, person)
    service.do(case.pk, "hear", HEARD, by="returns")
    if not allowed:
        with pytest.raises(Blocked) as long:
            service.do(case.pk, "draft_decision", DRAFT | {"ban_months": months}, by="returns")
        assert [(p.key, p.field, p.article) for p in long.value.problems] == [("ban_too_long", "ban_months", "MC 79.2")]
        return
    case = bring_to(service, person, "departed", case=case, ban_months=months)
    assert bool(banned(service, person)) is bool(months)


def test_nobody_is_sent_into_danger_or_nowhere(service: Service) -> None:
    case = propose(service, service.person())
    service.do(case.pk, "hear", HEARD | {"danger_in_destination": True}, by="returns")
    with pytest.raises(Blocked) as danger:
        service.do(case.pk, "draft_decision", DRAFT, by="returns")
    assert {p.details.get("variable") for p in danger.value.problems} == {"destination_none"}
    service.do(case.pk, "hear", HEARD | {"citizenship_state_receives": False}, by="returns")
    with pytest.raises(Blocked):
        service.do(case.pk, "draft_decision", DRAFT, by="returns")


def test_a_child_is_not_heard_alone(service: Service) -> None:
    case = propose(service, service.person(born="2010-05-01"))
    with pytest.raises(Blocked) as alone:
        service.do(case.pk, "hear", HEARD, by="returns")
    assert keys(alone) == {"child_alone"}
    service.do(case.pk, "hear", HEARD | {"guardian": "The mother"}, by="returns")


def test_an_interpreter_is_named_for_whoever_does_not_know_the_language(service: Service) -> None:
    case = bring_to(service, service.person(), "decided", heard={"knows_azerbaijani": False, "interpreter": "Somebody"})
    with pytest.raises(Blocked) as mute:
        service.do(case.pk, "serve", SERVED, by="returns")
    assert keys(mute) == {"interpreter_missing"}
    service.do(case.pk, "serve", SERVED | {"interpreter": "Somebody"}, by="returns")


def test_an_escort_only_after_the_time_to_leave_and_never_while_it_is_challenged(service: Service) -> None:
    person = service.person()
    case = bring_to(service, person, "served", ground="79.1-visa")
    order = {
        "planned_on": "2026-11-23",
        "destination": "TUR",
        "no_danger": True,
        "reasons": "Did not leave.",
    }
    with pytest.raises(AccessError):
        service.do(case.pk, "order_escort", order, by="returns")
    with clock.moved_to(dt.datetime(2026, 11, 22, 5, 29, tzinfo=dt.UTC)), pytest.raises(Blocked) as early:
        service.do(case.pk, "order_escort", order, by="return_head")
    assert keys(early) == {"time_to_leave_runs"}
    with clock.moved_to(dt.datetime(2026, 11, 22, 5, 31, tzinfo=dt.UTC)):
        service.do(case.pk, "order_escort", order, by="return_head")
        service.do(case.pk, "lodge_complaint", {"lodged_on": "2026-11-22", "grounds": "I am ill."}, by="returns")
        assert not {"record_removal", "order_escort"} & set(service.offers(case.pk, "returns"))
        service.do(case.pk, "decide_complaint", CHALLENGED | {"answered_on": "2026-11-22"}, by="appeals")
        service.do(case.pk, "order_escort", order, by="return_head")
        taken = {
            "left_on": "2026-11-22",
            "border_post": "Invented post",
            "destination": "TUR",
            "fingerprints_taken": True,
            "paid_by": "state",
        }
        service.do(case.pk, "record_removal", taken, by="returns")
    assert service.case(case.pk).state == "departed"
    assert len(banned(service, person)) == 1


def test_a_court_extends_the_time_and_its_order_stops_it(service: Service) -> None:
    case = bring_to(service, service.person(), "served")
    longer = {"departure_extended_until": "2026-12-20", "court": "Invented court, 25.11.2026"}
    service.do(case.pk, "extend_term", longer, by="returns")
    terms = service.terms(case.pk)
    assert "leave" not in terms
    assert terms["leave_extended"].due_at.astimezone(clock.zone()) == dt.datetime(2026, 12, 21, tzinfo=clock.zone())
    suit = {"lodged_on": "2026-11-20", "court": "Invented court"}
    service.do(case.pk, "lodge_suit", suit, by="returns")
    service.do(case.pk, "record_interim_order", {"ordered_on": "2026-11-20", "suspends": True}, by="appeals")
    with acting(service.people["returns"], "test"):
        assert terms["leave_extended"].pauses.filter(ended_at=None, article="APC 41-43").exists()
    with clock.moved_to(dt.datetime(2026, 11, 25, 6, 0, tzinfo=dt.UTC)):
        judged = {"result": "upheld", "reasons": "It is lawful.", "judged_on": "2026-11-25"}
        service.do(case.pk, "record_judgment", judged, by="appeals")
    after = service.terms(case.pk)["leave_extended"]
    assert after.due_at - terms["leave_extended"].due_at == dt.timedelta(days=5), "the time stood still meanwhile"
    assert service.case(case.pk).state == "served"


def test_what_is_annulled_or_taken_back_leaves_nothing(service: Service) -> None:
    first, second = service.person(), service.person(name="Nigar Sınaqlı")
    case = bring_to(service, first, "departed")
    assert banned(service, first)
    service.do(case.pk, "lodge_suit", {"lodged_on": "2026-11-20", "court": "Invented court"}, by="returns")
    judged = {"result": "annulled", "reasons": "No hearing.", "judged_on": "2026-11-20"}
    with pytest.raises(AccessError):
        service.do(case.pk, "record_judgment", judged, by="return_head")
    service.do(case.pk, "record_judgment", judged, by="appeals")
    assert service.case(case.pk).state == "annulled"
    assert not banned(service, first)
    other = bring_to(service, second, "served")
    with pytest.raises(AccessError):
        service.do(other.pk, "withdraw_decision", {"reasons": "Married."}, by="returns")
    with pytest.raises(Blocked) as alone:
        service.do(other.pk, "withdraw_decision", {"reasons": "Married."}, by="return_head")
    assert "not_recorded" in keys(alone), "another person proposes it"
    because = {"because": "not_proportionate", "account": "A marriage."}
    service.do(other.pk, "propose_withdrawal", because, by="returns")
    service.do(other.pk, "withdraw_decision", {"reasons": "Married."}, by="return_head")
    assert not [row for row in stands(service, second) if row[2] is None]
    with acting(service.people["returns"], "test"):
        assert not Decision.objects.filter(case__in=[case.pk, other.pk], annulled_at=None).exists()


def test_who_leaves_during_a_complaint_is_banned_from_then_and_the_complaint_goes_on(service: Service) -> None:
    person = service.person()
    case = bring_to(service, person, "served")
    service.do(
        case.pk, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "I am ill."}, by=service.portal(person)
    )
    service.do(case.pk, "note_departure", {"left_on": "2026-11-20", "border_post": "Invented post"}, by="returns")
    assert banned(service, person)
    with pytest.raises(Blocked) as twice:
        service.do(case.pk, "note_departure", {"left_on": "2026-11-20", "border_post": "Invented post"}, by="returns")
    assert keys(twice) == {"has_left"}
    service.do(case.pk, "decide_complaint", CHALLENGED, by="appeals")
    service.do(case.pk, "close_departed", by="returns")
    assert service.case(case.pk).state == "departed"


def test_a_ban_is_lifted_by_two_people_when_its_reason_is_gone(service: Service) -> None:
    person = service.person()
    case = bring_to(service, person, "departed")
    gone = {"cancellation_reason_gone": False, "reasons": "The permit was given anew.", "language_understood": "en"}
    service.do(case.pk, "propose_lifting", gone, by="returns")
    with pytest.raises(Blocked) as stays:
        service.do(case.pk, "confirm_lifting", by="return_head")
    assert keys(stays) == {"law"}
    service.do(case.pk, "decline_lifting", {"reasons": "The reason is not gone."}, by="return_head")
    assert banned(service, person)
    service.do(case.pk, "propose_lifting", gone | {"cancellation_reason_gone": True}, by="returns")
    with pytest.raises(AccessError):
        service.do(case.pk, "confirm_lifting", by="returns")
    with pytest.raises(Blocked) as alone:
        service.do(case.pk, "confirm_lifting", by=service.both("returns", "return_head"))
    assert keys(alone) == {"same_person"}
    with clock.moved_to(dt.datetime(2026, 12, 1, 6, 0, tzinfo=dt.UTC)):
        service.do(case.pk, "confirm_lifting", by="return_head")
        assert service.case(case.pk).state == "lifted"
        assert banned(service, person) == [("16.1.4", dt.date(2026, 11, 20), dt.date(2026, 12, 1))]
    assert service.letters(case.pk) == [
        "expulsion_decision",
        "departure_noted",
        "entry_ban_kept",
        "entry_ban_lifted",
    ]


@pytest.mark.parametrize(("until", "renewed"), [("2030-01-01", False), ("2027-01-01", True)])
def test_a_longer_ban_on_the_same_ground_stays_and_a_shorter_one_is_renewed(
    service: Service, until: str, renewed: bool
) -> None:
    person = service.person()
    entry = {"kind": "entry_ban", "ground": "16.1.4", "first_day": "2026-01-01", "last_day": until}
    with acting(service_actor("test"), "test") as actor, elevated(*Compartment, reason="the law's list is written"):
        enter_decided(actor=actor, person_id=person, data=entry, entered_by=uuid.uuid4(), confirmed_by=uuid.uuid4())
    case = bring_to(service, person, "departed")
    found = banned(service, person)
    if renewed:
        assert found == [
            ("16.1.4", dt.date(2026, 1, 1), dt.date(2026, 11, 20)),
            ("16.1.4", dt.date(2026, 11, 20), dt.date(2028, 11, 21)),
        ]
        return
    assert found == [("16.1.4", dt.date(2026, 1, 1), dt.date(2030, 1, 2))]
    gone = {"cancellation_reason_gone": True, "reasons": "So.", "language_understood": "en"}
    with pytest.raises(Blocked) as none:
        service.do(case.pk, "propose_lifting", gone, by="returns")
    assert keys(none) == {"no_ban"}


def test_the_law_of_the_file_finds_what_was_recorded(service: Service) -> None:
    case = bring_to(service, service.person(), "departed")
    with acting(service.people["returns"], "test"):
        row: Case = service.case(case.pk)
        found = assess_case(row, dt.date(2026, 11, 21), "en")
        assert found.value("expulsion_ground_trp") is True
        assert str(found.value("expulsion_ban_longest_until")) == "2031-11-20"
        assert not [name for name in found.to_dict() if "barred" in str(name)]


def test_a_person_who_was_refused_protection_is_known_by_the_act_alone(service: Service) -> None:
    case = bring_to(service, service.person(), "decided", ground="79.1.4")
    with acting(service.people["returns"], "test"):
        assert Decision.objects.get(case=case).articles == ["MC 79.1.4"]
        assert not LegalStatus.objects.filter(person_id=case.person_id, group="asylum").exists()


def test_other_matters_know_the_order_and_the_ban_from_the_register(service: Service) -> None:
    person = service.person()
    known: list[dict[str, object]] = []
    names = ("expulsion_decision_made", "entry_ban_in_force", "expelled_with_ban", "expulsion_ban_until")
    case = None
    for state in ("decided", "departed"):
        case = bring_to(service, person, state, case=case)
        with acting(service.people["head"], "test") as actor, clock.moved_to(AFTER if state == "departed" else NOW):
            row = Person.objects.get(pk=person)
            one = person_facts(actor, row, clock.today())
            known.append({name: one[name] for name in names if name in one})
            everybody = register_facts(clock.today(), [person])
            for name in names:
                # A column stands there as soon as one entry of anybody says something.
                said = (
                    everybody.columns[name][0]
                    if name in everybody.columns
                    else ("NaT" if name.endswith("until") else False)
                )
                assert (str(said) if name.endswith("until") else bool(said)) == (
                    str(one.get(name, "NaT")) if name.endswith("until") else bool(one.get(name))
                ), name
    assert known == [
        {"expulsion_decision_made": True},
        {"entry_ban_in_force": True, "expelled_with_ban": True, "expulsion_ban_until": "2028-11-20"},
    ]
