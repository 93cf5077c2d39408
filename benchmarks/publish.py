# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measure every published figure again and write it into `docs/benchmarks.md`. Run it on an idle machine.

python benchmarks/publish.py [NAME ...]     without a name: all
python benchmarks/publish.py NAME --option  options are those of `./panah bench NAME`
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "benchmarks" / "figures"
PAGE = ROOT / "docs" / "benchmarks.md"
NAMES = (
    "case-page",
    "basket",
    "law-assess",
    "law-register",
    "simulate",
    "letter",
    "perform",
    "seed",
    "guard",
    "existence",
    "sign-in",
    "search",
    "register",
    "import",
    "dedupe",
    "restore",
)
LONGEST = 14400  # s, the first run makes the invented country, and a large register is lost and brought back
BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"


def measure(name: str, options: list[str]) -> None:
    """Run one command and keep what it prints."""
    print(f"./panah bench {name} ...", flush=True)
    done = subprocess.run(
        [str(ROOT / "panah"), "bench", name, "--json", *options],
        stdout=subprocess.PIPE,
        text=True,
        timeout=LONGEST,
        check=True,
    )
    found = json.loads(done.stdout)
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def number(value: float | None) -> str:
    """A figure in a table."""
    return "" if value is None else f"{value:g}"


def outcomes(groups: dict[str, Any]) -> list[str]:
    """Figures that are no times, such as how good an answer is: a row for each group. Lists stand in the kept file alone."""
    flat = {name: leaves(group) for name, group in groups.items()}
    columns = list(dict.fromkeys(key for group in flat.values() for key in group))
    if not columns:
        return []
    lines = ["| | " + " | ".join(key.replace("_", " ") for key in columns) + " |", "|---|" + "---:|" * len(columns)]
    for name, group in flat.items():
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(str(group.get(key, "")) for key in columns) + " |")
    return [*lines, ""]


def leaves(group: dict[str, Any], within: str = "") -> dict[str, Any]:
    """The single figures of a group, those of groups inside it by both names."""
    found: dict[str, Any] = {}
    for key, value in group.items():
        if isinstance(value, dict):
            found |= leaves(value, f"{within}{key} ")
        elif not isinstance(value, list):
            found[f"{within}{key}"] = value
    return found


def tables() -> str:
    """Every kept figure as Markdown."""
    parts = []
    for name in NAMES:
        path = FIGURES / f"{name}.json"
        if not path.exists():
            continue
        found = json.loads(path.read_text(encoding="utf-8"))
        machine = found["machine"]
        parts += [
            f"### `./panah bench {name}`",
            "",
            "| what | p50 ms | p95 ms | CPU p50 ms | a second | count | aim p95 ms | |",
            "|---|---:|---:|---:|---:|---:|---:|---|",
        ]
        for one in found["figures"]:
            verdict = {None: "", True: "met", False: "**not met**"}[one["meets_aim"]]
            if one["errors"]:
                verdict += f" ({one['errors']} errors)"
            cells = [
                one["name"], number(one["p50_ms"]), number(one["p95_ms"]), number(one["cpu_p50_ms"]),
                number(one["per_second"]), str(one["count"]), number(one["aim_ms"]), verdict,
            ]  # fmt: skip
            parts.append("| " + " | ".join(cells) + " |")
        settings = ", ".join(
            f"{key.replace('_', ' ')}: {value}"
            for key, value in found["settings"].items()
            if not isinstance(value, dict | list)
        )
        parts += [
            "",
            *outcomes({key: value for key, value in found["settings"].items() if isinstance(value, dict)}),
            f"{machine['cpu']}, {machine['cores']} cores, {number(machine['memory_gib'])} GiB, load before "
            f"{number(machine['load_before'])}; {machine['system']}; Python {machine['python']}; PostgreSQL "
            f"{machine['postgresql']}; Panah {machine['panah']} at {machine['commit']}; {found['at'][:10]}; {settings}.",
            "",
        ]
    return "\n".join(parts)


def write() -> None:
    """Put the tables into the page, between their marks."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{tables()}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    at = next((place for place, word in enumerate(sys.argv) if word.startswith("-")), len(sys.argv))
    names, options = sys.argv[1:at], sys.argv[at:]
    if options and len(names) != 1:
        sys.exit("Options are those of one figure: name it first.")
    for wanted in names or NAMES:
        if wanted not in NAMES:
            sys.exit(f"There is no figure {wanted!r}. There are: {', '.join(NAMES)}.")
        measure(wanted, options)
    write()
