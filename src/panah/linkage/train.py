# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learning the parameters without labels: how often pairs of two people agree by chance, then expectation maximisation."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from splink import block_on

from panah.linkage.engine import Engine, linker
from panah.linkage.model import COMMON, FEWEST, Learnt, Model
from panah.linkage.records import PARTS, ROLES, Progress
from panah.linkage.settings import COMPARED, SURE, TRAINING, splink_settings

PAIRS = 1_000_000
"""Pairs that a step learns from at most: more make it slower and not better."""
ENOUGH = 300
"""Pairs that share a paper from which on they are learnt from; among them are no twins and no namesakes."""
LEAST_M = 2e-3
"""Whatever a person cannot be two of (a sex, a year of birth), a clerk ticks wrongly now and then: so often at least."""
_AGREE = "l.dob = r.dob AND l.given = r.given AND l.family = r.family"
_AGREE_SHARE = 0.45
"""Share of pairs of one person that agree on all of `_AGREE`: on the invented register; the prior is not very sensitive."""


def train(
    con: duckdb.DuckDBPyConnection,
    scratch: Path,
    *,
    engine: Engine = Engine.DUCKDB,
    seed: int = 1,
    max_pairs: int = PAIRS,
    provenance: Mapping[str, Any] | None = None,
    progress: Progress = lambda step, share: None,
) -> Model:
    """Train a model on the table `records`, without labels.

    Args:
        con: DuckDB with the tables that `records.prepare` makes.
        scratch: a folder for files meanwhile.
        engine: what Splink works on.
        seed: for the sample of random pairs: the same register and seed give the same model.
        max_pairs: pairs that each step learns from at most.
        provenance: what the file shall say of where it was trained.
        progress: told how far it is.

    Returns:
        The model, not calibrated.
    """
    splink = linker(con, splink_settings(engine.value), engine, scratch)
    progress("train", 0)
    splink.training.estimate_u_using_random_sampling(
        max_pairs=max_pairs, seed=seed, num_chunks=1, min_count_per_level=None
    )
    progress("train", 0.5)
    people = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    agreeing = con.execute(f"""
        SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM records
        WHERE dob IS NOT NULL AND given IS NOT NULL AND family IS NOT NULL GROUP BY dob, given, family)
    """).fetchall()[0][0]  # noqa: F541
    pairs = max(people * (people - 1) / 2, 1)
    prior = min(max(float(agreeing or 0) / _AGREE_SHARE, 1.0) / pairs, 0.1)
    shared = con.execute(
        "SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM records WHERE paper IS NOT NULL GROUP BY paper)"
    ).fetchall()[0][0]
    rules = (SURE,) if (shared or 0) >= ENOUGH else TRAINING
    for place, columns in enumerate(rules):
        splink.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), max_pairs=max_pairs, estimate_without_term_frequencies=True
        )
        progress("train", 0.5 + 0.5 * (place + 1) / len(rules))
    learnt = _levels(splink.misc.save_model_to_json())
    return Model(
        levels=_with_turned(learnt),
        prior=prior,
        frequencies=frequencies(con),
        provenance={"records": people, "seed": seed, "pairs": max_pairs, "labels": 0, **(provenance or {})},
    )


def _levels(saved: dict[str, Any]) -> dict[tuple[str, str], Learnt]:
    """What Splink learnt; a level that no pair reached keeps a little of each, so that nothing is ever certain."""
    found: dict[tuple[str, str], Learnt] = {}
    for compared, made in zip(COMPARED, saved["comparisons"], strict=True):
        for level, written in zip(compared.levels, made["comparison_levels"], strict=True):
            if level.neutral:
                continue
            m = level.m if level.m is not None else _number(written.get("m_probability"), LEAST_M)
            u = level.u if level.u is not None else _number(written.get("u_probability"), 1 / PAIRS)
            found[compared.name, level.name] = Learnt(m, u)
    return found


def _number(value: Any, least: float) -> float:
    return max(float(value), least) if isinstance(value, int | float) and not math.isnan(value) else least


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
