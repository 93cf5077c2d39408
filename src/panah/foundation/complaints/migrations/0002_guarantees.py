# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of complaints: who sees one, and that nobody of the unit has a part in it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION panah_of_unit(holder uuid, offices uuid[], holders uuid[]) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(holder = ANY (holders), false) OR EXISTS (
     SELECT 1 FROM accounts_roleassignment r JOIN accounts_account a ON a.id = r.account_id
     WHERE a.holder_id = holder AND r.office_id = ANY (offices)) $$;
COMMENT ON FUNCTION panah_of_unit IS 'Whether a natural person is one of some, or works or ever worked in one of some units.';

CREATE FUNCTION panah_complained_of(offices uuid[], holders uuid[]) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM accounts_account me
     WHERE me.id = panah_actor() AND panah_of_unit(me.holder_id, offices, holders)) $$;
COMMENT ON FUNCTION panah_complained_of IS 'Whether the actor is complained about, or of a unit complained about.';

CREATE FUNCTION panah_guard_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  me uuid := (SELECT holder_id FROM accounts_account WHERE id = panah_actor());
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF NOT panah_erases() THEN
      RAISE EXCEPTION 'a complaint goes by an erasure alone' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_stays';
    END IF;
    RETURN OLD;
  END IF;
  IF NEW.recorded_by IS NOT NULL AND TG_OP = 'INSERT' AND NEW.recorded_by IS DISTINCT FROM me THEN
    RAISE EXCEPTION 'who takes a complaint down stands on it' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_begins';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.assigned_to IS NOT NULL OR NEW.answered_at IS NOT NULL THEN
      RAISE EXCEPTION 'a complaint begins by waiting' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_begins';
    END IF;
    IF NEW.recorded_by IS NOT NULL AND panah_of_unit(NEW.recorded_by, NEW.offices, NEW.holders) THEN
      RAISE EXCEPTION 'nobody of the unit complained about has a part in it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_not_by_the_unit';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.answered_at IS NOT NULL THEN
    RAISE EXCEPTION 'a complaint is answered once' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_answered_once';
  END IF;
  IF (NEW.id, NEW.number, NEW.person_id, NEW.made_by, NEW.way, NEW.about, NEW.words, NEW.wish, NEW.contact, NEW.language,
      NEW.code_digest, NEW.received_at, NEW.due_on, NEW.recorded_by)
     IS DISTINCT FROM
     (OLD.id, OLD.number, OLD.person_id, OLD.made_by, OLD.way, OLD.about, OLD.words, OLD.wish, OLD.contact, OLD.language,
      OLD.code_digest, OLD.received_at, OLD.due_on, OLD.recorded_by)
     OR NOT OLD.offices <@ NEW.offices OR NOT OLD.holders <@ NEW.holders THEN
    RAISE EXCEPTION 'what was said is not changed, and nobody is taken out of it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_stays';
  END IF;
  IF NEW.assigned_to IS NOT NULL THEN
    IF panah_of_unit(NEW.assigned_to, NEW.offices, NEW.holders) THEN
      RAISE EXCEPTION 'nobody of the unit complained about has a part in it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_not_by_the_unit';
    END IF;
    IF NEW.assigned_to IS DISTINCT FROM OLD.assigned_to AND NOT EXISTS (
      SELECT 1 FROM accounts_roleassignment r JOIN accounts_account a ON a.id = r.account_id
      WHERE a.holder_id = NEW.assigned_to AND r.role = 'data_protection'
        AND r.starts_on <= NEW.assigned_at::date AND NEW.assigned_at::date < r.ends_on) THEN
      RAISE EXCEPTION 'a complaint is given to somebody who answers complaints'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_given_to_a_reader';
    END IF;
  END IF;
  IF NEW.answered_by IS NOT NULL AND NEW.answered_by IS DISTINCT FROM me THEN
    RAISE EXCEPTION 'who answers a complaint stands on it' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_answered_by_whose_it_is';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_complaint BEFORE INSERT OR UPDATE OR DELETE ON complaints_complaint
  FOR EACH ROW EXECUTE FUNCTION panah_guard_complaint();

ALTER TABLE complaints_complaint ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_complaint FORCE ROW LEVEL SECURITY;
-- The reader who is independent of it; the person, by the own access or by the one that sent it; whoever shows the receipt.
CREATE POLICY see ON complaints_complaint FOR SELECT USING (
  (panah_sees('complaint', offices) AND NOT panah_complained_of(offices, holders))
  OR (person_id = panah_person() AND (made_by = panah_actor() OR EXISTS (
    SELECT 1 FROM accounts_portalaccess p WHERE p.id = panah_actor() AND p.person_id = panah_person())))
  OR (code_digest <> '' AND code_digest = panah_setting('card')));
CREATE POLICY change ON complaints_complaint FOR UPDATE
  USING (panah_sees('complaint', offices) AND NOT panah_complained_of(offices, holders))
  WITH CHECK (panah_sees('complaint', offices) AND NOT panah_complained_of(offices, holders));
CREATE POLICY remove ON complaints_complaint FOR DELETE USING (panah_sees('complaint', offices) AND panah_erases());
CREATE POLICY add ON complaints_complaint FOR INSERT WITH CHECK (
  panah_actor() IS NOT NULL AND (panah_person() IS NULL OR (person_id = panah_person() AND made_by = panah_actor())));

-- A member of staff reads in the log of the complaints that the same person may read, and of no other. Jobs of the system, which seal
-- and check the log, see all of it.
ALTER POLICY see ON audit_event USING (
  panah_person() = ANY (persons)
  OR (panah_reads_log() AND (subject_type <> 'complaint'
    OR NOT EXISTS (SELECT 1 FROM accounts_account a WHERE a.id = panah_actor())
    OR EXISTS (SELECT 1 FROM complaints_complaint c WHERE c.id = subject_id))));
"""
BACKWARD = """
ALTER POLICY see ON audit_event USING (panah_reads_log() OR panah_person() = ANY (persons));
DROP POLICY add ON complaints_complaint; DROP POLICY remove ON complaints_complaint;
DROP POLICY change ON complaints_complaint; DROP POLICY see ON complaints_complaint;
ALTER TABLE complaints_complaint NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_complaint DISABLE ROW LEVEL SECURITY;
DROP TRIGGER guard_complaint ON complaints_complaint; DROP FUNCTION panah_guard_complaint();
DROP FUNCTION panah_complained_of(uuid[], uuid[]); DROP FUNCTION panah_of_unit(uuid, uuid[], uuid[]);
"""


class Migration(migrations.Migration):
    """Standards DP-08, AC-13, NR-15, T15."""

    dependencies = [
        ("complaints", "0001_initial"),
        ("accounts", "0010_complaints"),
        ("access", "0001_helpers"),
        ("audit", "0007_export_verb"),
        ("privacy", "0004_access_requests"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
