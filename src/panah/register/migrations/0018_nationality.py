# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was determined of a person's citizenship, over time."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

_KEY = "hashtextextended(person_id::text || ':' || compartment, 0)"
ONCE = (
    "ALTER TABLE register_nationality ADD CONSTRAINT register_nationality_once_at_a_time EXCLUDE USING gist ("
    f"point(({_KEY} >> 32)::float8, ({_KEY} & 4294967295)::float8) WITH ~=, valid WITH &&, recorded WITH &&)"
)


class Migration(migrations.Migration):
    """One finding at a time; seen in its compartment and by its person (DB-12, NR-15)."""

    dependencies = [
        ("register", "0017_visa_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nationality",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "affiliation",
                    models.CharField(
                        choices=[
                            ("citizen", "citizen of this country"),
                            ("not_citizen", "not a citizen of this country"),
                            ("cannot_be_determined", "could not be determined"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                (
                    "denied",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("stateless", models.BooleanField(default=False)),
                ("basis", models.CharField(max_length=100)),
                ("ground", models.CharField(blank=True, default="", max_length=200)),
                ("case_id", models.UUIDField(blank=True, db_index=True, null=True)),
                (
                    "told_countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("told_stateless", models.BooleanField(default=False)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nationalities", to="register.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NationalityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "affiliation",
                    models.CharField(
                        choices=[
                            ("citizen", "citizen of this country"),
                            ("not_citizen", "not a citizen of this country"),
                            ("cannot_be_determined", "could not be determined"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                (
                    "denied",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("stateless", models.BooleanField(default=False)),
                ("basis", models.CharField(max_length=100)),
                ("ground", models.CharField(blank=True, default="", max_length=200)),
                ("case_id", models.UUIDField(blank=True, null=True)),
                (
                    "told_countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("told_stateless", models.BooleanField(default=False)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.nationality",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="nationality",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded__isempty", False), ("valid__isempty", False)), name="nationality_ranges"
            ),
        ),
        migrations.AddConstraint(
            model_name="nationality",
            constraint=models.CheckConstraint(
                condition=models.Q(("affiliation__in", ["citizen", "not_citizen", "cannot_be_determined"])),
                name="nationality_affiliation",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stateless", False), models.Q(("affiliation", "not_citizen"), ("countries", [])), _connector="OR"
                ),
                name="nationality_stateless_of_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("affiliation", "citizen"), _negated=True),
                    models.Q(("countries", []), _negated=True),
                    _connector="OR",
                ),
                name="nationality_citizen_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("countries", []),
                    ("denied", []),
                    models.Q(("countries__overlap", models.F("denied")), _negated=True),
                    _connector="OR",
                ),
                name="nationality_not_both",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nationality",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_nationalityevent" ("affiliation", "basis", "case_id", "compartment", "countries", "denied", "ground", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "stateless", "told_countries", "told_stateless", "valid") VALUES (NEW."affiliation", NEW."basis", NEW."case_id", NEW."compartment", NEW."countries", NEW."denied", NEW."ground", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."stateless", NEW."told_countries", NEW."told_stateless", NEW."valid"); RETURN NULL;',
                    hash="ad7da977675dc4b46592f90f5bf6806b9d0ae29f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_72415",
                    table="register_nationality",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nationality",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_nationalityevent" ("affiliation", "basis", "case_id", "compartment", "countries", "denied", "ground", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "stateless", "told_countries", "told_stateless", "valid") VALUES (NEW."affiliation", NEW."basis", NEW."case_id", NEW."compartment", NEW."countries", NEW."denied", NEW."ground", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."stateless", NEW."told_countries", NEW."told_stateless", NEW."valid"); RETURN NULL;',
                    hash="abbecdd832ed69818be4f13ae44b2842f4397f52",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bfac6",
                    table="register_nationality",
                    when="AFTER",
                ),
            ),
        ),
        rls.enable("register_nationality", using=rls.person_child("register_nationality")),
        rls.enable_history("register_nationalityevent", "register_nationality"),
        migrations.RunSQL(ONCE, "ALTER TABLE register_nationality DROP CONSTRAINT register_nationality_once_at_a_time"),
    ]
