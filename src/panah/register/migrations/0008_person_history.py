import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0007_person_file"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="familylink",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="familylink",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="householdmember",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="householdmember",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="identitypaper",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="identitypaper",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="personname",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="personname",
            name="insert_insert",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_contactevent" ("changed_at", "compartment", "ended_at", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "safe_to_use", "value") SELECT new_values."changed_at", new_values."compartment", new_values."ended_at", new_values."id", new_values."kind", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."safe_to_use", new_values."value" FROM new_values; RETURN NULL;',
                    hash="74913f29383dbaa988d207f947e429760354164c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5b1cd",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_contactevent" ("changed_at", "compartment", "ended_at", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "safe_to_use", "value") VALUES (NEW."changed_at", NEW."compartment", NEW."ended_at", NEW."id", NEW."kind", NEW."note", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."safe_to_use", NEW."value"); RETURN NULL;',
                    hash="e1ba3fd1747af9d6cb8b2decec2531ff8c1369e3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_56231",
                    table="register_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="familylink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_familylinkevent" ("began_on", "bond", "changed_at", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "recorded_at", "relative_id", "seen_on", "whereabouts") SELECT new_values."began_on", new_values."bond", new_values."changed_at", new_values."compartment", new_values."ended_on", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."place", new_values."recorded_at", new_values."relative_id", new_values."seen_on", new_values."whereabouts" FROM new_values; RETURN NULL;',
                    hash="b15f897a04ff851c7dd3ff74c2259e2560d6f4e7",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_27561",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_familylink",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="familylink",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_familylinkevent" ("began_on", "bond", "changed_at", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "recorded_at", "relative_id", "seen_on", "whereabouts") VALUES (NEW."began_on", NEW."bond", NEW."changed_at", NEW."compartment", NEW."ended_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."place", NEW."recorded_at", NEW."relative_id", NEW."seen_on", NEW."whereabouts"); RETURN NULL;',
                    hash="141084f5c7be2e9d01898ad6a2317a6d0e72484c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e7f7",
                    table="register_familylink",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_householdevent" ("compartment", "formed_at", "id", "notice_language", "notice_means", "notice_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") SELECT new_values."compartment", new_values."formed_at", new_values."id", new_values."notice_language", new_values."notice_means", new_values."notice_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."request_id" FROM new_values; RETURN NULL;',
                    hash="5add3b693fcbe2a73564bee55a8257999ffbc26f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7fcb3",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_householdevent" ("compartment", "formed_at", "id", "notice_language", "notice_means", "notice_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") VALUES (NEW."compartment", NEW."formed_at", NEW."id", NEW."notice_language", NEW."notice_means", NEW."notice_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."request_id"); RETURN NULL;',
                    hash="2d3b8fca1e90f4ec8949d21ebde521f799604176",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_145d3",
                    table="register_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="householdmember",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_householdmemberevent" ("compartment", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "role", "valid", "whereabouts") SELECT new_values."compartment", new_values."household_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded", new_values."role", new_values."valid", new_values."whereabouts" FROM new_values; RETURN NULL;',
                    hash="794a46e38b183d802a2b6395b0af04fe7626ae00",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e8d15",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_householdmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="householdmember",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_householdmemberevent" ("compartment", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "role", "valid", "whereabouts") VALUES (NEW."compartment", NEW."household_id", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded", NEW."role", NEW."valid", NEW."whereabouts"); RETURN NULL;',
                    hash="3fa3dd94979bfb06b4f3308c28f232feaa879183",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8b88b",
                    table="register_householdmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identitypaper",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_identitypaperevent" ("changed_at", "compartment", "country", "ended_on", "expires_on", "held", "id", "issued_on", "kind", "mrz", "number", "number_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") SELECT new_values."changed_at", new_values."compartment", new_values."country", new_values."ended_on", new_values."expires_on", new_values."held", new_values."id", new_values."issued_on", new_values."kind", new_values."mrz", new_values."number", new_values."number_key", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at" FROM new_values; RETURN NULL;',
                    hash="e74b0fb3b5050c177a3d75395b5db30514e5f8ba",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a8cb7",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_identitypaper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identitypaper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_identitypaperevent" ("changed_at", "compartment", "country", "ended_on", "expires_on", "held", "id", "issued_on", "kind", "mrz", "number", "number_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."changed_at", NEW."compartment", NEW."country", NEW."ended_on", NEW."expires_on", NEW."held", NEW."id", NEW."issued_on", NEW."kind", NEW."mrz", NEW."number", NEW."number_key", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="2fc2dca518d1e581d4e11b03b73107b747dd604f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_61726",
                    table="register_identitypaper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "changed_at", "citizenships", "compartments", "deceased_on", "external_id", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") SELECT new_values."birth_country", new_values."birth_place", new_values."birth_precision", new_values."born_from", new_values."born_to", new_values."changed_at", new_values."citizenships", new_values."compartments", new_values."deceased_on", new_values."external_id", new_values."id", new_values."interpreter_language", new_values."interpreter_sex_wish", new_values."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."photo_id", new_values."registered_at", new_values."request_id", new_values."sex", new_values."stateless", new_values."version" FROM new_values; RETURN NULL;',
                    hash="aeacf8fb212fc33efe40e6ae1a83a484bb05bd16",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_afc23",
                    referencing="REFERENCING NEW TABLE AS new_values ",
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
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "changed_at", "citizenships", "compartments", "deceased_on", "external_id", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") VALUES (NEW."birth_country", NEW."birth_place", NEW."birth_precision", NEW."born_from", NEW."born_to", NEW."changed_at", NEW."citizenships", NEW."compartments", NEW."deceased_on", NEW."external_id", NEW."id", NEW."interpreter_language", NEW."interpreter_sex_wish", NEW."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."photo_id", NEW."registered_at", NEW."request_id", NEW."sex", NEW."stateless", NEW."version"); RETURN NULL;',
                    hash="7575d3635c3b50faca9799a9e84e9c0362c25d4d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f2beb",
                    table="register_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personname",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personnameevent" ("changed_at", "compartment", "family", "full", "given", "id", "keys", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script", "valid_from", "valid_to") SELECT new_values."changed_at", new_values."compartment", new_values."family", new_values."full", new_values."given", new_values."id", new_values."keys", new_values."kind", new_values."language", new_values."latin", new_values."patronymic", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."script", new_values."valid_from", new_values."valid_to" FROM new_values; RETURN NULL;',
                    hash="928cebaa6cd0f8e75046af760d511bbe9f63bc03",
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
                    func='INSERT INTO "register_personnameevent" ("changed_at", "compartment", "family", "full", "given", "id", "keys", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script", "valid_from", "valid_to") VALUES (NEW."changed_at", NEW."compartment", NEW."family", NEW."full", NEW."given", NEW."id", NEW."keys", NEW."kind", NEW."language", NEW."latin", NEW."patronymic", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."script", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="b2ceaa6da43a69fb99674fa83cdb54a708bf0c4f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bcb61",
                    table="register_personname",
                    when="AFTER",
                ),
            ),
        ),
    ]
