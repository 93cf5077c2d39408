# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah sure --faults`: whether the suite finds faults that somebody could make (standards TV; issue of protection).

`tests/faults.yaml` lists them: a line of the code and what is put in its place. Each is planted into a copy of the project, and
the part of the suite that guards it is run there until something fails. What failed has to pass without the fault, and to fail
with it once more: a test that fails now and then, or on this machine, proves nothing. A fault that nothing finds is named at the end.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from panah.foundation.database import places
from panah.interfaces.cli import steps
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.testtemplate import STORE_VARIABLE
from panah.law.texts import load_own

console = Console(highlight=False)
LIST = Path("tests/faults.yaml")
_LEFT_OUT = ("var", ".venv", ".git", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache", "__pycache__")
_NO_TESTS = (4, 5)
"""What pytest answers when the tests could not be collected or there are none: no proof of anything."""
_ASKED_AGAIN = 3
"""How many of the tests that failed are run again."""
_FORGOTTEN = ("PANAH_HOME", "PANAH_DB_ROLE", "PANAH_DATABASE_URL", "PANAH_APP_DATABASE_URL", "PANAH_TEST_ROOT")


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
    """What came of one. `found`: a test failed because of it, every time; `by`: which; `why`: what pytest printed last where
    none did."""

    fault: Fault
    found: bool
    seconds: float
    why: str = ""
    by: tuple[str, ...] = ()


def faults(root: Path) -> list[Fault]:
    """The list. Raises ValueError for a fault that does not fit the code any more."""
    rows = load_own((root / LIST).read_text(encoding="utf-8"))
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


def try_fault(copy: Path, fault: Fault, cores: int | None = None, *, templates: Path | None = None) -> Tried:
    """Plant a fault in a copy, run its tests there on so many cores (all of them unless told), and take it out again.

    templates: where migrated templates are kept, which are made anew for whatever a fault changes.
    """
    file = copy / fault.file
    whole = file.read_text(encoding="utf-8")
    planted = whole.replace(fault.find, fault.put)
    began = time.monotonic()

    def tried(*, found: bool, why: str = "", by: Sequence[str] = ()) -> Tried:
        return Tried(fault, found, time.monotonic() - began, why, tuple(by))

    try:
        _put(file, planted)
        first = _ask(copy, fault.tests, cores, templates)
        # A fault that keeps the tests from starting is found too, but not one that keeps them from being there.
        if first.code == 0 or first.code in _NO_TESTS:
            return tried(found=False, why=first.said)
        by = first.failed[:_ASKED_AGAIN] or fault.tests
        _put(file, whole)
        without = _ask(copy, by, cores, templates)
        if without.code != 0:
            return tried(found=False, why=f"What failed fails without the fault as well.\n{without.said}", by=by)
        _put(file, planted)
        again = _ask(copy, by, cores, templates)
        if again.code == 0:
            return tried(found=False, why=f"What failed passed the second time.\n{first.said}", by=by)
        return tried(found=True, by=by)
    finally:
        _put(file, whole)


def _put(file: Path, text: str) -> None:
    """Write a source, and take away what was compiled of it: Python takes that for the same by its second and its length."""
    file.write_text(text, encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        compiled.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Answer:
    """What pytest answered: its exit code, its last lines, and the names of what failed."""

    code: int
    said: str
    failed: tuple[str, ...]


def _ask(copy: Path, tests: Sequence[str], cores: int | None, templates: Path | None) -> _Answer:
    environment = steps.environment()
    for name in _FORGOTTEN:
        environment.pop(name, None)
    environment["PYTHONPATH"] = str(copy / "src")
    if templates is not None:
        environment[STORE_VARIABLE] = str(templates)
    workers = str(cores if cores is not None else os.cpu_count() or 1)
    with tempfile.TemporaryDirectory(prefix="panah-asked-") as cache:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pytest", "-x", "-q", "--no-header", "-n", workers, "-o", f"cache_dir={cache}",
             *tests],
            cwd=copy,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )  # fmt: skip
        try:
            failed = json.loads((Path(cache) / "v" / "cache" / "lastfailed").read_text(encoding="utf-8"))
        except FileNotFoundError:
            failed = {}
    said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-3:])
    return _Answer(done.returncode, said, tuple(failed))


def run(names: list[str], *, at_most: int | None = None, at_once: int = 1) -> list[Tried]:
    """Try the faults of these names, or all of them.

    at_once: so many side by side, each in a copy of its own with its share of the cores. Raises CommandProblem for an unknown name.
    """
    root = places.repository()
    known = faults(root)
    if unknown := sorted(set(names) - {one.name for one in known}):
        raise CommandProblem(f"{LIST} has no fault named {', '.join(unknown)}.")
    chosen = [one for one in known if not names or one.name in names][:at_most]
    cores = max(1, (os.cpu_count() or 1) // at_once)
    copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
    print_one = threading.Lock()

    def take(fault: Fault) -> Tried:
        copy = copies.get()
        try:
            # Templates of planted sources are kept for the second look, apart from those of other runs.
            one = try_fault(copy, fault, cores, templates=copy.with_name(f"{copy.name}-templates"))
        finally:
            copies.put(copy)
        mark = "[green]found[/]" if one.found else "[bold red]not found[/]"
        with print_one:
            console.print(f"{fault.name}: {mark} ({one.seconds:.0f} s)")
            for line in (*one.by[:1], one.why):
                if line:
                    console.print(f"    {line}", markup=False)
        return one

    with tempfile.TemporaryDirectory(prefix="panah-faults-") as folder:
        for number in range(min(at_once, len(chosen))):
            copy_of(root, Path(folder) / f"panah-{number}")
            copies.put(Path(folder) / f"panah-{number}")
        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(take, chosen))


def report(tried: list[Tried]) -> int:
    """Say how many were found. Returns 0 when all but at most one of thirty were."""
    missed = [one for one in tried if not one.found]
    console.print(f"{len(tried) - len(missed)} of {len(tried)} planted faults were found.")
    for one in missed:
        console.print(f"    {one.fault.name}: {one.fault.says}", markup=False)
    return 1 if len(missed) * 30 > len(tried) else 0
