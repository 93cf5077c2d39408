# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learning, engines, charts, keys for private matching."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
import sqlglot

from panah.linkage import reviews
from panah.linkage.charts import write_charts
from panah.linkage.engine import Engine, EngineMissing, linker
from panah.linkage.model import Model, ModelProblem, load
from panah.linkage.private import keys_per_person
from panah.linkage.records import Record, prepare, record_of
from panah.linkage.settings import COMPARED, place_of, splink_settings
from panah.linkage.train import train
from panah.register.reading import NameReader
from tests.linkage.conftest import load_people, people, person


def test_a_register_is_read_as_a_pair_is(con: duckdb.DuckDBPyConnection) -> None:
    sources = people(120, seed=5)
    load_people(con, sources)
    prepare(con, NameReader())
    shares: dict[str, dict[str, float]] = {}
    for role, key, share in con.execute("SELECT role, key, share FROM key_frequency").fetchall():
        shares.setdefault(role, {})[key] = share
    columns = [column for column in Record.__slots__ if column != "id"]
    rows = con.execute(f"SELECT id, {', '.join(columns)} FROM records JOIN numbers ON n = unique_id").fetchall()
    for identity, *values in rows:
        source = next(one for one in sources if one.id == identity)
        own = record_of(source, NameReader(), shares)
        for column, value in zip(columns, values, strict=True):
            expected = getattr(own, column)
            if isinstance(expected, tuple):
                assert set(value or ()) == set(expected), column
            else:
                assert value == expected, column


def test_a_number_that_everybody_bears_tells_nobody_apart(con: duckdb.DuckDBPyConnection) -> None:
    load_people(con, [person(f"Ad{place}", "Soyad", papers=("0000",), phones=("1",)) for place in range(40)])
    prepare(con, NameReader())
    assert con.execute("SELECT count(papers), count(paper), count(phones) FROM records").fetchall() == [(0, 0, 0)]


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Məmmədov Elçin Rauf oğlu", ("Elçin", "Məmmədov", "Rauf")),
        ("Elçin Məmmədov", ("Elçin", "Məmmədov", "")),
        ("Мамедов Эльчин Рауфович", ("Эльчин", "Мамедов", "Рауфович")),
        ("Əli", ("Əli", "", "")),
        ("", ("", "", "")),
        ("x" * 100_000, ("", "", "")),
        ("\u200f🙂\x00", ("", "", "")),
    ],
)
def test_a_full_name_is_parted(full: str, parts: tuple[str, str, str]) -> None:
    assert NameReader().split(full) == parts


