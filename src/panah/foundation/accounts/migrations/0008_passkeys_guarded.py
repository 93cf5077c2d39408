# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database refuses of a passkey: another key under the same row, and a counter that goes back."""

from django.db import migrations

GUARD = """
CREATE FUNCTION panah_guard_passkey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.account_id, NEW.credential_id, NEW.public_key) IS DISTINCT FROM (OLD.account_id, OLD.credential_id, OLD.public_key)
     OR NEW.sign_count < OLD.sign_count THEN
    RAISE EXCEPTION 'a passkey is never another one, and its counter never goes back'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'passkey_stays_itself';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER passkey_stays_itself BEFORE UPDATE ON accounts_passkey
  FOR EACH ROW EXECUTE FUNCTION panah_guard_passkey();

CREATE FUNCTION panah_guard_totp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.secret = OLD.secret AND NEW.last_step < OLD.last_step THEN
    RAISE EXCEPTION 'a code that was used is never taken again'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'totp_step_used_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER totp_step_used_once BEFORE UPDATE ON accounts_totpsecret
  FOR EACH ROW EXECUTE FUNCTION panah_guard_totp();
"""
UNGUARD = """
DROP TRIGGER totp_step_used_once ON accounts_totpsecret; DROP FUNCTION panah_guard_totp();
DROP TRIGGER passkey_stays_itself ON accounts_passkey; DROP FUNCTION panah_guard_passkey();
"""


class Migration(migrations.Migration):
    """AU-01, AU-04."""

    dependencies = [("accounts", "0007_second_factors")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
