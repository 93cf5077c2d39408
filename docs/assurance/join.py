# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: T201
"""Take over what coming.yaml says of branches that are here now; takes itself away with the last one. Then: `./panah docs`."""

import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
sys.path.insert(0, str(ROOT / "src"))


def missing(part: dict) -> list[str]:
    """Tests and files that a part names and that are not here."""
    from panah.interfaces.cli import assurance

    return [
        one
        for one in assurance.faults(yaml.safe_dump(part, allow_unicode=True, width=10_000), frozenset())
        if "command" not in one
    ]


def written(name: str, row: dict) -> str:
    """A row as asvs.yaml and threats.yaml write it."""
    quote = lambda text: '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'  # noqa: E731
    lines = [f"{name}:"]
    for key, value in row.items():
        if key == "tests":
            lines += ["  tests:", *(f"    - {one}" for one in value)]
        else:
            lines.append(f"  {key}: {value if key in ('level', 'state', 'where') else quote(value)}")
    return "\n".join(lines) + "\n"


def replace(file: str, name: str, new: dict) -> None:
    """Put a row in the place of the one of that name; what says what the requirement asks stays."""
    path = HERE / file
    text = path.read_text(encoding="utf-8")
    old = yaml.safe_load(text)[name]
    kept = {key: old[key] for key in ("level", "asks", "who", "asset") if key in old}
    row = kept | {key: new[key] for key in ("control", "state", "where", "tests", "why", "left") if key in new}
    text, count = re.subn(rf"(?ms)^{re.escape(name)}:\n.*?(?=^\S|\Z)", lambda _: written(name, row), text)
    assert count == 1, name
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Take over each branch that is here."""
    coming = yaml.safe_load((HERE / "coming.yaml").read_text(encoding="utf-8"))
    before = len(coming)
    for branch in list(coming):
        part = coming[branch]
        if gone := missing({key: part[key] for key in ("asvs", "threats")}):
            print(f"{branch}: not here yet ({gone[0]} and {len(gone) - 1} more)")
            continue
        for name, row in part["asvs"].items():
            replace("asvs.yaml", name, row)
        for name, row in part["threats"].items():
            replace("threats.yaml", name, row)
        for file, pairs in part["texts"].items():
            text = (ROOT / file).read_text(encoding="utf-8")
            for old, new in pairs:
                if old not in text:
                    print(f"{branch}: {file} has changed; put in by hand: {new}")
                text = text.replace(old, new)
            (ROOT / file).write_text(text, encoding="utf-8")
        print(f"{branch}: taken over")
        del coming[branch]
    if len(coming) == before:
        return
    if coming:
        (HERE / "coming.yaml").write_text(
            yaml.safe_dump(coming, allow_unicode=True, sort_keys=False, width=200), encoding="utf-8"
        )
    else:
        (HERE / "coming.yaml").unlink()
        Path(__file__).unlink()


if __name__ == "__main__":
    main()
