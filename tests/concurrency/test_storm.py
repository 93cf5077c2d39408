# SPDX-License-Identifier: AGPL-3.0-or-later
"""Eight people do whatever comes to mind in one database, and everything that must hold holds (DB-03).

`./panah sure --storm N` takes so many steps and prints what came of them; the suite takes some hundred.
"""

import datetime as dt
import json
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.audit.verify import verify
from panah.interfaces.cli.testtemplate import Database
from tests.concurrency.looking import NEVER, broken, lost
from tests.concurrency.storm import WORKERS, Storm
from tests.support import tennis

NOW = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
STEPS = int(os.environ.get("PANAH_STORM", "0")) or 500
SEED = int(os.environ.get("PANAH_STORM_SEED", "1"))
REPORT = os.environ.get("PANAH_STORM_REPORT", "")


@pytest.fixture(autouse=True)
def _day(committed_database: Any, settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with clock.moved_to(NOW), tennis.club_rules():
        yield


def test_whatever_eight_people_do_at_once_what_must_hold_holds(committed_database: Database) -> None:
    storm = Storm()
    began = time.monotonic()
    done = storm.run(STEPS, seed=SEED)
    took = time.monotonic() - began
    with committed_database.connect("superuser") as mighty:
        found = broken(mighty)
        gone = lost(mighty, done.acknowledged, done.refused_requests)
    unwell = {check.name: check.problems for check in verify() if check.problems}
    kinds = {kind.__name__ for _, kind in storm.kinds}
    if REPORT:
        told = {
            "steps": sum(done.tally[kind] for kind in kinds), "workers": WORKERS, "seconds": round(took, 1), "seed": SEED,
            "acknowledged": len(done.acknowledged), "refused": dict(sorted(done.refusals.items())),
            "by kind": {kind: done.tally[kind] for kind in sorted(kinds)}, "held": len(NEVER), "faults": done.faults[:50],
            "broken": {name: [str(row) for row in rows[:10]] for name, rows in found.items()}, "lost": gone[:50],
            "log": {name: list(map(str, problems)) for name, problems in unwell.items()},
        }  # fmt: skip
        Path(REPORT).write_text(json.dumps(told, indent=2, ensure_ascii=False))
    assert done.faults == []
    assert found == {}
    assert gone == []
    assert unwell == {}
    # A storm in which nobody gets anything done, or nobody meets anybody, would show nothing.
    assert sum(done.tally[kind] for kind in kinds) == STEPS
    assert all(done.tally[kind] for kind in kinds)
    assert len(done.acknowledged) >= STEPS / 20
    assert sum(done.refusals.values()) >= STEPS / 20


def test_what_is_broken_is_seen(committed_database: Database) -> None:
    """The looking itself: each kind of harm, done past every service, is named."""
    storm = Storm()
    storm.run(60)
    with committed_database.connect("superuser") as mighty:
        assert broken(mighty) == {}
        # Triggers and foreign keys look away.
        mighty.execute("SET session_replication_role = replica")
        for harm, named in HARMS.items():
            with mighty.transaction(force_rollback=True):
                mighty.execute(harm)
                assert named in broken(mighty), named
        assert broken(mighty) == {}
        request, said = next(iter(storm.done.acknowledged.items()))
        assert lost(mighty, {request: said}, set()) == []
        assert lost(mighty, {request: (said[0], said[1] + 1)}, set()) != []
        assert lost(mighty, {uuid.uuid4(): said}, set()) != []
        assert lost(mighty, {}, {request}) != []


HARMS = {
    "UPDATE casework_case SET version = version + 1 WHERE id = (SELECT min(id::text)::uuid FROM casework_case)": (
        "a case whose actions are not numbered from one to its version"
    ),
    "UPDATE casework_case SET number = left(number, -1) || '99' WHERE id = (SELECT min(id::text)::uuid FROM casework_case)": (
        "a number that two cases bear, or one that was left out"
    ),
    "UPDATE employment_quota SET used = used + 1": "a quota that is exceeded, or counted wrongly",
    "UPDATE casework_case SET state = 'elsewhere'": ("a history that lacks the last state of its case"),
}
