# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of planted faults fits the code, and the command that tries them can tell found from not found."""

from dataclasses import replace
from pathlib import Path

from panah.foundation.database import places
from panah.interfaces.cli.faults import Tried, faults, report, try_fault


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
    assert try_fault(copy, one, cores=0).found
    harmless = replace(one, put=one.find + "  # not a fault")
    told = try_fault(copy, harmless, cores=0)
    assert not told.found
    assert "passed" in told.why
    assert (copy / one.file).read_bytes() == (root / one.file).read_bytes()


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
