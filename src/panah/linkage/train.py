# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learning the parameters without labels: how often pairs of two people agree by chance, then expectation maximisation."""

import math
import re
from collections.abc import Mapping
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from panah.linkage.model import COMMON, FEWEST, Learnt, Model
from panah.linkage.records import PARTS, ROLES, Progress
from panah.linkage.settings import COMPARED, SURE, TRAINING, Compared
from panah.linkage.sql import reach

PAIRS = 1_000_000
"""Pairs that a step learns from at most: more make it slower and not better."""
ENOUGH = 300
"""Pairs that share a paper from which on they are learnt from; among them are no twins and no namesakes."""
LEAST_M = 2e-3
"""Whatever a person cannot be two of (a sex, a year of birth), a clerk ticks wrongly now and then: so often at least."""
ROUNDS, CLOSE, SMALLEST = 25, 1e-4, 1e-12
"""Of expectation maximisation: the most rounds, the change at which it ends, and what stands for never."""
_AGREE_SHARE = 0.45
"""Share of pairs of one person that agree on day of birth, given name and family name: on the invented register; the prior is not very sensitive."""


def train(
    con: duckdb.DuckDBPyConnection,
    *,
    seed: int = 1,
    max_pairs: int = PAIRS,
    provenance: Mapping[str, Any] | None = None,
    progress: Progress = lambda step, share: None,
) -> Model:
    """Train a model on the table `records`, without labels. A sample is enough, so DuckDB does it whatever compares.

    Args:
        con: DuckDB with the tables that `records.prepare` makes.
        seed: for the sample of random pairs: the same register and seed give the same model.
        max_pairs: pairs that each step learns from at most.
        provenance: what the file shall say of where it was trained.
        progress: told how far it is.

    Returns:
        The model, not calibrated.
    """
    progress("train", 0)
    people = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    by_chance = _by_chance(con, people, seed, max_pairs)
    progress("train", 0.5)
    agreeing = con.execute("""
        SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM records
        WHERE dob IS NOT NULL AND given IS NOT NULL AND family IS NOT NULL GROUP BY dob, given, family)
    """).fetchall()[0][0]
    pairs = max(people * (people - 1) / 2, 1)
    prior = min(max(float(agreeing or 0) / _AGREE_SHARE, 1.0) / pairs, 0.1)
    shared = con.execute(
        "SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM records WHERE paper IS NOT NULL GROUP BY paper)"
    ).fetchall()[0][0]
    rules = (SURE,) if (shared or 0) >= ENOUGH else TRAINING
    learnt: dict[str, list[NDArray[np.float64]]] = {}
    for place, columns in enumerate(rules):
        for name, m in _of_one_person(con, columns, by_chance, max_pairs).items():
            learnt.setdefault(name, []).append(m)
        progress("train", 0.5 + 0.5 * (place + 1) / len(rules))
    con.execute("DROP TABLE stepped")
    con.execute("DROP TABLE candidates")
    return Model(
        levels=_with_turned(_levels({name: np.mean(ms, axis=0) for name, ms in learnt.items()}, by_chance)),
        prior=prior,
        frequencies=frequencies(con),
        provenance={"records": people, "seed": seed, "pairs": max_pairs, "labels": 0, **(provenance or {})},
    )


Shares = Mapping[str, NDArray[np.float64]]
"""Comparison -> share of pairs at each of its levels; 0 at neutral ones."""


def _by_chance(con: duckdb.DuckDBPyConnection, people: int, seed: int, pairs: int) -> Shares:
    """How often two people reach each level (u): counted on random pairs, nearly all of which are two people."""
    # Numbers of records have no gaps. The hash makes the sample the same each time, whatever the threads do.
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE candidates AS
        SELECT DISTINCT least(l, r) AS l, greatest(l, r) AS r FROM (
            SELECT 1 + hash(i, $seed, 'l') % $people AS l, 1 + hash(i, $seed, 'r') % $people AS r FROM range($pairs) t(i)
        ) WHERE l <> r
        """,
        {"seed": seed, "people": max(people, 1), "pairs": pairs},
    )
    reach(con)
    found = {}
    for compared in COMPARED:
        counts = np.zeros(len(compared.levels))
        for step, count in con.execute(f"SELECT step_{compared.name}, count(*) FROM stepped GROUP BY 1").fetchall():  # noqa: S608
            counts[step] = count
        counts[_neutral(compared)] = 0
        found[compared.name] = counts / max(counts.sum(), 1)
    return found


def _of_one_person(con: duckdb.DuckDBPyConnection, columns: tuple[str, ...], by_chance: Shares, most: int) -> Shares:
    """How often two records of one person reach each level (m), by expectation maximisation over pairs that agree on columns.

    What the columns hold fixed is left out. u stays as it was counted.
    """
    on = " AND ".join(f"l.{column} = r.{column}" for column in columns)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE candidates AS
        SELECT l.unique_id AS l, r.unique_id AS r FROM records l JOIN records r ON {on} WHERE l.unique_id < r.unique_id
        ORDER BY hash(l, r) LIMIT {most}
    """)  # noqa: S608 - names in code
    reach(con)
    taught = [one for one in COMPARED if not _holds(one, columns)]
    rows = con.execute(
        f"SELECT count(*), {', '.join(f'step_{one.name}' for one in taught)} FROM stepped GROUP BY ALL ORDER BY ALL"  # noqa: S608
    ).fetchall()
    if not rows:
        return {}
    table = np.array(rows, dtype=np.int64)
    times, steps = table[:, 0].astype(float), table[:, 1:]
    m = [_first_guess(one) for one in taught]
    share = 0.5
    for _ in range(ROUNDS):
        evidence = np.full(len(times), np.log(share / (1 - share)))
        for place, one in enumerate(taught):
            said = np.log(np.maximum(m[place], SMALLEST)) - np.log(np.maximum(_fixed_u(one, by_chance), SMALLEST))
            said[_neutral(one)] = 0
            evidence += said[steps[:, place]]
        one_person = times / (1 + np.exp(-np.clip(evidence, -500, 500)))
        share = float(np.clip(one_person.sum() / times.sum(), 1e-6, 1 - 1e-6))
        before, m = m, []
        for place, one in enumerate(taught):
            counts = np.bincount(steps[:, place], weights=one_person, minlength=len(one.levels))
            counts[_neutral(one)] = 0
            fresh = counts / max(counts.sum(), SMALLEST)
            fixed = np.array([np.nan if level.m is None else level.m for level in one.levels])
            m.append(np.where(np.isnan(fixed), fresh, fixed))
        if max(float(np.abs(new - old).max()) for new, old in zip(m, before, strict=True)) < CLOSE:
            break
    return {one.name: values for one, values in zip(taught, m, strict=True)}


