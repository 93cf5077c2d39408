# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that may lose an acknowledged write, or a role that is too mighty, is refused (DB-01, PZ-03)."""

import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from panah.foundation.database import roles, safety, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.server import prepare_external
from panah.interfaces.cli.testrun import TestRun
from panah.interfaces.cli.testtemplate import Database


@pytest.fixture
def superuser(test_run: TestRun) -> Iterator[psycopg.Connection]:
    with test_run.cluster().connect() as connection:
        yield connection


@pytest.fixture
def elsewhere(
    test_run: TestRun, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """A server of somebody else: a database whose owner may make roles, named by PANAH_DATABASE_URL alone."""
    cluster: Cluster = test_run.cluster()
    for drop in ("DROP DATABASE IF EXISTS elsewhere WITH (FORCE)", "DROP ROLE IF EXISTS elsewhere_owner"):
        superuser.execute(drop)
    superuser.execute("CREATE ROLE elsewhere_owner LOGIN CREATEROLE")
    superuser.execute("CREATE DATABASE elsewhere OWNER elsewhere_owner TEMPLATE template0")
    info = cluster.conninfo("elsewhere", "elsewhere_owner")
    monkeypatch.setenv("PANAH_DATABASE_URL", urls.as_url(info))
    monkeypatch.delenv("PANAH_APP_DATABASE_URL")
    yield info
    urls.kept_app_url().unlink(missing_ok=True)
    superuser.execute("DROP DATABASE elsewhere WITH (FORCE)")
    superuser.execute("DROP ROLE elsewhere_owner")


def test_fast_settings_are_named_and_refused(superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    safety.require_safe_settings(superuser)
    monkeypatch.delenv("PANAH_TEST_FAST_DB")
    with pytest.raises(DatabaseProblem) as refused:
        safety.require_safe_settings(superuser)
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert f"{name} is off" in str(refused.value)
    assert "data_checksums" not in str(refused.value)


SETTINGS = {
    "synchronous_commit": ("off", "postgresql.conf"),
    "zero_damaged_pages": ("on", "postgresql.conf"),
    "ignore_checksum_failure": ("on", "postgresql.conf"),
    "TimeZone": ("Asia/Baku", "ALTER DATABASE"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_named_with_what_to_do(
    durable_database: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(safety.FAST_FLAG)
    bad, remedy = SETTINGS[name]
    with durable_database.connect("superuser") as mighty:
        assert safety.unsafe_settings(mighty) == []
        mighty.execute(sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(bad)))
        [sentence] = safety.unsafe_settings(mighty)
        assert f"{name} is {bad}" in sentence
        assert remedy in sentence


def test_what_cannot_be_changed_while_running_is_looked_at(
    durable_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checksums, version and the settings of a start: the other way round, on a server that has them right."""
    monkeypatch.delenv(safety.FAST_FLAG)
    with durable_database.connect("superuser") as mighty:
        for name in ("data_checksums", "fsync", "full_page_writes"):
            with monkeypatch.context() as patch:
                patch.setattr(safety, "REQUIRED", {name: {"off"}})
                assert f"{name} is on" in safety.unsafe_settings(mighty)[0]
        with monkeypatch.context() as patch:
            patch.setattr(safety, "OLDEST", 99)
            assert "Panah needs 99" in safety.unsafe_settings(mighty)[0]
        mighty.execute("CREATE DATABASE odd ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
        with durable_database.cluster.connect("odd") as odd:
            assert any("server_encoding is SQL_ASCII" in sentence for sentence in safety.unsafe_settings(odd))


def test_a_table_whose_row_security_is_not_forced_is_named(durable_database: Database) -> None:
    with durable_database.connect("owner") as owner, durable_database.connect("app") as app:
        safety.require_row_security(app)
        owner.execute("ALTER TABLE register_person NO FORCE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE casework_case DISABLE ROW LEVEL SECURITY")
        with pytest.raises(DatabaseProblem, match=r"casework_case, register_person.*FORCE ROW LEVEL SECURITY"):
            safety.require_row_security(app)


@pytest.mark.parametrize(
    ("power", "words"),
    [("REPLICATION", "copy the whole database"), ("BYPASSRLS", "bypasses"), ("CREATEROLE", "make roles")],
)
def test_each_power_of_the_application_is_named(durable_database: Database, power: str, words: str) -> None:
    with durable_database.connect("superuser") as mighty, durable_database.connect("app") as app:
        safety.require_app_role(app)
        mighty.execute(f"ALTER ROLE panah_app {power}")
        with pytest.raises(DatabaseProblem, match=words):
            safety.require_app_role(app)
        mighty.execute(f"ALTER ROLE panah_app NO{power}")
        mighty.execute("GRANT pg_read_server_files TO panah_app")
        with pytest.raises(DatabaseProblem, match="files of the server"):
            safety.require_app_role(app)


def test_another_clock_is_refused_and_told(durable_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with durable_database.connect("app") as app:
        safety.require_same_time(app)
        for shift, words in ((90, "behind"), (-90, "before")):
            monkeypatch.setattr(
                safety, "_now", lambda shift=shift: dt.datetime.now(dt.UTC) + dt.timedelta(seconds=shift)
            )
            with pytest.raises(DatabaseProblem, match=words):
                safety.require_same_time(app)


def test_the_flag_alone_does_not_make_a_server_acceptable(
    superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety, "THROWAWAY_NAME", "another")
    with pytest.raises(DatabaseProblem, match="fsync is off"):
        safety.require_safe_settings(superuser)


def test_superuser_and_owner_are_refused_as_the_application(superuser: psycopg.Connection, test_run: TestRun) -> None:
    with pytest.raises(DatabaseProblem, match="is a superuser"):
        safety.require_app_role(superuser)
    name = "owning"
    roles.drop_database(superuser, name)
    roles.create_database(superuser, name)
    try:
        with test_run.cluster().connect(name, roles.OWNER) as owner:
            safety.require_app_role(owner)
            owner.execute("CREATE TABLE something (id int)")
            with pytest.raises(DatabaseProblem, match="owns tables"):
                safety.require_app_role(owner)
        with test_run.cluster().connect(name, roles.APP) as app:
            safety.require_app_role(app)
    finally:
        roles.drop_database(superuser, name)


def test_strangers_cannot_connect_to_a_database(superuser: psycopg.Connection, test_run: TestRun) -> None:
    superuser.execute("DROP ROLE IF EXISTS stranger")
    superuser.execute("CREATE ROLE stranger LOGIN")
    roles.drop_database(superuser, "closed")
    roles.create_database(superuser, "closed")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            test_run.cluster().connect("closed", "stranger")
    finally:
        roles.drop_database(superuser, "closed")
        superuser.execute("DROP ROLE stranger")


def test_application_role_is_made_on_a_server_of_somebody_else(
    elsewhere: dict[str, str], superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "APP", "elsewhere_app")
    monkeypatch.setattr(roles.create_app_role, "__kwdefaults__", {"app": "elsewhere_app"})
    try:
        prepare_external()
        kept = urls.kept_app_url()
        assert kept.stat().st_mode & 0o777 == 0o600
        settings = urls.database_settings("app")
        assert settings["USER"] == "elsewhere_app"
        assert len(settings["PASSWORD"]) > 30
        with psycopg.connect(urls.as_url(elsewhere), autocommit=True) as owner:
            owner.execute("CREATE TABLE note (id int)")
        with psycopg.connect(urls.as_url(urls.connection_info("app")), autocommit=True) as app:
            app.execute("INSERT INTO note VALUES (1)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("DROP TABLE note")
        before = kept.read_text()
        prepare_external()
        assert kept.read_text() == before
    finally:
        superuser.execute("DROP DATABASE elsewhere WITH (FORCE)")
        superuser.execute("DROP ROLE IF EXISTS elsewhere_app")
        superuser.execute("CREATE DATABASE elsewhere OWNER elsewhere_owner TEMPLATE template0")


def test_owner_that_may_not_make_roles_is_told_what_to_run(
    elsewhere: dict[str, str], superuser: psycopg.Connection
) -> None:
    superuser.execute("ALTER ROLE elsewhere_owner NOCREATEROLE")
    with pytest.raises(DatabaseProblem, match="CREATE ROLE panah_app"):
        prepare_external()
    assert not urls.kept_app_url().exists()


def test_an_unreadable_address_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_APP_DATABASE_URL", "nonsense secret-word")
    with pytest.raises(DatabaseProblem) as refused:
        urls.database_settings("app")
    assert "PANAH_APP_DATABASE_URL" in str(refused.value)
    assert "secret-word" not in str(refused.value)


def test_an_address_becomes_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_APP_DATABASE_URL", "postgresql://someone:s%2Fx@db.example:5433/cases?sslmode=verify-full")
    settings = urls.database_settings("app")
    assert (settings["NAME"], settings["USER"], settings["PASSWORD"]) == ("cases", "someone", "s/x")
    assert (settings["HOST"], settings["PORT"]) == ("db.example", "5433")
    assert settings["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://someone:secret-word@db.example/cases",
        "postgresql://someone:secret-word@db.example/cases?sslmode=require",
        "postgresql://someone:secret-word@db.example/cases?sslmode=verify-ca",
        "postgresql://someone:secret-word@192.0.2.7:5433/cases",
        "postgresql://someone:secret-word@[2001:db8::7]/cases?sslmode=prefer",
        "host=localhost,db.example dbname=cases password=secret-word",
        "host=localhost hostaddr=192.0.2.7 dbname=cases password=secret-word",
        "service=elsewhere dbname=cases password=secret-word",
    ],
)
@pytest.mark.parametrize("role", ["app", "owner"])
def test_a_server_elsewhere_has_to_encrypt_and_to_prove_who_it_is(
    address: str, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KY-01: nothing is sent there, and the refusal says what to do."""
    variable = {"app": "PANAH_APP_DATABASE_URL", "owner": "PANAH_DATABASE_URL"}[role]
    monkeypatch.setenv(variable, address)
    with pytest.raises(DatabaseProblem, match="sslmode=verify-full&sslrootcert=") as refused:
        urls.database_settings(role)
    assert variable in str(refused.value)
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://someone@/cases?host=/run/postgresql",
        "postgresql://someone@localhost/cases",
        "postgresql://someone@127.0.0.1:5433/cases",
        "postgresql://someone@[::1]/cases",
        "postgresql:///cases",
        "postgresql://someone@db.example/cases?sslmode=verify-full&sslrootcert=/etc/panah/ca.crt",
    ],
)
def test_a_server_here_and_one_that_proves_who_it_is_are_taken(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_APP_DATABASE_URL", address)
    assert urls.database_settings("app")["NAME"] == "cases"


def test_unknown_role_is_refused() -> None:
    with pytest.raises(DatabaseProblem, match="PANAH_DB_ROLE"):
        urls.database_settings("root")


def test_database_identifiers_are_quoted(superuser: psycopg.Connection) -> None:
    name = 'odd"; DROP TABLE x; --'
    roles.drop_database(superuser, name)
    roles.create_database(superuser, name)
    found = superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    superuser.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
    assert found == (1,)
