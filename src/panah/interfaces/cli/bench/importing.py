# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measuring an import: from the file to the last person written, search ready and duplicates queued."""

import contextlib
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from panah.foundation.access.context import acting
from panah.foundation.access.roles import Compartment, Role
from panah.interfaces.cli.bench.figures import Figure
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.search import operator
from panah.interfaces.cli.seed.register.blocks import Plan
from panah.interfaces.cli.seed.register.load import Task, seed_register
from panah.register.intake import run, services
from panah.register.intake.columns import automatic
from panah.register.intake.readers import Format
from panah.register.models import ImportRun

AIM_ROWS, AIM_MS = 1_200_000, 600_000.0
PURPOSE = "bench"


@dataclass
class _Watch:
    """How long each phase took by the clock on the wall, and how much work of this process's processor it was (s)."""

    wall: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=time.process_time)
    phase: str = "receiving"
    phases: dict[str, tuple[float, float]] = field(default_factory=dict)

    def next(self, phase: str) -> None:
        """What went before is over; `phase` begins."""
        wall, cpu = time.perf_counter(), time.process_time()
        before = self.phases.get(self.phase, (0.0, 0.0))
        self.phases[self.phase] = before[0] + wall - self.wall, before[1] + cpu - self.cpu
        self.wall, self.cpu, self.phase = wall, cpu, phase

    def told(self, now: ImportRun) -> None:
        """Called after each step of the run with the run as it is then."""
        self.next(str(now.phase))


@contextlib.contextmanager
def people_file(file: Path | None, persons: int) -> Iterator[Path]:
    """The file to import: the one given, or one of an invented register of so many records, deleted afterwards."""
    if file is not None:
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "people.csv"
        seed_register(Task(Plan(persons, 1), load=False, csv=made))
        yield made


def measure_import(file: Path, *, again: bool) -> tuple[list[Figure], dict[str, object]]:
    """Import a file, phase by phase.

    Args:
        file: people as CSV or XLSX (`panah seed --csv`).
        again: import it a second time, which must change nothing.

    Returns:
        The figures, and what was found (counts, memory in MB).
    """
    actor = operator(Role.DISPLACED_OFFICER.value)
    figures: list[Figure] = []
    found: dict[str, object] = {}
    with acting(actor, PURPOSE):
        for name in ("import", "the same file again") if again else ("import",):
            watch = _Watch()
            with file.open("rb") as opened:
                started = services.receive_file(actor=actor, file=opened, compartment=Compartment.DISPLACED.value)
            services.decide_columns(actor=actor, run_id=started.pk, how=Format(), plan_for=automatic, write=True)
            watch.next("reading")
            done = run.work(actor=actor, run_id=started.pk, told=watch.told)
            if done.state != "done":
                raise CommandProblem(f"The import ended as {done.state}: {done.failure}.")
            whole, work = (sum(both) for both in zip(*watch.phases.values(), strict=True))
            figures.append(_figure(name, done.rows, whole, work, AIM_MS * max(done.rows, 1) / AIM_ROWS))
            figures += [_figure(f"{name}: {phase}", done.rows, *took) for phase, took in watch.phases.items()]
            found[name.replace(" ", "_")] = dict(done.counts) | {"written": done.written, "queued": done.queued}
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures, found


def _figure(name: str, rows: int, wall: float, cpu: float, aim: float | None = None) -> Figure:
    ms, work = round(wall * 1000, 1), round(cpu * 1000, 1)
    return Figure(name, rows, ms, ms, ms, round(rows / wall, 1) if wall else 0.0, aim, cpu_p50_ms=work)
