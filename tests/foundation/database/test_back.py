# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every migration goes back and comes again, and leaves the database as it was (DB-11); one that would lose what rows say refuses."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, migrations
from typer.testing import CliRunner

from panah.casework.models import ActionContent
from panah.foundation.backup.taking import count_rows
from panah.foundation.database.founding import shut_founding
from panah.foundation.database.schema import describe, differences
from panah.interfaces.cli import migrating
from panah.interfaces.cli.database import app
from panah.interfaces.cli.migrating import (
    KEEPS_ROWS_FROM_HERE,
    as_owner,
    in_order,
    name_of,
    of_ours,
    owner_connection,
    take,
)
from panah.interfaces.cli.rehearsing import _newest, rehearse
from panah.interfaces.cli.testtemplate import Database
from tests.support.world import family_intake, make_world, receive, walk

READS = 10 * migrating.LOCK_WAIT
"""How long somebody reads (s)."""
LOCKS = "LOCK TABLE register_person IN ACCESS EXCLUSIVE MODE"


def test_every_migration_goes_back_to_nothing_and_forward_again(committed_database: Database) -> None:
    """What stands there before each migration is the same on the way back and on the way forward."""
    with as_owner(), owner_connection() as owner:
        # As a database is that was never founded as an invented country, which templates of tests are.
        shut_founding(owner)
        ours = of_ours(in_order())
        before = describe(owner)
        back: dict[str, dict[str, str]] = {}
        take(reversed(ours), back=True, after=lambda taken: back.update({taken.name: describe(owner)}))
        assert list(back) == [name_of(migration) for migration in reversed(ours)]
        assert not [name for name in describe(owner) if name.startswith("table register_")]

        last, wrong = describe(owner), {}

        def note(taken: migrating.Taken) -> None:
            nonlocal last
            if told := differences(last, back[taken.name]):
                wrong[taken.name] = told
            last = describe(owner)

        take(ours, back=False, after=note)
        assert wrong == {}, "\n".join(f"{name}: {told}"[:2000] for name, told in wrong.items())
        assert differences(before, describe(owner)) == []


def test_going_back_keeps_the_rows_and_stops_before_it_would_lose_them(committed_database: Database) -> None:
    """People in claims, with what they said: there after each step back, and readable when the steps are taken forward again."""
    world = make_world()
    family = receive(world, family_intake())
    case = walk(world, family.people[0].case_id, to="registered")
    with committed_database.connect("superuser") as mighty:
        with as_owner():
            ours = of_ours(in_order())
            rows, shape = count_rows(mighty), describe(mighty)
            assert rows["register_person"] == rows["casework_case"] == len(family.people)
            taken: list[str] = []
            with pytest.raises(DatabaseError) as refused:
                take(reversed(ours), back=True, after=lambda one: taken.append(one.name))
            down = count_rows(mighty)
            # The one that refused changed nothing.
            left = ours[: len(ours) - len(taken)]
            assert name_of(left[-1]) in KEEPS_ROWS_FROM_HERE
            assert "would make unreadable" in str(refused.value)
            assert len(taken) >= 4
            assert {table: count for table, count in down.items() if count != rows[table]} == {
                "django_migrations": rows["django_migrations"] - len(taken)
            }
            take(ours[len(left) :], back=False)
        assert differences(shape, describe(mighty)) == []
        after = count_rows(mighty)
        # Tables that a step took away are made anew, and empty: what they held is what a step back costs.
        assert {table for table, count in after.items() if count != rows[table]} <= set(rows) - set(down)
    with world.seeing_all():
        assert any(content.data for content in ActionContent.objects.filter(action__case_id=case.pk))


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Put a statement into the last migration that there is. Gives that migration."""
    last = of_ours(in_order())[-1]

    def plant(forward: str) -> Any:
        operation = migrations.RunSQL(forward, migrations.RunSQL.noop)
        monkeypatch.setattr(type(last), "operations", [*last.operations, operation])
        return last

    return plant


def test_a_migration_gives_way_to_whoever_works_and_comes_again(committed_database: Database, planted: Any) -> None:
    """Somebody reads for long: the migration would stand in the queue, and everybody who writes behind it."""
    last = planted(LOCKS)
    waits: list[float] = []
    stop = threading.Event()

    def write() -> None:
        with committed_database.connect() as other:
            while not stop.is_set():
                began = time.monotonic()
                other.execute("UPDATE register_person SET id = id WHERE id = gen_random_uuid()")
                waits.append(time.monotonic() - began)

    with as_owner(), committed_database.connect("owner", autocommit=False) as reader:
        take([last], back=True)
        reader.execute("SELECT count(*) FROM register_person")
        writer = threading.Thread(target=write)
        writer.start()
        let_go = threading.Timer(READS, reader.rollback)
        let_go.start()
        taken: list[migrating.Taken] = []
        take([last], back=False, after=taken.append)
        stop.set()
        for thread in (writer, let_go):
            thread.join()
    (one,) = taken
    assert one.tries > 1
    # Nobody stands behind it for as long as the reader reads.
    assert max(waits) < READS / 2


def test_bringing_the_tables_up_to_date_gives_way_as_well(
    committed_database: Database, planted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `./panah up` and a restore run."""
    last = planted(LOCKS)
    polite, begun = migrating.be_polite, 0
    with as_owner(), committed_database.connect("owner", autocommit=False) as reader:
        take([last], back=True)
        reader.execute("SELECT count(*) FROM register_person")

        def let_go_at_the_third_try() -> None:
            nonlocal begun
            begun += 1
            if begun == 3:
                reader.rollback()
            polite()

        monkeypatch.setattr(migrating, "be_polite", let_go_at_the_third_try)
        # One that stands in the queue for ever would have no third try.
        at_last = threading.Timer(60, reader.rollback)
        at_last.start()
        migrating.migrate()
        at_last.cancel()
        # Three tries, and what follows a migration.
        assert begun == 4
        assert name_of(last) in migrating.applied()
        monkeypatch.setattr(migrating, "TRIES", 1)
        take([last], back=True)
        reader.execute("SELECT count(*) FROM register_person")
        with pytest.raises(migrating.CommandProblem, match="does not let go"):
            migrating.migrate()
        reader.rollback()
        migrating.migrate()


