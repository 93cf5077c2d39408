# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of levels as SQL for DuckDB: which level each comparison of many pairs reaches."""

import duckdb

from panah.linkage.records import Record
from panah.linkage.settings import COMPARED, DOUBTED, FUNCTIONS, Compared, Level, place_of

DOUBTFUL = (
    f"(step_given IN ({', '.join(str(place_of('given', level)) for level in sorted(DOUBTED))}) "
    f"AND step_paper <> {place_of('paper', 'same')})"
)
"""`settings.doubtful` as SQL."""
STEPS = ", ".join(f"step_{compared.name}" for compared in COMPARED)
"""The columns that `steps_sql` makes."""


def reach(con: duckdb.DuckDBPyConnection, *, more: str = "", joined: str = "") -> None:
    """Make the table `stepped` (l, r, `STEPS`) of the table `candidates` (l, r).

    A table, since a filter on what is computed of the steps would be pushed below, and every step computed twice.

    Args:
        con: DuckDB with `records`.
        more: further columns, of both sides (`<column>_l`, `<column>_r`) and of what is joined.
        joined: further tables, as SQL.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE stepped AS
        SELECT l, r, {steps_sql()}{f", {more}" if more else ""}
        FROM (SELECT c.l, c.r, {both_sides()} FROM candidates c
            JOIN records a ON a.unique_id = c.l JOIN records b ON b.unique_id = c.r) duo {joined}
    """)  # noqa: S608 - names and numbers in code


def both_sides() -> str:
    columns = [column for column in Record.__slots__ if column != "id"]
    return ", ".join(f"a.{column} AS {column}_l, b.{column} AS {column}_r" for column in columns)


def steps_sql() -> str:
    return ", ".join(f"{_step_sql(compared)} AS step_{compared.name}" for compared in COMPARED)


def _step_sql(compared: Compared) -> str:
    """The place of the level that holds first."""
    cases = " ".join(
        f"WHEN {_test_sql(level)} THEN {place}" for place, level in enumerate(compared.levels) if level.test is not None
    )
    return f"(CASE {cases} ELSE {len(compared.levels) - 1} END)::TINYINT"


def _test_sql(level: Level) -> str:
    return level.test.sql.format(**FUNCTIONS["duckdb"]) if level.test else "true"
