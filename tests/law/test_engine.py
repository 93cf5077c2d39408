# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts in, findings out: reasons, parameters, dates, errors, registers."""

import datetime as dt
import json
from datetime import date

import numpy as np
import pytest

from panah.law.engine import assess, load_pack
from panah.law.errors import FactError, PackError, ParameterNotFound, VariableNotFound
from panah.law.population import assess_population

ON = date(2026, 11, 23)


def test_the_shape_of_json_is_the_documented_one() -> None:
    found = assess({"asylum_state": "open", "birth_date": "1990-05-04"}, ON, variables=["may_work"]).to_dict()
    assert list(found) == ["on", "pack", "findings"]
    assert (found["on"], found["pack"]) == ("2026-11-23", "az")
    finding = found["findings"]["may_work"]
    assert list(finding) == ["value", "label", "because", "parameters"]
    assert all(list(b) == ["variable", "clause", "label", "value"] for b in finding["because"])
    assert finding["parameters"] == [
        {"name": "age.work", "value": 18, "unit": "year", "article": "MC 61.1", "status": "verified"}
    ]
    assert json.loads(json.dumps(found)) == found


def test_a_true_or_is_decided_by_its_true_clauses_alone() -> None:
    finding = assess({"asylum_state": "recognised", "seafarer": True}, ON, variables=["work_permit_exempt"])
    clauses = [b.variable for b in finding["work_permit_exempt"].because if b.kind == "clause"]
    assert clauses == ["exempt_seafarer", "exempt_asylum", "is_recognised_refugee"]
    assert finding["work_permit_exempt"].because[0].clause == "MC 64.0.9"


def test_a_false_or_is_decided_by_all_its_clauses() -> None:
    finding = assess({}, ON, variables=["work_permit_exempt"])["work_permit_exempt"]
    assert finding.value is False
    items = {b.clause for b in finding.because if b.clause.startswith("MC 64.0.")}
    assert len(items) == 23
    assert "HQM" in {b.clause for b in finding.because}
    assert not any(b.kind == "fact" for b in finding.because), "facts that nobody gave explain nothing"


def test_a_false_and_is_decided_by_its_false_clauses() -> None:
    facts = {"asylum_state": "open", "birth_date": "2012-01-01", "unaccompanied": True}
    finding = assess(facts, ON, variables=["voluntary_placement_allowed"])["voluntary_placement_allowed"]
    assert finding.value is False
    assert finding.because[0].variable == "placement_barred_unaccompanied_child"
    assert "placement_applicant" not in {b.variable for b in finding.because}


def test_a_choice_is_decided_by_the_branch_taken() -> None:
    facts = {"asylum_state": "open", "claim_registered_on": date(2026, 10, 1)}
    finding = assess(facts, ON, variables=["certificate_required_until"])["certificate_required_until"]
    assert finding.value == "2027-01-01"
    assert [p.name for p in finding.parameters] == ["ref.decide"]
    assert "appeal_deadline" not in {b.variable for b in finding.because}


def test_given_facts_come_last_and_with_their_values() -> None:
    because = assess({"citizenships": ["tr", "AZ"]}, ON, variables=["work_permit_required"])[
        "work_permit_required"
    ].because
    assert [b.variable for b in because] == ["is_citizen", "citizenships"]
    assert because[-1].value == ["TR", "AZ"]
    assert because[-1].kind == "fact"


def test_labels_come_in_the_language_asked_for() -> None:
    labels = {
        language: assess({}, ON, variables=["removal_barred"], language=language)["removal_barred"].label
        for language in ("az", "en", "ru")
    }
    assert labels["en"] == "Removal is barred"
    assert len(set(labels.values())) == 3


def test_policy_and_doubt_are_shown() -> None:
    findings = assess({"asylum_state": "open"}, ON)
    reason = next(b for b in findings["removal_barred"].because if b.variable == "removal_barred_claim_open")
    assert reason.policy
    assert reason.status == "unverified"
    assert not findings["expulsion_barred_refugee"].policy


def test_all_clauses_are_answered_when_none_is_named() -> None:
    findings = assess({}, ON)
    assert set(findings) == set(load_pack("az").clauses)
    assert len(findings) > 80


def test_old_law_stays_callable() -> None:
    facts = {"technology_park": True}
    assert assess(facts, date(2021, 12, 31)).value("work_permit_required") is True
    assert assess(facts, date(2022, 1, 1)).value("work_permit_required") is False


def test_a_parameter_changes_with_its_date() -> None:
    club = load_pack("tennis")
    assert club.parameter("play.junior", date(2024, 8, 31)).value == 16
    new = club.parameter("play.junior", date(2024, 9, 1))
    assert (new.value, new.article, new.valid_from) == (18, "S 4 (2024)", date(2024, 9, 1))
    assert club.parameter("play.racket_fee", date(2022, 12, 31)).value == 2
    with pytest.raises(ParameterNotFound, match="no value in force on 2023-06-01"):
        club.parameter("play.racket_fee", date(2023, 6, 1))


def test_a_parameter_knows_everything_one_cites() -> None:
    value = load_pack("az").parameter("appeal.court", ON)
    assert (value.value, value.unit, value.article, value.source) == (30, "calendar_day", "APC 38.1", "APC")
    assert (value.status, value.policy, value.roll) == ("verified", False, "next_working_day")
    assert set(value.label) == {"az", "en", "ru"}
    assert load_pack("az").calendar.add(date(2026, 10, 15), value.duration()) == date(2026, 11, 16)
    with pytest.raises(ValueError, match="no length of time"):
        load_pack("az").parameter("state.code", ON).duration()


