# SPDX-License-Identifier: AGPL-3.0-or-later
"""Determination of citizenship (C84): three results, what they rest on, the register, complaint and court."""

import datetime as dt
import uuid
from typing import Any

import pytest

from panah.casework.errors import Blocked, Invalid
from panah.casework.jobs import act_on_due
from panah.casework.models import Appointment, Case, Decision
from panah.casework.registry import case_facts
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.law.engine import assess
from panah.register.bitemporal import current
from panah.register.facts import person_facts
from panah.register.models import LegalStatus, Nationality, Person
from tests.domains.residence.conftest import NOW
from tests.support.permits import Service, every_paper

KEY = "citizenship_determination"
ASK: dict[str, Any] = {
    "lacks_citizenship_proof": True,
    "citizenship_proof_doubtful": False,
    "affiliation_from_abroad": False,
    "born_in_country": True,
}
HEARD = {"heard_on": "2026-11-20", "came": True, "language": "az", "minutes": "Asked and answered.", "read_back": True}
WHY = {"reasons": "Because of what the archive holds."}
GEORGIA_DENIES = {"country": "GEO", "considers": "denies", "rests_on": "answer", "reference": "N 7"}
GEORGIA = {"country": "GEO", "considers": "considers", "rests_on": "paper"}
SILENT = {"country": "GEO", "considers": "unknown", "rests_on": "none"}


def ask(service: Service, *, papers: bool = True, person: dict[str, Any] | None = None, **changes: Any) -> Case:
    who = service.person(**{"citizenships": []} | (person or {}))
    given = {"papers": every_paper(service, KEY, who)} if papers else {}
    return service.start(KEY, who, ASK | given | changes)


def decide(service: Service, case: Case, outcome: str, **more: Any) -> None:
    service.do(case.pk, "draft_decision", {"outcome": outcome} | WHY | more)
    service.do(case.pk, "approve_decision", by="reviewer")


def problems(service: Service, case: Case, outcome: str, **more: Any) -> set[str]:
    with pytest.raises(Blocked) as blocked:
        service.do(case.pk, "draft_decision", {"outcome": outcome} | WHY | more)
    return {problem.key for problem in blocked.value.problems}


def nationality(service: Service, case: Case) -> Nationality | None:
    with acting(service.people["desk"], "test"):
        return Nationality.objects.filter(current(), person_id=case.person_id).first()


def statuses(service: Service, case: Case) -> list[str]:
    with acting(service.people["desk"], "test"):
        rows = LegalStatus.objects.filter(current(clock.today()), person_id=case.person_id)
        return [row.kind for row in rows]


def person(service: Service, case: Case) -> Person:
    with acting(service.people["desk"], "test"):
        return Person.objects.get(pk=case.person_id)


def known(service: Service, case: Case) -> dict[str, Any]:
    with acting(service.people["desk"], "test") as actor:
        return person_facts(actor, Person.objects.get(pk=case.person_id), clock.today())


def law(service: Service, case: Case, variable: str) -> Any:
    return assess(known(service, case), clock.today(), variables=[variable]).value(variable)


def test_somebody_is_found_to_be_a_citizen(service: Service) -> None:
    case = ask(service)
    assert service.terms(case.pk)["decide"].parameter == "citizenship.decide"
    assert statuses(service, case) == ["stateless_applicant"]
    assert law(service, case, "removal_barred") is True
    assert problems(service, case, "citizen") == {"not_recorded", "no_link_found"}
    service.do(case.pk, "examine", {"born_in_country": True})
    service.do(case.pk, "draft_decision", {"outcome": "citizen", "since": "1990-05-04"} | WHY)
    with pytest.raises((AccessError, Blocked)):
        service.do(case.pk, "approve_decision")
    service.do(case.pk, "approve_decision", by="reviewer")
    assert service.case(case.pk).state == "citizen"
    assert service.letters(case.pk) == ["citizenship_confirmed"]
    found = nationality(service, case)
    assert found is not None
    assert (found.affiliation, found.countries, found.stateless, found.ground) == (
        "citizen",
        ["AZE"],
        False,
        "84-birth",
    )
    assert (found.valid.lower, found.basis, found.case_id) == (dt.date(1990, 5, 4), "C84", case.pk)
    assert person(service, case).citizenships == ["AZE"]
    assert statuses(service, case) == []
    assert law(service, case, "is_citizen") is True
    with acting(service.people["desk"], "test"):
        decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.negative, decision.articles) == ("citizen", False, ["C84"])


