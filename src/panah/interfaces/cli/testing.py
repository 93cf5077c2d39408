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
from panah.interfaces.cli import generated, leaks, steps, supply, token
from panah.interfaces.cli.debian import install
from panah.interfaces.cli.problems import report

console = Console(highlight=False)
SOFTHSM = "tests/foundation/keys/test_token.py"


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

    Says of each how many writes were acknowledged, how many of them are gone, and how many were sent again. Returns pytest's exit
    code.
    """
    with tempfile.TemporaryDirectory(prefix="panah-kills-") as folder:
        told = Path(folder) / "report"
        os.environ |= {"PANAH_KILLS": str(kills), "PANAH_KILLS_REPORT": str(told)}
        code = run_tests(["tests/concurrency/test_killed.py", "-n", "0", "-v", "--timeout", str(max(600, kills * 60))])
        if told.is_file():
            console.print(told.read_text(encoding="utf-8").strip(), markup=False)
    return code


def rotate_often(rounds: int) -> int:
    """Rotate the keys of two compartments and the master key so many times each while fifty people work, and tell what came of
    it (KY-05). Returns pytest's exit code."""
    os.environ["PANAH_ROTATIONS"] = str(rounds)
    return run_tests(["tests/concurrency/test_rotation.py", "-n", "0", "-s", "--timeout", str(max(600, rounds * 60))])


def try_token() -> int:
    """Try the whole way of a master key in a token (KY-03), installing SoftHSM where it is missing. Returns pytest's exit code, or
    1 where it cannot be had."""
    if why := token.prepare():
        report(f"The token could not be tried: {why}.")
        return 1
    return run_tests([SOFTHSM, "-n", "0", "-v"])


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
    console.print("Installing Chromium for the browser tests (apt-get) ...")
    if install("chromium"):
        return
    report(
        "Chromium is missing, and this account could not install it: the browser tests will fail. "
        "As an administrator run: apt-get install chromium"
    )


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
    with console.status("secrets ..."):
        found = [*leaks.in_files(leaks.repository_files()), *leaks.in_history()]
    console.print(f"secrets: {'[bold red]failed[/]' if found else '[green]well[/]'}")
    for leak in found:
        console.print(f"    {leak.kind}: {leak.where}, byte {leak.at}", markup=False)
    if found:
        failed.append("secrets")
    with console.status("token ..."):
        why = token.prepare()
    console.print(f"token: {'[yellow]not tried[/]' if why else '[green]there[/]'}{f' ({why})' if why else ''}")
    if failed:
        report(f"Not sure: {', '.join(failed)} failed. The tests run nevertheless.")
    code = run_tests([])
    return code or (1 if failed else 0)
