# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the server has the extension `amcheck`, each b-tree is looked at with the rows that it must lead to (DB-02).

The embedded server brings no contrib extension, so a function of the same name stands in for it here: what is asked of it and what
becomes of its answer are looked at.
"""

import psycopg
import pytest

from panah.interfaces.cli import database as command
from panah.interfaces.cli.testtemplate import Database

STANDS_IN = """
CREATE TABLE amcheck_asked (index text, heap boolean);
CREATE FUNCTION bt_index_check(index regclass, heapallindexed boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO amcheck_asked VALUES (index::text, heapallindexed);
  IF index::text = 'casework_case_pkey' THEN
    RAISE EXCEPTION 'item order invariant violated for index "casework_case_pkey"' USING ERRCODE = 'index_corrupted';
  END IF;
END $$
"""


@pytest.fixture
def mighty(committed_database: Database) -> psycopg.Connection:
    """A superuser on a server that seems to have the extension."""
    with committed_database.connect("superuser") as connection:
        connection.execute(STANDS_IN)
        yield connection  # type: ignore[misc]


def test_every_b_tree_is_asked_for_with_its_rows_and_what_is_broken_is_named(mighty: psycopg.Connection) -> None:
    told = command.amcheck(mighty)
    assert told == 'casework_case_pkey: item order invariant violated for index "casework_case_pkey"'
    asked = dict(mighty.execute("SELECT index, heap FROM amcheck_asked").fetchall())
    assert "casework_case_pkey" not in asked, "what it wrote was undone with its complaint"
    assert all(asked.values()), "the rows of the table as well"
    b_trees = {name for (name,) in mighty.execute(command._INDEXES).fetchall()}
    assert b_trees == set(asked) | {"casework_case_pkey"}
    assert len(b_trees) > 100


def test_without_the_extension_every_page_is_read(mighty: psycopg.Connection) -> None:
    assert command.read_all(mighty) == ""
    assert mighty.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'").fetchone() == (0,)