def test_a_link_that_the_application_alone_names_makes_nobody_a_citizen(service: Service) -> None:
    case = ask(service, citizen_before_law=True)
    service.do(case.pk, "examine", {"born_in_country": False})
    assert problems(service, case, "citizen") == {"no_link_found"}
    # The rest of the list was not read: what rests on it alone carries nothing.
    service.do(case.pk, "examine", {"affiliation_other_ground": True})
    assert problems(service, case, "citizen") == {"no_link_found"}
    service.do(case.pk, "examine", {"affiliation_other_ground": True, "citizen_before_law": True})
    decide(service, case, "citizen")


def test_a_citizen_of_another_state(service: Service) -> None:
    case = ask(service, person={"citizenships": ["AZE"]})
    service.do(case.pk, "examine", {"states": [SILENT]})
    assert problems(service, case, "not_citizen", standing="left_open") == {"not_recorded", "link_not_examined"}
    service.do(case.pk, "examine", {"born_in_country": True})
    service.do(case.pk, "hear", HEARD)
    assert problems(service, case, "not_citizen", standing="other_state") == {"no_other_state"}
    service.do(case.pk, "examine", {"born_in_country": True, "states": [GEORGIA]})
    assert problems(service, case, "not_citizen", standing="left_open") == {"other_state_found"}
    assert problems(service, case, "not_citizen", standing="stateless") >= {"other_state_found", "no_basis"}
    decide(service, case, "not_citizen", standing="other_state")
    assert service.case(case.pk).state == "decided"
    assert service.letters(case.pk) == ["citizenship_result"]
    found = nationality(service, case)
    assert found is not None
    assert (found.affiliation, found.countries, found.denied) == ("not_citizen", ["GEO"], ["AZE"])
    assert (found.basis, found.stateless) == ("C84; MC 3.0.1", False)
    assert (person(service, case).citizenships, person(service, case).stateless) == (["GEO"], False)
    assert law(service, case, "statelessness_question_open") is False
    # The matter itself still bars removal; the law alone no longer does.
    assert law(service, case, "removal_barred") is False


def test_a_stateless_person_and_what_that_rests_on(service: Service) -> None:
    case = ask(
        service, person={"citizenships": ["GEO"], "birth_country": "RUS"}, links=[{"country": "UKR", "link": "descent"}]
    )
    service.do(case.pk, "hear", HEARD)
    unclear = {"born_in_country": False, "no_state_considers_citizen": True}
    service.do(case.pk, "examine", unclear)
    assert problems(service, case, "not_citizen", standing="stateless") == {"state_not_examined"}
    russia, ukraine = GEORGIA_DENIES | {"country": "RUS"}, GEORGIA_DENIES | {"country": "UKR", "rests_on": "law"}
    service.do(case.pk, "examine", unclear | {"states": [SILENT, russia, ukraine]})
    assert problems(service, case, "not_citizen", standing="stateless") == {"state_silent"}
    service.do(case.pk, "examine", unclear | {"states": [GEORGIA_DENIES, russia]})
    assert problems(service, case, "not_citizen", standing="stateless") == {"state_not_examined"}
    unsaid = {"born_in_country": False, "no_state_considers_citizen": False}
    service.do(case.pk, "examine", unsaid | {"states": [GEORGIA_DENIES, russia, ukraine]})
    assert problems(service, case, "not_citizen", standing="stateless") == {"no_basis"}
    service.do(case.pk, "examine", unclear | {"states": [GEORGIA_DENIES, russia, ukraine]})
    decide(service, case, "not_citizen", standing="stateless", since="2020-02-01")
    found = nationality(service, case)
    assert found is not None
    assert (found.stateless, found.countries) == (True, [])
    assert (set(found.denied), found.ground) == ({"AZE", "GEO", "RUS", "UKR"}, "stateless_by_states")
    with acting(service.people["desk"], "test"):
        held = LegalStatus.objects.get(current(clock.today()), person_id=case.person_id)
    assert (held.kind, held.valid.lower, held.case_id) == ("stateless", dt.date(2020, 2, 1), case.pk)
    assert held.basis == "C84; MC 3.0.2"
    assert (person(service, case).citizenships, person(service, case).stateless) == ([], True)
    facts = known(service, case)
    assert (facts["is_stateless"], facts["affiliation_result"]) == (True, "not_citizen")
    # A later matter of the same person sees it.
    later = service.start(
        "temporary_residence",
        case.person_id,
        {
            "ground": "45.1.1",
            "close_relative_of_citizen": True,
            "trp_is_extension": False,
            "trp_months": 12,
            "trp_fast": False,
            "dwelling_own": True,
            "lacks_passport": True,
        },
    )
    with acting(service.people["desk"], "test"):
        seen = case_facts(service.case(later.pk), clock.today())
    assert seen["is_stateless"] is True
    assert "citizenships" not in seen


