# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log forgets people who were erased, and nobody else: not whom a file was taken from and who is still there, and nobody for a row
that says so alone (LG-04, LG-09).

An erasure of one file names the person of the file, who may be known elsewhere and go on being looked up. And a row of the list of
erasures can be dated back by whoever has the application's role; the place of its event under a head of that time cannot.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION panah_erased_a_year_ago(which privacy_erasure, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT which.kind = 'person' AND which.at < moment - interval '1 year' AND EXISTS (
    SELECT 1 FROM audit_event v JOIN audit_leaf l ON l.event_id = v.id
    WHERE v.subject_id = which.subject_id AND v.subject_type = 'erased person'
      AND EXISTS (SELECT 1 FROM audit_head h WHERE h.size > l.position AND h.at < moment - interval '1 year'))
$$;

CREATE OR REPLACE FUNCTION panah_may_be_forgotten(which audit_event) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT which.verb <> 'act' AND cardinality(which.persons) > 0 AND NOT EXISTS (
    SELECT 1 FROM unnest(which.persons) AS one WHERE NOT EXISTS (
      SELECT 1 FROM privacy_erasure e WHERE one = ANY (e.persons) AND panah_erased_a_year_ago(e, clock_timestamp())))
$$;

CREATE OR REPLACE FUNCTION panah_forget_events(moment timestamptz, kept text, most int) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone uuid[]; done bigint;
BEGIN
  moment := least(moment, clock_timestamp());
  SELECT array_agg(DISTINCT one) INTO gone FROM privacy_erasure e, unnest(e.persons) AS one
    WHERE panah_erased_a_year_ago(e, moment);
  IF gone IS NULL THEN RETURN 0; END IF;
  CREATE TEMP TABLE panah_forgetting ON COMMIT DROP AS
    SELECT e.id, e.persons FROM audit_event e JOIN audit_leaf l ON l.event_id = e.id
    WHERE e.persons && gone AND e.persons <@ gone AND e.verb <> kept AND e.verb <> 'act' LIMIT most;
  INSERT INTO audit_forgotten (event_id, erasure_id, at)
    SELECT f.id, (SELECT e.id FROM privacy_erasure e WHERE e.persons && f.persons AND panah_erased_a_year_ago(e, moment)
                  ORDER BY e.at DESC LIMIT 1), moment
    FROM panah_forgetting f;
  DELETE FROM audit_event e USING panah_forgetting f WHERE e.id = f.id;
  GET DIAGNOSTICS done = ROW_COUNT;
  DROP TABLE panah_forgetting;
  RETURN done;
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION panah_may_be_forgotten(which audit_event) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT cardinality(which.persons) > 0 AND NOT EXISTS (
    SELECT 1 FROM unnest(which.persons) AS one WHERE NOT EXISTS (
      SELECT 1 FROM privacy_erasure e WHERE one = ANY (e.persons) AND e.at < clock_timestamp() - interval '1 year'))
$$;
CREATE OR REPLACE FUNCTION panah_forget_events(moment timestamptz, kept text, most int) RETURNS bigint
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
DROP FUNCTION panah_erased_a_year_ago(privacy_erasure, timestamptz);
"""


class Migration(migrations.Migration):
    """LG-04, LG-09."""

    dependencies = [("audit", "0008_seen"), ("privacy", "0003_requests")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
