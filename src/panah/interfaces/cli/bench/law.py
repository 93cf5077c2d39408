# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law over a whole register, and drafts tried on it: on invented facts, without a database."""

import resource
import time
from collections.abc import Callable

from django.conf import settings

from panah.foundation import clock
from panah.interfaces.cli.bench.figures import Figure, figure
from panah.law.engine import load_pack
from panah.law.invent import invent
from panah.law.measures import load_measures
from panah.law.population import CHUNK, assess_population
from panah.law.reforms import apply_reform, load_reform, shipped_reforms
from panah.statistics.simulation import invented_subjects, run

AT = 1_200_000
AIM_MS = 5000.0
AIM_GIB = 4.0


def measure_law(people: int, rounds: int, workers: int) -> tuple[list[Figure], dict[str, object]]:
    """Every clause of the pack about everybody. Returns the figures, and what they were measured on."""
    law, today = load_pack(settings.PANAH_PACK), clock.today()
    made = invent(law, people, today).people

    def once(threads: int) -> Callable[[], object]:
        return lambda: assess_population(made, today, law, workers=threads)

    figures, peak = [], 0.0
    for threads in dict.fromkeys([1, workers]):
        name = f"every clause, {people:,} people, {threads} {'thread' if threads == 1 else 'threads'}"
        figures.append(_timed(name, once(threads), rounds, AIM_MS))
        # The peak of one thread; more threads hold more chunks at once.
        peak = peak or _peak()
    return figures, {
        "people": people,
        "clauses": len(law.clauses),
        "facts": len(law.facts),
        "chunk": CHUNK,
        "peak_memory_gib": peak,
        "memory_aim_gib": AIM_GIB,
    }


def measure_simulations(people: int, rounds: int, workers: int) -> tuple[list[Figure], dict[str, object]]:
    """Each draft of the pack tried on everybody: both laws, groups, sums and disclosure control."""
    law, today = load_pack(settings.PANAH_PACK), clock.today()
    measures = load_measures(law)
    subjects = invented_subjects(law, people, today, measures)
    figures = []
    for path in shipped_reforms(law):
        reform = load_reform(path, law)
        apply_reform(law, reform, today)
        figures.append(
            _timed(
                f"{reform.key}, {people:,} people",
                lambda reform=reform: run(law, reform, subjects, today, measures, workers=workers),  # type: ignore[misc]
                rounds,
            )
        )
    return figures, {
        "people": people,
        "measures": len(measures.measures),
        "threads": workers,
        "peak_memory_gib": _peak(),
    }


def _timed(name: str, work: Callable[[], object], rounds: int, aim_ms: float | None = None) -> Figure:
    times: list[float] = []
    worked: list[float] = []
    began = time.perf_counter()
    for _ in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - start)
        worked.append(time.process_time() - cpu)
    return figure(name, times, took=time.perf_counter() - began, aim_ms=aim_ms, cpu=worked)


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2)
