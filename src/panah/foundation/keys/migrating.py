# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migration operations that turn columns into sealed ones.

There is no installation with real people yet. So rows that were written in the open are not sealed afterwards, which would leave
their old versions in the files and backups of the database: the migration refuses, and the invented country is made anew.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations


def refuse_rows(*tables: str) -> migrations.RunSQL:
    """Stop where one of the tables has ever held a row: row-level security hides rows, not the size of the file."""
    asked = " OR ".join(f"pg_relation_size('{table}') > 0" for table in tables)
    return migrations.RunSQL(
        f"""
        DO $$ BEGIN IF {asked} THEN
          RAISE EXCEPTION 'This database holds files that were written before fields were sealed.'
            USING HINT = 'Make the invented country anew with ./panah up --reset.';
        END IF; END $$;
        """,
        migrations.RunSQL.noop,
    )


def refuse_back(*tables: str) -> migrations.RunSQL:
    """Stop a step back where one of the tables has ever held a row: the words would be bytes that nobody opens any more. Stands last
    in the migration, so that it comes first on the way back."""
    asked = " OR ".join(f"pg_relation_size('{table}') > 0" for table in tables)
    return migrations.RunSQL(
        migrations.RunSQL.noop,
        f"""
        DO $$ BEGIN IF {asked} THEN
          RAISE EXCEPTION 'This database holds sealed words, which a step back would make unreadable.'
            USING HINT = 'Restore the backup of before the upgrade instead: docs/backup.md.', ERRCODE = 'object_not_in_prerequisite_state';
        END IF; END $$;
        """,
    )


def seal_json(columns: Sequence[tuple[str, str]], state: Sequence[Any]) -> migrations.SeparateDatabaseAndState:
    """Columns of JSON become bytes, which PostgreSQL does not do by a cast. Args: columns: table and column; state: AlterField each."""
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea USING ''::bytea",
                f"ALTER TABLE {table} ALTER COLUMN {column} TYPE jsonb USING '{{}}'::jsonb",
            )
            for table, column in columns
        ],
        state_operations=list(state),
    )
