# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQL helpers that row-level security is written with."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION panah_setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('panah.' || name, true), '') $$;
COMMENT ON FUNCTION panah_setting IS 'What the application declared for this connection; null when it declared nothing.';

CREATE FUNCTION panah_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('panah.actor', true), '')::uuid $$;

CREATE FUNCTION panah_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('panah.person', true), '')::uuid $$;

CREATE FUNCTION panah_compartments() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(string_to_array(nullif(current_setting('panah.compartments', true), ''), ','), '{}'::text[]) $$;

CREATE FUNCTION panah_knows(known text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT known && panah_compartments() $$;
COMMENT ON FUNCTION panah_knows IS 'Whether the actor holds one of the compartments that know a person.';

CREATE FUNCTION panah_sees(compartment text, offices uuid[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT CASE coalesce(current_setting('panah.sees_' || compartment, true), '')
     WHEN '' THEN false
     WHEN '*' THEN true
     ELSE offices && current_setting('panah.sees_' || compartment, true)::uuid[] END $$;
COMMENT ON FUNCTION panah_sees IS 'Whether the actor holds the compartment in one of the offices.';

CREATE FUNCTION panah_reads_log() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('panah.reads_log', true), '') = 'on' $$;

CREATE FUNCTION panah_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
"""

BACKWARD = """
DROP FUNCTION panah_refuse_change(); DROP FUNCTION panah_reads_log(); DROP FUNCTION panah_sees(text, uuid[]);
DROP FUNCTION panah_knows(text[]); DROP FUNCTION panah_compartments(); DROP FUNCTION panah_person();
DROP FUNCTION panah_actor(); DROP FUNCTION panah_setting(text);
"""


class Migration(migrations.Migration):
    """Functions only; they read what `foundation.access.context` declared."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
