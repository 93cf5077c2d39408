# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the catalogue of PostgreSQL says of every table with personal data (PZ-03, LG-04)."""

import psycopg
import pytest

from panah.foundation.database import roles
from panah.foundation.privacy.checks import models_of_ours
from tests.privacy.tables import (
    INSERT_ONLY,
    MACHINERY,
    SEEN_BEFORE_ANYBODY_ACTS,
    histories,
    personal_histories,
    personal_models,
    personal_tables,
)

VIEWS_WITHOUT_INVOKER = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')
      AND (c.relkind = 'm' OR NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))
"""
#: Shut to whoever is tied to the person (PZ-10); what hangs on a person or a case is seen with it.
WALLED = {
    "register_person", "register_guardianship", "register_householdmember", "register_nameposting", "register_phoneposting",
    "casework_case", "casework_appointment", "documents_storedfile", "accounts_portalaccess", "privacy_correctionmessage",
    "complaints_complaint", "register_merge", "register_household", "privacy_accessrequest", "privacy_erasurerequest",
    "privacy_legalhold",
}  # fmt: skip
UNFORCED = """
    SELECT relname FROM pg_class
    WHERE relname = ANY (%s) AND relnamespace = 'public'::regnamespace AND NOT (relrowsecurity AND relforcerowsecurity)
    ORDER BY relname
