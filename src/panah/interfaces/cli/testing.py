# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah test` and `./panah sure`."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from panah.foundation.database import places
from panah.interfaces.cli import generated, steps, supply
from panah.interfaces.cli.problems import report

console = Console(highlight=False)


def pytest_command(arguments: list[str]) -> list[str]:
    """The command that runs the suite on all cores; arguments given by hand come last and win."""
    cores = os.cpu_count() or 1
    return [sys.executable, "-P", "-m", "pytest", "-n", str(cores), "--dist", "worksteal", *arguments]


def run_tests(arguments: list[str]) -> int:
    """Run the suite, or the part of it that pytest's arguments name. Returns pytest's exit code."""
    ensure_chromium()
    environment = steps.environment()
    # What belongs to the installation of whoever tests has no place in the tests.
    for name in (
        "PANAH_HOME",
        "PANAH_DB_ROLE",
        "PANAH_DATABASE_URL",
        "PANAH_APP_DATABASE_URL",
        "PANAH_TEST_ROOT",
    ):
        environment.pop(name, None)
    options = [] if os.access(places.repository(), os.W_OK) else ["-p", "no:cacheprovider"]
    sys.stdout.flush()
    return subprocess.run(pytest_command([*options, *arguments]), env=environment, cwd=places.repository()).returncode


def kill_often(kills: int) -> int:
    """Kill PostgreSQL, and then the server, so many times each while people write, and look for every acknowledged write (DB-02).

    Returns pytest's exit code.
    """
    os.environ["PANAH_KILLS"] = str(kills)
    return run_tests(["tests/concurrency/test_killed.py", "-n", "0", "-v", "--timeout", str(max(600, kills * 60))])


def storm(steps: int) -> int:
    """Let eight people do so many things at once in one database, and look whether all holds that must hold (DB-03). Prints what came of it.

    Returns pytest's exit code.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "storm.json"
        os.environ |= {"PANAH_STORM": str(steps), "PANAH_STORM_REPORT": str(told)}
        code = run_tests(["tests/concurrency/test_storm.py", "-n", "0", "-q", "--timeout", str(max(600, steps * 2))])
        if told.exists():
            print(told.read_text())
    return code


def ensure_chromium() -> None:
    """Install Debian's Chromium where it is missing and this account may. Says what to run where it may not."""
    if shutil.which("chromium"):
        return
    apt = shutil.which("apt-get")
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt and (not rights or (shutil.which("sudo") and _quiet(["sudo", "-n", "true"]))):
        console.print("Installing Chromium for the browser tests (apt-get) ...")
        change = {"DEBIAN_FRONTEND": "noninteractive"}
        prefix = [*rights, "env", *(f"{key}={value}" for key, value in change.items()), apt]
        install = [*prefix, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        if _quiet(install) or (_quiet([*prefix, "update", "-qq"]) and _quiet(install)):
            return
    report(
        "Chromium is missing, and this account could not install it: the browser tests will fail. "
        "As an administrator run: apt-get install chromium"
    )


def _quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=1200).returncode == 0


@dataclass(frozen=True)
class Check:
    """One thing that `./panah sure` looks at: its name, its command, what to do when it fails."""

    name: str
    command: list[str]
    advice: str


def checks() -> list[Check]:
    """Everything but the generated pages and the tests, cheapest first."""
    python = [sys.executable, "-P", "-m"]
    imports = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    folders = [name for name in ("src", "tests", "benchmarks") if (places.repository() / name).is_dir()]
    return [
        Check("format", [*python, "ruff", "format", "--check", *folders], "Run: .venv/bin/ruff format src tests"),
        Check("lint", [*python, "ruff", "check", *folders], "Many are put right by: .venv/bin/ruff check --fix"),
        Check("imports", [sys.executable, "-P", "-c", imports], "Imports run downward only: docs/house.md"),
        Check("types", [*python, "mypy"], ""),
        Check(
            "migrations",
            steps.django_command("makemigrations", "--check", "--dry-run"),
            "Run: ./panah manage makemigrations",
        ),
        Check("system check", steps.django_command("check", "--fail-level", "WARNING"), ""),
    ]


def be_sure(*, strict: bool = False) -> int:
    """Run every check and then the whole suite; report all that failed. Returns 0 when nothing did.

    Args:
        strict: known holes in components that could not be asked for are a failure.
    """
    failed: list[str] = []
    for check in checks():
        with console.status(f"{check.name} ..."):
            done = subprocess.run(
                check.command,
                cwd=places.repository(),
                env=steps.environment("owner" if check.name == "migrations" else "app"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        if done.returncode:
            failed.append(check.name)
            console.print(f"[bold red]{check.name}: failed[/]")
            console.print(done.stdout.rstrip(), markup=False)
            if check.advice:
                console.print(check.advice, markup=False)
        else:
            console.print(f"{check.name}: [green]well[/]")
    stale = generated.stale()
    if stale:
        failed.append("generated pages")
        console.print("[bold red]generated pages: failed[/]")
        for page, why in stale:
            console.print(f"    {page}: {why}", markup=False)
        console.print("Run: ./panah docs")
    else:
        console.print("generated pages: [green]well[/]")
    with console.status("components ..."):
        well, said = supply.look(strict=strict)
    if not well:
        failed.append("components")
    console.print(f"components: {'[green]well[/]' if well else '[bold red]failed[/]'}")
    for line in said:
        console.print(f"    {line}", markup=False)
    if failed:
        report(f"Not sure: {', '.join(failed)} failed. The tests run nevertheless.")
    code = run_tests([])
    return code or (1 if failed else 0)
