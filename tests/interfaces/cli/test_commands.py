# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: what it refuses it explains in a paragraph; what belongs to others it finds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from panah.foundation.database import places
from panah.interfaces.cli import generated, main, testing
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.up import read_logins


def panah(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(places.repository() / "src")} | more
    command = [sys.executable, "-P", "-m", "panah.interfaces.cli.main", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_help_names_the_commands_of_the_design() -> None:
    said = panah("--help")
    assert said.returncode == 0
    for name in ("up", "test", "sure", "manage", "law"):
        assert f" {name} " in said.stdout


def test_an_unreachable_server_is_one_paragraph_without_traceback() -> None:
    nowhere = "postgresql://someone:secret-word@127.0.0.1:1/cases"
    said = panah("manage", "check", PANAH_DATABASE_URL=nowhere, PANAH_APP_DATABASE_URL=nowhere)
    assert said.returncode == 1
    assert "could not be reached" in said.stderr
    assert "PANAH_DATABASE_URL" in said.stderr
    assert "Traceback" not in said.stderr
    assert "secret-word" not in said.stderr + said.stdout


def test_a_server_elsewhere_without_tls_is_refused_in_words_before_anything_is_sent() -> None:
    elsewhere = "postgresql://someone:secret-word@192.0.2.7/cases?sslmode=prefer"
    said = panah("manage", "check", PANAH_DATABASE_URL=elsewhere, PANAH_APP_DATABASE_URL=elsewhere)
    assert said.returncode == 1
    assert "sslmode=verify-full" in said.stderr
    assert "Traceback" not in said.stderr
    assert "secret-word" not in said.stderr + said.stdout


def test_a_command_that_this_edition_lacks_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = main.Mounted("panah.interfaces.cli.no_such_module:app", True, False, "Nothing.")
    with pytest.raises(CommandProblem, match='no command "nothing"'):
        main._mount("nothing", missing)


def test_a_mistake_inside_a_mounted_module_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_a_command.py").write_text("import no_such_library\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        main._mount("half", main.Mounted("half_a_command:app", True, False, "Half."))


def test_unknown_command_exits_with_two() -> None:
    said = panah("conjure")
    assert said.returncode == 2
    assert "conjure" in said.stderr


def test_arguments_of_test_go_to_pytest_and_win() -> None:
    command = testing.pytest_command(["tests/law", "-k", "clock", "-n", "0"])
    assert command[-5:] == ["tests/law", "-k", "clock", "-n", "0"]
    assert command.index("-n") < command.index("tests/law")


def test_sure_looks_at_everything_that_the_design_names() -> None:
    names = {check.name for check in testing.checks()}
    assert {"format", "lint", "types", "imports", "migrations"} <= names


def test_reset_leaves_the_server_of_somebody_else_alone() -> None:
    said = panah("up", "--reset")
    assert said.returncode == 1
    assert "embedded database only" in said.stderr.replace("\n", " ")


def test_stale_generated_pages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated.places, "repository", lambda: tmp_path)
    monkeypatch.setattr(generated, "produce", lambda: {"docs/a.md": "one\n", "docs/b.md": "two\n"})
    assert generated.write() == ["docs/a.md", "docs/b.md"]
    assert generated.stale() == []
    (tmp_path / "docs" / "a.md").write_text("one, changed\n")
    (tmp_path / "docs" / "b.md").unlink()
    assert [path for path, _ in generated.stale()] == ["docs/a.md", "docs/b.md"]


def test_generated_pages_that_cannot_be_loaded_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated, "REGISTRY", [generated.Pages("panah.law:no_such_function", django=False)])
    with pytest.raises(CommandProblem, match="no_such_function"):
        generated.produce()


def test_logins_that_are_missing_or_broken_are_none(tmp_path: Path) -> None:
    assert read_logins(tmp_path / "none.json") == []
    (tmp_path / "broken.json").write_text("{")
    assert read_logins(tmp_path / "broken.json") == []
