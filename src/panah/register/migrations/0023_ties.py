# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wall between the staff and their own: whom somebody is tied to is not there for that person, whatever the role (PZ-10)."""

from django.db import migrations

from panah.foundation.access import rls

FUNCTIONS = """
-- Whom an account may not read: the files to which the natural person is tied, whoever lives with these, the family of the
-- own file and of a tie of kin, and colleagues' own files. Relations count as far as the account's own compartments know
-- them: a file that is not there for the account tells nothing by being shut. A colleague is who holds a role in one of the
-- same offices today; whoever was named to work on a colleague's file may.
CREATE FUNCTION panah_ties(which uuid) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  me uuid; mine uuid[]; kin uuid[]; found uuid[] := '{}';
  told text := coalesce(current_setting('panah.tied', true), '');
BEGIN
  SELECT a.holder_id INTO me FROM accounts_account a WHERE a.id = which;
  IF me IS NULL THEN
    RETURN found;
  END IF;
  -- What follows is read as if there were no ties: the walls below would ask this function again.
  PERFORM set_config('panah.tied', which::text || '{}', true), set_config('panah.tying', 'on', true);
  SELECT array_agg(t.person_id), array_agg(t.person_id) FILTER (WHERE t.kind IN ('own', 'family')) INTO mine, kin
    FROM oversight_tie t
    WHERE t.holder_id = me AND t.ended_at IS NULL AND (t.until IS NULL OR t.until >= current_date);
  IF mine IS NOT NULL THEN
    SELECT array_agg(DISTINCT n.id) INTO found FROM (
      SELECT unnest(mine) AS id
      UNION ALL
      SELECT o.person_id FROM register_householdmember m
        JOIN register_householdmember o ON o.household_id = m.household_id
        WHERE m.person_id = ANY (mine) AND upper_inf(m.recorded) AND m.valid @> current_date
          AND upper_inf(o.recorded) AND o.valid @> current_date
      UNION ALL SELECT l.relative_id FROM register_familylink l WHERE l.person_id = ANY (kin)
      UNION ALL SELECT l.person_id FROM register_familylink l WHERE l.relative_id = ANY (kin)
    ) n;
  END IF;
  found := found || coalesce((
    SELECT array_agg(t.person_id) FROM oversight_tie t
    WHERE t.kind = 'own' AND t.ended_at IS NULL AND t.holder_id <> me AND NOT (me = ANY (t.hands)) AND EXISTS (
      SELECT 1 FROM accounts_account a
        JOIN accounts_roleassignment r ON r.account_id = a.id
        JOIN accounts_office f ON f.id = r.office_id AND f.kind <> 'organisation'
        JOIN accounts_roleassignment s ON s.office_id = r.office_id
        JOIN accounts_account b ON b.id = s.account_id
      WHERE a.holder_id = t.holder_id AND b.holder_id = me
        AND current_date >= r.starts_on AND current_date < r.ends_on
        AND current_date >= s.starts_on AND current_date < s.ends_on)
  ), '{}');
  IF found <> '{}' THEN
    found := panah_one_person(found);
  END IF;
  PERFORM set_config('panah.tied', told, true), set_config('panah.tying', '', true);
  RETURN found;
END $$;
COMMENT ON FUNCTION panah_ties IS 'The people whose files are shut to an account.';

-- What the application told with the actor is taken, so that one question is asked where the actor is declared and none for
-- each row or statement; a connection that was told an actor and no ties asks by itself.
CREATE FUNCTION panah_tied() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  who text := coalesce(current_setting('panah.actor', true), '');
  told text := coalesce(current_setting('panah.tied', true), '');
BEGIN
  IF who = '' THEN
    RETURN '{}';
  END IF;
  IF left(told, 36) = who THEN
    RETURN substr(told, 37)::uuid[];
  END IF;
  RETURN panah_ties(who::uuid);
END $$;
COMMENT ON FUNCTION panah_tied IS 'The people whose files are shut to whoever acts.';

-- Of ids that an address names, the people whom a tie shuts to whoever acts: for the log of what was refused.
CREATE FUNCTION panah_shut(ids uuid[]) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  found uuid[]; tied uuid[] := panah_tied();
  told text := coalesce(current_setting('panah.tied', true), '');
BEGIN
  PERFORM set_config('panah.tied', panah_actor()::text || '{}', true);
  SELECT coalesce(array_agg(DISTINCT n.id ORDER BY n.id), '{}') INTO found FROM (
    SELECT unnest(ids) AS id UNION ALL SELECT c.person_id FROM casework_case c WHERE c.id = ANY (ids)
  ) n WHERE n.id = ANY (tied);
  PERFORM set_config('panah.tied', told, true);
  RETURN found;
END $$;
"""
BACK = "DROP FUNCTION panah_shut(uuid[]); DROP FUNCTION panah_tied(); DROP FUNCTION panah_ties(uuid);"


class Migration(migrations.Migration):
    """PZ-10, threat T1."""

    dependencies = [
        ("register", "0022_statuses_in_use"),
        ("oversight", "0004_ties"),
        ("access", "0001_helpers"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        rls.wall("register_person", "id"),
        rls.wall("register_guardianship", "child_id"),
        rls.wall("register_householdmember", "person_id"),
        # Names are found by whoever indexes them, for everybody.
        rls.wall("register_nameposting", "person_id", but="(SELECT panah_setting('indexing')) = 'on'"),
        rls.wall("register_phoneposting", "person_id", but="(SELECT panah_setting('indexing')) = 'on'"),
    ]
