# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of the quota: places that are held are counted, and never one too many."""

from django.db import migrations

from panah.foundation.access import rls

COUNT = """
CREATE FUNCTION panah_count_quota_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.released_at IS NULL THEN
    UPDATE employment_quota SET used = used - 1 WHERE id = OLD.quota_id;
  END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.released_at IS NULL THEN
    UPDATE employment_quota SET used = used + 1 WHERE id = NEW.quota_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER count_place AFTER INSERT OR UPDATE OR DELETE ON employment_quotaplace
  FOR EACH ROW EXECUTE FUNCTION panah_count_quota_place();
"""


class Migration(migrations.Migration):
    """MC 51.5; standards DB-03, PZ-03."""

    dependencies = [("employment", "0001_initial"), ("access", "0001_helpers"), ("casework", "0004_charges")]
    operations = [
        rls.enable("employment_quotaplace", using=rls.case_child("employment_quotaplace")),
        migrations.RunSQL(COUNT, "DROP FUNCTION panah_count_quota_place() CASCADE"),
    ]