def test_a_rehearsal_tells_how_long_writers_wait(
    committed_database: Database, planted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than a busy machine keeps anybody waiting by itself.
    monkeypatch.setattr("panah.interfaces.cli.rehearsing.HELD", 4.0)
    names = [name_of(one) for one in of_ours(in_order())[-2:]]
    quick = rehearse(committed_database.cluster, committed_database.name, only=names)
    assert [(step.name, step.back) for step in quick.steps] == [
        (names[1], True), (names[0], True), (names[0], False), (names[1], False)
    ]  # fmt: skip
    assert quick.written > 50
    assert (quick.refused, quick.errors, quick.changed) == (None, {}, [])
    assert quick.well, quick.steps
    last = planted(f"{LOCKS}; SELECT pg_sleep(5)")
    slow = rehearse(committed_database.cluster, committed_database.name, only=[name_of(last)])
    back, forward = slow.steps
    assert (back.name, back.too_long) == (name_of(last), False)
    assert forward.too_long
    # Whoever writes elsewhere waits as well, where row-level security asks about the person.
    assert forward.held_table == "register_person"
    assert forward.waited_table.startswith("register_")
    assert min(forward.held, forward.waited) > 4
    assert not slow.well


def test_a_rehearsal_takes_what_waits_and_says_what_changed(committed_database: Database, planted: Any) -> None:
    """A migration that the copy lacks goes forward, back and forward; one that leaves something behind is told of."""
    last = planted("CREATE TABLE IF NOT EXISTS left_behind (id int)")
    with as_owner():
        take([last], back=True)
    found = rehearse(committed_database.cluster, committed_database.name, only=[name_of(last)])
    assert [(step.name, step.back) for step in found.steps] == [(name_of(last), back) for back in (False, True, False)]
    assert found.well
    planted("CREATE TABLE another_one (id int)")
    found = rehearse(committed_database.cluster, committed_database.name, only=[name_of(last)])
    assert found.changed == ["column another_one.id is new", "table another_one is new"]
    assert not found.well


def test_an_administrator_takes_an_upgrade_back(committed_database: Database) -> None:
    with as_owner():
        names = [name_of(one) for one in of_ours(in_order())]
    told = CliRunner().invoke(app, ["back", "--to", names[-3]], catch_exceptions=False)
    assert told.exit_code == 0
    assert [line.partition(":")[0] for line in told.stdout.splitlines()[:2]] == [names[-1], names[-2]]
    with as_owner():
        assert set(names) <= migrating.applied(), "nothing was done yet"
    told = CliRunner().invoke(app, ["back", "--to", names[-3], "--yes"], catch_exceptions=False)
    with as_owner():
        assert set(names) - migrating.applied() == {names[-1], names[-2]}
        with pytest.raises(migrating.CommandProblem, match="has no migration"):
            migrating.newer_than(names[-1])
        migrating.migrate()
        assert set(names) <= migrating.applied()


@pytest.mark.django_db
def test_without_anything_waiting_the_newest_of_each_app_are_taken_and_what_stands_on_them() -> None:
    ours = of_ours(in_order())
    one, two = _newest(ours, 1, ()), _newest(ours, 2, ())
    assert {migration.app_label for migration in one} == {migration.app_label for migration in ours}
    assert {name_of(migration) for migration in one} < {name_of(migration) for migration in two}
    chosen = {(migration.app_label, migration.name) for migration in two}
    for migration in ours:
        if any(tuple(below) in chosen for below in migration.dependencies):
            assert (migration.app_label, migration.name) in chosen
