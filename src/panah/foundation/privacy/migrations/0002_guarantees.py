# SPDX-License-Identifier: AGPL-3.0-or-later
"""An erasure is written down before anything goes, is never taken back, and is refused where somebody has stopped it."""

from django.db import migrations

from panah.foundation.access import rls

FORWARD = """
CREATE FUNCTION panah_erases() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM privacy_erasure e
     WHERE e.id = nullif(current_setting('panah.erasing', true), '')::uuid
       AND e.transaction = pg_current_xact_id_if_assigned()::text::bigint) $$;
COMMENT ON FUNCTION panah_erases IS 'Whether this very transaction wrote down the erasure that it names.';

CREATE FUNCTION panah_erases_case(which uuid) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM privacy_erasure e
     WHERE e.id = nullif(current_setting('panah.erasing', true), '')::uuid
       AND e.transaction = pg_current_xact_id_if_assigned()::text::bigint AND which = ANY (e.cases)) $$;

CREATE FUNCTION panah_refuse_but_for_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT panah_erases_case(OLD.case_id) THEN
    RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION panah_begin_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Who does not see holds would take a held file for a free one.
  IF NOT panah_reads_log() THEN
    RAISE EXCEPTION 'Only data protection erases.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM privacy_legalhold h WHERE h.person_id = ANY (NEW.persons) AND h.ended_at IS NULL
      AND h.until > NEW.at::date
      AND (h.confirmed_by IS NOT NULL OR h.proposed_at > NEW.at - interval '14 days')) THEN
    RAISE EXCEPTION 'A hold stops this erasure.' USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_not_held';
  END IF;
  NEW.transaction := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
CREATE TRIGGER begin_erasure BEFORE INSERT ON privacy_erasure FOR EACH ROW EXECUTE FUNCTION panah_begin_erasure();

CREATE FUNCTION panah_keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.until <= NEW.proposed_at::date THEN
    RAISE EXCEPTION 'A hold ends after it begins.' USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_has_an_end';
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.person_id, NEW.reason, NEW.until, NEW.proposed_at, NEW.proposed_by)
      IS DISTINCT FROM (OLD.person_id, OLD.reason, OLD.until, OLD.proposed_at, OLD.proposed_by) THEN
    RAISE EXCEPTION 'What two people agreed on is not changed: end the hold, and propose another.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_hold BEFORE INSERT OR UPDATE ON privacy_legalhold FOR EACH ROW EXECUTE FUNCTION panah_keep_hold();
"""
BACKWARD = """
DROP TRIGGER keep_hold ON privacy_legalhold; DROP FUNCTION panah_keep_hold();
DROP TRIGGER begin_erasure ON privacy_erasure; DROP FUNCTION panah_begin_erasure();
DROP FUNCTION panah_refuse_but_for_erasure() CASCADE; DROP FUNCTION panah_erases_case(uuid); DROP FUNCTION panah_erases() CASCADE;
"""


class Migration(migrations.Migration):
    """DP-09 to DP-12. What the other tables allow is seen to by `erasable.allow_erasing` after every migration."""

    dependencies = [("privacy", "0001_initial"), ("access", "0001_helpers")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        rls.enable("privacy_legalhold", using="panah_reads_log()", check="panah_reads_log()"),
        rls.insert_only("privacy_erasure"),
    ]
