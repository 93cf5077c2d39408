# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness itself: tests work as the application role, on databases that leave nothing behind."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from panah.foundation.database import places, urls
from panah.interfaces.cli.testrun import PREFIX, TestRun
from panah.interfaces.cli.testtemplate import Database, sources_of_tables


def _tables(link: psycopg.Connection) -> list[str]:
    rows = link.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    return [row[0] for row in rows]


def _role_and_database() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        row = cursor.fetchone()
        return str(row[0]), str(row[1])


@pytest.mark.django_db
def test_tests_work_as_the_application_role(worker_database: Database) -> None:
    assert _role_and_database() == ("panah_app", worker_database.name)


def test_the_application_owns_nothing_and_cannot_empty_a_table(owner_connection: psycopg.Connection) -> None:
    owned = owner_connection.execute(
        "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'panah_app'"
        " UNION ALL SELECT proname FROM pg_proc WHERE pg_get_userbyid(proowner) = 'panah_app'"
    ).fetchall()
    assert owned == []
    tables = _tables(owner_connection)
    assert "django_migrations" in tables
    for name in tables:
        for right in ("TRUNCATE", "REFERENCES", "TRIGGER"):
            row = owner_connection.execute("SELECT has_table_privilege('panah_app', %s, %s)", [name, right]).fetchone()
            assert row == (False,), (name, right)


def test_the_application_cannot_rewrite_which_migrations_ran(app_connection: psycopg.Connection) -> None:
    assert app_connection.execute("SELECT count(*) > 0 FROM django_migrations").fetchone() == (True,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_connection.execute("DELETE FROM django_migrations")


@pytest.mark.django_db
def test_what_a_test_writes_is_rolled_back_first() -> None:
    _leave_a_mark()


@pytest.mark.django_db
def test_what_a_test_writes_is_rolled_back_second() -> None:
    _leave_a_mark()


def _leave_a_mark() -> None:
    """Fails when the other test's row is still there."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('mark', '', now())")


def test_commits_in_a_committed_database_are_seen_by_others(committed_database: Database) -> None:
    assert _role_and_database() == ("panah_app", committed_database.name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('mark', '', now())")
    with committed_database.connect("app") as other:
        assert other.execute("SELECT count(*) FROM django_session").fetchone() == (1,)
    seen: list[str] = []

    def look() -> None:
        seen.append(_role_and_database()[1])
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [committed_database.name]
    assert urls.connection_info("app")["dbname"] == committed_database.name


def test_a_durable_database_keeps_what_it_acknowledged(durable_database: Database) -> None:
    with durable_database.connect("app") as app:
        assert app.execute("SHOW fsync").fetchone() == ("on",)
        app.execute("INSERT INTO django_session VALUES ('mark', '', now())")
        durable_database.cluster.kill()
    durable_database.cluster.start()
    with durable_database.connect("app") as app:
        assert app.execute("SELECT session_key FROM django_session").fetchall() == [("mark",)]


def test_transactional_db_is_refused_with_what_to_take_instead(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="committed_database"):
        request.getfixturevalue("transactional_db")


def test_no_test_reaches_the_installation_of_whoever_runs_it(test_run: TestRun) -> None:
    assert places.home() == test_run.root / "home"
    assert str(test_run.root) in os.environ["PANAH_DATABASE_URL"]


def test_a_killed_run_is_cleared_away_by_the_next_one() -> None:
    program = (
        "import os, signal\n"
        "from panah.interfaces.cli import testrun\n"
        "print(testrun.current().root, flush=True)\n"
        "cluster = testrun.current().cluster()\n"
        "print(cluster.pid(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PANAH_")}
    environment["PYTHONPATH"] = str(places.repository() / "src")
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    root, pid = done.stdout.split()
    assert Path(root).name.startswith(PREFIX)
    assert Path(root).is_dir()
    after = subprocess.run(
        [sys.executable, "-c", "from panah.interfaces.cli import testrun; testrun.current().end()"],
        env=environment,
        timeout=120,
    )
    assert after.returncode == 0
    assert not Path(root).exists()
    assert not Path(f"/proc/{pid}/cwd").exists() or os.readlink(f"/proc/{pid}/cwd") != f"{root}/postgres"


def test_a_template_is_made_anew_for_what_its_tables_are_made_of_and_for_nothing_else(tmp_path: Path) -> None:
    package = tmp_path / "panah"
    for name, text in {
        "a/migrations/0001_initial.py": "from panah.b.walls import wall\n",
        "a/models/one.py": "def late() -> None:\n    from panah.b import keys\n",
        "a/apps.py": "from panah.a import services\n",
        "a/services.py": "",
        "b/__init__.py": "",
        "b/walls.py": "import panah.c.names\n",
        "b/keys.py": "",
        "c/names.py": "from elsewhere import panah\n",
        "c/pages.py": "import panah.b.walls\n",
    }.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = {str(path.relative_to(package)) for path in sources_of_tables(package)}
    assert found == {
        "a/migrations/0001_initial.py", "a/models/one.py", "a/apps.py", "b/__init__.py", "b/walls.py", "b/keys.py", "c/names.py",
    }  # fmt: skip
    real = {path.name for path in sources_of_tables(places.repository() / "src" / "panah")}
    assert {"rls.py", "roles.py", "settings.py", "erasable.py", "calendar.py"} <= real
    assert "perform.py" not in real
