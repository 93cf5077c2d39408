# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drill of a lost host that measures: whole, on a hundred people. No test asserts how long anything took."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from panah.foundation.backup.taking import Taken
from panah.foundation.database import cluster
from panah.interfaces.cli.bench.restoring import BACK_MS, LOST_MS, Carried, Drill, at_home, drill, environment
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.testrun import TestRun

FOUND = Drill(
    Taken(Path("base"), 2**30, 3.0, 10, 0), Carried([50.0, 61.0, 4.0]), {"unpacking": 1.0, "all of it, by the command": 2.0}, 1.5,
    2**31, 7, 100, 103, 103,
)  # fmt: skip


def test_what_was_lost_is_the_worst_of_what_was_seen_and_a_wrong_register_is_an_error() -> None:
    assert (FOUND.lost_ms(), FOUND.back_ms()) == (61_000, 3_500)
    lost, back = FOUND.figures()[-2:]
    assert (lost.aim_ms, lost.p95_ms, lost.meets_aim) == (LOST_MS, 61_000, True)
    assert (back.aim_ms, back.p95_ms, back.meets_aim) == (BACK_MS, 3_500, True)
    other = replace(FOUND, restored=104, carried=Carried([301.0]))
    assert [one.meets_aim for one in other.figures()[-2:]] == [False, False]
    assert other.figures()[-1].errors == 1
    assert FOUND.settings()["base backup gib"] == 1


def test_nothing_of_the_installation_that_measures_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_DATABASE_URL", "postgresql://elsewhere/panah")
    monkeypatch.setenv("PANAH_KEYS", "/elsewhere")
    told = environment(Path("/there"))
    assert {name for name in told if name.startswith("PANAH_")} - {"PANAH_VENV"} == {"PANAH_HOME"}
    before = dict(os.environ)
    with at_home(Path("/there")):
        assert os.environ["PANAH_HOME"] == "/there"
        assert "PANAH_KEYS" not in os.environ
    assert dict(os.environ) == before


def test_a_host_is_lost_and_measured(test_run: TestRun, monkeypatch: pytest.MonkeyPatch) -> None:
    # A minute of waiting shows nothing more than two seconds.
    monkeypatch.setattr(cluster, "ARCHIVE_TIMEOUT", 2)
    top = test_run.root / f"lost-{os.getpid()}"
    top.mkdir(mode=0o711)
    keep = top / "kept"
    found = drill(100, top, pieces=1, keep=keep)
    assert found.before == 100
    assert found.restored == found.expected == 101
    assert [figure.name for figure in found.figures()][:2] == ["base backup, sealed", "looking through the backup"]
    assert len(found.stages) == 7
    assert all(seconds > 0 for seconds in found.stages.values())
    assert found.answers > 0
    assert found.log_pieces >= 1
    assert (keep / "away.key").exists()
    assert any((keep / "backups").rglob("*.sealed"))
    assert not (top / "restored").exists()
    with pytest.raises(CommandProblem, match="not empty"):
        drill(100, top, pieces=1, keep=keep)
