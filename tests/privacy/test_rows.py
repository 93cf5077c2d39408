# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raw SQL as the application role: without an actor nothing is there, and nothing that was done can be undone (PZ-03, LG-04)."""

import uuid

import psycopg
import pytest
from django.db import connection

from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import ROLES, Compartment, Role
from panah.foundation.documents.models import StoredFile
from tests.privacy.tables import INSERT_ONLY, personal_histories, personal_tables

READS_THE_LOG = {
    "audit_event",
    "privacy_legalhold",
    "privacy_erasurerequest",
    "privacy_accessrequest",
    "privacy_correction",
    "oversight_alert",
    "oversight_alertdecision",
    "oversight_watched",
}
#: Whoever reads the log hears of every opening in an emergency, of every export, and of what readers are asked.
HEARS_OF = {
    "register_emergencyopening",
    "register_emergencyreview",
    "exports_export",
    "privacy_correctionmessage",
    "exports_sending",
    "oversight_pause",
    "oversight_tie",
    "oversight_question",
    "oversight_questionentry",
}
#: Read by the functions of the database alone: a row tells that a case exists (NR-15).
SEEN_BY_NOBODY = {"casework_bar"}
#: Read by whoever answers complaints and is of another unit, and by the person.
COMPLAINTS = {"complaints_complaint"}


def counted(connection: psycopg.Connection, tables: list[str]) -> dict[str, int]:
    """Rows of each table that the connection sees; tables of which it sees none are left out."""
    found = {}
    for table in tables:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        if row and row[0]:
            found[table] = int(row[0])
    return found


def seen_by(actor: Actor) -> set[str]:
    """The tables of which an actor sees a row through the application's own connection."""
    seen = set()
    with acting(actor, "test"), connection.cursor() as cursor:
        for table in personal_tables():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone()[0]:
                seen.add(table)
    return seen


def staff(role: Role, office: uuid.UUID) -> Actor:
    account = uuid.uuid4()
    return Actor(kind="staff", account_id=account, holder_id=account, assignments=(Assignment(role, office),))


def test_rows_exist_in_every_personal_table(everything) -> None:
    database, _made = everything
    with database.connect("superuser") as mighty:
        assert sorted(counted(mighty, personal_tables())) == personal_tables()


@pytest.mark.parametrize("role", ["app", "owner"])
def test_without_an_actor_every_personal_table_is_empty(everything, role: str) -> None:
    database, _made = everything
    with database.connect(role) as bare:
        assert counted(bare, personal_tables()) == {}


@pytest.mark.parametrize("role", ["app", "owner"])
def test_without_an_actor_nothing_can_be_changed_or_removed(everything, role: str) -> None:
    database, _made = everything
    with database.connect(role) as bare:
        for table in personal_tables():
            column = "pgh_id" if table.endswith("event") and table != "audit_event" else "id"
            for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
                try:
                    done = bare.execute(statement).rowcount
                except psycopg.errors.InsufficientPrivilege:
                    continue
                assert done == 0, statement
    with database.connect("superuser") as mighty:
        assert sorted(counted(mighty, personal_tables())) == personal_tables()


def test_settings_that_are_no_ids_open_nothing(everything) -> None:
    """What a page could put into the settings by mistake: an empty list of offices, a star for nobody."""
    database, made = everything
    with database.connect("app") as bare:
        for name in Compartment:
            bare.execute("SELECT set_config(%s, %s, false)", [f"panah.sees_{name}", "{}"])
        bare.execute("SELECT set_config('panah.compartments', '', false)")
        bare.execute("SELECT set_config('panah.actor', %s, false)", [str(uuid.uuid4())])
        assert counted(bare, personal_tables()) == {}
    assert made.case.pk


def test_the_writer_sees_what_is_of_the_own_office_and_roles(everything) -> None:
    """The counterpart of the emptiness above: it is not the tables that are closed to everybody."""
    _database, made = everything
    assert set(personal_tables()) - seen_by(made.writer) == READS_THE_LOG | SEEN_BY_NOBODY | COMPLAINTS


