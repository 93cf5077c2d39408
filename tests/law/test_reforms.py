"""Drafts of a change of the law: read, refused in words, put into force, and asked about people."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from panah.law.check import check_reform
from panah.law.clauses import Clause
from panah.law.engine import assess, load_pack
from panah.law.errors import PackError
from panah.law.invent import invent
from panah.law.measures import load_measures
from panah.law.reforms import apply_reform, law_of, load_reform, parse_reform, shipped_reforms
from panah.law.simulate import simulate
from panah.statistics.groups import age_bands

LAW = load_pack("az")
ON = dt.date(2026, 11, 26)
TITLE = {"az": "x", "en": "x", "ru": "x"}
PERMIT = {"trp_applied_on": "2026-11-02", "birth_date": "2012-01-01", "trp_months": 12, "citizenships": ["TR"]}


def _draft(**changes: Any) -> str:
    return yaml.safe_dump({"key": "draft", "title": TITLE, "from": dt.date(2027, 1, 1), **changes})


def _by_name(name: str) -> Any:
    return load_reform(next(path for path in shipped_reforms(LAW) if path.stem == name), LAW)


def test_the_drafts_of_the_pack_are_sound_and_leave_the_pack_as_it_is() -> None:
    assert len(shipped_reforms(LAW)) >= 3
    for path in shipped_reforms(LAW):
        assert check_reform(path, LAW) == []
    before = assess(PERMIT, ON, LAW)
    apply_reform(LAW, _by_name("residence_in_ten_days"), ON)
    assert assess(PERMIT, ON, LAW).to_dict() == before.to_dict()
    assert load_pack("az").parameter("trp.decide", dt.date(2030, 1, 1)).value == 20


def _breaks(person: Any, period: Any) -> Any:
    raise ZeroDivisionError("nobody thought of that")


def _loses_its_reasons(person: Any, period: Any) -> Any:
    return np.array(person("is_minor", period), dtype=bool)


@pytest.mark.parametrize(
    ("formula", "said"), [(_breaks, "nobody thought of that"), (_loses_its_reasons, "lose the reasons")]
)
def test_a_draft_by_which_the_law_cannot_be_asked_is_told_with_a_situation(
    formula: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(path for path in shipped_reforms(LAW) if path.stem == "fees_of_the_young")
    (sound,) = _by_name(path.stem).clauses
    broken = type(sound.__name__, (Clause,), {"reference": "Draft", "formula_2027_01_01": formula})
    broken.__meta__ = sound.__meta__
    monkeypatch.setattr("panah.law.check.read_reform", lambda *_: (replace(_by_name(path.stem), clauses=(broken,)), []))
    (problem,) = check_reform(path, LAW)
    assert problem.where == f"reforms/{path.name}"
    assert "with the draft in force, " in problem.message
    assert said in problem.message


def test_a_new_figure_holds_from_its_day_and_explains_itself() -> None:
    draft = apply_reform(LAW, _by_name("residence_in_ten_days"))
    early, late = dt.date(2027, 6, 30), dt.date(2027, 7, 1)
    assert draft.parameter("trp.decide", early).value == 20
    found = assess(PERMIT, late, draft, ["trp_decision_deadline", "trp_paper_stay_document_needed"])
    assert found.value("trp_decision_deadline") < assess(PERMIT, early, draft).value("trp_decision_deadline")
    figure = found["trp_decision_deadline"].parameters[0]
    assert (figure.name, figure.value, figure.source, figure.status) == ("trp.decide", 10, "DRAFT", "unverified")
    assert found.value("trp_paper_stay_document_needed") is False
    assert assess(PERMIT, early, draft).value("trp_paper_stay_document_needed") is True


def test_steps_follow_each_other_and_the_old_value_returns_where_a_new_one_ends() -> None:
    draft = apply_reform(LAW, _by_name("longer_absence"))
    days = {2026: 15, 2027: 20, 2028: 30}
    assert {year: draft.parameter("reg.stay", dt.date(year, 6, 1)).value for year in days} == days
    reform, problems = parse_reform(_draft(parameters={"reg.stay": {"value": 9, "to": dt.date(2027, 3, 31)}}), LAW)
    assert problems == []
    assert reform is not None
    for_a_while = apply_reform(LAW, reform)
    assert [for_a_while.parameter("reg.stay", dt.date(2027, m, 1)).value for m in (1, 4)] == [9, 15]


def test_a_clause_worded_anew_keeps_its_earlier_wording_and_can_be_asked_before_its_day() -> None:
    reform = _by_name("fees_of_the_young")
    assert assess(PERMIT, ON, apply_reform(LAW, reform)).value("trp_fee") == 60
    assert assess(PERMIT, ON, apply_reform(LAW, reform, ON)).value("trp_fee") == 0
    assert assess(PERMIT, dt.date(2027, 1, 1), apply_reform(LAW, reform))["trp_fee_exempt"].because


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "must be a mapping"),
        ("key: [", "no readable YAML"),
        ("a: &x [1]\nb: *x", "alias"),
        (_draft(), "changes nothing"),
        (_draft(parameters={"trp.decid": 3}), "Did you mean trp.decide"),
        (_draft(parameters={"trp.decide": 2.5}), "no whole number of working_day"),
        (_draft(parameters={"trp.decide": -1}), "less than nothing"),
        (_draft(parameters={"trp.decide": {"value": 3, "from": dt.date(2026, 1, 1)}}), "before the draft does"),
        (_draft(parameters={"trp.decide": {"value": "__import__('os')"}}), "no whole number"),
        (_draft(parameters={"state.code": 7}), "no code"),
        (_draft(repeals=["trp_fee"]), "no yes-or-no question"),
        (_draft(repeals=["nothing_such"]), "no clause 'nothing_such'"),
        (_draft(clauses=["trp_fee_exempt"]), "no draft.py"),
        (_draft(clauses=["os"], module="../../x"), "must be written there"),
        (_draft(clauses=["other"], module="fees_of_the_young"), "has no clause 'other'"),
        (_draft(unheard=1, parameters={"trp.decide": 3}), "unknown key 'unheard'"),
        (yaml.safe_dump({"key": "draft", "title": {"en": "x"}, "from": dt.date(2027, 1, 1)}), "no title in 'az'"),
        (yaml.safe_dump({"key": "Draft!", "title": TITLE, "from": "soon"}), "needs the day"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, message: str) -> None:
    reform, problems = parse_reform(text, LAW)
    assert reform is None
    assert any(message in problem.message for problem in problems), problems


def test_a_draft_that_changes_nothing_is_warned_of_and_a_broken_file_is_refused(tmp_path: Path) -> None:
    reform, problems = parse_reform(_draft(parameters={"trp.decide": 20}), LAW)
    assert reform is not None
    assert [p.level for p in problems] == ["warning"]
    path = tmp_path / "broken.yaml"
    path.write_text("key: 1", encoding="utf-8")
    with pytest.raises(PackError):
        load_reform(path, LAW)


def test_the_law_of_a_day_is_carried_on() -> None:
    old = law_of(LAW, dt.date(2018, 6, 28))
    assert old.parameter("reg.stay", ON).value == 10
    assert LAW.parameter("reg.stay", ON).value == 15
    later = [name for name, c in LAW.clauses.items() if any(day > "2018-06-28" for day in c.formulas)]
    assert later
    assert all(day <= "2018-06-28" for name in later for day in old.clauses[name].formulas)
    assert assess(PERMIT, ON, old).on == ON


def test_who_gains_and_what_is_saved_is_what_one_by_one_comes_to() -> None:
    made = invent(LAW, 400, ON)
    births = made.people.columns["birth_date"]
    groups = {"status": made.status, "age": age_bands(births, ON)}
    draft = apply_reform(LAW, _by_name("residence_in_ten_days"), ON)
    measures = load_measures(LAW)
    seen: list[int] = []
    found = simulate(
        made.people, LAW, draft, measures, ON, groups, by=("status",), progress=lambda done, _total: seen.append(done)
    )
    assert sum(found.effects.values()) == found.people == 400
    assert seen[-1] == 800
    assert all(sum(sum(row.values()) for row in table.values()) == 400 for table in found.tables.values())
    applied = made.people.columns["trp_applied_on"]
    year = (applied > np.datetime64(ON) - 365) & (applied <= np.datetime64(ON))
    expected = {"events": 0, "before": 0, "after": 0}
    for row in np.flatnonzero(year):
        facts = {"trp_applied_on": str(applied[row]), "trp_fast": bool(made.people.columns["trp_fast"][row]),
                 "citizenships": ["TR"]}  # fmt: skip
        for name, law in (("before", LAW), ("after", draft)):
            last = dt.date.fromisoformat(
                assess(facts, ON, law, ["trp_decision_deadline"]).value("trp_decision_deadline")
            )
            expected[name] += law.calendar.working_days_between(dt.date.fromisoformat(str(applied[row])), last)
        expected["events"] += 1
    total = next(one for one in found.totals if one.key == "trp_decision")
    assert {"events": total.events, "before": total.before, "after": total.after} == expected
    assert total.worse == 0
    assert total.better == found.effects["gain"] == np.count_nonzero(~np.isnat(applied))
    parts = [t for totals in found.totals_by["status"].values() for t in totals if t.key == "trp_decision"]
    assert sum(part.before for part in parts) == total.before
