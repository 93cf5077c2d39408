# SPDX-License-Identifier: AGPL-3.0-or-later
"""One pair in Python says what Splink says of it; families are not taken for one person."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from panah.linkage.model import Model, load
from panah.linkage.predict import MOST_ALIKE, predict
from panah.linkage.records import Source, prepare, record_of
from panah.linkage.scorer import Scored, score
from panah.linkage.settings import CEILING, COMPARED
from panah.linkage.train import frequencies
from panah.register.reading import NameReader
from panah.register.services.known import SURE
from tests.linkage.conftest import load_people, people, person

Compare = Callable[[Source, Source], Scored]
HOME = {"place": "Laçın", "district": "Bakı", "address": "Dəniz küçəsi 1", "phones": ("501112233",)}


def test_the_scorer_agrees_with_splink(con: duckdb.DuckDBPyConnection, tmp_path: Path, model: Model) -> None:
    sources = people(300)
    load_people(con, sources)
    reader = NameReader()
    prepare(con, reader)
    here = model.with_(frequencies=frequencies(con, fewest=1, common=0))
    assert predict(con, tmp_path, here, floor=-200) > 500
    ids = dict(con.execute("SELECT n, id FROM numbers").fetchall())
    by_id = {source.id: record_of(source, reader, here.key_frequencies) for source in sources}
    steps = ", ".join(f"step_{compared.name}" for compared in COMPARED)
    seen: set[tuple[str, str]] = set()
    for left, right, weight, probability, *reached in con.execute(
        f"SELECT l, r, weight, probability, {steps} FROM pairs"
    ).fetchall():
        scored = score(here, by_id[ids[left]], by_id[ids[right]])
        said = [compared.levels[step].name for compared, step in zip(COMPARED, reached, strict=True)]
        assert [step.level for step in scored.steps] == said
        assert scored.weight == pytest.approx(weight, abs=1e-6)
        assert scored.probability == pytest.approx(probability, abs=2e-3)
        seen |= {(compared.name, name) for compared, name in zip(COMPARED, said, strict=True)}
    # The comparison means something only where the levels were reached.
    assert {
        ("given", "one_vowel"),
        ("given", "similar"),
        ("given", "sounds_alike"),
        ("turned", "swapped"),
        ("birth", "one_digit"),
        ("paper", "same"),
    } <= seen
    assert {("kin", "brothers_or_sisters"), ("birth", "year_agrees"), ("father", "missing")} <= seen


def test_our_sql_says_what_splink_says(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_people(con, people(250))
    prepare(con, NameReader())
    # Splink's rules know no most; this register is so small that its names are crowded.
    monkeypatch.setattr("panah.linkage.predict.MOST_ALIKE", 300)
    asked = "SELECT l, r, evidence FROM found ORDER BY l, r"
    predict(con, tmp_path, model, floor=-200)
    ours = con.execute(asked).fetchall()
    monkeypatch.setattr("panah.linkage.predict.by_sql", lambda engine: False)
    predict(con, tmp_path, model, floor=-200)
    splinks = con.execute(asked).fetchall()
    assert [pair[:2] for pair in ours] == [pair[:2] for pair in splinks]
    assert [pair[2] for pair in ours] == pytest.approx([pair[2] for pair in splinks], abs=1e-6)


def test_namesakes_by_the_dozen_are_no_candidates(con: duckdb.DuckDBPyConnection, tmp_path: Path, model: Model) -> None:
    crowd = [replace(person("Əli", "Məmmədov", "", "1980"), id=f"P{place}") for place in range(MOST_ALIKE + 1)]
    two = [replace(person("Əli", "Məmmədov", "", "1980", phones=("501112233",)), id=name) for name in ("A", "B")]
    load_people(con, crowd + two)
    prepare(con, NameReader())
    predict(con, tmp_path, model, floor=-200)
    rows = con.execute("SELECT a.id, b.id FROM pairs JOIN numbers a ON a.n = l JOIN numbers b ON b.n = r").fetchall()
    assert [set(row) for row in rows] == [{"A", "B"}]


def test_the_order_of_two_people_does_not_matter(model: Model) -> None:
    reader = NameReader()
    records = [record_of(source, reader, model.key_frequencies) for source in people(40, seed=3)]
    for left, right in zip(records, reversed(records), strict=True):
        assert score(model, left, right).weight == pytest.approx(score(model, right, left).weight)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (person("Elçin", "Məmmədov", "Rauf oğlu", "1987-05-03", sex="M"), person("Эльчин", "Мамедов", "Рауфович", "1987-05-03", sex="M")),
        (person("Leyla", "Əliyeva", "Tofiq qızı", "1990-02-11", **HOME), person("Leyla", "Həsənova", "Tofiq qızı", "1990-02-11", **HOME)),
        (person("Rauf", "Quliyev", "Vaqif oğlu", "1960-07-09", **HOME), person("Quliyev", "Rauf", "Vaqif oğlu", "1960-07-09", **HOME)),
        (person("Rauf", "Quliyev", "Vaqif oğlu", "1960-07-09", **HOME), person("Rauf", "Quliyev", "Vaqif oğlu", "1960-09-07", **HOME)),
        (person("Nigar", "Rzayeva", "", "1975-03-30", papers=("AZE77120",)), person("Nigyar", "Rzaeva", "", "1975", papers=("AZE77120",))),
    ],
    ids=["two scripts", "married", "turned", "day and month", "a paper"],
)  # fmt: skip
def test_one_person_is_recognised(compare: Compare, left: Source, right: Source) -> None:
    assert compare(left, right).probability > 0.6


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (person("Elnur", "Məmmədov", "Rauf oğlu", "2004-05-03", sex="M", **HOME), person("Elçin", "Məmmədov", "Rauf oğlu", "2004-05-03", sex="M", **HOME)),
        (person("Aysel", "Əliyeva", "Tofiq qızı", "1999-01-20", sex="F", **HOME), person("Nigar", "Əliyeva", "Tofiq qızı", "1999-01-20", sex="F", **HOME)),
        (person("Orxan", "Quliyev", "Vaqif oğlu", "1988-04-02", sex="M", **HOME), person("Elnur", "Quliyev", "Vaqif oğlu", "1991-08-15", sex="M", **HOME)),
        (person("Əli", "Həsənov", "Kamran oğlu", "1958-11-01", sex="M", **HOME), person("Əli", "Həsənov", "Əli oğlu", "1984-06-07", sex="M", **HOME)),
        (person("Əli", "Məmmədov", "", "1980", sex="M"), person("Əli", "Məmmədov", "", "1980", sex="M")),
    ],
    ids=["twin brothers", "twin sisters", "brothers", "father and son of one name", "namesakes"],
)  # fmt: skip
def test_two_people_of_a_family_are_two(compare: Compare, left: Source, right: Source) -> None:
    assert compare(left, right).probability < 0.4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Həsən", "Hüseyn"), ("Гасан", "Hüseyn"), ("Rəşad", "Rəşid"), ("Kamal", "Kamil"), ("Elnur", "Elnarə"),
        ("Elvin", "Elmin"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("family", "father", "home"),
    [("Məmmədov", "Rauf oğlu", HOME), ("Çobanzadə", "Vilayət oğlu", HOME), ("Məmmədov", "", HOME), ("Məmmədov", "Rauf oğlu", {})],
    ids=["all else", "rare names", "no father", "no home"],
)  # fmt: skip
def test_twins_of_like_names_stay_in_doubt(
    compare: Compare, one: str, other: str, family: str, father: str, home: dict[str, str]
) -> None:
    born = "2004-05-03"
    first = person(one, family, father, born, sex="M", **home)
    twin = compare(first, person(other, family, father, born, sex="M", **home))
    assert twin.probability < SURE
    assert twin.weight <= CEILING
    # A year's birth instead of the day takes nothing of the doubt away; a paper of both does.
    assert compare(first, person(other, family, father, "2004", sex="M", **home)).probability < SURE
    papers = {"papers": ("AZE77120",)}
    both = [person(name, family, father, born, sex="M", **(home | papers)) for name in (one, other)]
    assert compare(*both).weight > twin.weight + 8


def test_names_of_the_same_consonants_are_told_apart(compare: Compare) -> None:
    first = person("Həsən", "Məmmədov", "Rauf oğlu", "2004-05-03", sex="M", **HOME)
    twin = compare(first, person("Hüseyn", "Məmmədov", "Rauf oğlu", "2004-05-03", sex="M", **HOME))
    # The officer is told that the vowels differ, and that they may be kin.
    assert {"same_consonants", "other_vowels"} <= {step.level for step in twin.steps}
    for given, family, father in [("Гасан", "Мамедов", "Рауф оглы"), ("حسن", "محمدوف", ""), ("Hasan", "Mammadov", "")]:
        same = compare(first, person(given, family, father, "2004-05-03", sex="M", **HOME))
        assert same.probability > SURE
        assert twin.weight < same.weight - 8


@pytest.mark.parametrize("people", [10_000, 1_200_000])
def test_exact_doubles_are_sure(people: int) -> None:
    here = load().for_people(people)
    for given, family, father in [("Leyla", "Əliyeva", "Tofiq qızı"), ("Zümrüd", "Çobanzadə", "Vilayət qızı")]:
        one, other = (
            record_of(person(given, family, father, "1990-02-11"), NameReader(), here.key_frequencies) for _ in range(2)
        )
        assert score(here, one, other).probability >= SURE


def test_a_family_of_twins_is_not_chained(compare: Compare) -> None:
    # Each is near the next in something; no two are one.
    family = [
        person(given, "Bağırov", "Tofiq oğlu", born, sex="M", **HOME)
        for given, born in [
            ("Ramil", "2001-03-04"),
            ("Rəşad", "2001-03-04"),
            ("Ruslan", "2003-04-03"),
            ("Tofiq", "1975-01-02"),
        ]
    ]
    assert max(compare(a, b).probability for a in family for b in family if a is not b) < 0.5
