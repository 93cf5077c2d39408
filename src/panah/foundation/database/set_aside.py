# SPDX-License-Identifier: AGPL-3.0-or-later
"""Building the indexes of the register after an empty one was filled, and not row by row.

Keys are random, so that each row would touch some forty pages of indexes all over the disk. Only what guarantees nothing is
set aside: primary keys, unique indexes, exclusions, foreign keys, checks and policies hold throughout. What was set aside stands in a
table, in the transaction that did it: a load that is killed leaves a note, and the next load or start builds them.
"""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import closing

import psycopg
from psycopg import sql

from panah.foundation.database import urls
from panah.foundation.database.errors import DatabaseProblem

NOTE = "register_indexes_set_aside"
BUILDERS = 2
_MEMORY = "256MB"
_PUT = "INSERT INTO register_indexes_set_aside VALUES (%s, %s) ON CONFLICT DO NOTHING"
_TAKE = "DELETE FROM register_indexes_set_aside WHERE name = %s RETURNING definition"
_WHICH = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND (t.relname LIKE 'register\\_%' OR t.relname = 'audit_event')
  AND t.relname NOT LIKE 'register\\_import%' AND NOT i.indisunique AND NOT i.indisexclusion AND i.indisvalid
  -- The words are looked up while they are written.
  AND t.relname <> 'register_nametoken'
ORDER BY t.relname, 1
"""


@contextlib.contextmanager
def indexes_afterwards(*, wanted: bool) -> Iterator[None]:
    """Fill the register without its plain indexes; whatever happens inside, they are there afterwards.

    Args:
        wanted: False leaves them where they are, as it must be where anybody is on record whom others may look for. What
            an earlier load set aside is built at the end in any case. Nothing happens where the owner of the tables cannot be reached.
    """
    # No connection stays open meanwhile: whoever fills the register may fork.
    if wanted and (owner := _owner()):
        with closing(owner):
            _set_aside(owner)
    try:
        yield
    finally:
        build_what_is_missing()


def build_what_is_missing() -> int:
    """Build what a load that was killed left out. Returns how many indexes; 0 where the owner cannot be reached."""
    owner = _owner()
    if owner is None:
        return 0
    with closing(owner):
        return build(owner)


def build(owner: psycopg.Connection) -> int:
    """Build every index that was set aside, each in a transaction with its note. Returns how many."""
    if owner.execute("SELECT to_regclass(%s)", [f"public.{NOTE}"]).fetchone() == (None,):
        return 0
    waiting = [row[0] for row in owner.execute("SELECT name FROM register_indexes_set_aside ORDER BY name").fetchall()]
    failed: list[Exception] = []
    threads = [threading.Thread(target=_build, args=(waiting[n::BUILDERS], failed)) for n in range(BUILDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    owner.execute("DROP TABLE IF EXISTS register_indexes_set_aside")
    if waiting:
        # The planner still takes the register for empty: an import right afterwards would read all of it for each row.
        owner.execute("ANALYZE")
    return len(waiting)


def _build(names: list[str], failed: list[Exception]) -> None:
    try:
        owner = _owner()
        if owner is None:
            raise DatabaseProblem(
                "The owner of the tables cannot be reached; ./panah up builds the indexes of the register."
            )
        with closing(owner):
            owner.execute(f"SET maintenance_work_mem = '{_MEMORY}'")
            for name in names:
                with owner.transaction():
                    # Two at once wait for each other here, and the second finds nothing to do.
                    row = owner.execute(_TAKE, [name]).fetchone()
                    if row:
                        owner.execute(row[0])
    except Exception as error:
        failed.append(error)


def _set_aside(owner: psycopg.Connection) -> None:
    with owner.transaction():
        owner.execute(
            "CREATE TABLE IF NOT EXISTS register_indexes_set_aside (name text PRIMARY KEY, definition text NOT NULL)"
        )
        for name, definition in owner.execute(_WHICH).fetchall():
            owner.execute(_PUT, [name, definition])
            owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))


def _owner() -> psycopg.Connection | None:
    try:
        return psycopg.connect(urls.as_url(urls.connection_info("owner")), autocommit=True)
    except (psycopg.OperationalError, DatabaseProblem):
        return None
