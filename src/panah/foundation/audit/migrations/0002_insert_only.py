# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log is written by everybody, changed by nobody, and read by the data protection officer and the person concerned."""

from django.db import migrations

from panah.foundation.access import rls


class Migration(migrations.Migration):
    """LG-04: refused by trigger to everybody, and by grants to the application role."""

    dependencies = [("audit", "0001_initial"), ("access", "0001_helpers")]
    operations = [
        rls.enable("audit_event", using="panah_reads_log() OR panah_person() = ANY (persons)", check="true"),
        rls.insert_only("audit_event"),
        migrations.RunSQL(
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'panah_app') THEN"
            " REVOKE UPDATE, DELETE, TRUNCATE ON audit_event FROM panah_app; END IF; END $$",
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'panah_app') THEN"
            " GRANT UPDATE, DELETE ON audit_event TO panah_app; END IF; END $$",
        ),
    ]
