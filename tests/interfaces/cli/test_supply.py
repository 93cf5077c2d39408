# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bill of components, their licences, and the question for known holes."""

import json
from pathlib import Path

import pytest

from panah.foundation.database import places
from panah.interfaces.cli import supply
from panah.interfaces.cli.problems import CommandProblem

RUNTIME = places.repository() / "requirements" / "runtime.txt"
HASH = "a" * 64


def test_the_bill_names_every_pinned_package_with_its_hashes() -> None:
    components = supply.pinned(RUNTIME)
    told = json.loads(supply.bill(components, "1.2"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["version"] == "1.2"
    lines = [line.partition("==")[0] for line in RUNTIME.read_text().splitlines() if "==" in line and line[0].isalnum()]
    assert sorted(part["name"] for part in told["components"]) == sorted(lines)
    django = next(part for part in told["components"] if part["name"] == "django")
    assert django["purl"] == f"pkg:pypi/django@{django['version']}"
    assert django["hashes"]
    assert all(one["alg"] == "SHA-256" and one["content"] in RUNTIME.read_text() for one in django["hashes"])
    assert "BSD" in json.dumps(django["licenses"])
    depends = next(one for one in told["dependencies"] if one["ref"] == "panah")
    assert len(depends["dependsOn"]) == len(components)


def test_a_package_without_a_hash_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text(f"one==1.0 \\\n    --hash=sha256:{HASH}\n    # via -r some.in\ntwo==2.0 ; python_version < '4'\n")
    with pytest.raises(CommandProblem, match=r"two is pinned without a hash in some\.txt"):
        supply.pinned(file)


def test_every_component_may_be_given_on_with_ours() -> None:
    components = supply.pinned(RUNTIME)
    assert supply.unclear(components) == []
    assert supply.unclear([supply.Component("one", "1", (HASH,), "Proprietary")]) == ["one"]


def test_a_known_hole_is_said_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    holed = {"name": "one", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
    asked = supply.read_answer(json.dumps({"dependencies": [holed]}), "Found 1 known vulnerability in 1 package")
    assert asked == supply.Asked(("one 1.0: PYSEC-1, mended in 1.1",), "")
    monkeypatch.setattr(supply, "write_bill", lambda: (Path("bill"), []))
    monkeypatch.setattr(supply, "ask_for_holes", lambda file: asked)
    assert supply.look(strict=False)[0] is False


@pytest.mark.parametrize(
    ("out", "error", "why"),
    [
        ("", "ERROR:pip_audit._cli:Could not connect to the service", "Could not connect"),
        ("", "", "it said nothing"),
        ('{"dependencies": [{"name": "one", "skip_reason": "not found"}]}', "", "nothing of 1 of 1 packages (one"),
        ('{"dependencies": []}', "", "no package"),
    ],
)
def test_a_database_of_holes_that_cannot_be_asked_is_said_so(
    out: str, error: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = supply.read_answer(out, error)
    assert why in asked.not_asked
    monkeypatch.setattr(supply, "write_bill", lambda: (Path("bill"), []))
    monkeypatch.setattr(supply, "ask_for_holes", lambda file: asked)
    well, said = supply.look(strict=False)
    assert well
    assert "could not be asked for" in said[-1]
    assert supply.look(strict=True)[0] is False
