# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah sure --attack`: everything that reads from outside is attacked for longer than the suite does (issue of protection, 7).

The readers of `tests/hostile`, every operation of the API with the key of every role, and the holes that systems of this kind have
had. The suite sends a bounded number, the same in every run; here each gets so many times as much, and each time something else.
"""

import os
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

console = Console(highlight=False)
TARGETS = ("tests/hostile", "tests/interfaces/api/test_attack.py", "tests/interfaces/api/test_known_holes.py")
TIMES = 50


@dataclass(frozen=True)
class Attacked:
    """What came of one test. sent: how much it sent, where it counts; found: the end of its failure, "" where nothing broke."""

    name: str
    sent: int
    found: str


def read_report(path: Path) -> list[Attacked]:
    """What pytest wrote about each test (JUnit's XML, of our own process)."""
    told = []
    for case in ET.parse(path).getroot().iter("testcase"):  # noqa: S314 - written by the process that ran just now
        properties = {one.get("name"): one.get("value", "") for one in case.iter("property")}
        broken = [one for kind in ("failure", "error") for one in case.iter(kind)]
        found = (
            "\n".join((broken[0].text or broken[0].get("message") or "").strip().splitlines()[-12:]) if broken else ""
        )
        name = f"{case.get('classname', '').rpartition('.')[2]}: {case.get('name')}"
        told.append(Attacked(properties.get("attacked") or name, int(properties.get("sent") or 0), found))
    return told


def show(told: Iterable[Attacked]) -> None:
    """Print what was asked, and what was found."""
    by_name: dict[str, tuple[int, str]] = {}
    for one in told:
        sent, found = by_name.get(one.name, (0, ""))
        by_name[one.name] = sent + one.sent, found or one.found
    table = Table("Attacked", "Sent", "Found")
    table.columns[1].justify = "right"
    for name, (sent, found) in by_name.items():
        table.add_row(name, f"{sent:,}" if sent else "", "[bold red]broke[/]" if found else "nothing")
    console.print(table)
    broken = {name: found for name, (_, found) in by_name.items() if found}
    for name, found in broken.items():
        console.print(f"\n[bold]{name}[/]")
        console.print(found, markup=False)
    total = sum(sent for sent, _ in by_name.values())
    console.print(f"{len(by_name)} attacked, {total:,} sent, {len(broken)} broke.")


def run(times: int, run_tests: Callable[[list[str]], int], targets: Iterable[str] = TARGETS) -> int:
    """Attack so many times as much as the suite does, print what came of it, and return pytest's exit code."""
    os.environ["PANAH_ATTACKS"] = str(times)
    with tempfile.TemporaryDirectory(prefix="panah-attack-") as folder:
        report = Path(folder) / "report.xml"
        code = run_tests([*targets, "-q", "--timeout", str(600 * max(1, times // 5)), f"--junitxml={report}"])
        if report.is_file():
            show(read_report(report))
    return code
