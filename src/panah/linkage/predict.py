# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding the pairs: in pieces, so that memory stays bounded however large the register is."""

import math
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from splink import Linker

from panah.linkage.engine import Engine, collect, linker
from panah.linkage.model import SMALLEST, Model
from panah.linkage.records import Progress, Record
from panah.linkage.settings import COMPARED, FUNCTIONS, RAREST, Compared

PIECE = 400_000
"""Records of the left side that are compared at a time."""
SMALL = 100_000
"""People below which a register does not say well enough how rare a name is."""
FLOOR = -7.0
"""Pairs with less evidence than this (bits) are not kept: less than one in a hundred is one person."""


def predict(
    con: duckdb.DuckDBPyConnection,
    scratch: Path,
    model: Model,
    *,
    engine: Engine = Engine.DUCKDB,
    floor: float = FLOOR,
    piece: int = PIECE,
    progress: Progress = lambda step, share: None,
) -> int:
    """Compare the table `records` with itself; make the table `pairs`.

    `pairs` has l and r (numbers of records, l < r), weight (bits, the prior included), probability, and of each
    comparison the place of the level that was reached (`step_<comparison>`).

    Args:
        con: DuckDB with the tables that `records.prepare` makes.
        scratch: a folder for files meanwhile.
        model: what was learnt.
        engine: what Splink works on.
        floor: the least evidence of pairs that are kept (bits).
        piece: records compared at a time.
        progress: told how far it is.

    Returns:
        How many pairs were kept.
    """
    splink = linker(con, model.splink(engine.value), engine, scratch)
    people = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    if people < SMALL:
        _lend_frequencies(con, model, splink, engine)
    pieces = max(1, math.ceil(people / piece))
    con.execute("DROP TABLE IF EXISTS found")
    columns = "least(unique_id_l, unique_id_r) AS l, greatest(unique_id_l, unique_id_r) AS r, match_weight AS weight"
    progress("compare", 0)
    for number in range(1, pieces + 1):
        found = splink.inference.predict_chunk(
            left_chunk=(number, pieces), threshold_match_weight=floor, warning_mode="never"
        )
        collect(con, found, engine, scratch, "found", columns)
        found.drop_table_from_database_and_remove_from_cache()
        progress("compare", number / pieces)
    return probabilities(con, model)


def _lend_frequencies(con: duckdb.DuckDBPyConnection, model: Model, splink: Linker, engine: Engine) -> None:
    """How rare names are, in a register too small to say: its own counts and those of the model, as of so many people more.

    Of two people with one rare name, everybody would bear it.
    """
    terms = sorted({level.term for compared in COMPARED for level in compared.levels if level.term})
    for term in terms:
        known = model.frequencies.get(term, {})
        lent = pa.table({"value": list(known), "share": [max(share, RAREST) for share in known.values()]})
        con.register("lent", lent)
        found = con.sql(f"""
            SELECT {term}, (count(*) + {SMALLEST} * coalesce(any_value(lent.share), {RAREST}))
                / ({SMALLEST} + sum(count(*)) OVER ()) AS tf_{term}
            FROM records LEFT JOIN lent ON lent.value = records.{term} WHERE {term} IS NOT NULL GROUP BY 1
        """).to_arrow_table()  # noqa: S608 - names in code
        con.unregister("lent")
        handed = found if engine is Engine.DUCKDB else found.to_pylist()
        registered = splink._db_api.register(handed)
        splink.table_management.register_term_frequency_lookup(registered, term)


def probabilities(con: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Make `pairs` of `found`, with the probability that the model gives to each weight. Returns how many there are."""
    weights = con.execute("SELECT DISTINCT round(weight, 3) AS weight FROM found").fetchnumpy()["weight"]
    chances = np.array([model.probability(float(weight)) for weight in weights])
    con.register("said", pa.table({"weight": np.asarray(weights, float), "probability": chances}))
    steps = ", ".join(f"{_step_sql(compared)} AS step_{compared.name}" for compared in COMPARED)
    con.execute(f"""
        CREATE OR REPLACE TABLE pairs AS
        SELECT duo.l, duo.r, duo.weight, said.probability, {steps}
        FROM (SELECT f.l, f.r, f.weight, {_both_sides()} FROM found f
            JOIN records a ON a.unique_id = f.l JOIN records b ON b.unique_id = f.r) duo
        JOIN said ON said.weight = round(duo.weight, 3)
    """)  # noqa: S608
    con.unregister("said")
    return int(con.execute("SELECT count(*) FROM pairs").fetchall()[0][0])


def _both_sides() -> str:
    columns = [column for column in Record.__slots__ if column != "id"]
    return ", ".join(f"a.{column} AS {column}_l, b.{column} AS {column}_r" for column in columns)


def _step_sql(compared: Compared) -> str:
    """The place of the level that holds first, for the pairs that are kept: Splink does not say which it was."""
    words = FUNCTIONS["duckdb"]
    cases = " ".join(
        f"WHEN {level.test.sql.format(**words)} THEN {place}"
        for place, level in enumerate(compared.levels)
        if level.test is not None
    )
    return f"(CASE {cases} ELSE {len(compared.levels) - 1} END)::TINYINT"
