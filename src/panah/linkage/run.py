# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole run over a register: read the names, learn or take what was learnt, compare, say why."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from panah.linkage.engine import Engine
from panah.linkage.model import Model
from panah.linkage.predict import predict
from panah.linkage.records import PARTS, Progress, Reader, prepare
from panah.linkage.reviews import learn
from panah.linkage.settings import COMPARED
from panah.linkage.train import train

KIND = {"other_reading": "sounds_alike", "nearly": "similar", "one_vowel": "same_consonants"}
"""Levels that officers need not tell apart."""
UNSAID = frozenset({"missing"})


@dataclass(frozen=True)
class Truth:
    """Pairs of which is known whether they are one person, by descending evidence (bits, before any ceiling)."""

    weights: NDArray[np.float64]
    same: NDArray[np.bool_]
    steps: Mapping[str, NDArray[np.int8]]


def compare_all(
    con: duckdb.DuckDBPyConnection,
    scratch: Path,
    reader: Reader,
    *,
    model: Model | None = None,
    engine: Engine = Engine.DUCKDB,
    seed: int = 1,
    provenance: Mapping[str, Any] | None = None,
    pool: Executor | None = None,
    progress: Progress = lambda step, share: None,
) -> Model:
    """Compare everybody in the table `people` (`records.SOURCE`) with everybody; make the table `pairs` (`predict`).

    Args:
        con: DuckDB with the table.
        scratch: a folder for files meanwhile.
        reader: whoever knows names.
        model: what was learnt before; None to learn from these people, without labels.
        engine: what compares.
        seed, provenance: of the learning.
        pool: processes that share the reading of names.
        progress: told how far it is.

    Returns:
        The model that was used.
    """
    prepare(con, reader, progress, pool=pool)
    if model is None:
        used = train(con, seed=seed, provenance=provenance, progress=progress)
    else:
        used = model.for_people(int(con.execute("SELECT count(*) FROM records").fetchall()[0][0]))
    predict(con, scratch, used, engine=engine, progress=progress)
    return used


def judged(con: duckdb.DuckDBPyConnection, verdicts: str) -> Truth:
    """The pairs of the table `pairs` on which there is a verdict, by descending evidence.

    Args:
        con: DuckDB after `compare_all`.
        verdicts: a table or query with l, r (numbers of records, l < r) and same.
    """
    columns = ", ".join(f"p.step_{compared.name}" for compared in COMPARED)
    found = con.execute(f"""
        SELECT p.evidence, v.same, {columns} FROM pairs p JOIN ({verdicts}) v ON p.l = v.l AND p.r = v.r
        ORDER BY p.evidence DESC, p.l, p.r
    """).fetchnumpy()  # noqa: S608 - made of names in code
    return Truth(
        np.asarray(found["evidence"], float),
        np.asarray(found["same"], bool),
        {compared.name: np.asarray(found[f"step_{compared.name}"], np.int8) for compared in COMPARED},
    )


def learn_from(model: Model, truth: Truth) -> Model:
    """Correct and calibrate a model by verdicts. Raises ValueError where there are too few."""
    return learn(model, truth.weights, truth.steps, truth.same)


def write_pairs(con: duckdb.DuckDBPyConnection, path: Path, least: float) -> int:
    """Write the pairs with at least a probability, the likeliest first: columns left, right, probability.

    Returns how many there are. `left` and `right` are the ids of the people.
    """
    con.execute(f"""
        COPY (
            SELECT a.id AS "left", b.id AS "right", p.probability FROM pairs p
            JOIN numbers a ON a.n = p.l JOIN numbers b ON b.n = p.r
            WHERE p.probability >= {float(least)} ORDER BY p.probability DESC, p.weight DESC, a.id, b.id
        ) TO '{str(path).replace("'", "''")}' (FORMAT parquet)
    """)  # noqa: S608 - a number and a path of the caller
    return int(con.execute("SELECT count(*) FROM pairs WHERE probability >= ?", [least]).fetchall()[0][0])


@dataclass(frozen=True)
class Because:
    """A pair with its reasons, as the queue takes them: `{"field", "kind", "left", "right"}`."""

    left: str
    right: str
    probability: float
    reasons: list[dict[str, str]]


def reasons(con: duckdb.DuckDBPyConnection, least: float, *, at_once: int = 5_000) -> Iterator[Because]:
    """The pairs with at least a probability, the likeliest first, each with what agrees and what differs, as written."""
    told = (*PARTS, "place", "district", "address")
    columns = ", ".join(f"a.{name}, b.{name}" for name in told)
    steps = ", ".join(f"p.step_{compared.name}" for compared in COMPARED)
    answer = con.execute(
        f"""
        SELECT a.id, b.id, p.probability, {columns},
            coalesce(CASE WHEN a.exact THEN strftime(a.born_from, '%Y-%m-%d') ELSE strftime(a.born_from, '%Y') END, ''),
            coalesce(CASE WHEN b.exact THEN strftime(b.born_from, '%Y-%m-%d') ELSE strftime(b.born_from, '%Y') END, ''),
            a.sex, b.sex, a.papers, b.papers, a.phones, b.phones, {steps}
        FROM pairs p JOIN told a ON a.n = p.l JOIN told b ON b.n = p.r
        WHERE p.probability >= ? ORDER BY p.probability DESC, p.weight DESC, a.id, b.id
        """,  # noqa: S608 - names in code
        [least],
    )
    while rows := answer.fetchmany(at_once):
        for row in rows:
            said = dict(zip((*told, "birth", "sex"), zip(row[3:19:2], row[4:19:2], strict=True), strict=True))
            yield Because(row[0], row[1], float(row[2]), _reasons(said, row[19:23], row[23:]))


def _reasons(said: Mapping[str, tuple[str, str]], lists: Any, steps: Any) -> list[dict[str, str]]:
    papers, phones = (lists[0], lists[1]), (lists[2], lists[3])
    found: list[dict[str, str]] = []
    for compared, step in zip(COMPARED, steps, strict=True):
        level = compared.levels[step].name
        if level in UNSAID:
            continue
        if compared.name in ("paper", "phone"):
            left, right = _common(papers if compared.name == "paper" else phones)
        elif compared.name in ("turned", "kin"):
            left = right = ""
        else:
            left, right = said["address" if level == "same_address" else compared.name]
        found.append(reason(compared.field, level, left, right))
    return found


def _common(lists: tuple[Any, Any]) -> tuple[str, str]:
    """The number that both have, or the first of each."""
    both = [number for number in lists[0] or () if number in (lists[1] or ())]
    return (both[0], both[0]) if both else ((lists[0] or [""])[0], (lists[1] or [""])[0])


def reason(field: str, level: str, left: str, right: str) -> dict[str, str]:
    """One reason, in the words that the queue keeps."""
    return {"field": field, "kind": KIND.get(level, level), "left": left, "right": right}