def test_learning_without_labels_is_repeatable_and_sensible(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_people(con, people(400, seed=7))
    prepare(con, NameReader())
    first = train(con, max_pairs=20_000)
    again = train(con, max_pairs=20_000)
    assert {key: one.m for key, one in first.levels.items()} == pytest.approx(
        {key: one.m for key, one in again.levels.items()}, rel=1e-6
    )
    assert first.levels["given", "same"].weight > 0 > first.levels["given", "differs"].weight
    assert first.calibration is None
    path = tmp_path / "kept" / "parameters.json"
    first.save(path)
    assert load(path).levels == first.levels


def test_reviews_correct_what_was_learnt(model: Model) -> None:
    chance = np.random.default_rng(2)
    number = 4000
    weights = chance.normal(0, 6, number)
    steps = {compared.name: np.full(number, len(compared.levels) - 1) for compared in COMPARED}
    sex = [level.name for level in {one.name: one for one in COMPARED}["sex"].levels]
    steps["sex"] = np.where(chance.random(number) < 0.5, sex.index("same"), sex.index("differs"))
    # In truth another sex speaks more strongly against one person than the model believes.
    true = weights - np.where(steps["sex"] == sex.index("differs"), 3.0, 0.0)
    same = chance.random(number) < 1 / (1 + 2.0**-true)
    better = reviews.learn(reviews.untouched(model), weights, steps, same)
    gap = better.levels["sex", "differs"].shift - better.levels["sex", "same"].shift
    assert -4 < gap < -2
    assert better.provenance["labels"] == number
    assert better.calibration is not None
    assert reviews.untouched(better).calibration is None


def test_who_stays_in_doubt_teaches_nobody_else(model: Model) -> None:
    bare = reviews.untouched(model)
    chance = np.random.default_rng(4)
    number = 2000
    weights = chance.normal(0, 6, number)
    steps = {compared.name: np.full(number, len(compared.levels) - 1) for compared in COMPARED}
    same = chance.random(number) < 1 / (1 + 2.0**-weights)
    alone = reviews.learn(bare, weights, steps, same)
    twins = {name: np.concatenate([places, places[:500]]) for name, places in steps.items()}
    twins["given"][number:] = place_of("given", "same_consonants")
    with_twins = reviews.learn(
        bare, np.append(weights, np.full(500, 20.0)), twins, np.append(same, np.zeros(500, bool))
    )
    assert alone.calibration is not None
    assert with_twins.calibration is not None
    assert with_twins.calibration(20.0) == pytest.approx(alone.calibration(20.0), abs=0.02)
    assert with_twins.levels["sex", "differs"].shift == pytest.approx(alone.levels["sex", "differs"].shift, abs=0.3)


def test_a_smaller_register_asks_for_less_evidence(model: Model) -> None:
    assert model.for_people(10_000).prior > model.prior
    assert model.for_people(10).prior == model.for_people(10_000).prior


def test_spark_takes_the_same_settings() -> None:
    duck, spark = splink_settings("duckdb"), splink_settings("spark")
    for left, right in zip(duck["comparisons"], spark["comparisons"], strict=True):
        for one, other in zip(left["comparison_levels"], right["comparison_levels"], strict=True):
            assert one["label_for_charts"] == other["label_for_charts"]
            if other["sql_condition"] != "ELSE":
                sqlglot.parse_one(other["sql_condition"], read="spark")
                assert "list_has_any" not in other["sql_condition"]
                assert "jaro_winkler_similarity" not in other["sql_condition"]
    for rule in spark["blocking_rules_to_generate_predictions"]:
        sqlglot.parse_one(rule["blocking_rule"], read="spark")


def test_without_spark_it_says_what_to_install(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"pip install\s+pyspark.*Java 17"):
        linker(con, splink_settings("spark"), Engine.SPARK, tmp_path)


def test_charts_ask_no_other_server(model: Model, tmp_path: Path) -> None:
    written = write_charts(model, tmp_path / "charts")
    assert [path.name for path in written] == ["weights.svg", "weights.html", "weights.vl.json"]
    drawing, page = written[0].read_text(), written[1].read_text()
    assert "brothers or sisters" in drawing
    assert "<script" not in page
    for text in (drawing, page):
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert json.loads(written[2].read_text())["data"]["values"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "comparisons": {}}'])
def test_a_wrong_file_of_parameters_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "parameters.json"
    path.write_text(text)
    with pytest.raises(ModelProblem, match=r"[A-Z].*"):
        load(path)


def test_the_shipped_parameters_say_where_they_come_from(model: Model) -> None:
    assert {"on", "date", "records", "seed", "labels"} <= set(model.provenance)
    assert model.calibration is not None


def test_two_records_of_one_person_share_a_key(model: Model) -> None:
    reader = NameReader()
    left, right, other = (
        keys_per_person(record_of(one, reader, model.key_frequencies))
        for one in (
            person("Elçin", "Məmmədov", "Rauf oğlu", "1987-05-03"),
            person("Эльчин", "Мамедов", "", "1987-05-03"),
            person("Nigar", "Rzayeva", "Rauf qızı", "1987-05-03"),
        )
    )
    assert left & right
    assert not left & other
