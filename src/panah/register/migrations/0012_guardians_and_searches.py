# SPDX-License-Identifier: AGPL-3.0-or-later

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """Guardians with paper, contact and end, one in each compartment; searches that say whom they were for."""

    dependencies = [
        ("register", "0011_names_without_keys"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="guardianship",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="guardianship",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="guardianship",
            name="guardianship_one",
        ),
        migrations.AddField(
            model_name="guardianship",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="contact",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="end",
            field=models.CharField(
                blank=True,
                choices=[
                    ("replaced", "another guardian was appointed"),
                    ("of_age", "the child came of age"),
                    ("parent", "a parent or caregiver takes care of the child"),
                    ("released", "the guardian asked to be released"),
                    ("removed", "the guardianship body removed the guardian"),
                    ("died", "the guardian died"),
                    ("mistake", "recorded by mistake"),
                    ("other", "another reason"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="paper",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="guardianshipevent",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guardianshipevent",
            name="contact",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="guardianshipevent",
            name="end",
            field=models.CharField(
                blank=True,
                choices=[
                    ("replaced", "another guardian was appointed"),
                    ("of_age", "the child came of age"),
                    ("parent", "a parent or caregiver takes care of the child"),
                    ("released", "the guardian asked to be released"),
                    ("removed", "the guardianship body removed the guardian"),
                    ("died", "the guardian died"),
                    ("mistake", "recorded by mistake"),
                    ("other", "another reason"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="guardianshipevent",
            name="paper",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="searchshown",
            name="born_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="searchshown",
            name="born_to",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="searchshown",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="searchshown",
            name="numbers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100), blank=True, db_default=[], default=list, size=None
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guardianship",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_guardianshipevent" ("account_id", "appointed_on", "body", "changed_at", "child_id", "compartment", "contact", "end", "ended_on", "id", "kind", "name", "paper", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."account_id", NEW."appointed_on", NEW."body", NEW."changed_at", NEW."child_id", NEW."compartment", NEW."contact", NEW."end", NEW."ended_on", NEW."id", NEW."kind", NEW."name", NEW."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="9d7ba1912e549e76841da2e4d3c2c460d5300ea3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_66079",
                    table="register_guardianship",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guardianship",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_guardianshipevent" ("account_id", "appointed_on", "body", "changed_at", "child_id", "compartment", "contact", "end", "ended_on", "id", "kind", "name", "paper", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."account_id", NEW."appointed_on", NEW."body", NEW."changed_at", NEW."child_id", NEW."compartment", NEW."contact", NEW."end", NEW."ended_on", NEW."id", NEW."kind", NEW."name", NEW."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="6ca8065c72bd1b63dddee0216c606f7131c78a9a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a73aa",
                    table="register_guardianship",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)), fields=("child", "compartment"), name="guardianship_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end", ""),
                    models.Q(
                        (
                            "end__in",
                            ["replaced", "of_age", "parent", "released", "removed", "died", "mistake", "other"],
                        ),
                        ("ended_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="guardianship_end",
            ),
        ),
    ]
