# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until when a copy may be kept, and that it was destroyed: said once (EX-04)."""

from django.db import migrations, models

import panah.foundation.keys.fields

FORWARD = """
CREATE OR REPLACE FUNCTION panah_keep_export() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'An export is never deleted: a copy that leaks has to be traced.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.id, NEW.number, NEW.name, NEW.kind, NEW.receiver, NEW.rows, NEW.with_others, NEW.large, NEW.digest, NEW.account_id,
      NEW.holder_id, NEW.office_id, NEW.deciders, NEW.asked_at)
      IS DISTINCT FROM (OLD.id, OLD.number, OLD.name, OLD.kind, OLD.receiver, OLD.rows, OLD.with_others, OLD.large, OLD.digest,
      OLD.account_id, OLD.holder_id, OLD.office_id, OLD.deciders, OLD.asked_at) THEN
    RAISE EXCEPTION 'What was asked for is not changed: ask anew.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.decided_at IS NOT NULL AND (NEW.decided_at, NEW.decided_by, NEW.decided_holder)
      IS DISTINCT FROM (OLD.decided_at, OLD.decided_by, OLD.decided_holder)
    OR NEW.copies < OLD.copies
    OR OLD.event_id IS NOT NULL AND NEW.event_id IS DISTINCT FROM OLD.event_id
    OR NEW.keep_days IS DISTINCT FROM OLD.keep_days
    OR OLD.keep_until IS NOT NULL AND NEW.keep_until IS DISTINCT FROM OLD.keep_until
    OR OLD.destroyed_at IS NOT NULL AND ((NEW.destroyed_at, NEW.destroyed_by) IS DISTINCT FROM (OLD.destroyed_at, OLD.destroyed_by)
      OR NEW.copies > OLD.copies) THEN
    RAISE EXCEPTION 'What was decided or taken is not changed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION panah_keep_export() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'An export is never deleted: a copy that leaks has to be traced.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.id, NEW.number, NEW.name, NEW.kind, NEW.receiver, NEW.rows, NEW.with_others, NEW.large, NEW.digest, NEW.account_id,
      NEW.holder_id, NEW.office_id, NEW.deciders, NEW.asked_at)
      IS DISTINCT FROM (OLD.id, OLD.number, OLD.name, OLD.kind, OLD.receiver, OLD.rows, OLD.with_others, OLD.large, OLD.digest,
      OLD.account_id, OLD.holder_id, OLD.office_id, OLD.deciders, OLD.asked_at) THEN
    RAISE EXCEPTION 'What was asked for is not changed: ask anew.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.decided_at IS NOT NULL AND (NEW.decided_at, NEW.decided_by, NEW.decided_holder)
      IS DISTINCT FROM (OLD.decided_at, OLD.decided_by, OLD.decided_holder)
    OR NEW.copies < OLD.copies
    OR OLD.event_id IS NOT NULL AND NEW.event_id IS DISTINCT FROM OLD.event_id THEN
    RAISE EXCEPTION 'What was decided or taken is not changed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """EX-04."""

    dependencies = [
        ("exports", "0002_guarantees"),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="destroyed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="export",
            name="destroyed_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="export",
            name="destroyed_said",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
        ),
        migrations.AddField(
            model_name="export",
            name="keep_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="export",
            name="keep_until",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("destroyed_at", None), ("destroyed_by", None)),
                    models.Q(("copies__gt", 0), ("destroyed_at__isnull", False), ("destroyed_by__isnull", False)),
                    _connector="OR",
                ),
                name="export_destroyed_by_somebody",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
