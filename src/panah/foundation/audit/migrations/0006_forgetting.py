# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one way out of the log: a year after everybody whom an event names was erased (LG-09)."""

from django.db import migrations

from panah.foundation.access import rls

FORWARD = """
CREATE FUNCTION panah_may_be_forgotten(which audit_event) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT cardinality(which.persons) > 0 AND NOT EXISTS (
    SELECT 1 FROM unnest(which.persons) AS one WHERE NOT EXISTS (
      SELECT 1 FROM privacy_erasure e WHERE one = ANY (e.persons) AND e.at < clock_timestamp() - interval '1 year'))
$$;

CREATE FUNCTION panah_refuse_but_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND panah_may_be_forgotten(OLD)
      AND EXISTS (SELECT 1 FROM audit_forgotten f WHERE f.event_id = OLD.id)
      AND EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = OLD.id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER insert_only ON audit_event;
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION panah_refuse_but_forgotten();

-- As the owner, since the application may delete nothing here. What the owner sees and may delete is what the caller may.
CREATE FUNCTION panah_forget_events(moment timestamptz, kept text, most int) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone uuid[]; done bigint;
BEGIN
  SELECT array_agg(DISTINCT one) INTO gone FROM privacy_erasure e, unnest(e.persons) AS one
    WHERE e.at < least(moment, clock_timestamp()) - interval '1 year';
  IF gone IS NULL THEN RETURN 0; END IF;
  CREATE TEMP TABLE panah_forgetting ON COMMIT DROP AS
    SELECT e.id, e.persons FROM audit_event e JOIN audit_leaf l ON l.event_id = e.id
    WHERE e.persons && gone AND e.persons <@ gone AND e.verb <> kept LIMIT most;
  INSERT INTO audit_forgotten (event_id, erasure_id, at)
    SELECT f.id, (SELECT e.id FROM privacy_erasure e WHERE e.persons && f.persons ORDER BY e.at DESC LIMIT 1), moment
    FROM panah_forgetting f;
  DELETE FROM audit_event e USING panah_forgetting f WHERE e.id = f.id;
  GET DIAGNOSTICS done = ROW_COUNT;
  DROP TABLE panah_forgetting;
  RETURN done;
END $$;
REVOKE ALL ON FUNCTION panah_forget_events FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION panah_forget_events(timestamptz, text, int);
DROP TRIGGER insert_only ON audit_event;
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION panah_refuse_change();
DROP FUNCTION panah_refuse_but_forgotten(); DROP FUNCTION panah_may_be_forgotten(audit_event);
"""


class Migration(migrations.Migration):
    """LG-09."""

    dependencies = [("audit", "0005_forgotten"), ("access", "0001_helpers"), ("privacy", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        rls.enable("audit_forgotten", using="panah_reads_log()", check="panah_reads_log()"),
        rls.insert_only("audit_forgotten"),
        migrations.RunSQL(
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'panah_app') THEN"
            " REVOKE UPDATE, DELETE, TRUNCATE ON audit_forgotten FROM panah_app;"
            " GRANT EXECUTE ON FUNCTION panah_forget_events TO panah_app; END IF; END $$",
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'panah_app') THEN"
            " GRANT UPDATE, DELETE ON audit_forgotten TO panah_app; END IF; END $$",
        ),
    ]
