# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding the pairs: in pieces, so that memory stays bounded however large the register is.

On DuckDB this is plain SQL over the same settings that Splink has: the pairs that any rule brings together once each, the
level that each comparison reaches, and the sum of what the levels say. Splink would write a table for every step between.
A test holds every weight against Splink's, and against the scorer's.
"""

import math
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from panah.linkage.engine import Engine, collect, linker
from panah.linkage.model import SMALLEST, Model
from panah.linkage.records import Progress
from panah.linkage.settings import BLOCKING, CEILING, COMPARED, DOUBT, SWAPPED, Compared
from panah.linkage.sql import DOUBTFUL, STEPS, both_sides, reach, steps_sql

if TYPE_CHECKING:
    from splink import Linker

PIECE = 2_000_000
"""Pairs that are weighed at a time, or for Splink records of the left side."""
MOST_ALIKE = 12
"""People alike in all that a rule asks for, from which on it brings them together no more: the commonest names of a year.

They grow with the square of the register, and say too little: which of them are one person is told by a day of birth,
father, place, paper or telephone too, and each of these has a rule with the names. At 1.2 million it costs 1 true pair in
2,000, and of five million spares half the pairs.
"""
SMALL = 100_000
"""People below which a register does not say well enough how rare a name is."""
FLOOR = -7.0
"""Pairs with less evidence than this (bits) are not kept: less than one in a hundred is one person."""
TERMS: dict[str, float] = {level.term: level.rarest for compared in COMPARED for level in compared.levels if level.term}
"""Columns whose rarity counts, and the rarest that each counts for."""


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
        engine: what compares.
        floor: the least evidence of pairs that are kept (bits).
        piece: how much is compared at a time (`PIECE`).
        progress: told how far it is.

    Returns:
        How many pairs were kept.
    """
    people = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    con.execute("DROP TABLE IF EXISTS found")
    progress("compare", 0)
    if by_sql(engine):
        _rarities(con, model, small=people < SMALL)
        pieces = max(1, math.ceil(_candidates(con) / piece))
        progress("compare", 0.2)
        for number in range(pieces):
            con.execute(f"""
                CREATE OR REPLACE TEMP TABLE candidates AS SELECT l, r FROM met WHERE hash(l, r) % {pieces} = {number}
            """)  # noqa: S608
            _weigh(con, model, floor)
            progress("compare", 0.2 + 0.8 * (number + 1) / pieces)
        con.execute("DROP TABLE met")
        con.execute("DROP TABLE candidates")
        for term in TERMS:
            con.execute(f"DROP TABLE rarity_{term}")
    else:
        _by_splink(con, scratch, model, engine, floor, max(1, math.ceil(people / piece)), progress)
    return probabilities(con, model)


def by_sql(engine: Engine) -> bool:
    """Whether an engine is asked in our own SQL; else Splink asks it."""
    return engine is Engine.DUCKDB


def _rarities(con: duckdb.DuckDBPyConnection, model: Model, *, small: bool) -> None:
    """The tables `rarity_<column>` (value, share): how rare each name and place is.

    A register too small to say has its own counts and those of the model, as of so many people more: of two people with
    one rare name, everybody would bear it.
    """
    for term, rarest in TERMS.items():
        known = model.frequencies.get(term, {}) if small else {}
        lent = pa.table({
            "value": pa.array(list(known), pa.string()), "share": pa.array([max(one, rarest) for one in known.values()], pa.float64()),
        })  # fmt: skip
        con.register("lent", lent)
        more = SMALLEST if small else 0
        con.execute(f"""
            CREATE OR REPLACE TABLE rarity_{term} AS
            SELECT {term} AS value, (count(*) + {more} * coalesce(any_value(lent.share), {rarest}))
                / ({more} + sum(count(*)) OVER ()) AS share
            FROM records LEFT JOIN lent ON lent.value = records.{term} WHERE {term} IS NOT NULL GROUP BY 1
        """)  # noqa: S608 - names in code
        con.unregister("lent")