@pytest.mark.parametrize(
    ("found", "told", "expected"),
    [
        ({"old_stock_stateless": True}, [], None),
        ({"old_stock_stateless": True}, ["GEO"], {"state_not_examined"}),
        ({"old_stock_stateless": True, "states": [GEORGIA]}, [], {"other_state_found"}),
        # The power of courts rests on one weak source: it carries nobody's statelessness alone.
        ({"court_found_stateless": True}, [], {"no_basis"}),
        ({"court_found_stateless": True, "old_stock_stateless": True}, [], None),
        ({"no_state_considers_citizen": True}, [], None),
        ({"no_state_considers_citizen": True, "states": [SILENT]}, [], {"state_silent"}),
        ({}, [], {"no_basis"}),
    ],
)
def test_bases_of_statelessness(
    service: Service, found: dict[str, Any], told: list[str], expected: set[str] | None
) -> None:
    case = ask(service, person={"citizenships": told})
    service.do(case.pk, "hear", HEARD)
    service.do(case.pk, "examine", {"born_in_country": False} | found)
    if expected:
        assert problems(service, case, "not_citizen", standing="stateless") == expected
        assert nationality(service, case) is None
    else:
        decide(service, case, "not_citizen", standing="stateless")
        assert statuses(service, case) == ["stateless"]


def test_no_citizen_here_and_nothing_else_known_leaves_the_question_open(service: Service) -> None:
    case = ask(service, person={"citizenships": ["AZE"]})
    service.do(case.pk, "hear", HEARD)
    service.do(case.pk, "examine", {"born_in_country": False, "states": [SILENT]})
    with pytest.raises(Invalid) as unsaid:
        service.do(case.pk, "draft_decision", {"outcome": "not_citizen"} | WHY)
    assert set(unsaid.value.errors) == {"standing"}
    decide(service, case, "not_citizen", standing="left_open")
    assert (person(service, case).citizenships, person(service, case).stateless) == ([], False)
    assert statuses(service, case) == []
    service.do(case.pk, "serve_refusal", {"served_on": "2026-11-20", "means": "in_person"})
    with clock.moved_to(NOW + dt.timedelta(days=60)):
        act_on_due()
        assert service.case(case.pk).state == "closed"
        assert law(service, case, "statelessness_question_open") is True
        assert law(service, case, "removal_barred") is True


def test_it_cannot_be_determined_only_where_papers_that_were_asked_for_did_not_come(service: Service) -> None:
    whole = ask(service)
    service.do(whole.pk, "hear", HEARD)
    service.do(whole.pk, "examine", {"born_in_country": False})
    assert problems(service, whole, "cannot_be_determined") == {"not_recorded", "nothing_missing"}
    case = ask(service, papers=False, person={"name": "Sevinc Uydurma"})
    service.do(case.pk, "hear", HEARD)
    service.do(case.pk, "examine", {"born_in_country": False})
    assert problems(service, case, "cannot_be_determined") == {"not_recorded"}
    service.do(case.pk, "ask_for_papers")
    assert service.case(case.pk).state == "incomplete"
    with clock.moved_to(NOW + dt.timedelta(days=28)):
        act_on_due()
        assert service.case(case.pk).state == "incomplete"
    with clock.moved_to(NOW + dt.timedelta(days=33)):
        act_on_due()
        assert service.case(case.pk).state == "received"
        decide(service, case, "cannot_be_determined")
        found = nationality(service, case)
        assert found is not None
        assert (found.affiliation, found.countries, found.stateless) == ("cannot_be_determined", [], False)
        assert law(service, case, "statelessness_question_open") is True
        with acting(service.people["desk"], "test"):
            facts = case_facts(service.case(case.pk), clock.today())
        says = assess(facts, clock.today(), variables=["affiliation_undetermined_without_reason"])
        assert says.value("affiliation_undetermined_without_reason") is False


