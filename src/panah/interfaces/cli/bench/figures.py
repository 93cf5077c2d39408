# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a measurement says, and how it is shown."""

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from panah.interfaces.cli.bench.machine import Machine


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        name: what was measured, in words. count: how often.
        p50_ms, p95_ms, max_ms: half, nineteen of twenty, and all took at most so long (ms).
        per_second: how many were done in a second, by all together.
        aim_ms: what p95 should be at most, where there is an aim. errors: answers that were not what was asked for.
        cpu_p50_ms: work of the processor in this process in half of them, which does not grow when others keep the
            machine busy; None where several processes work.
    """

    name: str
    count: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    per_second: float
    aim_ms: float | None = None
    errors: int = 0
    cpu_p50_ms: float | None = None

    @property
    def meets_aim(self) -> bool | None:
        """Whether p95 is within the aim and nothing failed; None where there is no aim."""
        return None if self.aim_ms is None else self.p95_ms <= self.aim_ms and not self.errors

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "name": self.name,
            "count": self.count,
            "p50_ms": self.p50_ms,
            "p95_ms": self.p95_ms,
            "max_ms": self.max_ms,
            "per_second": self.per_second,
            "aim_ms": self.aim_ms,
            "meets_aim": self.meets_aim,
            "errors": self.errors,
            "cpu_p50_ms": self.cpu_p50_ms,
        }


@dataclass(frozen=True)
class Report:
    """The figures of one command, with the machine and what they were measured on."""

    bench: str
    at: dt.datetime
    machine: Machine
    settings: dict[str, Any]
    figures: Sequence[Figure]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "bench": self.bench,
            "at": self.at.isoformat(timespec="seconds"),
            "machine": self.machine.to_dict(),
            "settings": self.settings,
            "figures": [figure.to_dict() for figure in self.figures],
        }


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value that `share` of all are not above (nearest rank). Raises ValueError where there is none."""
    if not sorted_values:
        raise ValueError("Nothing was measured.")
    return sorted_values[max(0, math.ceil(share * len(sorted_values)) - 1)]


def figure(
    name: str,
    seconds: Sequence[float],
    *,
    took: float,
    aim_ms: float | None = None,
    errors: int = 0,
    cpu: Sequence[float] = (),
) -> Figure:
    """A figure from single times.

    Args:
        seconds: of each (s). took: all of them together, by the clock on the wall (s).
        aim_ms: what p95 should be at most (ms). errors: how many went wrong. cpu: work of the processor in each (s).
    """
    values = sorted(seconds)
    return Figure(
        name=name,
        count=len(values),
        p50_ms=round(percentile(values, 0.5) * 1000, 1),
        p95_ms=round(percentile(values, 0.95) * 1000, 1),
        max_ms=round(values[-1] * 1000, 1),
        per_second=round(len(values) / took, 1) if took > 0 else 0.0,
        aim_ms=aim_ms,
        errors=errors,
        cpu_p50_ms=round(percentile(sorted(cpu), 0.5) * 1000, 1) if cpu else None,
    )


def show(report: Report, *, as_json: bool) -> None:
    """Print a report: for programs, or as a table."""
    if as_json:
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    table = Table("What", "p50 ms", "p95 ms", "max ms", "CPU ms", "a second", "count", "aim ms", "", title=report.bench)
    for one in report.figures:
        aim = "" if one.aim_ms is None else f"{one.aim_ms:g}"
        verdict = {None: "", True: "[green]met[/]", False: "[red]not met[/]"}[one.meets_aim]
        if one.errors:
            verdict += f" [red]{one.errors} errors[/]"
        table.add_row(
            one.name, f"{one.p50_ms:g}", f"{one.p95_ms:g}", f"{one.max_ms:g}",
            "" if one.cpu_p50_ms is None else f"{one.cpu_p50_ms:g}", f"{one.per_second:g}", str(one.count), aim,
            verdict,
        )  # fmt: skip
    console.print(table)
    console.print(report.machine.sentence())
    console.print("; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in report.settings.items()))
