# SPDX-License-Identifier: AGPL-3.0-or-later

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0002_guarantees"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        migrations.AddField(
            model_name="person",
            name="external_id",
            field=models.CharField(blank=True, db_index=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="personevent",
            name="external_id",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "citizenships", "compartments", "deceased_on", "external_id", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") VALUES (NEW."birth_country", NEW."birth_place", NEW."birth_precision", NEW."born_from", NEW."born_to", NEW."citizenships", NEW."compartments", NEW."deceased_on", NEW."external_id", NEW."id", NEW."interpreter_language", NEW."interpreter_sex_wish", NEW."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."photo_id", NEW."registered_at", NEW."request_id", NEW."sex", NEW."stateless", NEW."version"); RETURN NULL;',
                    hash="272ce03b2f8900433d9c3bff6a5a80a8c3dd9bbf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_afc23",
                    table="register_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "citizenships", "compartments", "deceased_on", "external_id", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") VALUES (NEW."birth_country", NEW."birth_place", NEW."birth_precision", NEW."born_from", NEW."born_to", NEW."citizenships", NEW."compartments", NEW."deceased_on", NEW."external_id", NEW."id", NEW."interpreter_language", NEW."interpreter_sex_wish", NEW."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."photo_id", NEW."registered_at", NEW."request_id", NEW."sex", NEW."stateless", NEW."version"); RETURN NULL;',
                    hash="f7823666eeda79cb753427e6b5fdaa9f3e4c07c1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f2beb",
                    table="register_person",
                    when="AFTER",
                ),
            ),
        ),
    ]