def test_papers_that_a_register_holds_are_not_asked_for(service: Service) -> None:
    case = ask(service, papers=False, adopted=True)
    missing = {"application_form", "photos", "autobiography", "identity_copy"}
    with acting(service.people["desk"], "test") as actor:
        from panah.casework.coded import papers_missing
        from panah.casework.context import Context

        held = service.case(case.pk)
        ctx = Context(actor=actor, case=held, rule=held.procedure.act("examine"), data=None, now=clock.now())
        assert {paper.code for paper in papers_missing(ctx, "filing")} == missing


@pytest.mark.parametrize("doubtful", [False, True])
def test_what_is_proven_and_not_doubted_is_not_considered(service: Service, doubtful: bool) -> None:
    case = ask(service, lacks_citizenship_proof=False, citizenship_proof_doubtful=doubtful)
    service.do(case.pk, "examine", {"citizenship_proof_shown": True})
    refusal = {"refusal_grounds": ["84-no-question"]}
    if doubtful:
        assert problems(service, case, "refused", **refusal) == {"ground_not_found"}
        return
    decide(service, case, "refused", **refusal)
    assert (service.case(case.pk).state, service.letters(case.pk)) == ("decided", ["permit_refused"])
    assert nationality(service, case) is None
    assert statuses(service, case) == []
    with acting(service.people["desk"], "test"):
        assert Decision.objects.get(case=case).articles == ["C84"]


def test_that_no_link_was_found_is_a_result_and_no_refusal(service: Service) -> None:
    case = ask(service, born_in_country=False)
    service.do(case.pk, "examine", {"born_in_country": False})
    assert problems(service, case, "refused", refusal_grounds=["no-ground"]) == {"is_a_result"}


def test_a_body_of_the_country_answers_or_says_nothing(service: Service) -> None:
    case = ask(service)
    question = {"bodies": [str(service.offices["body"].pk)], "question": "Is there an entry of 1990?"}
    service.do(case.pk, "ask_body", question)
    assert set(service.offers(case.pk, "body")) == {"answer_inquiry"}
    assert not service.offers(case.pk, "labour"), "another body was not asked"
    with pytest.raises(AccessError):
        service.do(case.pk, "answer_inquiry", {"answer": "nothing"})
    with pytest.raises(Invalid) as silent:
        service.do(case.pk, "answer_inquiry", {"answer": "confirms"}, by="body")
    assert set(silent.value.errors) == {"reasons"}
    service.do(case.pk, "answer_inquiry", {"answer": "confirms", "reasons": "Entry 12."}, by="body")
    assert service.case(case.pk).state == "received"
    assert service.offices["body"].pk not in service.case(case.pk).offices
    service.do(case.pk, "ask_body", question)
    term = service.terms(case.pk)["inquiry"]
    assert (term.parameter, term.due_at > NOW + dt.timedelta(days=29)) == ("citizenship.inquiry", True)
    with clock.moved_to(NOW + dt.timedelta(days=33)):
        act_on_due()
        assert service.case(case.pk).state == "received"
        assert service.offices["body"].pk not in service.case(case.pk).offices
    # Silence is neither proof nor the contrary.
    assert problems(service, case, "citizen") == {"not_recorded", "no_link_found"}


