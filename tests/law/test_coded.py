# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of grounds and papers: read, refused when they could not be defended, and true to the clauses behind them."""

import datetime as dt
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from panah.law.check import check_pack
from panah.law.docs import render
from panah.law.engine import assess, assess_many
from panah.law.errors import VariableNotFound
from panah.law.pack import load_pack, pack_folder, read_pack
from tests.support.law import ON, change, one_of, people

GROUNDS = """\
title: {az: Oyun, en: Play, ru: Игра}
grounds:
  any_of: may_play
  items:
    - {code: "4", variable: is_junior}
    - {code: "5", variable: is_member, label: {az: Üzv, en: A member, ru: Член}}
"""
PAPERS = """\
title: {az: Oyun, en: Play, ru: Игра}
single_window: "S 40"
items:
  - code: card
    label: {az: Kart, en: Card, ru: Карта}
    article: "S 5"
    source: STATUTES
    status: verified
    needed: is_member
    at: filing
    form: copy
    register: members
"""
REGISTERS = """\
members: {label: {az: Üzvlər, en: Members, ru: Члены}, article: "S 1", source: STATUTES, status: verified}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the club's pack with lists."""
    folder = Path(
        shutil.copytree(pack_folder("tennis"), tmp_path / "club", ignore=shutil.ignore_patterns("__pycache__"))
    )
    for name, text in {
        "grounds/play": GROUNDS,
        "papers/play": PAPERS,
        "papers/registers": REGISTERS,
    }.items():
        (folder / f"{name}.yaml").parent.mkdir(exist_ok=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_ground_says_what_its_clause_says(pack: Path) -> None:
    assert check_pack(pack) == []
    club, _ = read_pack(pack)
    assert club is not None
    lists = club.grounds["play"]
    junior, member = lists.grounds
    assert (junior.article, junior.status, junior.labels["en"]) == ("S 4", "verified", "Is a junior")
    assert member.labels["en"] == "A member"
    assert lists.grounds.code_of("is_member") == "5"
    assert len(lists.refusals) == 0
    (card,) = club.papers["play"]
    assert card.register is not None
    assert (card.register.label["en"], club.papers["play"].single_window) == ("Members", "S 40")
    pages = render(club)
    assert "| 5 | A member<br>" in pages["club/grounds.md"]
    assert "| `card` | Card<br>" in pages["club/papers.md"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("grounds/play", "en: Play, ", "", "has no title in 'en'"),
        ("grounds/play", "any_of: may_play", "any_of: may_sleep", "any_of names no clause"),
        ("grounds/play", "  any_of: may_play\n", "", "must be a mapping with any_of and items"),
        ("grounds/play", "variable: is_junior", "variable: is_senior", "no yes-or-no clause 'is_senior'"),
        ("grounds/play", "variable: is_junior", "variable: court_from", "no yes-or-no clause 'court_from'"),
        ("grounds/play", "variable: is_junior", "variable: born", "no yes-or-no clause 'born'"),
        ("grounds/play", 'code: "4"', 'code: "5"', "stands twice"),
        ("grounds/play", "grounds:", "reasons:", "unknown key 'reasons'"),
        ("grounds/play", ", ru: Член", "", "has no label in 'ru'"),
        ("grounds/play", "title:", "- title:", "is no readable YAML"),
        ("papers/play", "needed: is_member", "needed: is_guest", "needed names no yes-or-no clause"),
        ("papers/play", "at: filing", "at: dinner", "use one of: filing, hand_over"),
        ("papers/play", "form: copy", "form: verbal", "use one of: original"),
        ("papers/play", "register: members", "register: police", "unknown register 'police'"),
        ("papers/play", '    article: "S 5"\n', "", "has no article"),
        ("papers/play", "source: STATUTES", "source: GOSSIP", "unknown source 'GOSSIP'"),
        ("papers/play", "status: verified", "status: perhaps", "use verified or unverified"),
        ("papers/play", "en: Card, ", "", "has no label in 'en'"),
        ("papers/play", 'single_window: "S 40"\n', "", "no single_window article"),
        ("papers/play", "    form: copy\n", "    form: copy\n    colour: red\n", "unknown key 'colour'"),
        ("papers/registers", "status: verified", "status: no", "use verified or unverified"),
        ("situations/play", "is_junior: false, ", "", "'is_junior' to be false"),
    ],
)
def test_a_list_that_cannot_be_defended_is_refused(pack: Path, file: str, old: str, new: str, message: str) -> None:
    path = pack / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    if file == "situations/play":
        text = text.replace("is_junior: false", "is_member: false").replace("is_member: false, is_member", "is_member")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    errors = [str(p) for p in check_pack(pack) if p.level == "error"]
    assert any(message in e for e in errors), errors


