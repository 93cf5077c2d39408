# SPDX-License-Identifier: AGPL-3.0-or-later
"""On what a figure was measured: without it a figure says nothing."""

import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from panah import __version__
from panah.foundation.database import places


@dataclass(frozen=True)
class Machine:
    """Processor, cores, memory (GiB), how busy it was (load of the last minute), versions, and the commit."""

    cpu: str
    cores: int
    memory_gib: float
    load_before: float
    system: str
    python: str
    postgresql: str
    panah: str
    commit: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    def sentence(self) -> str:
        """In one line."""
        return (
            f"{self.cpu}, {self.cores} cores, {self.memory_gib:g} GiB, load before {self.load_before:g}; {self.system}; "
            f"Python {self.python}; PostgreSQL {self.postgresql}; Panah {self.panah} at {self.commit}"
        )


def this_machine() -> Machine:
    """The machine that this runs on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0])
    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=_memory(),
        load_before=round(os.getloadavg()[0], 2),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgresql=version,
        panah=__version__,
        commit=_commit(),
    )


def _line_of(path: str, key: str) -> str:
    try:
        for line in Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.partition(":")[2].strip()
    except OSError:
        return ""
    return ""


def _cpu() -> str:
    return _line_of("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()


def _memory() -> float:
    kilobytes = _line_of("/proc/meminfo", "MemTotal").split()
    return round(int(kilobytes[0]) / 2**20, 1) if kilobytes else 0.0


def _commit() -> str:
    """The commit, with `+` where something is not committed; empty outside a repository."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "src")
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return commit + ("+" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607 - the git of whoever measures
        cwd=places.repository(),
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    )
    return done.stdout.strip()
