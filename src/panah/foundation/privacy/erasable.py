# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database must allow so that erasing works at all: run by the owner after every migration.

Tables of history, drafts, searches and files are seen by so few that an erasure would pass them by; rows of a case that are
append-only are refused to everybody. Both give way to an erasure, in the transaction that wrote its row, and never otherwise.
A new table of history falls under it by itself.
"""

import psycopg
from psycopg import sql

#: Seen by their author alone, or by nobody.
NARROW = ("casework_draft", "casework_bar", "documents_storedfile", "register_searchshown")
_POLICIES = """
SELECT p.tablename, p.policyname, p.cmd, p.qual FROM pg_policies p
WHERE p.schemaname = 'public' AND p.cmd IN ('SELECT', 'DELETE') AND p.qual NOT LIKE '%%panah_erases()%%'
  AND (p.tablename = ANY (%s) OR EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = ('public.' || quote_ident(p.tablename))::regclass
      AND a.attname = 'pgh_obj_id' AND NOT a.attisdropped))
"""
_HISTORIES_WITHOUT = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relrowsecurity
  AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'pgh_obj_id' AND NOT a.attisdropped)
  AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname AND p.cmd = 'DELETE')
"""
_REFUSING = """
SELECT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname = 'insert_only' AND p.proname = 'panah_refuse_change'
  AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = t.tgrelid AND a.attname = 'case_id' AND NOT a.attisdropped)
"""


_OPENED = """
SELECT p.tablename, p.policyname, p.qual FROM pg_policies p
WHERE p.schemaname = 'public' AND p.cmd IN ('SELECT', 'DELETE') AND p.qual LIKE '%% OR panah_erases())'
"""
_ADDED = "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'remove' AND qual = 'panah_erases()'"
_GIVING_WAY = """
SELECT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname = 'insert_only' AND p.proname = 'panah_refuse_but_for_erasure'
"""


def allow_erasing(connection: psycopg.Connection) -> None:
    """See to it. Nothing happens where it is so already, or where the tables of erasure are not made yet.

    Args:
        connection: of the owner of the tables, in autocommit.
    """
    if connection.execute("SELECT to_regproc('public.panah_erases')").fetchone() == (None,):
        return
    with connection.transaction():
        for table, policy, _command, using in connection.execute(_POLICIES, [list(NARROW)]).fetchall():
            connection.execute(
                sql.SQL("ALTER POLICY {} ON {} USING (({}) OR panah_erases())").format(
                    sql.Identifier(policy), sql.Identifier(table), sql.SQL(using)
                )
            )
        for (table,) in connection.execute(_HISTORIES_WITHOUT).fetchall():
            connection.execute(
                sql.SQL("CREATE POLICY remove ON {} FOR DELETE USING (panah_erases())").format(sql.Identifier(table))
            )
        for (table,) in connection.execute(_REFUSING).fetchall():
            name = sql.Identifier(table)
            connection.execute(sql.SQL("DROP TRIGGER insert_only ON {}").format(name))
            connection.execute(
                sql.SQL(
                    "CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {}"
                    " FOR EACH ROW EXECUTE FUNCTION panah_refuse_but_for_erasure()"
                ).format(name)
            )


def withdraw_erasing(connection: psycopg.Connection) -> None:
    """Undo `allow_erasing`, so that a migration which is taken back finds the policies and triggers that it made itself.

    Nobody is erased until `allow_erasing` is run again, which every step forward does.

    Args:
        connection: of the owner of the tables, in autocommit.
    """
    with connection.transaction():
        for table, policy, using in connection.execute(_OPENED).fetchall():
            connection.execute(
                sql.SQL("ALTER POLICY {} ON {} USING ({})").format(
                    sql.Identifier(policy),
                    sql.Identifier(table),
                    sql.SQL(using.removesuffix(" OR panah_erases())") + ")"),
                )
            )
        for (table,) in connection.execute(_ADDED).fetchall():
            connection.execute(sql.SQL("DROP POLICY remove ON {}").format(sql.Identifier(table)))
        for (table,) in connection.execute(_GIVING_WAY).fetchall():
            name = sql.Identifier(table)
            connection.execute(sql.SQL("DROP TRIGGER insert_only ON {}").format(name))
            connection.execute(
                sql.SQL(
                    "CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {} FOR EACH ROW EXECUTE FUNCTION panah_refuse_change()"
                ).format(name)
            )
