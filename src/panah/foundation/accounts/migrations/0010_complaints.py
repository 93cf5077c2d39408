# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data protection reads complaints, which are of class C5: from now on two people give that role as well (FE-01)."""

from django.db import migrations

_BEFORE = ("registrar", "case_officer", "reviewer", "head_of_unit", "appeal_officer")
_NOW = (*_BEFORE, "data_protection")


def _guard(roles: tuple[str, ...]) -> str:
    two = ", ".join(f"'{role}'" for role in roles)
    return f"""
CREATE OR REPLACE FUNCTION panah_guard_role_of_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Nobody gave it: the system itself, when it founded an invented country.
  IF NEW.role NOT IN ({two}) OR NEW.given_by IS NULL THEN
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


class Migration(migrations.Migration):
    """FE-01, DP-08."""

    dependencies = [("accounts", "0009_role_requests")]
    operations = [migrations.RunSQL(_guard(_NOW), _guard(_BEFORE))]