def _candidates(con: duckdb.DuckDBPyConnection) -> int:
    """The table `met` (l, r): every pair that a rule brings together, once. Returns how many there are."""
    # People are gathered by what a rule asks for, which is quicker than to join them, and shows how many they are.
    rules = [
        f"""
        SELECT l, r FROM (
            SELECT l, unnest(alike) AS r FROM (
                SELECT alike, unnest(alike) AS l FROM (
                    SELECT list(unique_id) AS alike FROM records
                    WHERE {" AND ".join(f"{column} IS NOT NULL" for column in columns)}
                    GROUP BY {", ".join(columns)} HAVING count(*) BETWEEN 2 AND {MOST_ALIKE}
                )
            )
        ) WHERE l < r
        """  # noqa: S608 - names in code
        for columns in BLOCKING
    ]
    # Swapped names say of l and r what they say of r and l, so that looking one way is enough.
    rules.append(
        f"SELECT l.unique_id AS l, r.unique_id AS r FROM records l JOIN records r ON {SWAPPED} "  # noqa: S608
        "WHERE l.unique_id < r.unique_id"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE met (l INTEGER, r INTEGER)")
    for rule in rules:
        con.execute(f"INSERT INTO met {rule}")
    con.execute("CREATE OR REPLACE TEMP TABLE met AS SELECT DISTINCT l, r FROM met")
    return int(con.execute("SELECT count(*) FROM met").fetchall()[0][0])


def _weigh(con: duckdb.DuckDBPyConnection, model: Model, floor: float) -> None:
    """Add the candidates with enough evidence to the table `found` (l, r, evidence, steps)."""
    said = " + ".join(_said_sql(model, compared) for compared in COMPARED)
    rarities = " ".join(f"LEFT JOIN rarity_{term} ON rarity_{term}.value = {term}_l" for term in TERMS)
    shares = ", ".join(f"greatest(rarity_{term}.share, {rarest}) AS share_{term}" for term, rarest in TERMS.items())
    reach(con, more=shares, joined=rarities)
    known = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'found'").fetchall()[0][0]
    start = "INSERT INTO found" if known else "CREATE TABLE found AS"
    con.execute(f"""
        {start} SELECT l, r, evidence, {STEPS}
        FROM (SELECT *, {model.prior_weight!r} + {said} AS evidence FROM stepped) WHERE evidence >= {floor!r}
    """)  # noqa: S608
    con.execute("DROP TABLE stepped")


def _said_sql(model: Model, compared: Compared) -> str:
    """What the level that was reached says (bits). A shared name counts by its own rarity, as in `scorer`."""
    cases = []
    for place, level in enumerate(compared.levels):
        if level.neutral:
            continue
        learnt = model.levels[compared.name, level.name]
        if level.term:
            by_rarity = learnt.weight + math.log2(max(learnt.u, 1e-12))
            cases.append(f"WHEN {place} THEN {by_rarity!r} - log2(share_{level.term})")
        else:
            cases.append(f"WHEN {place} THEN {learnt.weight!r}")
    return f"(CASE step_{compared.name} {' '.join(cases)} ELSE 0.0 END)"


def _by_splink(
    con: duckdb.DuckDBPyConnection,
    scratch: Path,
    model: Model,
    engine: Engine,
    floor: float,
    pieces: int,
    progress: Progress,
) -> None:
    """Make `found` by Splink's own inference: for engines that have no SQL of ours."""
    splink = linker(con, model.splink(engine.value), engine, scratch)
    people = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    if people < SMALL:
        _lend_frequencies(con, model, splink, engine)
    columns = "least(unique_id_l, unique_id_r) AS l, greatest(unique_id_l, unique_id_r) AS r, match_weight AS evidence"
    con.execute("DROP TABLE IF EXISTS weighed")
    for number in range(1, pieces + 1):
        found = splink.inference.predict_chunk(
            left_chunk=(number, pieces), threshold_match_weight=floor, warning_mode="never"
        )
        collect(con, found, engine, scratch, "weighed", columns)
        found.drop_table_from_database_and_remove_from_cache()
        progress("compare", number / pieces)
    con.execute(f"""
        CREATE TABLE found AS SELECT l, r, evidence, {steps_sql()}
        FROM (SELECT w.l, w.r, w.evidence, {both_sides()} FROM weighed w
            JOIN records a ON a.unique_id = w.l JOIN records b ON b.unique_id = w.r)
    """)  # noqa: S608
    con.execute("DROP TABLE weighed")


def _lend_frequencies(con: duckdb.DuckDBPyConnection, model: Model, splink: "Linker", engine: Engine) -> None:
    """Hand Splink how rare names are in a register too small to say (`_rarities`)."""
    _rarities(con, model, small=True)
    for term in TERMS:
        found = con.sql(f"SELECT value AS {term}, share AS tf_{term} FROM rarity_{term}").to_arrow_table()  # noqa: S608
        handed = found if engine is Engine.DUCKDB else found.to_pylist()
        splink.table_management.register_term_frequency_lookup(splink._db_api.register(handed), term)
        con.execute(f"DROP TABLE rarity_{term}")


def probabilities(con: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Make `pairs` of `found`, with the probability that the model gives to each weight. Returns how many there are."""
    con.execute(f"""
        CREATE OR REPLACE TABLE pairs AS
        SELECT * REPLACE (CASE WHEN doubtful THEN least(weight, {CEILING!r}) ELSE weight END AS weight)
        FROM (SELECT *, evidence AS weight, {DOUBTFUL} AS doubtful FROM found)
    """)  # noqa: S608
    weights = con.execute("SELECT DISTINCT round(weight, 3) AS weight FROM pairs").fetchnumpy()["weight"]
    chances = np.array([model.probability(float(weight)) for weight in weights])
    con.register("said", pa.table({"weight": np.asarray(weights, float), "chance": chances}))
    con.execute(f"""
        CREATE OR REPLACE TABLE pairs AS
        SELECT p.*, CASE WHEN doubtful THEN least(chance, {DOUBT!r}) ELSE chance END AS probability
        FROM pairs p JOIN said ON said.weight = round(p.weight, 3)
    """)  # noqa: S608
    con.unregister("said")
    return int(con.execute("SELECT count(*) FROM pairs").fetchall()[0][0])
