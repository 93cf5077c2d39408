# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages on what is protected: the table of ASVS 5.0 and the threat model, written from `docs/assurance/*.yaml`.

Each row names what shows it: a test, or the reason why there is none. `faults` is what a test asks, so that no row can
name a test, a file or a command that is not there.
"""

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from panah.foundation.database import places
from panah.law.texts import load_own

STATES = ("met", "partly", "not met", "not applicable")
CHAPTERS = {
    1: "Encoding and sanitization", 2: "Validation and business logic", 3: "Web frontend", 4: "API and web service",
    5: "Files", 6: "Authentication", 7: "Sessions", 8: "Authorization", 9: "Self-contained tokens", 10: "OAuth and OIDC",
    11: "Cryptography", 12: "Secure communication", 13: "Configuration", 14: "Data protection",
    15: "Secure coding and architecture", 16: "Logging and errors", 17: "WebRTC",
}  # fmt: skip
TEST = re.compile(r"tests/[\w/]+\.py::test_\w+")
PATH = re.compile(r"(?<![\w/.-])(?:src|tests|docs|requirements|frontend|benchmarks)/[\w./-]*[\w/]")
COMMAND = re.compile(r"\./panah ([a-z][a-z-]*)")
NOTE = "Written by `./panah docs` from `docs/assurance/{name}.yaml`; do not edit.\n"


def _read(name: str) -> dict[str, dict[str, Any]]:
    return load_own((places.repository() / "docs" / "assurance" / f"{name}.yaml").read_text(encoding="utf-8"))


def _tests(row: dict[str, Any]) -> str:
    return "<br>".join(f"`{test}`" for test in row.get("tests", ()))


def _evidence(row: dict[str, Any]) -> str:
    return "<br>".join(part for part in (_tests(row), row.get("why")) if part)


def asvs() -> dict[str, str]:
    """`docs/asvs.md`: each requirement of levels 1 and 2 of ASVS 5.0 with where it stands and what shows it."""
    rows = _read("asvs")
    lines = [
        "# OWASP ASVS 5.0, levels 1 and 2",
        "",
        NOTE.format(name="asvs"),
        "**Self-assessed** by those who write Panah, requirement by requirement; nobody has certified it. A penetration test by others is still needed before real",
        "people are on record, and so is a look at the operator's own proxy, network and machines, which this table cannot see.",
        "Ids are those of version 5.0.0 of the standard; what each asks is said in our own words.",
        "",
        "| | " + " | ".join(STATES) + " | all |",
        "|---|" + "---:|" * (len(STATES) + 1),
    ]
    for title, chosen in (
        ("level 1", [row for row in rows.values() if row["level"] == 1]),
        ("level 2", [row for row in rows.values() if row["level"] == 2]),
        ("both", list(rows.values())),
    ):
        counts = Counter(row["state"] for row in chosen)
        lines.append(f"| {title} | " + " | ".join(str(counts[state]) for state in STATES) + f" | {len(chosen)} |")
    chapter = 0
    for name, row in rows.items():
        number = int(name[1:].split(".")[0])
        if number != chapter:
            chapter = number
            lines += [
                "",
                f"## V{number} {CHAPTERS[number]}",
                "",
                "| id | level | asks | state | where | shown by, or why |",
            ]
            lines.append("|---|---:|---|---|---|---|")
        state = row["state"] if row["state"] in ("met", "not applicable") else f"**{row['state']}**"
        where = f"`{row['where']}`" if row.get("where") else ""
        lines.append(f"| {name} | {row['level']} | {row['asks']} | {state} | {where} | {_evidence(row)} |")
    return {"docs/asvs.md": "\n".join(lines) + "\n"}


def threats() -> dict[str, str]:
    """`docs/threats.md`: who could do what, what holds against it, the test that decides, and what is left over."""
    model = _read("threats")
    lines = [
        "# Threat model",
        "",
        NOTE.format(name="threats"),
        model["about"]["text"].strip(),
        "",
        "## What is protected, in order",
        "",
    ]
    lines += [f"{place}. {asset}" for place, asset in enumerate(model["about"]["assets"], 1)]
    lines += ["", "## What is taken for granted", "", *(f"- {one}" for one in model["about"]["assumptions"])]
    counts = Counter(row["state"] for name, row in model.items() if name != "about")
    lines += [
        "",
        "## Threats",
        "",
        ", ".join(f"{counts[state]} {state}" for state in ("held", "partly", "not built yet")) + ".",
        "",
    ]
    for name, row in model.items():
        if name == "about":
            continue
        lines += [f"### {name} {row['who']}", "", f"**{row['state'].capitalize()}.** Aims at: {row['asset']}", ""]
        lines += ["| | |", "|---|---|", f"| control as it stands | {row['control']} |"]
        lines.append(f"| deciding test | {_tests(row) or 'not built yet'} |")
        if row.get("why"):
            lines.append(f"| missing | {row['why']} |")
        lines += [f"| left over | {row['left']} |", ""]
    return {"docs/threats.md": "\n".join(lines).rstrip() + "\n"}


def pages() -> dict[str, str]:
    """Both pages."""
    return {**asvs(), **threats()}


@lru_cache(maxsize=256)
def _tests_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def faults(text: str, commands: frozenset[str]) -> list[str]:
    """What a text names that is not there.

    Args:
        text: any text of the documentation.
        commands: the names of `./panah`'s commands.

    Returns:
        One sentence for each test, path or command that does not exist.
    """
    root = places.repository()
    wrong = []
    for named in sorted(set(TEST.findall(text))):
        file, _, test = named.partition("::")
        if not (root / file).is_file() or test not in _tests_of(root / file):
            wrong.append(f"There is no test {named}.")
    wrong += [f"There is no file {path}." for path in sorted(set(PATH.findall(text))) if not (root / path).exists()]
    wrong += [f"There is no command ./panah {name}." for name in sorted(set(COMMAND.findall(text)) - commands)]
    return wrong
