# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migration operations and SQL texts of row-level security.

Policies are written with the SQL helpers of migration access/0001. Every table with personal data calls `enable`
in the migration that creates it; a test reads the catalogue and refuses a table that did not.
"""

from django.db import migrations

# The row of a case that the actor may see; the case's own policy applies inside.
CASE_CHILD = (
    "EXISTS (SELECT 1 FROM casework_case c WHERE c.id = {table}.case_id AND ("
    "panah_sees({table}.compartment, c.offices)"
    " OR ({table}.compartment = c.compartment AND (panah_actor() = ANY (c.participants) OR c.person_id = panah_person()))))"
)
# The row of a person that the actor may see, in a compartment that the actor holds, or one's own.
PERSON_CHILD = (
    "EXISTS (SELECT 1 FROM register_person p WHERE p.id = {table}.{column} AND ("
    "{table}.compartment = ANY (panah_compartments()) OR p.id = panah_person()))"
)
# The same for what belongs to the person as such (names, papers): whoever may know the person.
PERSON_PART = "EXISTS (SELECT 1 FROM register_person p WHERE p.id = {table}.{column})"
SOMEBODY = "panah_actor() IS NOT NULL"


def case_child(table: str) -> str:
    """USING text for a table with `case_id` and `compartment`."""
    return CASE_CHILD.format(table=table)


def person_child(table: str, column: str = "person_id") -> str:
    """USING text for a table with a person and a `compartment`."""
    return PERSON_CHILD.format(table=table, column=column)


def person_part(table: str, column: str = "person_id") -> str:
    """USING text for a table whose rows are seen by whoever may know the person."""
    return PERSON_PART.format(table=table, column=column)


def enable(table: str, *, using: str, check: str = SOMEBODY) -> migrations.RunSQL:
    """Force row-level security on a table.

    using: who sees, changes and deletes a row. check: who may insert one; rows may be written into a compartment that
    the writer cannot read (the registrar writes what the claim's officers read), so the default asks only for an actor.
    """
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY see ON {table} FOR SELECT USING ({using});
        CREATE POLICY change ON {table} FOR UPDATE USING ({using}) WITH CHECK ({check});
        CREATE POLICY remove ON {table} FOR DELETE USING ({using});
        CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({check});
        """,
        f"""
        DROP POLICY add ON {table}; DROP POLICY remove ON {table}; DROP POLICY change ON {table}; DROP POLICY see ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def enable_history(history: str, base: str) -> migrations.RunSQL:
    """Force row-level security on a history table: seen with the row that it tells of; only the trigger adds to it."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {history} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {history} FORCE ROW LEVEL SECURITY;
        CREATE POLICY see ON {history} FOR SELECT USING (EXISTS (SELECT 1 FROM {base} b WHERE b.id = {history}.pgh_obj_id));
        CREATE POLICY add ON {history} FOR INSERT WITH CHECK ({SOMEBODY});
        """,
        f"""
        DROP POLICY add ON {history}; DROP POLICY see ON {history};
        ALTER TABLE {history} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {history} DISABLE ROW LEVEL SECURITY;
        """,
    )


def insert_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on a table to everybody, by trigger: also to the owner (LG-04)."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION panah_refuse_change();
        CREATE TRIGGER insert_only_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION panah_refuse_change();
        """,
        f"DROP TRIGGER insert_only_truncate ON {table}; DROP TRIGGER insert_only ON {table};",
    )


def wall(table: str, column: str, *, but: str = "") -> migrations.RunSQL:
    """Shut out of a table whoever is tied to the person of the row, whatever else opens it (PZ-10).

    The policy is restrictive: it holds beside every other one, for a read and for a write. The ids are asked for once in a
    statement, and not for each row. but: rows for which it does not hold, or a state of the connection in which it does not.
    """
    shut = f"{column} <> ALL ((SELECT panah_tied())::uuid[])"
    using = f"{but} OR {shut}" if but else shut
    return migrations.RunSQL(
        f"CREATE POLICY tied ON {table} AS RESTRICTIVE USING ({using})", f"DROP POLICY tied ON {table}"
    )
