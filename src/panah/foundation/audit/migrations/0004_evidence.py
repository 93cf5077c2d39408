# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every event waits for its place in the tree from the transaction on that writes it; the tree only grows (LG-04, LG-05)."""

from django.db import migrations

from panah.foundation.access import rls

GROWING = ("audit_leaf", "audit_tile", "audit_head")

AWAIT = """
CREATE FUNCTION panah_await_sealing() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO audit_pending (event_id) SELECT id FROM written; RETURN NULL; END $$;
CREATE TRIGGER await_sealing AFTER INSERT ON audit_event REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION panah_await_sealing();
"""
AWAIT_BACK = "DROP TRIGGER await_sealing ON audit_event; DROP FUNCTION panah_await_sealing();"

EARLIER = """
SELECT set_config('panah.reads_log', 'on', true);
INSERT INTO audit_pending (event_id) SELECT id FROM audit_event;
SELECT set_config('panah.reads_log', '', true);
"""


class Migration(migrations.Migration):
    """Who may touch what: everybody adds to the queue, the sealing reads and empties it, nobody changes the tree."""

    dependencies = [("audit", "0003_tree"), ("access", "0001_helpers")]
    operations = [
        migrations.RunSQL(AWAIT, AWAIT_BACK),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        rls.enable("audit_pending", using="panah_reads_log()", check="true"),
        rls.enable("audit_leaf", using="panah_reads_log()", check="panah_reads_log()"),
        rls.enable("audit_tile", using=rls.SOMEBODY, check="panah_reads_log()"),
        rls.enable("audit_head", using=rls.SOMEBODY, check="panah_reads_log()"),
        rls.enable("audit_delivery", using=rls.SOMEBODY, check="panah_reads_log()"),
        *(rls.insert_only(table) for table in GROWING),
        migrations.RunSQL(
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'panah_app') THEN"
            f" REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(GROWING)} FROM panah_app;"
            " REVOKE UPDATE, TRUNCATE ON audit_pending FROM panah_app; REVOKE DELETE, TRUNCATE ON audit_delivery FROM panah_app;"
            " END IF; END $$",
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'panah_app') THEN"
            f" GRANT UPDATE, DELETE ON {', '.join(GROWING)} TO panah_app;"
            " GRANT UPDATE ON audit_pending TO panah_app; GRANT DELETE ON audit_delivery TO panah_app;"
            " END IF; END $$",
        ),
    ]
