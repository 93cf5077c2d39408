# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah sure --attack` says what was attacked, how much was sent and what broke."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from panah.interfaces.cli import attack


def _broken(tmp_path: Path) -> Path:
    file = tmp_path / "test_things.py"
    file.write_text(
        "def test_a(record_property):\n    record_property('attacked', 'a reader')\n    record_property('sent', 1200)\n"
        "def test_b(record_property):\n    record_property('attacked', 'a reader')\n    record_property('sent', 34)\n"
        "    raise KeyError('place [x]')\n"
        "def test_c():\n    pass\n"
    )
    return file


def _run_apart(arguments: list[str]) -> int:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
        "--noconftest",
        "-c",
        os.devnull,
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, cwd=Path(arguments[0]).parent).returncode


def test_what_broke_is_named_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANAH_ATTACKS", "1")
    assert attack.run(7, _run_apart, [str(_broken(tmp_path))]) == 1
    assert os.environ["PANAH_ATTACKS"] == "7"
    said = capsys.readouterr().out
    assert "2 attacked, 1,234 sent, 1 broke." in said
    assert "KeyError: 'place [x]'" in said
    assert "1,234" in said
    assert "broke" in said


def test_what_is_attacked_is_there() -> None:
    root = Path(__file__).parents[3]
    assert [target for target in attack.TARGETS if not (root / target).exists()] == []
