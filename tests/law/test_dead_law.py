# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the printed Code still shows though it is out of force stands nowhere; what was not read is dated and says so."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from panah.law.engine import assess
from panah.law.pack import Pack, load_pack
from tests.support.law import ON

#: Items that went out, and numbers that were given anew in 2019 (45, 50) and 2022 (65). A citation of one is dead law.
DEAD = ("MC 33.4", "MC 38.5", "MC 53.1.4", "MC 53.1.5", "MC 53.1.8")
OLD_NUMBERS = ("MC 45.0", "MC 50.0", "MC 65.0")
HQM_FROM = date(2025, 4, 1)
ROOT = Path(__file__).parents[2]
#: Where law is stated or shown: the pack, the pages that are generated of it, guides, templates, and the words of the pages.
SHOWN = ("src/panah/packs/az", "src/panah/interfaces", "src/panah/domains", "docs", "README.md")
TEXTS = {".yaml", ".py", ".md", ".jinja", ".po", ".json", ".html"}
#: How each fragment of law-az 0.3 would be cited, and in which words it would be stated.
CITED = re.compile(r"(?<![\d.])(?:33\.4|38\.5|53\.1\.[458](?!-)|(?:45|50|65)\.0\.\d+)(?![\d])")
STATED = re.compile(
    r"funds of that amount|amount in banks|petition of Azerbaijani institutions|family certificate|certificate of family"
    r"|children under 18 with disabilit|(?:and|və) psychological (?:service|help)"
    r"|həmin məbləğdə vəsait|ailə tərkibi haqqında|состав[еа]? семьи|средств[а-я]* на ту же сумму",
    re.IGNORECASE,
)
#: A fragment that a page names to say that it is out: the note on the papers of visas and of work permits.
SAYS_SO = re.compile(r"\b(?:is|are|went) out since\b")


def citations(pack: Pack) -> Iterator[tuple[str, str]]:
    """(what, the article it cites) of everything in the pack."""
    for name, clause in {**pack.facts, **pack.clauses}.items():
        yield from ((name, article) for article in clause.reference)
    yield from ((name, value.article) for name, spec in pack.specs.items() for value in spec.values)
    for key, papers in pack.papers.items():
        yield from ((f"{key} {paper.code}", paper.article) for paper in papers)


def test_no_article_that_went_out_or_was_renumbered_is_cited() -> None:
    pack = load_pack("az")
    cited = list(citations(pack))
    assert len(cited) > 800, "the list is not empty by mistake"
    parts = [(what, part.strip()) for what, article in cited for part in article.split(";")]
    assert [(what, part) for what, part in parts if part in DEAD or part.startswith(OLD_NUMBERS)] == []


def test_papers_that_went_out_are_asked_of_nobody() -> None:
    pack = load_pack("az")
    codes = {key: {paper.code for paper in papers} for key, papers in pack.papers.items()}
    words = {"family_certificate", "marriage_certificate", "profession", "profession_document", "stay_document"}
    assert not codes["permanent_residence"] & words, "53.1.4, 53.1.5 and 53.1.8, out since 20 October 2017"
    assert not codes["work_permit"] & words, "65.0.5, out since 20 October 2017"
    asked = {"visa_kind": "official", "visa_inviter": "institution"}
    found = assess(asked, ON, variables=["visa_basis_official", "visa_paper_petition_needed"])
    assert (found.value("visa_basis_official"), found.value("visa_paper_petition_needed")) == (False, False), "25.3"


def test_money_in_a_bank_is_a_ground_as_a_term_deposit_alone() -> None:
    """45.1.3 lost "or funds of that amount in banks" in 2019; 45.1.3-1 asks for a deposit of a fixed term."""
    pack = load_pack("az")
    real_estate = pack.clauses["trp_ground_real_estate"]
    assert list(real_estate.reference) == ["MC 45.1.3"]
    names = ["trp_ground_real_estate", "trp_ground_deposit"]
    found = assess({"deposit_amount": 100_000, "real_estate_value": 99_999}, ON, variables=names)
    assert (found.value(names[0]), found.value(names[1])) == (False, True)


def test_highly_qualified_migrants_are_a_dated_rule_marked_unverified() -> None:
    pack = load_pack("az")
    clauses = [c for c in pack.clauses.values() if "HQM" in c.reference]
    assert {c.name for c in clauses} >= {
        "trp_ground_highly_qualified",
        "prp_ground_highly_qualified",
        "exempt_highly_qualified",
        "quota_excluded_hqm_family",
        "visa_business_highly_qualified",
    }
    assert {(c.meta.source, c.meta.status) for c in clauses} == {("HQM", "unverified")}
    figures = {name: v for name, spec in pack.specs.items() for v in spec.values if v.article == "HQM"}
    assert set(figures) == {"trp.decide_hqm", "prp.decide_hqm", "wp.hqm_child_age"}
    assert {(value.status, value.valid_from) for value in figures.values()} == {("unverified", HQM_FROM)}
    facts = [fact for fact in pack.facts.values() if "HQM" in fact.reference]
    assert {fact.meta.status for fact in facts} == {"unverified"}


@pytest.mark.parametrize(
    ("variable", "facts"),
    [
        ("trp_ground_highly_qualified", {}),
        ("prp_ground_highly_qualified", {}),
        ("exempt_highly_qualified", {}),
        ("visa_business_highly_qualified", {"visa_kind": "business"}),
        ("visa_basis_business", {"visa_kind": "business"}),
        ("quota_excluded_hqm_family", {"hqm_spouse": True, "citizenships": ["TR"], "birth_date": "1990-05-04"}),
    ],
)
def test_nothing_holds_for_them_on_the_day_before(variable: str, facts: dict[str, object]) -> None:
    said = {"highly_qualified_migrant": variable != "quota_excluded_hqm_family", **facts}
    for day, holds in ((HQM_FROM - timedelta(days=1), False), (HQM_FROM, True)):
        found = assess(said, day, variables=[variable])
        assert found.value(variable) is holds, day


def shown() -> Iterator[tuple[str, str]]:
    """(file and line, text) of everything in which law is stated or shown."""
    for top in SHOWN:
        start = ROOT / top
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            if path.suffix in TEXTS and path.is_file():
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    yield f"{path.relative_to(ROOT)}:{number}", line


def test_no_dead_fragment_stands_in_the_pack_the_pages_or_the_documentation() -> None:
    lines = list(shown())
    assert len(lines) > 50_000, "the list is not empty by mistake"
    wrong = [(at, line.strip()[:120]) for at, line in lines if CITED.search(line) and not SAYS_SO.search(line)]
    wrong += [(at, line.strip()[:120]) for at, line in lines if STATED.search(line)]
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "dead"),
    [
        ('  article: "MC 33.4"', True),
        ("| MC 45.0.3 | real estate |", True),
        ('reference = "MC 65.0.5"', True),
        ("or funds of that amount in banks", True),
        ("MC 53.1.5", True),
        ('article: "MC 45.1.3-1"', False),
        ('article: "MC 53.1.6"', False),
        ("MC 64.0.5", False),
        ("133.4 AZN", False),
    ],
)
def test_the_search_finds_what_is_dead_and_nothing_else(line: str, dead: bool) -> None:
    assert bool(CITED.search(line) or STATED.search(line)) is dead
