# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of whoever an account is tied to are shut to it, whatever the role; so are appointments and papers beside a file (PZ-10)."""

from django.db import migrations

from panah.foundation.access import rls

# An appointment is seen by whoever holds it without the file: it names no person, so that its file is asked about.
OF_SHUT_CASE = """
CREATE FUNCTION panah_shut_case(which uuid) RETURNS boolean LANGUAGE sql VOLATILE AS
$$ SELECT panah_tied() <> '{}' AND panah_shut(ARRAY[which]) <> '{}' $$;
CREATE POLICY tied ON casework_appointment AS RESTRICTIVE USING (
  (SELECT panah_tied()) = '{}' OR NOT panah_shut_case(case_id));
"""


class Migration(migrations.Migration):
    """PZ-10, threat T1."""

    dependencies = [
        ("casework", "0008_sealed"),
        ("register", "0023_ties"),
        ("documents", "0001_initial"),
    ]

    operations = [
        rls.wall("casework_case", "person_id"),
        rls.wall("documents_storedfile", "person_id", but="person_id IS NULL"),
        rls.wall("accounts_portalaccess", "person_id"),
        migrations.RunSQL(
            OF_SHUT_CASE, "DROP POLICY tied ON casework_appointment; DROP FUNCTION panah_shut_case(uuid);"
        ),
    ]
