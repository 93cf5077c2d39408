# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah keys` as an administrator types it, from the making of the keys to their recovery."""

import datetime as dt
import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from panah.foundation.keys import drill, envelope, master, places
from panah.foundation.keys.cli import app
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.keys.vault import Vault

PHRASE = "an invented passphrase to type"
WHERE = envelope.place("t", "c", uuid.UUID(int=1))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder without keys."""
    monkeypatch.setenv("PANAH_HOME", str(tmp_path))
    monkeypatch.setattr(master, "TYPED_COST", 2**10)
    yield tmp_path
    shutil.rmtree(places.typed_file(tmp_path).parent, ignore_errors=True)


def typed(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=said)


def test_keys_are_made_unlocked_rotated_split_and_recovered(home: Path) -> None:
    assert "panah keys init" in typed("status").output
    assert isinstance(typed("init", said="too short\n").exception, KeysProblem)
    assert typed("init", said=f"{PHRASE}\n").exit_code == 0
    told = typed("status", "--json")
    assert (told.exit_code, json.loads(told.output)["open"]) == (1, False)
    assert typed("unlock", said="the wrong passphrase\n").exception is not None
    assert typed("unlock", said=f"{PHRASE}\n").exit_code == 0
    sealed = Vault(home).seal(uuid.uuid4(), "claim", WHERE, b"said")
    told = typed("status", "--json")
    assert (told.exit_code, json.loads(told.output)["compartments"]) == (0, {"claim": 1})
    assert typed("rotate", "compartment", "claim").exit_code == 0
    assert isinstance(typed("rotate", "compartment", "no-such").exception, KeysProblem)
    assert typed("rotate", "master").exit_code == 0
    assert typed("scrub").exit_code == 0
    assert json.loads(typed("status", "--json").output)["compartments"] == {"claim": 2}
    assert typed("recovery", "split", "--folder", str(home / "shares")).exit_code == 0
    shares = sorted((home / "shares").iterdir())
    assert len(shares) == 5
    # The yearly drill: too few, enough, and what stands in the status before, after, and a year later.
    status = json.loads(typed("status", "--json").output)
    assert status["last_drill"] is None
    assert "No drill" in status["drill"]
    assert isinstance(typed("recovery", "drill", *map(str, shares[:2])).exception, KeysProblem)
    assert not drill.drills(home)
    held = typed("recovery", "drill", *map(str, shares[2:]))
    assert held.exit_code == 0
    assert "keepers 3, 4, 5" in held.output
    status = json.loads(typed("status", "--json").output)
    assert status["last_drill"] == dt.datetime.now(dt.UTC).date().isoformat()
    assert status["drill"] == ""
    assert "Look at this" not in typed("status").output
    with pytest.MonkeyPatch.context() as later:
        later.setattr(drill, "_today", lambda: dt.datetime.now(dt.UTC).date() + dt.timedelta(days=drill.LASTS_DAYS + 1))
        assert "more than a year ago" in typed("status").output
    # Shares of before a rotation restore nothing that is of use, and the drill says so.
    assert typed("rotate", "master").exit_code == 0
    assert "was changed after the last drill" in typed("status").output
    stale = typed("recovery", "drill", *map(str, shares[2:]))
    assert isinstance(stale.exception, KeysProblem)
    assert "it was rotated since" in str(stale.exception)
    assert len(drill.drills(home)) == 1
    assert isinstance(typed("recovery", "drill", "--elsewhere").exception, KeysProblem)
    assert typed("recovery", "split", "--folder", str(home / "shares")).exit_code == 0
    places.drills_file(home).write_text("[{}]")
    assert "cannot be read" in drill.overdue(home)
    places.drills_file(home).unlink()
    places.master_file(home).unlink()
    assert isinstance(typed("recovery", "join", *map(str, shares[:2])).exception, KeysProblem)
    joined = typed("recovery", "join", *map(str, shares[1:4]), said="another invented passphrase\n")
    assert joined.exit_code == 0
    assert typed("lock").exit_code == 0
    assert not Vault(home).is_open()
    assert typed("unlock", said="another invented passphrase\n").exit_code == 0
    assert Vault(home).unseal(WHERE, sealed) == b"said"
    assert typed("change", said=f"{PHRASE}\n").exit_code == 0
    assert not Vault(home).is_open()
    assert typed("unlock", said=f"{PHRASE}\n").exit_code == 0
    assert Vault(home).unseal(WHERE, sealed) == b"said"
    for text in (PHRASE, Vault(home).master.secret.hex()):  # type: ignore[attr-defined]
        assert text not in joined.output