"""


def column(connection: psycopg.Connection, query: str, *values: object) -> list[str]:
    return [str(row[0]) for row in connection.execute(query, values or None).fetchall()]


def test_there_is_something_to_look_at() -> None:
    """A declaration that went missing would leave a test over nothing."""
    tables = personal_tables()
    for expected in (
        "register_person",
        "register_personname",
        "casework_case",
        "casework_actioncontent",
        "audit_event",
    ):
        assert expected in tables
    assert len(tables) >= 43
    assert "register_personevent" in personal_histories()


def test_every_table_is_known(owner_connection: psycopg.Connection) -> None:
    """A table that nobody declared could hold anything."""
    ours = {model._meta.db_table for model in models_of_ours()} | set(histories())
    there = set(
        column(
            owner_connection,
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f')",
        )
    )
    assert there - ours - set(MACHINERY) == set()
    assert ours - there == set()


def test_row_security_is_enabled_and_forced(owner_connection: psycopg.Connection) -> None:
    assert column(owner_connection, UNFORCED, personal_tables()) == []


def test_the_look_at_row_security_sees_a_table_without(owner_connection: psycopg.Connection) -> None:
    assert column(owner_connection, UNFORCED, ["register_person", "accounts_office"]) == ["accounts_office"]


def test_policies_say_who_sees_and_who_writes(owner_connection: psycopg.Connection) -> None:
    rows = owner_connection.execute(
        "SELECT tablename, policyname, cmd, permissive, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
    ).fetchall()
    by_table: dict[str, dict[str, tuple[str, str | None, str | None]]] = {}
    walled: set[str] = set()
    for table, _name, command, permissive, using, check in rows:
        if permissive == "RESTRICTIVE":
            # Beside all others: it closes and cannot open.
            assert (table in WALLED, _name, command) == (True, "tied", "ALL")
            assert "panah_tied()" in using
            walled.add(table)
            continue
        assert permissive == "PERMISSIVE"
        # Two permissive policies for one command add up: the second could open what the first closes.
        assert command not in by_table.setdefault(table, {}), f"{table} has two policies for {command}"
        by_table[table][command] = (permissive, using, check)
    assert walled == WALLED
    for model in personal_models():
        found = by_table[model._meta.db_table]
        assert set(found) == {"SELECT", "INSERT", "UPDATE", "DELETE"}, model
        for command in ("SELECT", "UPDATE", "DELETE"):
            using = found[command][1] or ""
            # What hangs on a row is seen with it: its own policy applies inside.
            parents = ("register_person", "register_emergencyopening", "exports_export")
            assert "panah_" in using or "panah." in using or any(one in using for one in parents), (
                model,
                command,
                using,
            )
            assert using.strip("() ") != "true"
    for history in personal_histories():
        assert set(by_table[history]) == {"SELECT", "INSERT", "DELETE"}, history
        # Only an erasure takes history away, in the transaction that wrote the erasure down.
        assert by_table[history]["DELETE"][1] == "panah_erases()", history
        assert histories()[history] in (by_table[history]["SELECT"][1] or "")


def test_only_the_log_may_be_written_without_an_actor(owner_connection: psycopg.Connection) -> None:
    """A refused sign-in is an event of nobody, which waits for its place; every other row has somebody who wrote it."""
    open_tables = column(
        owner_connection,
        "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND cmd = 'INSERT' AND with_check = 'true'",
    )
    assert sorted(open_tables) == ["audit_event", "audit_pending"]


def test_the_application_role_has_no_power(owner_connection: psycopg.Connection) -> None:
    row = owner_connection.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = %s",
        [roles.APP],
    ).fetchone()
    assert row == (False,) * 5
    assert (
        column(
            owner_connection,
            "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
            " JOIN pg_roles a ON a.oid = m.member WHERE a.rolname = %s",
            roles.APP,
        )
        == []
    )


def test_the_application_role_owns_nothing(owner_connection: psycopg.Connection) -> None:
    for catalogue, owner in (("pg_class", "relowner"), ("pg_proc", "proowner"), ("pg_namespace", "nspowner")):
        owned = column(
            owner_connection,
            f"SELECT count(*) FROM {catalogue} WHERE {owner} = (SELECT oid FROM pg_roles WHERE rolname = %s)",
            roles.APP,
        )
        assert owned == ["0"], catalogue
    owners = set(
        column(
            owner_connection,
            "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = ANY (%s)"
            " AND relnamespace = 'public'::regnamespace",
            personal_tables(),
        )
    )
    assert owners == {roles.OWNER}


def test_the_owner_is_bound_as_well(owner_connection: psycopg.Connection) -> None:
    row = owner_connection.execute(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", [roles.OWNER]
    ).fetchone()
    assert row == (False, False)


def test_the_application_cannot_make_or_empty_tables(owner_connection: psycopg.Connection) -> None:
    row = owner_connection.execute(
        "SELECT has_schema_privilege(%s, 'public', 'CREATE'), has_database_privilege(%s, current_database(), 'TEMP')",
        [roles.APP, roles.APP],
    ).fetchone()
    assert row == (False, False)
    for right in ("TRUNCATE", "REFERENCES", "TRIGGER"):
        allowed = column(
            owner_connection,
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_table_privilege(%s, oid, %s)",
            roles.APP,
            right,
        )
        assert allowed == [], right


def test_the_log_is_closed_to_change_by_grants_too(owner_connection: psycopg.Connection) -> None:
    for right, wanted in (("INSERT", True), ("UPDATE", False), ("DELETE", False), ("TRUNCATE", False)):
        row = owner_connection.execute(
            "SELECT has_table_privilege(%s, 'audit_event', %s)", [roles.APP, right]
        ).fetchone()
        assert row == (wanted,), right


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_insert_only_tables_have_their_triggers_on(owner_connection: psycopg.Connection, table: str) -> None:
    found = owner_connection.execute(
        "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
        " AND tgname LIKE 'insert_only%%' ORDER BY tgname",
        [table],
    ).fetchall()
    assert found == [("insert_only", "O"), ("insert_only_truncate", "O")]


def test_views_run_with_the_rights_of_who_asks(owner_connection: psycopg.Connection) -> None:
    assert column(owner_connection, VIEWS_WITHOUT_INVOKER) == []


def test_the_look_at_views_sees_one_that_would_leak(owner_connection: psycopg.Connection) -> None:
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute("CREATE VIEW leak AS SELECT id FROM register_person")
        owner_connection.execute("CREATE VIEW sound WITH (security_invoker = true) AS SELECT id FROM register_person")
        assert column(owner_connection, VIEWS_WITHOUT_INVOKER) == ["leak"]


def test_no_function_but_one_runs_with_the_rights_of_its_owner(owner_connection: psycopg.Connection) -> None:
    """The one takes events out of the log after their term, which the application may not do and a trigger watches (LG-09)."""
    assert column(
        owner_connection,
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef",
    ) == ["panah_forget_events"]


def test_the_exceptions_are_still_what_they_say() -> None:
    """An exception for a table that is gone, or that has become more than an account, is no exception."""
    by_table = {model._meta.db_table: model for model in models_of_ours()}
    for table in SEEN_BEFORE_ANYBODY_ACTS:
        privacy = by_table[table].privacy
        assert privacy.highest == 2
        assert privacy.data_class <= 1