def test_another_state_is_asked_and_its_silence_is_no_answer(service: Service) -> None:
    case = ask(service, person={"citizenships": ["GEO"]})
    body = {"bodies": [str(service.offices["body"].pk)], "state": "GEO"}
    service.do(case.pk, "ask_abroad", body)
    service.do(case.pk, "answer_of_state", {"considers": "denies", "answer_number": "7"}, by="body")
    service.do(case.pk, "ask_abroad", body)
    assert service.terms(case.pk)["inquiry_abroad"].parameter == "citizenship.inquiry_abroad"
    with clock.moved_to(NOW + dt.timedelta(days=95)):
        act_on_due()
        assert service.case(case.pk).state == "received"
        # What is said of a state rests on something.
        with pytest.raises(Blocked) as loose:
            service.do(case.pk, "examine", {"states": [SILENT | {"considers": "denies"}]})
        assert {p.key for p in loose.value.problems} == {"state_without_answer"}
        with pytest.raises(Blocked) as own:
            service.do(case.pk, "examine", {"states": [GEORGIA_DENIES | {"country": "AZE"}]})
        assert {p.key for p in own.value.problems} == {"state_is_this_one"}


def test_nobody_is_noted_as_missing_a_talk_without_an_invitation(service: Service) -> None:
    case = ask(service)
    missed = {"heard_on": "2026-11-20", "came": False}
    with pytest.raises(Blocked) as uninvited:
        service.do(case.pk, "hear", missed)
    assert {p.key for p in uninvited.value.problems} == {"not_invited"}
    service.do(case.pk, "invite", {"starts_at": "2026-11-30T10:00", "place": "Room 4", "interpreter_language": "ru"})
    service.do(case.pk, "invite", {"starts_at": "2026-12-01T10:00", "place": "Room 4"})
    assert service.letters(case.pk) == ["hearing_invitation", "hearing_invitation"]
    with clock.moved_to(NOW + dt.timedelta(days=12)):
        service.do(case.pk, "hear", missed | {"heard_on": "2026-12-01"})
    with acting(service.people["desk"], "test"):
        rows = Appointment.objects.filter(case=case).order_by("starts_at")
        assert [(row.kind, row.state) for row in rows] == [("hearing", "moved"), ("hearing", "missed")]


@pytest.mark.parametrize("outcome", ["citizen", "stateless"])
@pytest.mark.parametrize("way", ["complaint", "court"])
def test_what_a_complaint_or_a_court_annuls_the_register_holds_no_longer(
    service: Service, outcome: str, way: str
) -> None:
    case = ask(service, person={"citizenships": ["GEO"]})
    if outcome == "citizen":
        service.do(case.pk, "examine", {"born_in_country": True})
        decide(service, case, "citizen")
    else:
        service.do(case.pk, "hear", HEARD)
        found = {"born_in_country": False, "no_state_considers_citizen": True, "states": [GEORGIA_DENIES]}
        service.do(case.pk, "examine", found)
        decide(service, case, "not_citizen", standing="stateless", since="2020-01-01")
        service.do(case.pk, "serve_refusal", {"served_on": "2026-11-20", "means": "in_person"})
    assert person(service, case).citizenships == (["GEO", "AZE"] if outcome == "citizen" else [])
    if way == "complaint":
        service.do(case.pk, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "Wrong."})
        answer = {"result": "annulled", "reasons": "It is.", "answered_on": "2026-11-20"}
        with pytest.raises((AccessError, Blocked)):
            service.do(case.pk, "decide_complaint", answer, by="reviewer")
        service.do(case.pk, "decide_complaint", answer, by="appeals")
    else:
        service.do(case.pk, "lodge_suit", {"lodged_on": "2026-11-20", "court": "Court"}, by="head")
        judged = {"result": "annulled", "reasons": "It is.", "judged_on": "2026-11-20"}
        service.do(case.pk, "record_judgment", judged, by="appeals")
    assert service.case(case.pk).state == "received"
    assert nationality(service, case) is None
    assert (person(service, case).citizenships, person(service, case).stateless) == (["GEO"], False)
    assert statuses(service, case) == ["stateless_applicant"]
    with acting(service.people["desk"], "test"):
        assert not Decision.objects.filter(case=case, annulled_at=None).exists()
        assert case_facts(service.case(case.pk), clock.today())["affiliation_result"] == "none"


