# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself refuses: incompatible roles of one natural person, and portal rows without the card."""

from django.db import migrations

from panah.foundation.access import rls
from panah.foundation.access.roles import INCOMPATIBLE

_PAIRS = ", ".join(
    sorted(
        f"('{a.value}', '{b.value}')" for pair in INCOMPATIBLE for a, b in [sorted(pair), sorted(pair, reverse=True)]
    )
)

ROLE_TRIGGER = f"""
CREATE OR REPLACE FUNCTION panah_refuse_incompatible_roles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  holder uuid;
BEGIN
  SELECT holder_id INTO holder FROM accounts_account WHERE id = NEW.account_id;
  -- One at a time for each person, so that two assignments made at once see each other.
  PERFORM pg_advisory_xact_lock(hashtextextended(holder::text, 0));
  IF EXISTS (
    SELECT 1 FROM accounts_roleassignment r JOIN accounts_account a ON a.id = r.account_id
    WHERE a.holder_id = holder AND r.id <> NEW.id
      AND r.starts_on < NEW.ends_on AND NEW.starts_on < r.ends_on
      AND (r.role, NEW.role) IN ({_PAIRS})
  ) THEN
    RAISE EXCEPTION 'incompatible roles' USING ERRCODE = 'check_violation', CONSTRAINT = 'incompatible_roles';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Standards 5.2 and AU-14."""

    dependencies = [("accounts", "0001_initial"), ("access", "0001_helpers")]
    operations = [
        migrations.RunSQL(ROLE_TRIGGER, "DROP FUNCTION panah_refuse_incompatible_roles() CASCADE"),
        migrations.RunSQL(
            "CREATE TRIGGER incompatible_roles BEFORE INSERT OR UPDATE ON accounts_roleassignment"
            " FOR EACH ROW EXECUTE FUNCTION panah_refuse_incompatible_roles()",
            "DROP TRIGGER IF EXISTS incompatible_roles ON accounts_roleassignment",
        ),
        rls.enable(
            "accounts_portalaccess",
            using=(
                "compartment = ANY (panah_compartments()) OR person_id = panah_person()"
                " OR card_digest = nullif(current_setting('panah.card', true), '')"
            ),
            check="panah_actor() IS NOT NULL OR card_digest = nullif(current_setting('panah.card', true), '')",
        ),
    ]
