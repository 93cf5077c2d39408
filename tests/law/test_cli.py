# SPDX-License-Identifier: AGPL-3.0-or-later
"""``panah law`` at the prompt: exact JSON for programs, words for people, exit codes for both."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from panah.law.cli import app
from panah.law.docs import render
from panah.law.engine import assess
from panah.law.pack import load_pack

run = CliRunner().invoke
FACTS = {"asylum_state": "open", "birth_date": "1990-05-04"}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), encoding="utf-8")
    return path


def test_json_is_what_the_engine_finds(facts: Path) -> None:
    done = run(app, ["assess", str(facts), "--on", "2026-11-23", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == assess(FACTS, date(2026, 11, 23)).to_dict()


def test_facts_may_be_wrapped_or_come_from_standard_input(facts: Path) -> None:
    facts.write_text(json.dumps({"facts": FACTS}), encoding="utf-8")
    wrapped = run(app, ["assess", str(facts), "--on", "2026-11-23", "--json"])
    piped = run(app, ["assess", "-", "--on", "2026-11-23", "--json"], input=json.dumps(FACTS))
    assert wrapped.stdout == piped.stdout != ""


def test_people_get_a_table(facts: Path) -> None:
    done = run(app, ["assess", str(facts), "--on", "2026-11-23", "-v", "removal_barred", "--language", "ru"])
    assert done.exit_code == 0
    assert "Выдворение" in done.stdout
    assert "NR-07" in done.stdout


def test_without_a_day_the_law_of_today_answers(facts: Path) -> None:
    found = json.loads(run(app, ["assess", str(facts), "-v", "may_work", "--json"]).stdout)
    assert date.fromisoformat(found["on"]) > date(2026, 1, 1)


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ('{"asylum_status": "open"}', [], "asylum_state"),
        ("[1]", [], "must map facts to values"),
        ("{", [], "line 1"),
        ("{}", ["--on", "2026-13-01"], "month"),
        ("{}", ["-v", "may_fly"], "may_fly"),
        ("{}", ["--pack", "atlantis"], "Packs at hand"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(facts: Path, content: str, options: list[str], message: str) -> None:
    facts.write_text(content, encoding="utf-8")
    words = run(app, ["assess", str(facts), *options])
    assert words.exit_code == 2
    assert message in " ".join(words.stderr.split())
    program = run(app, ["assess", str(facts), "--json", *options])
    assert program.exit_code == 2
    assert message in json.dumps(json.loads(program.stdout))


def test_check_tells_whether_the_pack_is_sound(tmp_path: Path) -> None:
    done = run(app, ["check", "az", "--json"])
    told = json.loads(done.stdout)
    assert [problem for problem in told["problems"] if problem["level"] == "error"] == []
    assert done.exit_code == 0
    assert told["sound"] is True
    assert run(app, ["check", "tennis"]).exit_code == 0
    refused = run(app, ["check", str(tmp_path)])
    assert refused.exit_code == 1
    assert "is refused" in " ".join(refused.stdout.split())


def test_docs_are_written(tmp_path: Path) -> None:
    assert run(app, ["docs", str(tmp_path), "--pack", "tennis"]).exit_code == 0
    written = {str(p.relative_to(tmp_path)): p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.md")}
    assert written == render(load_pack("tennis"))
