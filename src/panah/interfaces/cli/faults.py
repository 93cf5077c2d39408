# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah sure --faults`: whether the suite finds faults that somebody could make (standards TV; issue of protection).

`tests/faults.yaml` lists them: a line of the code and what is put in its place. Each is planted into a copy of the project, and
the part of the suite that guards it is run there until something fails. A fault that nothing finds is named at the end.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.console import Console

from panah.foundation.database import places
from panah.interfaces.cli import steps

console = Console(highlight=False)
LIST = Path("tests/faults.yaml")
_LEFT_OUT = ("var", ".venv", ".git", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache", "__pycache__")
_NO_TESTS = (4, 5)
"""What pytest answers when the tests could not be collected or there are none: no proof of anything."""


@dataclass(frozen=True)
class Fault:
    """One fault: `find` in `file` becomes `put`; `says` what would come of it; `tests` have to find it."""

    name: str
    file: str
    find: str
    put: str
    says: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """What came of one: `found` says that a test failed, `why` what pytest printed last where none did."""

    fault: Fault
    found: bool
    seconds: float
    why: str = ""


def faults(root: Path) -> list[Fault]:
    """The list. Raises ValueError for a fault that does not fit the code any more."""
    rows = yaml.safe_load((root / LIST).read_text(encoding="utf-8"))
    found = [Fault(**{**row, "tests": tuple(row["tests"])}) for row in rows]
    for one in found:
        times = (root / one.file).read_text(encoding="utf-8").count(one.find)
        if times != 1:
            raise ValueError(
                f"{one.name}: its line stands {times} times in {one.file}. Write it anew in {LIST}, so that it is there once."
            )
        for test in one.tests:
            if not (root / test).exists():
                raise ValueError(f"{one.name}: there is no {test}.")
    return found


def copy_of(root: Path, into: Path) -> None:
    """The project without what runs leave behind."""
    shutil.copytree(root, into, ignore=shutil.ignore_patterns(*_LEFT_OUT), symlinks=True)


def try_fault(copy: Path, fault: Fault, cores: int | None = None) -> Tried:
    """Plant a fault in a copy, run its tests there on so many cores (all of them unless told), and take it out again."""
    file = copy / fault.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(fault.find, fault.put), encoding="utf-8")
    began = time.monotonic()
    try:
        # Each round with a template of its own: the planted code must not be hidden by one that was made before.
        environment = {**steps.environment(), "PANAH_TEST_NO_CACHE": "1"}
        for name in ("PANAH_HOME", "PANAH_DB_ROLE", "PANAH_DATABASE_URL", "PANAH_APP_DATABASE_URL", "PANAH_TEST_ROOT"):
            environment.pop(name, None)
        environment["PYTHONPATH"] = str(copy / "src")
        workers = str(cores if cores is not None else os.cpu_count() or 1)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pytest", "-x", "-q", "--no-header", "-n", workers, "-p", "no:cacheprovider",
             *fault.tests],
            cwd=copy,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )  # fmt: skip
    finally:
        file.write_text(whole, encoding="utf-8")
    said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-3:])
    # A fault that keeps the tests from starting is found too, but not one that keeps them from being there.
    found = done.returncode != 0 and done.returncode not in _NO_TESTS
    return Tried(fault, found, time.monotonic() - began, "" if found else said)


def run(names: list[str], *, at_most: int | None = None) -> list[Tried]:
    """Try the faults of these names, or all of them, one after the other."""
    root = places.repository()
    chosen = [one for one in faults(root) if not names or one.name in names][:at_most]
    tried: list[Tried] = []
    with tempfile.TemporaryDirectory(prefix="panah-faults-") as folder:
        copy = Path(folder) / "panah"
        copy_of(root, copy)
        for number, fault in enumerate(chosen, 1):
            with console.status(f"{number} of {len(chosen)}: {fault.name} ..."):
                one = try_fault(copy, fault)
            mark = "[green]found[/]" if one.found else "[bold red]not found[/]"
            console.print(f"{fault.name}: {mark} ({one.seconds:.0f} s)")
            if one.why:
                console.print(one.why, markup=False)
            tried.append(one)
    return tried


def report(tried: list[Tried]) -> int:
    """Say how many were found. Returns 0 when all but at most one of thirty were."""
    missed = [one for one in tried if not one.found]
    console.print(f"{len(tried) - len(missed)} of {len(tried)} planted faults were found.")
    for one in missed:
        console.print(f"    {one.fault.name}: {one.fault.says}", markup=False)
    return 1 if len(missed) * 30 > len(tried) else 0
