# SPDX-License-Identifier: AGPL-3.0-or-later
"""An import that is killed at any moment and goes on ends as one that was never interrupted."""

import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.interfaces.cli.testtemplate import Database
from panah.register.intake import hands, run, services, staging
from panah.register.intake.columns import automatic
from panah.register.intake.readers import Format
from panah.register.models import (
    FamilyLink,
    HouseholdMember,
    IdentityPaper,
    ImportPart,
    ImportRow,
    ImportRun,
    Person,
    PersonName,
    SuspectedPair,
)
from tests.register.conftest import staff
from tests.register.intake.files import as_csv, people, receive

OFFICER = staff(Role.DISPLACED_OFFICER)


def the_file(count: int = 12) -> bytes:
    """People, with a twin, a twin of a paper, a row that says the same again, and a refused one."""
    rows = people(count)
    rows.append(["T1", *rows[1][1:4], "", "H0", "other"])
    rows.append(["T2", "Kamal Vəliyev", "M", "1971-01-01", rows[2][4], "", ""])
    rows.append(list(rows[0]))
    rows.append(["T3", "Leyla Əliyeva", "F", "31.02.1980", "", "", ""])
    return as_csv(rows)


def snapshot() -> dict[str, Any]:
    """All that an import made, in words that do not hang on the ids of one run."""
    name = dict(Person.objects.values_list("pk", "external_id"))
    homes: dict[Any, set[str]] = defaultdict(set)
    for household, person, role in HouseholdMember.objects.values_list("household_id", "person_id", "role"):
        homes[household].add(f"{name[person]} {role}")
    done = ImportRun.objects.order_by("created_at").last()
    assert done is not None
    return {
        "people": sorted(Person.objects.values_list("external_id", "sex", "born_from")),
        "names": sorted((name[person], full) for person, full in PersonName.objects.values_list("person_id", "full")),
        "papers": sorted((name[person], n) for person, n in IdentityPaper.objects.values_list("person_id", "number")),
        "households": sorted(map(sorted, homes.values())),
        "links": sorted((name[a], bond, name[b]) for a, bond, b in FamilyLink.objects.values_list("person", "bond", "relative")),
        "pairs": sorted(sorted((name[a], name[b])) for a, b in SuspectedPair.objects.values_list("left", "right")),
        "rows": sorted((row.number, row.outcome, json.dumps(row.faults, sort_keys=True)) for row in ImportRow.objects.all()),
        "run": (done.state, done.phase, done.counts, done.written, done.rows),
        "parts": ImportPart.objects.count(),
    }  # fmt: skip


class Crash(BaseException):
    """What no handler catches, as the end of a process."""


PLACES = ((staging, "stage"), (run, "match"), (run, "write_rows"), (run, "suspect"), (run, "_step"), (run, "recheck"))


def crashing(monkeypatch: pytest.MonkeyPatch, moments: set[int]) -> Callable[[], int]:
    """Let the program end before or after the n-th thing that it does, for each n of `moments`."""
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks in moments:
            raise Crash

    def wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*args: Any, **more: Any) -> Any:
            tick()
            found = function(*args, **more)
            tick()
            return found

        return inner

    for module, name in PLACES:
        monkeypatch.setattr(module, name, wrapped(getattr(module, name)))
    return lambda: ticks


def bring_in_whatever_happens(content: bytes) -> int:
    """Import a file; whenever the program ends, start it again. Returns how often it ended."""
    started = receive(OFFICER, content)
    ended = 0
    with acting(OFFICER, "import"):
        services.decide_columns(actor=OFFICER, run_id=started.pk, how=Format(), plan_for=automatic, write=True)
    while True:
        try:
            with acting(OFFICER, "import"):
                run.work(actor=OFFICER, run_id=started.pk)
        except Crash:
            ended += 1
            continue
        return ended


def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("READ_AT_ONCE", 5), ("WRITE_AT_ONCE", 4), ("QUEUE_AT_ONCE", 1)):
        monkeypatch.setattr(run, name, value)


def undisturbed(content: bytes) -> dict[str, Any]:
    with transaction.atomic():
        assert bring_in_whatever_happens(content) == 0
        with acting(OFFICER, "test"):
            found = snapshot()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(moments=st.sets(st.integers(1, 70), min_size=1, max_size=6))
@example(moments=set(range(1, 90, 2)))
def test_whatever_moment_it_ends_at(moments: set[int]) -> None:
    content = the_file()
    with pytest.MonkeyPatch.context() as patch:
        small_steps(patch)
        wanted = undisturbed(content)
        assert wanted["run"][2] == {"new": 12, "matched": 1, "doubtful": 2, "refused": 1, "differs": 0}
        assert len(wanted["pairs"]) >= 2
        crashing(patch, moments)
        with transaction.atomic():
            ended = bring_in_whatever_happens(content)
            with acting(OFFICER, "test"):
                assert snapshot() == wanted
            transaction.set_rollback(True)
    if min(moments) < 20:
        assert ended


WORKER = """
import sys, uuid
import django
django.setup()
from panah.foundation.access.context import acting
from panah.register.intake import hands, run
from tests.register.intake.test_killed import OFFICER
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.roles import Role
account = uuid.UUID(sys.argv[2])
officer = Actor(kind="staff", account_id=account, holder_id=account, assignments=OFFICER.assignments)
run.READ_AT_ONCE, run.WRITE_AT_ONCE, run.QUEUE_AT_ONCE = 10, 4, 1
hands.LARGE, run.SPANS_AT_ONCE = int(sys.argv[3]), 2
with acting(officer, "import"):
    done = run.work(actor=officer, run_id=uuid.UUID(sys.argv[1]), told=lambda now: print(now.phase, flush=True))
print("END", done.state, flush=True)
"""


@pytest.mark.parametrize("large", [hands.LARGE, 0], ids=["alone", "side by side"])
def test_the_process_is_killed_again_and_again(committed_database: Database, large: int) -> None:
    """kill -9, at moments of chance: while rows are read, people written, suspicions queued. The processes beside one that is
    killed end as well, and what they had written before their turn is not written again."""
    rng = random.Random(20261125)
    officer: Actor = OFFICER
    content = the_file(30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "QUEUE_AT_ONCE", 1)
        wanted = undisturbed(content)
    started = receive(officer, content)
    with acting(officer, "import"):
        services.decide_columns(actor=officer, run_id=started.pk, how=Format(), plan_for=automatic, write=True)
    connection.close()
    # Side by side several batches are one step.
    wanted_kills = 2 if large == 0 else 3
    environment = os.environ | committed_database.environment() | {"PYTHONPATH": os.pathsep.join(sys.path)}
    kills = 0
    for _attempt in range(60):
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(started.pk), str(officer.account_id), str(large)],
            env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        wait_for = rng.randrange(2, 6)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if len(lines) == wait_for and "END" not in line and kills < wanted_kills:
                process.kill()
                kills += 1
                break
        process.stdout.close()
        process.wait(timeout=60)
        if lines and lines[-1].startswith("END"):
            assert lines[-1].strip() == "END done"
            break
        assert process.returncode == -9, "the worker ended by itself"
    assert kills == wanted_kills
    with acting(officer, "test"):
        assert snapshot() == wanted
