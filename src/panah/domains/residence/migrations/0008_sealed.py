# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal the names and passports that organisations wrote; find a passport again by a blind index (KY-02, KY-06)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import panah.foundation.keys.fields
from panah.foundation.keys.migrating import refuse_back, refuse_rows


class Migration(migrations.Migration):
    """Issue of sealed fields; standards KY-02, KY-06."""

    dependencies = [
        ("register", "0019_sealed"),
        ("residence", "0007_desk_files"),
    ]

    operations = [
        refuse_rows("residence_named", "residence_recordnote"),
        migrations.RemoveConstraint(model_name="recordnote", name="recordnote_court_named"),
        pgtrigger.migrations.RemoveTrigger(
            model_name="named",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="named",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="named",
            name="named_once",
        ),
        migrations.AddField(
            model_name="named",
            name="passport_key",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="namedevent",
            name="passport_key",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="named",
            name="name",
            field=panah.foundation.keys.fields.SealedTextField(max_length=200),
        ),
        migrations.AlterField(
            model_name="named",
            name="passport",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=60),
        ),
        migrations.AlterField(
            model_name="namedevent",
            name="name",
            field=panah.foundation.keys.fields.SealedTextField(max_length=200),
        ),
        migrations.AlterField(
            model_name="namedevent",
            name="passport",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=60),
        ),
        migrations.AlterField(
            model_name="recordnote",
            name="by",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="recordnoteevent",
            name="by",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="named",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "residence_namedevent" ("born", "compartment", "country", "id", "name", "named_at", "named_by", "organisation_id", "passport", "passport_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shown") VALUES (NEW."born", NEW."compartment", NEW."country", NEW."id", NEW."name", NEW."named_at", NEW."named_by", NEW."organisation_id", NEW."passport", NEW."passport_key", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."shown"); RETURN NULL;',
                    hash="0ae4474cda8403697c83b057e76ba41287021f33",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eff55",
                    table="residence_named",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="named",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "residence_namedevent" ("born", "compartment", "country", "id", "name", "named_at", "named_by", "organisation_id", "passport", "passport_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shown") VALUES (NEW."born", NEW."compartment", NEW."country", NEW."id", NEW."name", NEW."named_at", NEW."named_by", NEW."organisation_id", NEW."passport", NEW."passport_key", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."shown"); RETURN NULL;',
                    hash="b7dd2c9f6eac545bd94d7adfbd6ee3a894101e4a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3fc0b",
                    table="residence_named",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.UniqueConstraint(
                condition=models.Q(("passport_key", ""), _negated=True),
                fields=("organisation", "passport_key"),
                name="named_once",
            ),
        ),
        # Made anew: the old one would compare the text of the bytes.
        migrations.AddConstraint(
            model_name="recordnote",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind="declared") | ~models.Q(by=""), name="recordnote_court_named"
            ),
        ),
        refuse_back("residence_named", "residence_recordnote"),
    ]
