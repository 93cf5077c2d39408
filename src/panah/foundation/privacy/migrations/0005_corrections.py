# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections and whom they are told to (DP-07): a message for each recipient, none left out, seen by those who deal with it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
import panah.foundation.keys.fields
from panah.foundation.access import rls

# At the end of the transaction there are as many messages as the correction says. Whoever corrects need not see them: the function
# counts with the eyes of the log, and shuts them again.
FORWARD = """
CREATE FUNCTION panah_nobody_left_out() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  which uuid;
  before text := coalesce(current_setting('panah.reads_log', true), '');
  wanted integer;
  made integer;
BEGIN
  IF TG_TABLE_NAME = 'privacy_correction' THEN which := NEW.id; ELSE which := NEW.correction_id; END IF;
  PERFORM set_config('panah.reads_log', 'on', true);
  SELECT recipients INTO wanted FROM privacy_correction WHERE id = which;
  SELECT count(*) INTO made FROM privacy_correctionmessage WHERE correction_id = which;
  PERFORM set_config('panah.reads_log', before, true);
  IF wanted IS NOT NULL AND wanted <> made THEN
    RAISE EXCEPTION 'A correction has as many messages as it has recipients.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_told_to_all';
  END IF;
  RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE CONSTRAINT TRIGGER nobody_left_out AFTER INSERT ON privacy_correction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION panah_nobody_left_out();
CREATE CONSTRAINT TRIGGER nobody_left_out AFTER INSERT ON privacy_correctionmessage
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION panah_nobody_left_out();

CREATE FUNCTION panah_keep_correction_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.done_at IS NOT NULL
     OR (NEW.correction_id, NEW.person_id, NEW.case_id, NEW.receiver, NEW.recipient, NEW.door, NEW.office_id, NEW.compartment,
         NEW.content, NEW.made_at, NEW.due_on)
       IS DISTINCT FROM
        (OLD.correction_id, OLD.person_id, OLD.case_id, OLD.receiver, OLD.recipient, OLD.door, OLD.office_id, OLD.compartment,
         OLD.content, OLD.made_at, OLD.due_on) THEN
    RAISE EXCEPTION 'What is told of a correction is not changed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_correction_message BEFORE UPDATE ON privacy_correctionmessage
  FOR EACH ROW EXECUTE FUNCTION panah_keep_correction_message();
"""
BACKWARD = """
DROP TRIGGER keep_correction_message ON privacy_correctionmessage; DROP FUNCTION panah_keep_correction_message();
DROP TRIGGER nobody_left_out ON privacy_correctionmessage; DROP TRIGGER nobody_left_out ON privacy_correction;
"""

# The person; whoever follows all of it; the office of ours that sends it; the accounts of the receiver's own office.
SEEN = """
panah_reads_log() OR person_id = panah_person()
OR (door <> 'page' AND panah_sees(compartment, ARRAY[office_id]))
OR (door = 'page' AND EXISTS (SELECT 1 FROM accounts_roleassignment r WHERE r.account_id = panah_actor()
      AND r.role IN ('opinion_officer', 'employer') AND r.office_id = privacy_correctionmessage.office_id
      AND r.starts_on <= current_date AND r.ends_on > current_date))
"""


class Migration(migrations.Migration):
    """DP-07, NR-15."""

    dependencies = [
        ("privacy", "0004_access_requests"),
        ("access", "0001_helpers"),
        ("accounts", "0004_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(db_index=True)),
                ("at", models.DateTimeField()),
                (
                    "facts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("recipients", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("facts", []), _negated=True), ("recipients__gt", 0)),
                        name="correction_of_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(db_index=True)),
                ("case_id", models.UUIDField(null=True)),
                ("receiver", models.CharField(max_length=20)),
                ("recipient", models.CharField(max_length=90)),
                (
                    "door",
                    models.CharField(choices=[("page", "page"), ("letter", "letter"), ("file", "file")], max_length=10),
                ),
                ("office_id", models.UUIDField(db_index=True)),
                ("compartment", models.CharField(max_length=20)),
                ("content", panah.foundation.keys.fields.SealedJSONField()),
                ("made_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("told_late_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.UUIDField(null=True)),
                ("sent_on", models.DateField(null=True)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("post", "post"), ("hand", "by hand"), ("wire", "by an agreed electronic way")],
                        max_length=10,
                    ),
                ),
                ("file_id", models.UUIDField(null=True)),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="privacy.correction"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("correction", "recipient"), name="correction_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_at", None), ("done_by", None), ("file_id", None), ("sent_on", None), ("way", "")
                            ),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                ("door", "page"),
                                ("file_id", None),
                                ("sent_on", None),
                                ("way", ""),
                            ),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                ("sent_on__isnull", False),
                                models.Q(("way", ""), _negated=True),
                                models.Q(
                                    models.Q(("door", "file"), ("file_id", None)),
                                    models.Q(("door", "letter"), ("file_id__isnull", False)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="correction_message_done_in_one_way",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, "DROP FUNCTION panah_nobody_left_out();"),
        migrations.RunSQL(TRIGGERS, BACKWARD),
        rls.enable(
            "privacy_correction",
            using="panah_reads_log() OR person_id = panah_person()",
            check="panah_reads_log()",
        ),
        rls.enable("privacy_correctionmessage", using=SEEN),
    ]
