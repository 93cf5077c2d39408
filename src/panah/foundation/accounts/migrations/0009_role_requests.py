# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that two people give (FE-01, FE-02): what was asked for, and that no role of class C5 is given without it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access.roles import Role, needs_two_people

_TWO = ", ".join(f"'{role.value}'" for role in Role if needs_two_people(role))
GUARD = f"""
CREATE FUNCTION panah_guard_role_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    -- Goes with the name of whoever it was about, years after the account.
    IF EXISTS (SELECT 1 FROM accounts_account WHERE id = OLD.account_id AND is_active) THEN
      RAISE EXCEPTION 'a request for a role stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_request_stays';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting'
       OR NOT EXISTS (SELECT 1 FROM accounts_account WHERE id = NEW.account_id AND holder_id = NEW.of_holder_id)
       OR NOT EXISTS (SELECT 1 FROM accounts_account WHERE id = NEW.asked_account AND holder_id = NEW.asked_by_id) THEN
      RAISE EXCEPTION 'a request for a role begins by waiting, and names whose accounts they are'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'role_request_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'waiting'
     OR (NEW.id, NEW.account_id, NEW.of_holder_id, NEW.role, NEW.office_id, NEW.starts_on, NEW.ends_on, NEW.reason,
         NEW.asked_by_id, NEW.asked_account, NEW.asked_at, NEW.ends_at)
     IS DISTINCT FROM
        (OLD.id, OLD.account_id, OLD.of_holder_id, OLD.role, OLD.office_id, OLD.starts_on, OLD.ends_on, OLD.reason,
         OLD.asked_by_id, OLD.asked_account, OLD.asked_at, OLD.ends_at) THEN
    RAISE EXCEPTION 'what was asked is not changed, and is answered once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'role_request_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER role_request_stays BEFORE INSERT OR UPDATE OR DELETE ON accounts_rolerequest
  FOR EACH ROW EXECUTE FUNCTION panah_guard_role_request();

CREATE FUNCTION panah_guard_role_of_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Nobody gave it: the system itself, when it founded an invented country.
  IF NEW.role NOT IN ({_TWO}) OR NEW.given_by IS NULL THEN
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
CREATE TRIGGER role_given_by_two BEFORE INSERT OR UPDATE ON accounts_roleassignment
  FOR EACH ROW EXECUTE FUNCTION panah_guard_role_of_two();
"""
UNGUARD = """
DROP TRIGGER role_given_by_two ON accounts_roleassignment; DROP FUNCTION panah_guard_role_of_two();
DROP TRIGGER role_request_stays ON accounts_rolerequest; DROP FUNCTION panah_guard_role_request();
"""


class Migration(migrations.Migration):
    """FE-01, FE-02."""

    dependencies = [
        ("accounts", "0008_passkeys_guarded"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("registrar", "registrar"),
                            ("case_officer", "case_officer"),
                            ("reviewer", "reviewer"),
                            ("head_of_unit", "head_of_unit"),
                            ("appeal_officer", "appeal_officer"),
                            ("interpreter", "interpreter"),
                            ("guardian", "guardian"),
                            ("border_officer", "border_officer"),
                            ("stay_officer", "stay_officer"),
                            ("stay_reviewer", "stay_reviewer"),
                            ("stay_head", "stay_head"),
                            ("stay_appeal_officer", "stay_appeal_officer"),
                            ("opinion_officer", "opinion_officer"),
                            ("employer", "employer"),
                            ("return_officer", "return_officer"),
                            ("return_head", "return_head"),
                            ("displaced_officer", "displaced_officer"),
                            ("policy_analyst", "policy_analyst"),
                            ("data_protection", "data_protection"),
                            ("administrator", "administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("reason", models.CharField(max_length=1000)),
                ("asked_account", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for a second person"),
                            ("agreed", "agreed to"),
                            ("declined", "declined"),
                            ("withdrawn", "taken back"),
                            ("lapsed", "fell by itself"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_reason", models.CharField(blank=True, max_length=1000)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.holder"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.holder",
                    ),
                ),
                (
                    "of_holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.holder"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.office"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "registrar",
                                    "case_officer",
                                    "reviewer",
                                    "head_of_unit",
                                    "appeal_officer",
                                    "interpreter",
                                    "guardian",
                                    "border_officer",
                                    "stay_officer",
                                    "stay_reviewer",
                                    "stay_head",
                                    "stay_appeal_officer",
                                    "opinion_officer",
                                    "employer",
                                    "return_officer",
                                    "return_head",
                                    "displaced_officer",
                                    "policy_analyst",
                                    "data_protection",
                                    "administrator",
                                ],
                            )
                        ),
                        name="role_request_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="role_request_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("asked_at"))), name="role_request_falls"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="role_request_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None), ("decided_by", None), ("decided_reason", ""), ("state", "waiting")
                            ),
                            models.Q(
                                ("decided_at__gte", models.F("ends_at")),
                                ("decided_at__isnull", False),
                                ("decided_by", None),
                                ("decided_reason", ""),
                                ("state", "lapsed"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False), ("decided_by__isnull", False), ("state", "withdrawn")
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["agreed", "declined"]),
                                ("decided_at__gte", models.F("asked_at")),
                                ("decided_at__lt", models.F("ends_at")),
                                models.Q(("decided_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="role_request_state_and_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["agreed", "declined"]), _negated=True),
                            models.Q(
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                models.Q(("decided_by", models.F("of_holder")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="role_request_decided_by_a_third",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("account", "role", "office"),
                        name="role_request_waits_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