def _neutral(compared: Compared) -> list[int]:
    return [place for place, level in enumerate(compared.levels) if level.neutral]


def _holds(compared: Compared, columns: tuple[str, ...]) -> bool:
    """Whether a comparison looks at one of the columns."""
    tests = " ".join(level.test.sql for level in compared.levels if level.test)
    return any(re.search(rf"\b{column}_[lr]\b", tests) for column in columns)


def _first_guess(compared: Compared) -> NDArray[np.float64]:
    """Mostly the first level that says anything, and of the others as much each."""
    said = [place for place, level in enumerate(compared.levels) if not level.neutral]
    m = np.zeros(len(compared.levels))
    m[said] = 0.05 / max(len(said) - 1, 1)
    m[said[0]] = 0.95
    for place in said:
        m[place] = m[place] if (known := compared.levels[place].m) is None else known
    return m


def _fixed_u(compared: Compared, by_chance: Shares) -> NDArray[np.float64]:
    return np.array(
        [
            share if level.u is None else level.u
            for level, share in zip(compared.levels, by_chance[compared.name], strict=True)
        ]
    )


def _levels(m: Shares, u: Shares) -> dict[tuple[str, str], Learnt]:
    """What was learnt; a level that no pair reached keeps a little of each, so that nothing is ever certain."""
    found: dict[tuple[str, str], Learnt] = {}
    for compared in COMPARED:
        seen = m.get(compared.name, np.zeros(len(compared.levels)))
        for place, level in enumerate(compared.levels):
            if level.neutral:
                continue
            found[compared.name, level.name] = Learnt(
                level.m if level.m is not None else max(float(seen[place]), LEAST_M),
                level.u if level.u is not None else max(float(u[compared.name][place]), 1 / PAIRS),
            )
    return found


def _with_turned(learnt: dict[tuple[str, str], Learnt]) -> dict[tuple[str, str], Learnt]:
    """Names in each other's place differ twice over: what that took away is given back, with what two shared names say."""
    by_chance = 1.0
    taken = 0.0
    for role in ("given", "family"):
        by_chance *= sum(learnt[role, level].u for level in ("same", "sounds_alike", "same_consonants"))
        taken += learnt[role, "differs"].weight
    before = learnt["turned", "swapped"]
    learnt["turned", "swapped"] = Learnt(before.m, before.m / 2.0 ** (math.log2(before.m / by_chance) - taken))
    return learnt


def frequencies(
    con: duckdb.DuckDBPyConnection, *, fewest: int = FEWEST, common: float = COMMON
) -> dict[str, dict[str, float]]:
    """Shares of people by spelling and standing key of names and places, and by key (`keys.<role>`).

    Args:
        con: DuckDB with the tables that `records.prepare` makes.
        fewest: people who must bear a name for it to be listed. common: the least share that is listed.
    """
    found: dict[str, dict[str, float]] = {}
    for column in (*ROLES, *(f"{role}_spelling" for role in PARTS)):
        rows = con.execute(f"""
            SELECT {column}, count(*) / sum(count(*)) OVER () AS share, count(*) AS n FROM records
            WHERE {column} IS NOT NULL GROUP BY 1 QUALIFY n >= {fewest} AND share >= {common}
        """).fetchall()  # noqa: S608
        found[column] = {value: float(share) for value, share, _ in rows}
    for role in ROLES:
        rows = con.execute(
            "SELECT key, share FROM key_frequency WHERE role = ? AND share >= ?", [role, common]
        ).fetchall()
        found[f"keys.{role}"] = {key: float(share) for key, share in rows}
    return found
