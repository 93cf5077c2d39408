# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who of the staff is close to whom: written by that person or by data protection, taken back by a second person (PZ-10)."""

import django.contrib.postgres.fields
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

ME = "(SELECT a.holder_id FROM accounts_account a WHERE a.id = panah_actor())"
OWN = f"holder_id = {ME}"
# The function that finds whom an account is tied to reads all of them, and gives ids of whom it may not read.
SEES = f"coalesce(current_setting('panah.tying', true), '') = 'on' OR panah_actor() = ANY (told) OR panah_reads_log() OR {OWN}"
# Whoever is close takes nothing back.
TAKES_BACK = f"(panah_actor() = ANY (told) OR panah_reads_log()) AND holder_id IS DISTINCT FROM {ME}"
GUARD = f"""
CREATE FUNCTION panah_guard_tie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL
     OR (NEW.id, NEW.holder_id, NEW.account_id, NEW.person_id, NEW.kind, NEW.told, NEW.said_at, NEW.said_by, NEW.until)
     IS DISTINCT FROM
        (OLD.id, OLD.holder_id, OLD.account_id, OLD.person_id, OLD.kind, OLD.told, OLD.said_at, OLD.said_by, OLD.until) THEN
    RAISE EXCEPTION 'what was declared is not changed, and is withdrawn once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'tie_stays';
  END IF;
  IF NEW.holder_id = ANY (NEW.hands) THEN
    RAISE EXCEPTION 'nobody works on the own file' USING ERRCODE = 'check_violation', CONSTRAINT = 'tie_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tie_stays BEFORE UPDATE ON oversight_tie FOR EACH ROW EXECUTE FUNCTION panah_guard_tie();
DROP POLICY change ON oversight_tie;
CREATE POLICY change ON oversight_tie FOR UPDATE USING ({TAKES_BACK}) WITH CHECK ({TAKES_BACK});
DROP POLICY remove ON oversight_tie;
CREATE POLICY remove ON oversight_tie FOR DELETE USING (panah_reads_log());
"""


class Migration(migrations.Migration):
    """PZ-10, threat T1. What the tie closes stands in register/0023 and casework/0009."""

    dependencies = [
        ("oversight", "0003_virus"),
        ("access", "0001_helpers"),
        ("accounts", "0009_role_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("holder_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("person_id", models.UUIDField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own", "it is the own file"),
                            ("family", "family"),
                            ("community", "the same community or place"),
                            ("business", "business"),
                            ("other", "another tie"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "told",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "hands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("said_by", models.UUIDField()),
                ("until", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[("over", "it is over"), ("mistake", "it was declared by mistake")],
                        default="",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None), ("kind", "own")), fields=["kind"], name="tie_own"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("holder_id", "person_id"), name="tie_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["own", "family", "community", "business", "other"])),
                        name="tie_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None), ("ended_why", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("ended_why__in", ["over", "mistake"]),
                            ),
                            _connector="OR",
                        ),
                        name="tie_ended_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", models.F("holder_id")), _negated=True),
                            models.Q(("ended_by", models.F("said_by")), _negated=True),
                        ),
                        name="tie_ended_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hands", []), ("kind", "own"), _connector="OR"), name="tie_hands_of_own"
                    ),
                ],
            },
        ),
        rls.enable("oversight_tie", using=SEES, check=f"({OWN}) OR panah_reads_log()"),
        migrations.RunSQL(GUARD, "DROP TRIGGER tie_stays ON oversight_tie; DROP FUNCTION panah_guard_tie();"),
    ]
