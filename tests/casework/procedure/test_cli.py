# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah procedures check` and `panah procedures draw`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from panah.casework import cli
from panah.casework.procedure import load as loader
from panah.casework.procedure.names import RegistryNames
from tests.casework.procedure.support import NAMES

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _without_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_names", RegistryNames)


def test_check_says_that_all_is_in_order_and_what_it_could_not_check() -> None:
    done = RUN.invoke(cli.app, ["check"])
    assert done.exit_code == 0
    assert "asylum_claim v1: in order" in done.output
    assert "Not checked, because the applications are not loaded" in done.output


def test_check_answers_programs_in_json() -> None:
    done = RUN.invoke(cli.app, ["check", "--pack", "tennis", "--json"])
    found = json.loads(done.output)
    assert found["ok"] is True
    assert {one["key"] for one in found["procedures"]} == {
        "banishment",
        "grievance",
        "lending",
        "membership",
        "suspension",
    }
    assert "predicates" in found["not_checked"]


def test_check_fails_on_names_that_are_not_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_names", lambda: NAMES)
    done = RUN.invoke(cli.app, ["check", "--json"])
    assert done.exit_code == 1
    rules = {problem["rule"] for problem in json.loads(done.output)["problems"]}
    assert {"unknown-predicate", "unknown-effect", "unknown-permission"} <= rules


def test_check_fails_on_a_broken_file_and_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.v1.yaml").write_text("- x\n", encoding="utf-8")
    monkeypatch.setattr(loader, "procedure_folder", lambda pack: tmp_path)
    done = RUN.invoke(cli.app, ["check"])
    assert done.exit_code == 1
    assert "a.v1.yaml:1:" in done.output


@pytest.mark.parametrize("arguments", [["--pack", "atlantis"], ["--pack", "atlantis", "--json"]])
def test_a_pack_that_does_not_exist_is_said_so(arguments: list[str]) -> None:
    done = RUN.invoke(cli.app, ["check", *arguments])
    assert done.exit_code == 1
    assert "atlantis" in done.output
    assert "Traceback" not in done.output


def test_draw_writes_one_drawing(tmp_path: Path) -> None:
    done = RUN.invoke(cli.app, ["draw", "membership", "--pack", "tennis", "--out", str(tmp_path)])
    assert done.exit_code == 0
    assert (tmp_path / "membership.v1.svg").read_text(encoding="utf-8").startswith("<svg")


def test_draw_writes_all_pages(tmp_path: Path) -> None:
    assert RUN.invoke(cli.app, ["draw", "--out", str(tmp_path)]).exit_code == 0
    assert (tmp_path / "docs" / "procedures" / "az" / "index.md").is_file()


def test_draw_of_an_unknown_procedure_lists_those_there_are(tmp_path: Path) -> None:
    done = RUN.invoke(cli.app, ["draw", "moon", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "asylum_claim, " in done.output
    assert "status_review" in done.output
