# SPDX-License-Identifier: AGPL-3.0-or-later
"""The generated pages say everything, and are what the repository holds."""

from pathlib import Path

from panah.law.docs import render
from panah.law.pack import load_pack, pack_folder, read_pack

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_in_the_repository_are_those_of_the_pack() -> None:
    pages = render(load_pack("az"))
    folder = ROOT / "docs" / "law"
    stale = {n for n, text in pages.items() if (folder / n).read_text(encoding="utf-8") != text}
    assert stale == set(), "run: panah law docs"
    assert {f"az/{p.name}" for p in (folder / "az").glob("*.md")} == set(pages)


def test_the_pages_are_the_same_from_a_second_reading() -> None:
    again, problems = read_pack(pack_folder("az"))
    assert again is not None
    assert problems == []
    assert render(again) == render(load_pack("az"))


def test_every_name_is_on_its_page() -> None:
    pack = load_pack("az")
    pages = render(pack)
    assert all(f"| `{n}` |" in pages["az/facts.md"] for n in pack.facts)
    assert all(f"| `{n}` |" in pages["az/variables.md"] for n in pack.clauses)
    assert all(f"| `{n}` |" in pages["az/parameters.md"] for n in pack.specs)
    assert "unverified, policy" in pages["az/variables.md"]
    assert "`refused_final`" in pages["az/facts.md"]
    assert "2024-12-30 | no |" in pages["az/calendar.md"]


def test_each_row_has_as_many_cells_as_its_heading() -> None:
    for name, page in render(load_pack("az")).items():
        width = 0
        for line in page.splitlines():
            if not line.startswith("|"):
                width = 0
                continue
            cells = line.replace("\\|", "").count("|")
            width = width or cells
            assert cells == width, f"{name}: {line}"
