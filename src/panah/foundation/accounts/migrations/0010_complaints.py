# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people give the role of data protection too, which reads complaints of class C5; and without a giver such a role is given while an
invented country is founded alone, which the owner of the tables opens and shuts (FE-01)."""

from django.db import migrations

from panah.foundation.access.roles import Role, needs_two_people

_TWO = ", ".join(f"'{role.value}'" for role in Role if needs_two_people(role))


def _guard(without_giver: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION panah_guard_role_of_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Nobody gave it: the system itself, when it founded an invented country.
  IF NEW.role NOT IN ({_TWO}) OR {without_giver} THEN
    RETURN NEW;
  END IF;
  -- What is held may be ended, also what was given before two people were asked for.
  IF TG_OP = 'UPDATE' AND NEW.ends_on <= OLD.ends_on
     AND (NEW.id, NEW.account_id, NEW.role, NEW.office_id, NEW.given_by)
     IS NOT DISTINCT FROM (OLD.id, OLD.account_id, OLD.role, OLD.office_id, OLD.given_by) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM accounts_rolerequest r
    WHERE r.id = NEW.id AND r.state = 'agreed' AND r.asked_account = NEW.given_by
      AND (r.account_id, r.role, r.office_id, r.starts_on, r.ends_on)
        = (NEW.account_id, NEW.role, NEW.office_id, NEW.starts_on, NEW.ends_on)
  ) THEN
    RAISE EXCEPTION 'two people give this role' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_given_by_two';
  END IF;
  RETURN NEW;
END $$;
"""


FOUNDING = """
CREATE FUNCTION panah_founding() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT false $$;
COMMENT ON FUNCTION panah_founding IS 'Whether an invented country is being founded: the owner writes it anew, the application cannot.';
"""


class Migration(migrations.Migration):
    """FE-01, DP-08."""

    dependencies = [("accounts", "0009_role_requests")]
    operations = [
        migrations.RunSQL(FOUNDING, "DROP FUNCTION panah_founding();"),
        migrations.RunSQL(_guard("(NEW.given_by IS NULL AND panah_founding())"), _guard("NEW.given_by IS NULL")),
    ]
