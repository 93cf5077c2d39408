# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees an export: whoever asked (under whatever account), whoever may agree, and data protection. What was asked stays."""

from django.db import migrations

from panah.foundation.access import rls

SEEN_BY = """
panah_reads_log() OR panah_actor() = ANY (deciders) OR account_id = panah_actor() OR holder_id IN (
  SELECT a.holder_id FROM accounts_account a WHERE a.id = panah_actor())
"""
FORWARD = """
CREATE FUNCTION panah_keep_export() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'An export is never deleted: a copy that leaks has to be traced.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.id, NEW.number, NEW.name, NEW.kind, NEW.receiver, NEW.rows, NEW.with_others, NEW.large, NEW.digest, NEW.account_id,
      NEW.holder_id, NEW.office_id, NEW.deciders, NEW.asked_at)
      IS DISTINCT FROM (OLD.id, OLD.number, OLD.name, OLD.kind, OLD.receiver, OLD.rows, OLD.with_others, OLD.large, OLD.digest,
      OLD.account_id, OLD.holder_id, OLD.office_id, OLD.deciders, OLD.asked_at) THEN
    RAISE EXCEPTION 'What was asked for is not changed: ask anew.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.decided_at IS NOT NULL AND (NEW.decided_at, NEW.decided_by, NEW.decided_holder)
      IS DISTINCT FROM (OLD.decided_at, OLD.decided_by, OLD.decided_holder)
    OR NEW.copies < OLD.copies
    OR OLD.event_id IS NOT NULL AND NEW.event_id IS DISTINCT FROM OLD.event_id THEN
    RAISE EXCEPTION 'What was decided or taken is not changed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_export BEFORE UPDATE OR DELETE ON exports_export FOR EACH ROW EXECUTE FUNCTION panah_keep_export();
"""
BACKWARD = "DROP TRIGGER keep_export ON exports_export; DROP FUNCTION panah_keep_export();"


class Migration(migrations.Migration):
    """EX-01, EX-04, FE-02."""

    dependencies = [("exports", "0001_initial"), ("access", "0001_helpers"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        rls.enable("exports_export", using=SEEN_BY),
    ]
