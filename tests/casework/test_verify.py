# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah audit verify` sees what somebody with every right over the database has done to it (LG-01, LG-04, RS-09)."""

from collections.abc import Iterator

import psycopg
import pytest

from panah.foundation.audit.verify import verify
from panah.interfaces.cli.testtemplate import Database
from tests.support.tennis import Club, make_club

NOTHING = dict.fromkeys(
    ("guards", "dates", "tree", "actions", "events", "cases", "contents", "papers"), ()
)  # check -> problems


@pytest.fixture
def walked(committed_database: Database, _at_the_club: None) -> tuple[Database, Club]:
    """A committed database with one application refused."""
    club = make_club()
    club.to("refused")
    return committed_database, club


@pytest.fixture
def mighty(walked: tuple[Database, Club]) -> Iterator[psycopg.Connection]:
    """The superuser, with triggers switched off: whoever runs the machine can have this."""
    with walked[0].connect("superuser") as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def problems() -> dict[str, tuple[str, ...]]:
    return {check.name: check.problems for check in verify()}


def test_what_the_services_write_is_whole(walked) -> None:
    assert problems() == NOTHING
    looked = {check.name: check.looked_at for check in verify()}
    assert looked["actions"] == looked["events"] == 4
    assert (looked["cases"], looked["contents"], looked["papers"]) == (1, 4, 1)
    assert looked["dates"] > 4


def changed(connection: psycopg.Connection, statement: str) -> dict[str, tuple[str, ...]]:
    """What is found after a statement that touched something."""
    done = connection.execute(statement)
    assert done.rowcount != 0
    return {name: found for name, found in problems().items() if found}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "DELETE FROM audit_event WHERE detail->>'action' = 'examine'",
            {
                "actions": ("1 actions do not have exactly one event.",),
                "tree": ("1 events that waited for their place are gone.",),
            },
        ),
        (
            "INSERT INTO audit_event SELECT gen_random_uuid(), at, verb, outcome, purpose, actor_kind, account_id, holder_id,"
            " roles, offices, subject_type, subject_id, persons, request_id, detail, parts, device"
            " FROM audit_event WHERE detail->>'action' = 'examine'",
            {
                "actions": ("1 actions do not have exactly one event.",),
                "tree": ("1 events have neither a place in the tree nor wait for one: they came in past the trigger.",),
            },
        ),
        (
            "UPDATE casework_actioncontent SET data = set_byte(data, 60, get_byte(data, 60) # 1) WHERE name = 'propose'",
            {"contents": ("1 contents differ from their seal.",)},
        ),
        (
            "UPDATE casework_action SET request_id = gen_random_uuid() WHERE name = 'examine'",
            {
                "actions": ("1 actions do not have exactly one event.",),
                "events": ("1 events tell of actions that are not there.",),
            },
        ),
        (
            "DELETE FROM casework_action WHERE name = 'examine'",
            {
                "events": ("1 events tell of actions that are not there.",),
                "cases": ("1 cases lack actions, or have some too many.",),
            },
        ),
        (
            "UPDATE casework_case SET version = version + 1",
            {"cases": ("1 cases lack actions, or have some too many.",)},
        ),
        (
            "UPDATE documents_storedfile SET content = content || '\\x00'",
            {"papers": ("1 papers differ from what was stored.",)},
        ),
        (
            "UPDATE audit_event SET at = at + interval '1 day' WHERE detail->>'action' = 'examine'",
            {"dates": ("1 events are dated in the future.",)},
        ),
        (
            "ALTER TABLE audit_event DISABLE TRIGGER insert_only",
            {"guards": ("The trigger insert_only on the log is missing or switched off.",)},
        ),
        (
            "DROP TRIGGER insert_only_truncate ON audit_event",
            {"guards": ("The trigger insert_only_truncate on the log is missing or switched off.",)},
        ),
        (
            "GRANT UPDATE, DELETE ON audit_event TO panah_app",
            {"guards": ("The application role may UPDATE the log.", "The application role may DELETE the log.")},
        ),
        (
            "ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY",
            {"guards": ("Row-level security of the log is not forced.",)},
        ),
    ],
)
def test_what_was_done_to_it_is_found(mighty, statement: str, found: dict[str, tuple[str, ...]]) -> None:
    assert changed(mighty, statement) == found


def test_the_look_itself_is_an_event(walked) -> None:
    before = {check.name: check.looked_at for check in verify()}["dates"]
    after = {check.name: check.looked_at for check in verify()}["dates"]
    assert after == before + 1
