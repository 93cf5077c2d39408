# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine runs without a web framework and without a word of its packs."""

import re
import subprocess
import sys
from pathlib import Path

import panah.law

FOLDER = Path(panah.law.__file__).parent


def test_the_law_runs_without_django() -> None:
    program = (
        "import sys\n"
        "sys.modules['django'] = None\n"
        "from datetime import date\n"
        "from panah.law import calendar, check, cli, docs, engine, facts, pack, situations\n"
        "found = engine.assess({'asylum_state': 'open'}, date(2026, 11, 23), variables=['may_work'])\n"
        "assert found.value('may_work') is True\n"
        "assert not [m for m in sys.modules if m.startswith(('django.', 'panah.names', 'panah.linkage'))]\n"
        "print('ran')\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(FOLDER.parent.parent), "PATH": ""},
    )
    assert (done.returncode, done.stdout) == (0, "ran\n"), done.stderr


def test_the_engine_holds_no_word_of_any_domain() -> None:
    words = re.compile(r"asylum|refugee|migra|expuls|centre|tennis|baku|guardian|court\b|citizen", re.IGNORECASE)
    # The module docstring of the engine shows an example; everything else must be free of domain words.
    found = {
        f"{path.name}:{number}"
        for path in FOLDER.glob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line) and not line.strip().startswith(">>>")
    }
    assert found == set()
