# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well and how quickly a whole invented register is compared: without labels, after reviews, and on raw strings."""

import datetime as dt
import multiprocessing
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import django
import pyarrow as pa
import pyarrow.parquet as pq

from panah.foundation.database import places
from panah.interfaces.cli.bench.figures import Figure
from panah.interfaces.cli.dedupe import run_job
from panah.interfaces.cli.linking import Job
from panah.interfaces.cli.seed.register.blocks import Plan, records
from panah.linkage.engine import MEMORY
from panah.linkage.records import SOURCE
from panah.register.reading import phone_key
from panah.register.services.people import paper_key

REVIEWS = 5_000
"""Pairs that officers have reviewed in the second row."""
AT = 1_200_000
SECONDS = {AT: 60, 5_000_000: 300}
"""How long the work should take at most, from reading names to the last pair (s)."""
MUCH = "6GB"
"""Memory for DuckDB where the register is larger."""
_TYPES = {
    "VARCHAR": pa.string(), "VARCHAR[]": pa.list_(pa.string()), "DATE": pa.date32(), "BOOLEAN": pa.bool_(),
}  # fmt: skip
_SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in SOURCE.items()])

Progress = Callable[[str, float], None]


def measure_dedupe(
    *,
    people: int,
    seed: int,
    raw: bool = True,
    keep: Path | None = None,
    progress: Progress = lambda step, share: None,
) -> tuple[list[Figure], dict[str, Any]]:
    """Compare an invented register: without labels, after reviews, with the parameters that come with Panah, on raw strings.

    The register is made as it would come out of the database; each comparison runs in a process of its own.

    Args:
        people: records of the register. seed: of the register. raw: whether the baseline on raw strings is measured too.
        keep: where the parameters go that were learnt, reviews included; so the file that comes with Panah is made.
        progress: told the step and how much of it is done.

    Returns:
        How long each took, and how good and how large each was.
    """
    figures: list[Figure] = []
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bench-dedupe-", dir=places.home()) as kept:
        folder = Path(kept)
        register, truth = write_register(Plan(people, seed), folder)
        memory = MEMORY if people <= AT else MUCH
        runs = {
            "without labels": Job(
                str(register),
                "",
                train=True,
                truth=str(truth),
                reviews=REVIEWS,
                memory=memory,
                seed=seed,
                keep=str(keep.resolve()) if keep else "",
                note=f"an invented register (./panah bench dedupe --persons {people} --seed {seed} --keep FILE)",
            ),
            "shipped parameters": Job(str(register), "", truth=str(truth), memory=memory),
        }
        if raw:
            runs["raw strings"] = Job(str(register), "", train=True, truth=str(truth), raw=True, memory=memory)
        for name, job in runs.items():
            scratch = folder / name.replace(" ", "_")
            scratch.mkdir()
            found = run_job(replace(job, scratch=str(scratch)), scratch, progress)
            milliseconds = found["compared_after"] * 1000
            aim = SECONDS.get(people)
            figures.append(
                Figure(
                    f"compare {people:,} people, {name}", 1, milliseconds, milliseconds, milliseconds,
                    round(people / max(found["compared_after"], 0.1), 1),
                    aim_ms=aim * 1000.0 if aim and name == "without labels" else None, cpu_p50_ms=found["cpu_seconds"] * 1000,
                )
            )  # fmt: skip
            told |= {
                f"{name}, {key}": found[row]
                for key, row in (
                    ("quality", "without_labels"),
                    ("as it is", "as_it_is"),
                    ("after reviews", "after_reviews"),
                )
                if row in found
            }
            told[f"{name}, peak GB"] = found["peak_gb"]
            if "reviews" in found:
                told["reviewed pairs"] = found["reviews"]
    return figures, told


def write_register(plan: Plan, folder: Path, *, workers: int = 2) -> tuple[Path, Path]:
    """Write an invented register as it would come out of the database, and who is who.

    Args:
        plan: how many people, and the seed.
        folder: where to.
        workers: processes.

    Returns:
        The files of people (`linkage.records.SOURCE`) and of the truth (id, truth_id).
    """
    people, truth = folder / "people.parquet", folder / "truth.parquet"
    pairs = pa.schema([("id", pa.string()), ("truth_id", pa.string())])
    with (
        ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=django.setup) as pool,
        pq.ParquetWriter(people, _SCHEMA) as one,
        pq.ParquetWriter(truth, pairs) as other,
    ):
        for rows, who in pool.map(partial(_block, plan), range(plan.blocks), chunksize=4):
            one.write_table(pa.Table.from_pylist(rows, _SCHEMA))
            other.write_table(pa.table({"id": [row["id"] for row in rows], "truth_id": who}, pairs))
    return people, truth


def _block(plan: Plan, block: int) -> tuple[list[dict[str, Any]], list[str]]:
    rows, who = [], []
    for record in records(plan, block):
        first = last = None
        exact = len(record.born) == len("2000-01-01")
        if exact:
            first = last = dt.date.fromisoformat(record.born)
        elif record.born:
            first, last = dt.date(int(record.born), 1, 1), dt.date(int(record.born), 12, 31)
        rows.append({
            "id": record.external_id, "full": record.full, "given": record.given, "family": record.family,
            "father": record.patronymic, "also": [record.original] if record.original else [], "born_from": first,
            "born_to": last, "exact": exact, "sex": record.human.sex, "place": record.place, "district": record.district,
            "address": record.address, "papers": [paper_key(record.paper[1])] if record.paper else [],
            "phones": [phone_key(record.phone)] if record.phone else [],
        })  # fmt: skip
        who.append(record.truth_id)
    return rows, who
