# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah import`: counts for programs, refusals in words, nothing written in a dry run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Office
from panah.interfaces.cli.importing import import_
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.search import operator
from panah.register.models import ImportPart, ImportRow, ImportRun, Person

pytestmark = pytest.mark.django_db

PEOPLE = "Qeydiyyat nömrəsi;Ad;Soyad;Doğum tarixi;Rəng\nA1;Leyla;Əliyeva;03.05.1987;x\nA2;Kamal;Vəliyev;31.02.1987;y\n"
Run = Callable[..., Any]


@pytest.fixture
def run(db: None) -> Run:
    Office.objects.create(code="d", kind="displaced", name_en="D", name_az="D", name_ru="D")
    app = typer.Typer()
    app.command()(import_)

    def _run(*arguments: object, **more: Any) -> Any:
        result = CliRunner().invoke(app, [str(one) for one in arguments], **more)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return _run


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def registered() -> int:
    with acting(operator(Role.DISPLACED_OFFICER.value), "test"):
        return Person.objects.count()


def test_the_contract_for_programs(run: Run, people: Path) -> None:
    result = run(people, "--mapping", "auto", "--yes", "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert {name: said[name] for name in ("new", "matched", "doubtful", "refused")} == {
        "new": 1, "matched": 0, "doubtful": 0, "refused": 1,
    }  # fmt: skip
    assert said["left_out"] == ["Rəng"]
    assert registered() == 1
    again = json.loads(run(people, "--yes", "--json").stdout)
    assert (again["new"], again["matched"], again["refused"], again["written"]) == (0, 1, 1, 0)
    assert registered() == 1


def test_a_dry_run_leaves_nothing_behind(run: Run, people: Path, tmp_path: Path) -> None:
    said = json.loads(run(people, "--dry-run", "--json", "--out", tmp_path / "rows.csv").stdout)
    assert (said["new"], said["refused"], said["dry_run"]) == (1, 1, True)
    assert "31.02" not in (tmp_path / "rows.csv").read_text()
    assert "1987-02-31" in (tmp_path / "rows.csv").read_text()
    assert registered() == 0
    with acting(operator(Role.DISPLACED_OFFICER.value), "test"):
        assert not ImportPart.objects.exists()
        assert not ImportRow.objects.exists()


def test_nobody_is_asked_where_nobody_is(run: Run, people: Path) -> None:
    with pytest.raises(CommandProblem, match="--yes"):
        run(people)
    assert registered() == 0


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        (b"", (), "holds no rows"),
        (b"name\nZo\xe9\n", (), "--encoding windows-125"),
        (b"colour\nred\n", (), "No column of the file is a name"),
        (b"name\nA B\n", ("--mapping", "unknown"), "no saved mapping"),
        (b"name\nA B\n", ("--compartment", "medical"), "People are imported into one of"),
        (b"name\nA B\n", ("--encoding", "ebcdic"), "no encoding that is read"),
        (b"%PDF-1.7", (), "no table"),
    ],
)
def test_refusals_are_words(run: Run, tmp_path: Path, content: bytes, arguments: tuple[str, ...], words: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(CommandProblem, match=words):
        run(path, "--yes", *arguments)
    with acting(operator(Role.DISPLACED_OFFICER.value), "test"):
        assert not ImportPart.objects.exists()
        assert set(ImportRun.objects.values_list("state", flat=True)) <= {"discarded"}


def test_a_mapping_from_a_file(run: Run, tmp_path: Path) -> None:
    path, mapping = tmp_path / "odd.csv", tmp_path / "odd.json"
    path.write_bytes("kto;colour\nЛейла Алиева;red\n".encode("cp1251"))
    mapping.write_text(json.dumps({"columns": {"Kto": "name", "colour": None}, "encoding": "windows-1251"}))
    said = json.loads(run(path, "--mapping", mapping, "--yes", "--json").stdout)
    assert (said["new"], said["columns"], said["left_out"]) == (1, {"kto": "name"}, ["colour"])
