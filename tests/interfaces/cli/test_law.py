# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah law simulate` and `law impact`: drafts of the pack by name, tables by what the law asks, few people hidden, the register itself."""

import contextlib
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from panah.foundation import clock
from panah.interfaces.cli import law as commands
from panah.interfaces.cli import main
from panah.interfaces.cli.problems import CommandProblem
from panah.law.pack import load_pack
from panah.law.reforms import shipped_reforms
from panah.statistics.disclosure import BASE
from tests.support.world import World, make_world, receive, walk

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
LAW = load_pack("az")


def said(*arguments: str) -> Any:
    done = CliRunner().invoke(commands.app, [*arguments, "--json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def measures(found: Any) -> dict[str, Any]:
    return {one["key"]: one for one in found["measures"]}


def test_the_three_drafts_of_the_pack_in_days_papers_and_manat_of_a_year() -> None:
    assert {path.stem for path in shipped_reforms(LAW)} == {
        "fees_of_the_young",
        "longer_absence",
        "residence_in_ten_days",
    }
    found = {
        path.stem: said("simulate", path.stem, "--on", "2026-11-26", "--invented", "4000")
        for path in shipped_reforms(LAW)
    }
    for name, one in found.items():
        assert set(one["tables"]) == {"status", "ground", "sex", "age", "citizenship"}, name
        assert one["people"] == 4000
        assert one["effects"]["gain"] > 0 == one["effects"]["lose"], name
        assert set(one["effects"]) == {"gain", "lose", "unclear", "unaffected"}
    simpler = measures(found["residence_in_ten_days"])
    assert {simpler[key]["unit"] for key in ("trp_decision", "trp_papers")} == {"working_day", "count"}
    assert simpler["trp_decision"]["change"] < 0, "working days"
    assert simpler["trp_papers"]["change"] < 0, "papers"
    assert measures(found["fees_of_the_young"])["trp_fee"]["change"] < 0, "manat"
    assert measures(found["longer_absence"])["stay_registration_time"]["change"] > 0, "more days to register in"
    told = CliRunner().invoke(
        commands.app, ["simulate", "residence_in_ten_days", "--on", "2026-11-26", "--invented", "500"]
    )
    assert told.exit_code == 0
    assert "500 people" in told.stdout
    assert "gain:" in told.stdout


def test_of_few_people_nothing_is_told(tmp_path: Path) -> None:
    table = tmp_path / "facts.csv"
    table.write_text(
        "birth_date,citizenships,trp_applied_on,sex\n2012-01-01,TR,2026-11-02,F\n1990-01-01,GE,2026-11-02,M\n"
    )
    found = said("simulate", "residence_in_ten_days", "--on", "2026-11-26", "--facts", str(table))
    assert found["people"] is None
    assert set(found["effects"].values()) == {None}
    assert [row for one in found["tables"].values() for row in one["rows"]] == []
    assert not [value for one in found["measures"] for value in (one["people"], one["events"], one["change"]) if value]


def test_a_draft_that_is_not_there_is_said_so() -> None:
    with pytest.raises(CommandProblem):
        said("simulate", "no_such_draft", "--invented", "10")


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The register of the test in the place of the installation's."""
    monkeypatch.setattr(main, "database", contextlib.nullcontext)
    with clock.moved_to(NOW):
        made = make_world()
        walk(made, receive(made).people[0].case_id, to="registered")
        yield made


def test_the_register_is_asked_and_nothing_written(world: World) -> None:
    found = said("simulate", "longer_absence", "--on", "2026-11-26")
    assert found["reform"] == "longer_absence"
    assert found["people"] is None or found["people"] % BASE == 0


def test_impact_lists_files_by_number_and_how_they_are_touched(world: World, tmp_path: Path) -> None:
    found = said("impact", "--from", "2018-01-01")
    assert {one["name"] for one in found["changes"]} >= {"reg.stay"}
    assert found["looked_at"] >= 1
    assert found["complete"]
    assert all(set(one) == {"kind", "id", "label", "moved"} for one in found["touched"]), "no name leaves"
    assert said("impact", "--from", "2035-01-01")["touched"] == []
    with pytest.raises(CommandProblem):
        said("impact", "--from", "soon")
