# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raw SQL as the application's own role: what the service would refuse, the database refuses as well (DP-08)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import _SQL, _Declared, _values, acting
from panah.foundation.complaints.answering import give
from panah.foundation.complaints.models import Complaint
from panah.foundation.complaints.sending import complain
from panah.interfaces.cli.testtemplate import Database
from tests.support.complaints import outsider, person, said
from tests.support.world import World, make_world


class Raw:
    """One complaint about the central office, of which data protection is, and a connection of the application."""

    def __init__(self, database: Database) -> None:
        self.world: World = make_world()
        outsider(self.world)
        self.database = database
        self.who = person(self.world)
        with acting(self.who, "complaint"):
            self.complaint: Complaint = complain(
                actor=self.who, data=said(self.world, "central"), request_id=uuid.uuid4()
            ).complaint

    @contextmanager
    def as_actor(self, actor: Actor) -> Iterator[psycopg.Connection]:
        """A connection that says of itself who acts, as the application does."""
        with self.database.connect("app") as app:
            app.execute(_SQL, _values(_Declared(actor, actor.compartments())))
            yield app

    def holder(self, login: str) -> uuid.UUID:
        """The natural person behind a sign-in name."""
        return self.world.accounts[login].holder_id


@pytest.fixture
def raw(committed_database: Database) -> Raw:
    """A committed world."""
    return Raw(committed_database)


READER = "reader-elsewhere"
GIVE = "UPDATE complaints_complaint SET assigned_to = %s, assigned_at = now()"


def refused(app: psycopg.Connection, constraint: str, statement: str, *values: Any) -> None:
    """A statement fails on a constraint of this name."""
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        app.execute(statement, values)
    assert error.value.diag.constraint_name == constraint
    app.rollback()


def test_postgresql_refuses_whoever_is_of_the_unit(raw: Raw) -> None:
    """Whoever is of the unit finds no row; and nobody else can give it to them, or answer in their name."""
    of_unit, reader = raw.world.actor("data_protection"), raw.world.actor(READER)
    with raw.as_actor(of_unit) as app:
        assert app.execute("SELECT count(*) FROM complaints_complaint").fetchone() == (0,)
        for statement, values in (
            (GIVE, [raw.holder("data_protection")]),
            ("UPDATE complaints_complaint SET answered_at = now(), answered_by = %s, outcome = 'upheld'", [raw.holder("data_protection")]),
            ("UPDATE complaints_complaint SET offices = '{}' WHERE %s", [True]),
        ):  # fmt: skip
            assert app.execute(statement, values).rowcount == 0
        assert app.execute("SELECT count(*) FROM audit_event WHERE subject_type = 'complaint'").fetchone() == (0,)
    with raw.as_actor(reader) as app:
        app.autocommit = True
        assert app.execute("SELECT count(*) FROM complaints_complaint").fetchone() == (1,)
        refused(app, "complaint_not_by_the_unit", GIVE, raw.holder("data_protection"))
        refused(app, "complaint_given_to_a_reader", GIVE, raw.holder("case_officer"))
        assert app.execute(GIVE, [reader.holder_id]).rowcount == 1


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE complaints_complaint SET offices = '{}'", "complaint_stays"),
        ("UPDATE complaints_complaint SET words = 'x'::bytea", "complaint_stays"),
        ("UPDATE complaints_complaint SET due_on = due_on + 100", "complaint_stays"),
        ("UPDATE complaints_complaint SET person_id = NULL", "complaint_stays"),
    ],
)
def test_what_was_said_and_of_whom_stays(raw: Raw, statement: str, constraint: str) -> None:
    with raw.as_actor(raw.world.actor(READER)) as app:
        refused(app, constraint, statement)


def test_whoever_answers_stands_on_it_and_answers_once(raw: Raw) -> None:
    reader, other = raw.world.actor(READER), outsider(raw.world, "reader-third", "border")
    with acting(reader, "complaint"):
        give(actor=reader, complaint_id=raw.complaint.pk, account_id=other.pk)
    answered = "UPDATE complaints_complaint SET answered_at = now(), answered_by = assigned_to, outcome = 'upheld'"
    with raw.as_actor(reader) as app:
        refused(app, "complaint_answered_by_whose_it_is", answered)
    with raw.as_actor(raw.world.actor("reader-third")) as app:
        assert app.execute(answered).rowcount == 1
        app.commit()
        refused(app, "complaint_answered_once", "UPDATE complaints_complaint SET outcome = 'not_upheld'")


def test_nobody_of_the_unit_takes_it_down(raw: Raw) -> None:
    insert = """INSERT INTO complaints_complaint (id, number, way, about, offices, holders, words, wish, contact, language, code_digest,
        received_at, due_on, recorded_by, outcome, reasons, done, further)
        VALUES (gen_random_uuid(), %s, 'paper', 'unit', ARRAY[%s]::uuid[], '{}', 'x', '', '', 'en', '', now(), now(), %s, '', '', '', '')"""
    registrar = raw.world.actor("registrar")
    first, stay = (raw.world.offices[code].pk for code in ("first", "stay"))
    with raw.as_actor(registrar) as app:
        refused(app, "complaint_not_by_the_unit", insert, "CM-1", first, registrar.holder_id)
        refused(app, "complaint_begins", insert, "CM-2", first, raw.holder("stay_officer"))
        assert app.execute(insert, ["CM-3", stay, registrar.holder_id]).rowcount == 1


def test_it_is_not_deleted(raw: Raw) -> None:
    for who in (raw.world.actor(READER), raw.world.actor("data_protection"), raw.who):
        with raw.as_actor(who) as app:
            assert app.execute("DELETE FROM complaints_complaint").rowcount == 0


def test_a_person_writes_in_no_other_name(raw: Raw) -> None:
    insert = """INSERT INTO complaints_complaint (id, number, person_id, made_by, way, about, offices, holders, words, wish, contact,
        language, code_digest, received_at, due_on, outcome, reasons, done, further)
        VALUES (gen_random_uuid(), 'CM-1', %s, %s, 'portal', 'unit', '{}', '{}', 'x', '', '', 'en', '', now(), now(), '', '', '', '')"""
    with raw.as_actor(raw.who) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(insert, [uuid.uuid4(), raw.who.account_id])
    with raw.as_actor(raw.who) as app:
        # Nor does the person answer, or choose who does.
        assert app.execute(GIVE, [raw.holder(READER)]).rowcount == 0