def test_another_office_sees_the_person_but_no_file(everything) -> None:
    _database, made = everything
    other = Actor(
        kind="staff",
        account_id=uuid.uuid4(),
        holder_id=uuid.uuid4(),
        assignments=tuple(Assignment(a.role, uuid.uuid4()) for a in made.writer.assignments),
    )
    seen = seen_by(other)
    assert {table for table in seen if table.startswith("casework_")} == set()
    with acting(other, "test"):
        # What is kept with the person goes with the person; what belongs to a file does not.
        assert set(StoredFile.objects.values_list("case_id", flat=True)) == {None}
    assert "register_person" in seen


@pytest.mark.parametrize("role", [role for role in Role if Compartment.ASYLUM not in ROLES[role].sees])
def test_roles_outside_asylum_see_no_row_of_it(everything, role: Role) -> None:
    _database, made = everything
    expected = READS_THE_LOG | HEARS_OF | COMPLAINTS if ROLES[role].reads_log else set()
    assert seen_by(staff(role, made.office)) == expected


def test_the_person_sees_the_own_file_and_nothing_of_its_inside(everything) -> None:
    _database, made = everything
    seen = seen_by(Actor(kind="person", account_id=uuid.uuid4(), person_id=made.person.pk))
    assert {"register_person", "casework_case", "casework_letter", "audit_event"} <= seen
    assert "casework_actioncontent" not in seen
    assert "casework_decision" not in seen
    assert "casework_draft" not in seen
    assert seen_by(Actor(kind="person", account_id=uuid.uuid4(), person_id=uuid.uuid4())) == set()


def test_the_registrar_sees_neither_narrative_nor_decision(everything) -> None:
    _database, made = everything
    seen = seen_by(staff(Role.REGISTRAR, made.office))
    assert "casework_case" in seen
    assert not {"casework_actioncontent", "casework_decision", "casework_decisionevent"} & seen


@pytest.mark.parametrize("table", INSERT_ONLY)
@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_insert_only_rows_are_never_changed(everything, table: str, role: str) -> None:
    """As the one who sees everything: what refuses is the trigger, not the sight. TRUNCATE as the owner as well."""
    database, made = everything
    with database.connect(role) as strong:
        for name in Compartment:
            strong.execute("SELECT set_config(%s, '*', false)", [f"panah.sees_{name}"])
        strong.execute("SELECT set_config('panah.actor', %s, false)", [str(made.writer.account_id)])
        strong.execute("SELECT set_config('panah.reads_log', 'on', false)")
        assert counted(strong, [table])
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never changed"):
                strong.execute(statement)


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_insert_only_rows_are_never_changed_by_the_application(everything, table: str) -> None:
    database, made = everything
    with database.connect("app") as app:
        for name in Compartment:
            app.execute("SELECT set_config(%s, '*', false)", [f"panah.sees_{name}"])
        app.execute("SELECT set_config('panah.actor', %s, false)", [str(made.writer.account_id)])
        app.execute("SELECT set_config('panah.reads_log', 'on', false)")
        assert counted(app, [table])
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises((psycopg.errors.IntegrityConstraintViolation, psycopg.errors.InsufficientPrivilege)):
                app.execute(statement)


@pytest.mark.parametrize("table", personal_histories())
def test_history_cannot_be_rewritten(everything, table: str) -> None:
    """Row history is written by the trigger alone: it has no policy for change, so that nobody's statement finds a row."""
    database, made = everything
    with acting(made.writer, "test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        before = cursor.fetchone()[0]
        assert before
        cursor.execute(f"UPDATE {table} SET pgh_label = 'x'")
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM {table}")
        assert cursor.rowcount == 0
    with database.connect("app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(f"TRUNCATE {table}")


def test_an_actor_does_not_outlive_its_block(everything) -> None:
    """A pooled connection must not carry one request's sight into the next."""
    _database, made = everything
    with acting(made.writer, "test"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_case")
        assert cursor.fetchone()[0] == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_case")
        assert cursor.fetchone()[0] == 0
