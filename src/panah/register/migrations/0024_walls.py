# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a wall between the staff and their own had a gap (PZ-10): its last day is the country's, whoever leads the unit today hears of
it, a merge and a household of the shut file are shut with it, and nobody names or takes away what is somebody else's to decide."""

import importlib

from django.db import migrations

from panah.foundation.access import rls

_guarantees = importlib.import_module("panah.register.migrations.0002_guarantees")
_before = importlib.import_module("panah.register.migrations.0023_ties")
_ties = importlib.import_module("panah.foundation.oversight.migrations.0004_ties")
_pauses = importlib.import_module("panah.foundation.oversight.migrations.0002_guarantees")

TODAY = """
CREATE FUNCTION panah_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('panah.today', true), '')::date, current_date) $$;
COMMENT ON FUNCTION panah_today IS 'The day in the country of the pack, as the application declared it with the actor.';

-- Heads of units by role; who hears is asked in each statement, so that a head who comes later hears, and one who left does not.
CREATE FUNCTION panah_led() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(array_agg(DISTINCT r.account_id), '{}')
   FROM accounts_roleassignment h JOIN accounts_roleassignment r ON r.office_id = h.office_id AND r.account_id <> h.account_id
   WHERE h.account_id = panah_actor() AND h.role IN ('head_of_unit', 'stay_head', 'return_head')
     AND h.starts_on <= panah_today() AND panah_today() < h.ends_on
     AND r.starts_on <= panah_today() AND panah_today() < r.ends_on $$;
COMMENT ON FUNCTION panah_led IS 'The accounts that hold a role today in a unit which whoever acts leads.';
"""
NO_TODAY = "DROP FUNCTION panah_led(); DROP FUNCTION panah_today();"


def _again(text: str, start: str, end: str) -> str:
    """A function as an earlier migration has it, in place of what is there."""
    found = text[text.index(start) :]
    return found[: found.index(end)].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


TIES = _again(_before.FUNCTIONS, "CREATE FUNCTION panah_ties", "COMMENT ON FUNCTION")


def _of_person(using: str) -> str:
    return "".join(f"ALTER POLICY {name} ON register_person USING ({using});" for name in ("see", "change", "remove"))


# -- who hears, who takes back, who takes away

_TOLD, _LEADS = "panah_actor() = ANY (told)", "account_id = ANY ((SELECT panah_led())::uuid[])"


def _hearing(told: str, remove: str) -> str:
    sees, takes_back = (text.replace(_TOLD, told) for text in (_ties.SEES, _ties.TAKES_BACK))
    hears, lets_go = (text.replace(_TOLD, told) for text in (_pauses.HEARS, _pauses.LETS_GO))
    return f"""
        ALTER POLICY see ON oversight_tie USING ({sees});
        ALTER POLICY change ON oversight_tie USING ({takes_back}) WITH CHECK ({takes_back});
        ALTER POLICY remove ON oversight_tie USING ({remove});
        ALTER POLICY see ON oversight_pause USING ({hears});
        ALTER POLICY change ON oversight_pause USING ({lets_go}) WITH CHECK ({lets_go});
    """


# What the watch found, asked or stopped is taken away by nobody (eraser: never), least of all by whoever it is about.
_KEPT = {"oversight_alert": _pauses.LOG, "oversight_pause": _pauses.HEARS, "oversight_question": _pauses.OWN}


def _removing(using: dict[str, str]) -> str:
    return "".join(f"ALTER POLICY remove ON {table} USING ({text});" for table, text in using.items())


KEPT = _removing(dict.fromkeys(_KEPT, "panah_reads_log() AND panah_erases()") | {"oversight_meter": _pauses.LOG})
NOT_KEPT = _removing(_KEPT | {"oversight_meter": _pauses.OWN})

GUARD = _again(_ties.GUARD, "CREATE FUNCTION panah_guard_tie", "CREATE TRIGGER")
_LAST = "  RETURN NEW;\nEND $$;"
GUARD_NOW = GUARD.replace(
    _LAST,
    """  IF EXISTS (SELECT 1 FROM accounts_account a WHERE a.id = panah_actor()
      AND a.holder_id = ANY (NEW.hands) AND a.holder_id <> ALL (OLD.hands)) THEN
    RAISE EXCEPTION 'nobody names themselves' USING ERRCODE = 'check_violation', CONSTRAINT = 'tie_hands_of_another';
  END IF;
"""
    + _LAST,
)
BEGINS = """
CREATE FUNCTION panah_begin_tie() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  me uuid := (SELECT a.holder_id FROM accounts_account a WHERE a.id = panah_actor());
BEGIN
  IF NEW.hands <> '{}' OR NEW.ended_at IS NOT NULL OR (me IS NOT NULL AND NEW.said_by IS DISTINCT FROM me) THEN
    RAISE EXCEPTION 'a tie begins by shutting, and whoever says so stands on it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'tie_begins';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tie_begins BEFORE INSERT ON oversight_tie FOR EACH ROW EXECUTE FUNCTION panah_begin_tie();
"""
NO_BEGINS = "DROP TRIGGER tie_begins ON oversight_tie; DROP FUNCTION panah_begin_tie();"

# -- what goes with the file

# A household names no person: its members are asked about, as the file of an appointment is.
HOUSEHOLD = """
CREATE FUNCTION panah_shut_household(which uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  found boolean; tied uuid[] := panah_tied();
  told text := coalesce(current_setting('panah.tied', true), '');
BEGIN
  PERFORM set_config('panah.tied', panah_actor()::text || '{}', true);
  SELECT EXISTS (SELECT 1 FROM register_householdmember m
    WHERE m.household_id = which AND upper_inf(m.recorded) AND m.valid @> panah_today() AND m.person_id = ANY (tied)) INTO found;
  PERFORM set_config('panah.tied', told, true);
  RETURN found;
END $$;
CREATE POLICY tied ON register_household AS RESTRICTIVE USING (
  (SELECT panah_tied()) = '{}' OR NOT panah_shut_household(id));
"""
NO_HOUSEHOLD = "DROP POLICY tied ON register_household; DROP FUNCTION panah_shut_household(uuid);"


class Migration(migrations.Migration):
    """PZ-10, threat T1. Both ends of a merge are one person, so that one of them is enough."""

    dependencies = [
        ("register", "0023_ties"),
        ("oversight", "0004_ties"),
        ("privacy", "0002_guarantees"),
    ]

    operations = [
        migrations.RunSQL(TODAY, NO_TODAY),
        migrations.RunSQL(TIES.replace("current_date", "panah_today()"), TIES),
        migrations.RunSQL(
            _of_person(_guarantees.PERSON.replace("current_date", "panah_today()")), _of_person(_guarantees.PERSON)
        ),
        migrations.RunSQL(
            _hearing(_LEADS, "panah_reads_log() AND panah_erases()"), _hearing(_TOLD, "panah_reads_log()")
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(GUARD_NOW, GUARD),
        migrations.RunSQL(BEGINS, NO_BEGINS),
        # The functions that find who is one person look at every merge, whoever acts (casework/0005).
        rls.wall("register_merge", "kept_id", but="(SELECT panah_setting('weighs')) = 'on'"),
        migrations.RunSQL(HOUSEHOLD, NO_HOUSEHOLD),
    ]
