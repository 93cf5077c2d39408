# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates are compiled once for all processes, and a page never fails for what is kept of them."""

import stat
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from panah.interfaces.web.compiled import FOLDER
from panah.interfaces.web.jinja import environment


def drawn(source: str = "{{ name }} is kept") -> str:
    """What a process that has just begun draws of a template."""
    return environment(loader=DictLoader({"page": source})).get_template("page").render(name="It")


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_the_next_process_compiles_nothing_that_did_not_change(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn() == "It is kept"
    (folder,) = (home / FOLDER).iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    compiled: list[str] = []
    plain = Environment.compile

    def compile_it(self: Environment, source: Any, *args: Any, **more: Any) -> Any:
        compiled.append(source)
        return plain(self, source, *args, **more)

    monkeypatch.setattr(Environment, "compile", compile_it)
    assert drawn() == "It is kept"
    assert compiled == []
    assert drawn("{{ name }} is another") == "It is another"
    assert compiled == ["{{ name }} is another"]


def test_what_a_crash_left_half_there_is_compiled_again(home: Path) -> None:
    drawn()
    (kept,) = (home / FOLDER).rglob("*.cache")
    whole = kept.read_bytes()
    for half in (b"", whole[:20], whole[: len(whole) // 2]):
        kept.write_bytes(half)
        assert drawn() == "It is kept"
    assert kept.read_bytes() == whole


def test_a_page_is_drawn_where_nothing_can_be_kept(home: Path) -> None:
    (home / FOLDER).write_text("a file is in the way")
    assert drawn() == "It is kept"
    (home / FOLDER).unlink()
    env = environment(loader=DictLoader({"page": "{{ name }} is kept"}))
    (folder,) = (home / FOLDER).iterdir()
    folder.rmdir()
    assert env.get_template("page").render(name="It") == "It is kept"


def test_a_site_without_a_state_folder_keeps_nothing(settings: Any) -> None:
    del settings.HOME
    assert drawn() == "It is kept"
