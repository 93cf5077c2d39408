# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where state and programs go when root's helper account cannot enter the folder of the checkout."""

import os
import subprocess
from pathlib import Path

import pytest

from panah.foundation.database import places

NOBODY = places.Account("stranger", 64_123, 64_123)


def test_an_account_enters_only_where_every_folder_lets_it(tmp_path: Path) -> None:
    folder = tmp_path / "closed" / "open"
    folder.mkdir(parents=True)
    for step in (tmp_path, *tmp_path.parents):
        if step.stat().st_uid == os.geteuid() and step != Path("/"):
            step.chmod(step.stat().st_mode | 0o011)
    assert places.may_enter(folder, NOBODY)
    folder.parent.chmod(0o700)
    assert not places.may_enter(folder, NOBODY)
    assert not places.may_enter(folder / "not" / "yet", NOBODY)
    own = places.lookup(os.geteuid())
    assert own is not None
    assert places.may_enter(folder, own)


def test_root_keeps_data_where_its_helper_can_enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(places, "lookup", lambda name: NOBODY)
    data = places.data_directory(closed)
    assert data.parent.parent == Path("/var/lib")
    assert data == places.data_directory(closed)
    assert data != places.data_directory(tmp_path / "another")
    (closed / "postgres").mkdir()
    assert places.data_directory(closed) == closed / "postgres"


def test_an_ordinary_user_keeps_data_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert places.data_directory(tmp_path) == tmp_path / "postgres"


def test_copied_programs_run_from_their_new_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = places.lookup(os.geteuid())
    assert own is not None
    installed = places.programs(places.Account(own.name, os.geteuid(), own.gid))
    monkeypatch.setattr(places, "SHARED_STATE", tmp_path)
    copied = places._copied(installed)
    assert tmp_path in copied.parents
    said = subprocess.run([copied / "initdb", "--version"], capture_output=True, text=True, timeout=60)
    assert (said.returncode, said.stderr) == (0, "")
    assert all(not path.stat().st_mode & 0o022 for path in copied.iterdir())
    assert places._copied(installed) == copied