def test_an_upheld_result_stays_and_the_matter_ends(service: Service) -> None:
    case = ask(service)
    service.do(case.pk, "hear", HEARD)
    service.do(case.pk, "examine", {"born_in_country": False})
    decide(service, case, "not_citizen", standing="left_open")
    service.do(case.pk, "serve_refusal", {"served_on": "2026-11-20", "means": "in_person"})
    service.do(case.pk, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "Wrong."})
    upheld = {"result": "upheld", "reasons": "It is right.", "answered_on": "2026-11-21"}
    with clock.moved_to(NOW + dt.timedelta(days=2)):
        service.do(case.pk, "decide_complaint", upheld, by="appeals")
        service.do(case.pk, "lodge_suit", {"lodged_on": "2026-11-22", "court": "Court"}, by="head")
        service.do(
            case.pk, "record_judgment", {"result": "upheld", "reasons": "So.", "judged_on": "2026-11-22"}, by="appeals"
        )
    assert service.case(case.pk).state == "closed"
    found = nationality(service, case)
    assert found is not None
    assert found.affiliation == "not_citizen"
    # Another time, with something new; its own result counts there.
    again = service.start(KEY, case.person_id, ASK)
    with acting(service.people["desk"], "test"):
        assert case_facts(service.case(again.pk), clock.today())["affiliation_result"] == "none"


def test_the_person_asks_withdraws_and_nothing_is_held_against_them(service: Service) -> None:
    who = service.person(citizenships=[])
    own = service.portal(who)
    case = service.start(KEY, who, ASK, by=own)
    service.do(case.pk, "withdraw", {"sure": True}, by=own)
    assert service.case(case.pk).state == "withdrawn"
    assert statuses(service, case) == []
    assert nationality(service, case) is None


def test_whoever_is_stateless_stays_so_while_the_question_is_looked_at(service: Service) -> None:
    case = ask(service)
    service.do(case.pk, "hear", HEARD)
    service.do(case.pk, "examine", {"born_in_country": False, "no_state_considers_citizen": True})
    decide(service, case, "not_citizen", standing="stateless")
    service.do(case.pk, "serve_refusal", {"served_on": "2026-11-20", "means": "in_person"})
    with clock.moved_to(NOW + dt.timedelta(days=60)):
        act_on_due()
        again = service.start(KEY, case.person_id, ASK)
        assert statuses(service, case) == ["stateless"]
        service.do(again.pk, "withdraw", {"sure": True})
        assert statuses(service, case) == ["stateless"]


def test_from_abroad_the_answer_is_due_within_the_time_of_the_embassies(service: Service) -> None:
    case = ask(service, affiliation_from_abroad=True)
    assert service.terms(case.pk)["decide"].parameter == "citizenship.answer_abroad"


NOT_THEIRS = [
    ("examine", {}, ("reviewer", "head", "appeals", "body", "returns")),
    ("hear", HEARD, ("reviewer", "head", "appeals", "body", "returns")),
    ("ask_body", {}, ("reviewer", "head", "appeals", "body", "returns")),
    ("ask_abroad", {}, ("reviewer", "head", "appeals", "body", "returns")),
    ("draft_decision", {}, ("reviewer", "head", "appeals", "body", "returns")),
    ("approve_decision", {}, ("desk", "head", "appeals", "body", "returns")),
    ("decide_complaint", {}, ("desk", "reviewer", "head", "body", "returns")),
    ("call_back", {}, ("desk", "reviewer", "head", "appeals", "body", "returns")),
    ("note_silence", {}, ("desk", "reviewer", "head", "appeals", "body", "returns")),
]


@pytest.mark.parametrize(("action", "data", "who"), NOT_THEIRS)
def test_who_may_not(service: Service, action: str, data: dict[str, Any], who: tuple[str, ...]) -> None:
    case = ask(service)
    for name in who:
        with pytest.raises(AccessError):
            service.do(case.pk, action, data, by=name)
    with pytest.raises(AccessError):
        service.do(case.pk, action, data, by=service.portal(case.person_id))
    with pytest.raises(AccessError):
        service.do(case.pk, action, data, by=service.portal(uuid.uuid4()))
