# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawing and the pages: whole, deterministic, and the same as those that are committed."""

import itertools
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from panah.casework.procedure import Procedure, pack_procedures
from panah.casework.procedure.docs import render_docs
from panah.casework.procedure.draw import draw_mermaid, draw_svg, everywhere, order
from tests.casework.procedure.support import good, read, text

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
ALL = [procedure for pack in ("az", "tennis") for procedure in pack_procedures(pack).values()]


def _texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_a_drawing_shows_every_state_and_action_and_says_what_it_is(procedure: Procedure, language: str) -> None:
    svg = draw_svg(procedure, language)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    said = _texts(svg)
    titles = " ".join(node.text or "" for node in root.iter(f"{SVG}title"))
    for state in procedure.states.values():
        assert state.label.in_(language) in said
    for action in procedure.actions.values():
        assert action.label.in_(language) in titles


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
def test_no_two_labels_stand_on_each_other(procedure: Procedure) -> None:
    root = ET.fromstring(draw_svg(procedure))
    places = [(node.get("x"), node.get("y")) for node in root.iter(f"{SVG}text")]
    assert len(places) == len(set(places))
    ys = sorted({float(y or 0) for _, y in places})
    assert min(b - a for a, b in itertools.pairwise(ys)) >= 16


def test_labels_cannot_inject_markup() -> None:
    raw = good()
    raw["states"]["seen"]["label"] = text('<script>alert(1)</script> & "x"')
    svg = draw_svg(read(raw))
    assert "<script>" not in svg
    assert '<script>alert(1)</script> & "x"' in _texts(svg)


def test_what_every_open_state_offers_is_drawn_once() -> None:
    procedure = read(good())
    assert [a.name for a in everywhere(procedure)] == ["note"]
    assert _texts(draw_svg(procedure)).count("Note") == 1


def test_states_stand_in_the_order_of_the_file_with_ends_last() -> None:
    assert order(read(good())) == ["applied", "seen", "refused", "admitted", "closed"]


def test_forty_actions_do_not_widen_the_drawing_beyond_a_page() -> None:
    raw = good()
    for number in range(40):
        raw["actions"][f"extra_{number}"] = {
            "label": text(f"Extra {number}"),
            "from": ["seen"],
            "to": "applied",
            "permission": "club.examine",
        }
    root = ET.fromstring(draw_svg(read(raw)))
    assert float(root.get("width") or 0) < 800
    assert len([t for t in _texts(draw_svg(read(raw))) if t.startswith("Extra")]) == 40


def test_mermaid_names_states_and_ends() -> None:
    drawn = draw_mermaid(read(good()))
    assert drawn.startswith("stateDiagram-v2\n")
    assert "    seen --> refused : Decide" in drawn
    assert "    closed --> [*]" in drawn


def test_drawing_is_deterministic_across_processes() -> None:
    code = (
        "import hashlib; from panah.casework.procedure.docs import render_docs;"
        "print(hashlib.sha256(repr(sorted(render_docs('az').items())).encode()).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_the_pages_in_the_repository_are_those_of_the_procedures() -> None:
    made = render_docs("az")
    kept = {str(p.relative_to(ROOT)) for p in (ROOT / "docs" / "procedures" / "az").iterdir()}
    assert kept == set(made)
    for path, content in made.items():
        assert (ROOT / path).read_text(encoding="utf-8") == content, f"{path}: run ./panah procedures draw"


def test_a_page_shows_clocks_with_length_and_article() -> None:
    page = render_docs("az")["docs/procedures/az/asylum_claim.md"]
    assert re.search(r"\| Decision `decide` \| \d+ month \(`ref.decide`\) \| SMS 596", page)
    assert "not by the person who did `draft_decision`" in page
