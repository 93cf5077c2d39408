# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long an invented register takes: making its records and files, and loading them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from panah.interfaces.cli.bench.figures import Figure
from panah.interfaces.cli.seed.register.blocks import Plan
from panah.interfaces.cli.seed.register.load import Seeded, Task, seed_register

GENERATE_MS, LOAD_MS, AT = 60_000, 300_000, 1_200_000
"""What 1.2 million records should take at most (ms); other sizes are held to their part of it."""


def measure_seed(*, records: int, seed: int, workers: int, truth: Path | None = None) -> Sequence[Figure]:
    """Make the register as files, then load it into the database that Django works on.

    Args:
        records: how many. seed: of the register. workers: processes. truth: where the truth file stays.
    """
    plan = Plan(records, seed)
    with tempfile.TemporaryDirectory() as folder:
        csv = Path(folder) / "register.csv"
        truth = truth or Path(folder) / "truth.parquet"
        made = seed_register(Task(plan, load=False, csv=csv, truth=truth), workers=workers)
    loaded = seed_register(Task(plan), workers=workers)
    return [
        _figure(f"make {records:,} records, a truth file and an import file, {workers} processes", made, GENERATE_MS),
        _figure(f"make {records:,} records and load them, {workers} processes", loaded, LOAD_MS),
    ]


def _figure(name: str, seeded: Seeded, aim_ms: float) -> Figure:
    took = round(seeded.seconds * 1000, 1)
    rate = round(seeded.persons / seeded.seconds, 1) if seeded.seconds else 0.0
    return Figure(name, 1, took, took, took, rate, aim_ms=round(aim_ms * seeded.persons / AT, 1))