def test_two_packs_do_not_answer_each_others_questions() -> None:
    assert assess({"standing": "paid"}, ON, pack="tennis").value("may_play") is True
    assert assess({"asylum_state": "open"}, ON).value("may_work") is True
    assert assess({"racket_lent": True}, ON, pack="tennis").value("racket_fee_due") == 3


@pytest.mark.parametrize(
    ("facts", "message", "suggestion"),
    [
        ({"asylum_status": "open"}, "is no fact of this pack", "asylum_state"),
        ({"may_work": True}, "is worked out by the law", None),
        ({"asylum_state": "opened"}, "has no value 'opened'", "open"),
        ({"seafarer": "yes"}, "yes-or-no fact", "true"),
        ({"seafarer": 1}, "yes-or-no fact", "true"),
        ({"business_trip_days": "90"}, "whole number", None),
        ({"business_trip_days": 367}, "must lie between", None),
        ({"birth_date": "1990-02-30"}, "a date that exists", None),
        ({"birth_date": "1990-13"}, "no month of the calendar", None),
        ({"birth_date": dt.datetime(1990, 1, 1)}, "without a time", None),
        ({"claim_registered_on": "2026"}, "YYYY-MM-DD", None),
        ({"citizenships": "Türkiye"}, "list of codes", None),
        ({"citizenships": [1]}, "list of codes", None),
    ],
)
def test_facts_that_cannot_be_read_say_what_to_do(
    facts: dict[str, object], message: str, suggestion: str | None
) -> None:
    with pytest.raises(FactError, match=message) as caught:
        assess(facts, ON)
    (problem,) = caught.value.problems
    assert problem.fact == next(iter(facts))
    if suggestion:
        assert suggestion in problem.suggestions


def test_all_problems_come_at_once() -> None:
    with pytest.raises(FactError) as caught:
        assess({"seafarer": "x", "nonsense_": 1, "birth_date": "never"}, ON)
    assert {p.fact for p in caught.value.problems} == {"seafarer", "nonsense_", "birth_date"}


def test_a_day_before_the_law_is_refused() -> None:
    with pytest.raises(FactError, match="before the law of this pack"):
        assess({}, date(2013, 7, 31))
    with pytest.raises(FactError, match="too far off"):
        assess({"labour_opinion_asked_on": "2199-12-31"}, ON)
    with pytest.raises(FactError, match="without a time"):
        assess({}, dt.datetime(2026, 1, 1))


def test_unknown_names_are_refused() -> None:
    with pytest.raises(VariableNotFound, match="not in this pack"):
        assess({}, ON, variables=["may_fly"])
    with pytest.raises(VariableNotFound, match="a fact, not a finding"):
        assess({}, ON, variables=["birth_date"])
    with pytest.raises(ParameterNotFound):
        load_pack("az").parameter("ref.nothing", ON)
    with pytest.raises(PackError, match="Packs at hand: az, tennis"):
        load_pack("atlantis")


def test_null_means_not_known() -> None:
    assert assess({"birth_date": None, "asylum_state": None}, ON).to_dict() == assess({}, ON).to_dict()


def test_a_register_gets_the_same_answers_as_each_person() -> None:
    people = [
        {"asylum_state": "open", "birth_date": "1990-05-04", "claim_registered_on": "2026-08-01"},
        {"asylum_state": "refused_final", "birth_date": "1990-05-04"},
        {"asylum_state": "recognised", "birth_date": "2012-05-04", "unaccompanied": True, "citizenships": "SY"},
        {"citizenships": "AZ TR"},
    ]
    facts = {
        "asylum_state": [p.get("asylum_state", "none") for p in people],
        "birth_date": np.array([p.get("birth_date", "NaT") for p in people], dtype="datetime64[D]"),
        "claim_registered_on": [p.get("claim_registered_on") for p in people],
        "unaccompanied": np.array([p.get("unaccompanied", False) for p in people]),
        "citizenships": [p.get("citizenships", "") for p in people],
    }
    clauses = [n for n, c in load_pack("az").clauses.items() if c.value_type is bool]
    register = assess_population(facts, ON, variables=clauses)
    for row, person in enumerate(people):
        single = assess(person, ON, variables=clauses)
        assert {n: bool(register[n][row]) for n in clauses} == {n: single.value(n) for n in clauses}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"seafarer": [True], "clergy": [True, False]}, "as many"),
        ({"asylum_state": ["open", "opened"]}, "has no values opened"),
        ({"birth_date": ["1990-01-01", "soon"]}, "row 1"),
        ({"unknown": [1]}, "no fact"),
    ],
)
def test_a_register_with_bad_columns_is_refused(facts: dict[str, list[object]], message: str) -> None:
    with pytest.raises(FactError, match=message):
        assess_population(facts, ON)


@pytest.mark.parametrize(
    ("facts", "variable", "doubtful"),
    [
        ({"standing": "paid"}, "lending_fee", False),
        ({"racket_lent": True}, "racket_fee_due", True),
        ({"standing": "paid", "broke_racket": True}, "lending_refusal_ground", False),
        ({"standing": "paid", "owes_balls": True}, "lending_refusal_ground", True),
        ({"standing": "paid"}, "lending_refused_balls", False),
    ],
)
def test_a_finding_says_whether_it_hangs_on_unverified_law(
    facts: dict[str, object], variable: str, doubtful: bool
) -> None:
    """A custom that nobody looked up, and that does not concern the member, makes no verified finding doubtful."""
    assert assess(facts, ON, pack="tennis")[variable].doubtful is doubtful
