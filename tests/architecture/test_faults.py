# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of planted faults fits the code, and the command that tries them can tell found from not found."""

from dataclasses import replace
from pathlib import Path

import pytest

from panah.foundation.database import places
from panah.interfaces.cli.faults import Fault, Tried, faults, report, run, try_fault
from panah.interfaces.cli.problems import CommandProblem


def test_every_fault_fits_the_code() -> None:
    found = faults(places.repository())
    assert len(found) >= 30
    assert len({one.name for one in found}) == len(found)
    assert all(one.find != one.put and one.says for one in found)


def test_a_fault_is_found_and_a_change_that_does_nothing_is_not(tmp_path: Path) -> None:
    """On the digits of a passport, which need no database."""
    root = places.repository()
    one = next(fault for fault in faults(root) if fault.name == "wrong_digit")
    copy = tmp_path / "panah"
    copy.mkdir()
    for path in ("src", "tests", "pyproject.toml"):
        _linked(root / path, copy / path, keep=one.file)
    told = try_fault(copy, one, cores=0)
    assert told.found
    assert all(name.startswith("tests/foundation/documents/test_mrz.py::test_") for name in told.by)
    harmless = replace(one, put=one.find + "  # not a fault")
    told = try_fault(copy, harmless, cores=0)
    assert not told.found
    assert "passed" in told.why
    assert (copy / one.file).read_bytes() == (root / one.file).read_bytes()


def test_a_test_that_fails_in_any_case_finds_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "panah"
    copy.mkdir()
    one = Fault("one", "code.py", "right = 1", "right = 2", "Nothing.", ("test_code.py",))
    (copy / "code.py").write_text("right = 1\n")
    test = copy / "test_code.py"
    test.write_text("def test_broken() -> None:\n    assert False\n")
    told = try_fault(copy, one, cores=0)
    assert (told.found, told.by) == (False, ("test_code.py::test_broken",))
    assert "without the fault" in told.why
    # One that fails only the first time.
    test.write_text(
        "import pathlib\n\n\ndef test_first() -> None:\n    seen = pathlib.Path('seen')\n"
        "    before = seen.exists()\n    seen.touch()\n    assert before\n"
    )
    told = try_fault(copy, one, cores=0)
    assert not told.found
    assert "second time" in told.why
    assert (copy / "code.py").read_text() == "right = 1\n"


def test_an_unknown_fault_is_named() -> None:
    with pytest.raises(CommandProblem, match="no_such_fault"):
        run(["no_such_fault"])


def _linked(source: Path, target: Path, keep: str) -> None:
    """Links to everything, and a file of its own where the fault is planted."""
    if source.is_file():
        target.write_bytes(source.read_bytes()) if str(target).endswith(keep) else target.symlink_to(source)
        return
    target.mkdir(exist_ok=True)
    for one in source.iterdir():
        if one.name != "__pycache__":
            _linked(one, target / one.name, keep)


def test_one_in_thirty_may_be_missed() -> None:
    one = faults(places.repository())[0]
    found, missed = Tried(one, True, 1.0), Tried(one, False, 1.0)
    assert report([found] * 29 + [missed]) == 0
    assert report([found] * 28 + [missed] * 2) == 1
