# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes to another house is signed, and what it answers is kept; neither is changed (LG-13)."""

import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
import panah.foundation.keys.fields
from panah.foundation.access import rls

SEEN_BY = "export_id IN (SELECT e.id FROM exports_export e)"
FORWARD = """
CREATE FUNCTION panah_keep_sending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE'
    OR (NEW.id, NEW.export_id, NEW.copy, NEW.receiver, NEW.certificate, NEW.digest, NEW.size, NEW.at, NEW.event_id)
      IS DISTINCT FROM (OLD.id, OLD.export_id, OLD.copy, OLD.receiver, OLD.certificate, OLD.digest, OLD.size, OLD.at, OLD.event_id)
    OR OLD.proof <> '' AND (NEW.proof, NEW.signed_at) IS DISTINCT FROM (OLD.proof, OLD.signed_at)
    OR OLD.answered_at IS NOT NULL
      AND (NEW.answered_at, NEW.answered_by, NEW.answer_signature, NEW.answer_certificate)
        IS DISTINCT FROM (OLD.answered_at, OLD.answered_by, OLD.answer_signature, OLD.answer_certificate) THEN
    RAISE EXCEPTION 'What was sent, signed or answered is not changed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_sending BEFORE UPDATE OR DELETE ON exports_sending FOR EACH ROW EXECUTE FUNCTION panah_keep_sending();
"""
BACKWARD = "DROP TRIGGER keep_sending ON exports_sending; DROP FUNCTION panah_keep_sending();"


class Migration(migrations.Migration):
    """LG-13."""

    dependencies = [
        ("exports", "0003_keeping"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("copy", models.PositiveSmallIntegerField()),
                ("receiver", models.CharField(max_length=20)),
                ("certificate", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("event_id", models.UUIDField()),
                ("proof", models.TextField(blank=True, default="")),
                ("signed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answer", panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000)),
                ("answer_signature", models.TextField(blank=True, default="")),
                ("answer_certificate", models.CharField(blank=True, default="", max_length=64)),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="exports.export"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("export", "copy"), name="sending_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer_signature", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sending_answered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        rls.enable("exports_sending", using=SEEN_BY),
    ]
