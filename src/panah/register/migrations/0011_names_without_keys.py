import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0010_imports"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="personname",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="personname",
            name="update_update",
        ),
        migrations.RemoveField(
            model_name="personname",
            name="keys",
        ),
        migrations.RemoveField(
            model_name="personnameevent",
            name="keys",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personname",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personnameevent" ("changed_at", "compartment", "family", "full", "given", "id", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script", "valid_from", "valid_to") SELECT new_values."changed_at", new_values."compartment", new_values."family", new_values."full", new_values."given", new_values."id", new_values."kind", new_values."language", new_values."latin", new_values."patronymic", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."script", new_values."valid_from", new_values."valid_to" FROM new_values; RETURN NULL;',
                    hash="afdefae213874e178867856a6292569d3b4227fe",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb434",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_personname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personname",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_personnameevent" ("changed_at", "compartment", "family", "full", "given", "id", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script", "valid_from", "valid_to") VALUES (NEW."changed_at", NEW."compartment", NEW."family", NEW."full", NEW."given", NEW."id", NEW."kind", NEW."language", NEW."latin", NEW."patronymic", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."script", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="e6f7c2400a74bffe5a409fce30542b8b3d90b79b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bcb61",
                    table="register_personname",
                    when="AFTER",
                ),
            ),
        ),
    ]
