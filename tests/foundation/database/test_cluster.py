# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded server: made, started, shared, killed, recovered."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from panah.foundation.database import places, roles
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.server import EmbeddedServer
from panah.interfaces.cli.testrun import TestRun


@pytest.fixture
def state(test_run: TestRun, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder without a database, and an environment that names no server."""
    number = len(list(test_run.root.glob("state*")))
    folder = test_run.root / f"state{number}-{os.getpid()}"
    folder.mkdir(mode=0o711)
    monkeypatch.setenv("PANAH_HOME", str(folder))
    monkeypatch.delenv("PANAH_DATABASE_URL")
    monkeypatch.delenv("PANAH_APP_DATABASE_URL")
    monkeypatch.delenv("PANAH_TEST_FAST_DB")
    yield folder
    Cluster.at(places.data_directory(folder)).remove()


def test_first_user_starts_the_server_and_the_last_one_stops_it(state: Path) -> None:
    first, second = EmbeddedServer(state), EmbeddedServer(state)
    assert first.attach()
    assert not second.attach()
    assert not first.detach()
    assert second.cluster.is_ready()
    assert second.detach()
    assert not second.cluster.is_ready()


def test_owner_makes_tables_that_the_application_uses_but_cannot_change(state: Path) -> None:
    server = EmbeddedServer(state)
    server.attach()
    try:
        with server.cluster.connect(roles.DATABASE, roles.OWNER) as owner:
            owner.execute("CREATE TABLE note (id int PRIMARY KEY, words text)")
        with server.cluster.connect(roles.DATABASE, roles.APP) as app:
            app.execute("INSERT INTO note VALUES (1, 'one')")
            assert app.execute("SELECT words FROM note").fetchall() == [("one",)]
            for forbidden in (
                "DROP TABLE note",
                "TRUNCATE note",
                "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
                "CREATE TABLE other (id int)",
                "CREATE ROLE mighty SUPERUSER",
                "SET ROLE panah_owner",
                "CREATE DATABASE other",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(forbidden)
    finally:
        server.detach()


def test_server_keeps_no_statement_and_no_row_in_its_log(state: Path) -> None:
    server = EmbeddedServer(state)
    server.attach()
    try:
        with server.cluster.connect(roles.DATABASE, roles.OWNER) as owner:
            owner.execute("CREATE TABLE person (name text UNIQUE CHECK (length(name) < 30))")
            owner.execute("INSERT INTO person VALUES ('Invented Person')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                owner.execute("INSERT INTO person VALUES ('Invented Person')")
            with pytest.raises(psycopg.errors.CheckViolation):
                owner.execute("INSERT INTO person VALUES (repeat('Invented Person', 9))")
        log = server.cluster.log.read_text()
    finally:
        server.detach()
    assert "duplicate key" in log
    assert "Invented" not in log


def test_acknowledged_writes_survive_a_killed_server_and_it_starts_again(state: Path) -> None:
    server = EmbeddedServer(state)
    server.attach()
    with server.cluster.connect(roles.DATABASE, roles.OWNER) as owner:
        owner.execute("CREATE TABLE note (id int)")
    for number in range(5):
        with server.cluster.connect(roles.DATABASE, roles.APP) as app:
            app.execute("INSERT INTO note VALUES (%s)", [number])
            server.cluster.kill()
        assert (server.cluster.data / "postmaster.pid").exists()
        server.cluster.start()
    with server.cluster.connect(roles.DATABASE, roles.APP) as app:
        assert app.execute("SELECT id FROM note ORDER BY id").fetchall() == [(n,) for n in range(5)]
    server.detach()


def test_a_pid_file_that_names_another_process_is_not_believed(state: Path) -> None:
    server = EmbeddedServer(state)
    server.attach()
    server.detach()
    (server.cluster.data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{server.cluster.data}\n0\n5432\n{state}\n\n0 0\nready   \n"
    )
    assert server.cluster.pid() is None
    assert not server.cluster.is_ready()
    server.attach()
    assert server.cluster.is_ready()
    server.detach()


def test_data_of_another_major_version_says_what_to_do(state: Path) -> None:
    server = EmbeddedServer(state)
    server.attach()
    server.detach()
    (server.cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(DatabaseProblem, match=r"made by PostgreSQL 14.*dump.*--reset"):
        server.attach()


def test_a_folder_with_something_else_in_it_is_left_alone(state: Path) -> None:
    folder = state / "postgres"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(DatabaseProblem, match="not empty"):
        EmbeddedServer(state).attach()
    assert (folder / "letter.txt").read_text() == "mine"
    (folder / "letter.txt").unlink()


def test_a_killed_process_leaves_a_server_that_the_next_one_takes_over(state: Path) -> None:
    script = (
        "import os, signal\n"
        "from panah.foundation.database.server import EmbeddedServer\n"
        "EmbeddedServer().attach()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(places.repository() / "src")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, timeout=120)
    assert done.returncode == -9
    server = EmbeddedServer(state)
    assert server.cluster.is_ready()
    assert not server.attach()
    assert server.detach()
    assert not server.cluster.is_ready()


def test_reset_is_refused_while_another_process_uses_the_database(state: Path) -> None:
    server = EmbeddedServer(state)
    server.attach()
    with pytest.raises(DatabaseProblem, match="in use"):
        EmbeddedServer(state).remove()
    server.remove()
    assert not (state / "postgres").exists()
    server.detach()


def test_long_paths_and_spaces_still_find_a_place_for_the_socket(state: Path, test_run: TestRun) -> None:
    deep = state / ("a long folder name " * 3).strip() / ("b" * 80)
    deep.mkdir(parents=True)
    for folder in (deep, deep.parent):
        folder.chmod(0o711)
    server = EmbeddedServer(deep)
    try:
        assert server.attach()
        path = server.cluster.sockets / places.SOCKET_NAME
        assert len(os.fsencode(path)) <= places.LONGEST_SOCKET_PATH
        assert server.cluster.sockets.stat().st_mode & 0o777 == 0o700
        with server.cluster.connect(roles.DATABASE, roles.APP) as app:
            assert roles.role_name(app) == roles.APP
    finally:
        server.detach()
        server.cluster.remove()


def test_a_folder_that_somebody_else_put_there_is_not_used(tmp_path: Path) -> None:
    account = places.lookup(os.geteuid())
    assert account is not None
    target = tmp_path / "target"
    target.mkdir()
    link = tmp_path / "link"
    link.symlink_to(target)
    assert not places._take(link, account)
    assert places._take(target, account)


def test_only_a_throwaway_server_may_be_fast(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="throw-away"):
        Cluster.at(tmp_path / "postgres", durable=False)
