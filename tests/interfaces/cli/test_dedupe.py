# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah dedupe` on an invented register in the database."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Office
from panah.foundation.audit.models import Event
from panah.foundation.database import places
from panah.interfaces.cli.dedupe import app
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed.register.blocks import Plan
from panah.interfaces.cli.seed.register.load import ACTOR, Task, make_block
from panah.register.models import Person, SuspectedPair
from panah.register.selectors.likeness import KINDS, PARAMETERS, likeness
from panah.register.services import create_person

PEOPLE = 2500


@pytest.fixture
def register(db: None, tmp_path: Path) -> Path:
    """A block of invented people known to the officers for displaced people, and two known to asylum; its truth file."""
    Office.objects.get_or_create(
        code="test-office",
        defaults={"kind": "determining", "name_en": "Office", "name_az": "İdarə", "name_ru": "Отдел"},
    )
    truth = tmp_path / "truth.jsonl"
    with acting(ACTOR, "invented_register"):
        truth.write_bytes(make_block(Task(Plan(PEOPLE, 3), truth=truth), 0, load=True).truth)
    registrar = Actor(
        kind="staff", account_id=UUID(int=7), assignments=(Assignment(Role.REGISTRAR, Office.objects.first().pk),)
    )
    with acting(registrar, "reception"):
        for full in ("Leyla Əliyeva Tofiq qızı", "Лейла Алиева Тофиг кызы"):
            create_person(
                actor=registrar,
                data={"names": [{"full": full}], "born": "1990-02-11"},
                compartment="asylum",
                check=False,
            )
    return truth


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_pairs_go_into_a_file_and_into_the_queue(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "pairs.parquet"
    told = json.loads(run("--json", "--out", str(out), "--truth", str(register)))
    by_name = {part["compartment"]: part for part in told["compartments"]}
    assert set(by_name) == {"asylum", "displaced"}
    displaced = by_name["displaced"]
    assert displaced["people"] == PEOPLE
    assert displaced["as_it_is"]["best_f1"] > 0.8
    assert displaced["as_it_is"]["calibration"]["bins"]
    table = pq.read_table(out)
    assert table.column_names == ["left", "right", "probability"]
    assert table.num_rows == sum(part["pairs"] for part in told["compartments"])
    found = {frozenset((row["left"], row["right"])): row["probability"] for row in table.to_pylist()}
    service = service_actor("test")
    with acting(service), elevated(*Compartment, reason="the test looks at everything that came into the queue"):
        queue = list(SuspectedPair.objects.all())
        known = dict(Person.objects.values_list("pk", "compartments"))
        assert len(queue) == sum(part["new_in_queue"] for part in told["compartments"])
        assert len(queue) > 100
        for pair in queue:
            # Nobody meets anybody of another compartment.
            assert known[pair.left_id] == known[pair.right_id] == [pair.compartment]
            assert found[frozenset((str(pair.left_id), str(pair.right_id)))] == pytest.approx(
                pair.probability, abs=1e-3
            )
            assert pair.probability >= 0.5
            assert {reason["kind"] for reason in pair.because} <= set(KINDS)
        (asylum,) = [pair for pair in queue if pair.compartment == "asylum"]
        assert {"field": "birth", "kind": "same_day", "left": "1990-02-11", "right": "1990-02-11"} in asylum.because
        pair = queue[0]
        again = likeness(Person.objects.get(pk=pair.left_id), Person.objects.get(pk=pair.right_id))
        assert [(one["field"], one["kind"]) for one in again.because] == [
            (one["field"], one["kind"]) for one in pair.because
        ]
    reader = Actor(kind="staff", account_id=UUID(int=8), assignments=(Assignment(Role.DATA_PROTECTION, UUID(int=9)),))
    with acting(reader):
        events = list(Event.objects.filter(subject_type="duplicates", verb="read"))
        assert {(one.detail["compartment"], one.detail["people"]) for one in events} == {
            ("asylum", 2),
            ("stay", 0),
            ("displaced", PEOPLE),
        }
        assert all(one.actor_kind == "service" and one.persons == [] for one in events)
    # What was written meanwhile is gone.
    assert not list(places.home().glob("dedupe-*"))
    # A second run finds the same and adds nothing.
    told = json.loads(run("--json", "--compartment", "asylum"))
    assert [part["new_in_queue"] for part in told["compartments"]] == [0]


def test_training_writes_a_file_that_is_used_afterwards(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "home", lambda: tmp_path)
    monkeypatch.setenv("PANAH_HOME", str(tmp_path))
    told = json.loads(run("train", "--json"))
    assert told["parameters"] == str(tmp_path / PARAMETERS)
    assert told["calibrated"] is False
    assert json.loads((tmp_path / PARAMETERS).read_text())["provenance"]["records"] == PEOPLE
    out = tmp_path / "pairs.parquet"
    run("--no-queue", "--compartment", "displaced", "--out", str(out))
    rows = pq.read_table(out).to_pylist()
    truth = {row["external_id"]: row["truth_id"] for row in map(json.loads, register.read_text().splitlines())}
    with acting(service_actor("test")), elevated(Compartment.DISPLACED, reason="the test plays officers who review"):
        assert not SuspectedPair.objects.exists()
        who = {str(pk): truth[external] for pk, external in Person.objects.values_list("pk", "external_id")}
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "left,right,same\n"
        + "".join(f"{row['left']},{row['right']},{who[row['left']] == who[row['right']]}\n" for row in rows)
    )
    told = json.loads(run("train", "--json", "--labels", str(labels)))
    assert told["calibrated"] is True
    assert told["provenance"]["labels"] == len(rows)
    run("charts", "--out", str(tmp_path / "charts"))
    assert (tmp_path / "charts" / "weights.svg").stat().st_size > 2000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--compartment", "king"], "asylum, stay, displaced"),
        (["--compartment", "claim"], "asylum, stay, displaced"),
        (["--truth", "nowhere.parquet"], "no file"),
        (["--out", "/nowhere/pairs.parquet"], "no folder"),
        (["--compartment", "stay"], "nobody to compare"),
        (["train", "--labels", "nowhere.csv"], "no file"),
    ],
)
def test_mistakes_are_told_in_a_sentence(db: None, arguments: list[str], says: str) -> None:
    Office.objects.get_or_create(
        code="test-office",
        defaults={"kind": "determining", "name_en": "Office", "name_az": "İdarə", "name_ru": "Отдел"},
    )
    with pytest.raises(CommandProblem, match=says):
        CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_without_spark_the_command_says_what_to_install(register: Path) -> None:
    with pytest.raises(CommandProblem, match="pyspark"):
        CliRunner().invoke(app, ["--engine", "spark", "--no-queue", "--compartment", "asylum"], catch_exceptions=False)