def test_items_come_into_force_with_their_clauses() -> None:
    grounds = load_pack("az").grounds["temporary_residence"].grounds
    codes = {day: {g.code for g in grounds.on(day)} for day in (date(2018, 12, 31), date(2022, 12, 31), ON)}
    assert codes[date(2022, 12, 31)] - codes[date(2018, 12, 31)] == {"45.1.3-1"}
    assert codes[ON] - codes[date(2022, 12, 31)] == {"45.1.3-2", "45.1.6-1", "HQM"}


def test_areas_of_clauses() -> None:
    az = load_pack("az")
    assert "trp_refused_absence" in az.clauses_in("temporary")
    assert az.clauses_in("temporary/papers", "person")[0] == "age_in_years"
    assert not {"may_work"} & set(az.clauses_in("temporary"))
    with pytest.raises(VariableNotFound, match="no clauses in 'temp'"):
        az.clauses_in("temp")


# ---- the lists of the country over people drawn at random ------------------------------------------


LISTS = [(f"{key}.{kind}", found) for key, lists in load_pack("az").grounds.items() for kind, found in lists.lists()]


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32))
def test_a_joining_clause_is_any_of_its_items_and_nothing_else(seed: int) -> None:
    pack = load_pack("az")
    names = {v for _, found in LISTS for v in (found.any_of, *(item.variable for item in found))}
    answers = assess_many(people(pack, 300, seed), ON, variables=sorted(names))
    for where, found in LISTS:
        joined = np.any([answers[item.variable] for item in found], axis=0)
        assert np.array_equal(joined, answers[found.any_of]), where


def test_every_item_and_every_paper_is_found_and_not_found() -> None:
    pack = load_pack("az")
    papers = [(f"{key}.{p.code}", p.needed) for key, listed in pack.papers.items() for p in listed]
    items = [(f"{where}.{item.code}", item.variable) for where, found in LISTS for item in found] + papers
    answers = assess_many(people(pack, 24_000, 1), ON, variables=sorted({v for _, v in items}))
    assert [where for where, variable in items if not 0 < answers[variable].sum() < 24_000] == []


AGAINST = [(where, item.variable) for where, found in LISTS if not where.endswith(".grounds") for item in found]


def test_nothing_is_held_against_somebody_of_whom_nothing_is_known() -> None:
    held = assess({}, ON, variables=[variable for _where, variable in AGAINST])
    assert [name for name in held if held.value(name) is not False] == []


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_a_refusal_can_be_disproved_by_the_facts_that_are_its_reasons(seed: int) -> None:
    """Whoever is refused is told why: were those facts otherwise, the ground would be gone, whatever else is true."""
    pack = load_pack("az")
    names = [variable for _where, variable in AGAINST]
    columns = people(pack, 12_000, seed)
    answers = assess_many(columns, ON, variables=names)
    rows = {name: int(np.argmax(answers[name])) for name in names if answers[name].any()}
    assert len(rows) > 0.9 * len(set(names))
    reasons = {}
    for name, row in rows.items():
        finding = assess(one_of(columns, row), ON, variables=[name])[name]
        reasons[name] = [because.variable for because in finding.because if because.kind == "fact"]
        assert finding.value is True
        assert reasons[name], name
    standing = set(rows)
    # A date may be otherwise by being unknown, long ago or far ahead: a ban of which no end is known goes on.
    for day in (np.datetime64("NaT", "D"), ON - dt.timedelta(days=9000), ON + dt.timedelta(days=9000)):
        others = {name: column[list(rows.values())] for name, column in columns.items()}
        for place, name in enumerate(rows):
            change(pack, others, place, reasons[name], day)
        after = assess_many(others, ON, variables=list(rows))
        standing -= {name for place, name in enumerate(rows) if not after[name][place]}
    assert standing == set()


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_one_person_gets_the_answers_of_the_register_and_reasons(seed: int) -> None:
    """The reasons come from a second run of each formula: it must not fail, nor know other answers."""
    pack = load_pack("az")
    facts = people(pack, 1, seed)
    register = assess_many(facts, ON)
    single = assess(one_of(facts), ON)
    for name, clause in pack.clauses.items():
        if clause.value_type is bool:
            assert single.value(name) == bool(register[name][0]), name


def test_a_cell_is_the_only_amount_that_a_duty_cites() -> None:
    facts = {"birth_date": "1990-05-04", "trp_months": 13, "trp_fast": True}
    finding = assess(facts, ON, variables=["trp_fee"])["trp_fee"]
    assert finding.value == 240
    fees = [p.name for p in finding.parameters if p.name.startswith("fee.")]
    assert fees == ["fee.trp.permit.y1h.adult_fast"]
