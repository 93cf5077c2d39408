# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of what is written by the thousand: one trigger for each statement, not for each row."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """Only the triggers of INSERT change; what they write stays the same."""

    dependencies = [
        ("register", "0003_external_id"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="address",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="familylink",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="householdmember",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="identitypaper",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="personname",
            name="insert_insert",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="address",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_addressevent" ("compartment", "country", "district", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "text", "valid") SELECT new_values."compartment", new_values."country", new_values."district", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded", new_values."recorded_by", new_values."text", new_values."valid" FROM new_values; RETURN NULL;',
                    hash="72fc7560fb65c92702e38c44deb899e7fd8bbf54",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0a722",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_address",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_contactevent" ("compartment", "ended_at", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "safe_to_use", "value") SELECT new_values."compartment", new_values."ended_at", new_values."id", new_values."kind", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."safe_to_use", new_values."value" FROM new_values; RETURN NULL;',
                    hash="c2c8e90f08c4ae653d16b57f96d887c3eec04a87",
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
            model_name="familylink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_familylinkevent" ("began_on", "bond", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "relative_id", "whereabouts") SELECT new_values."began_on", new_values."bond", new_values."compartment", new_values."ended_on", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."relative_id", new_values."whereabouts" FROM new_values; RETURN NULL;',
                    hash="31f6163fb4fa6506365b7a7c61011bac9faec372",
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
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_householdevent" ("compartment", "formed_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") SELECT new_values."compartment", new_values."formed_at", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."request_id" FROM new_values; RETURN NULL;',
                    hash="aeb234d3561983babaf0e3a3c6238ef08b6331be",
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
            model_name="householdmember",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_householdmemberevent" ("compartment", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "role", "valid") SELECT new_values."compartment", new_values."household_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded", new_values."role", new_values."valid" FROM new_values; RETURN NULL;',
                    hash="0b1fe2b4c27e51385207b5d3bc2e673020844128",
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
            model_name="identitypaper",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_identitypaperevent" ("compartment", "country", "expires_on", "held", "id", "issued_on", "kind", "mrz", "number", "number_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") SELECT new_values."compartment", new_values."country", new_values."expires_on", new_values."held", new_values."id", new_values."issued_on", new_values."kind", new_values."mrz", new_values."number", new_values."number_key", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at" FROM new_values; RETURN NULL;',
                    hash="09fe130bc9bbc088972646077ec4c90b1246f097",
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
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "citizenships", "compartments", "deceased_on", "external_id", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") SELECT new_values."birth_country", new_values."birth_place", new_values."birth_precision", new_values."born_from", new_values."born_to", new_values."citizenships", new_values."compartments", new_values."deceased_on", new_values."external_id", new_values."id", new_values."interpreter_language", new_values."interpreter_sex_wish", new_values."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."photo_id", new_values."registered_at", new_values."request_id", new_values."sex", new_values."stateless", new_values."version" FROM new_values; RETURN NULL;',
                    hash="6c4f1c8dc729ca0aa0d715a46a15ac5c285ae5f7",
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
            model_name="personname",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personnameevent" ("compartment", "family", "full", "given", "id", "keys", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script") SELECT new_values."compartment", new_values."family", new_values."full", new_values."given", new_values."id", new_values."keys", new_values."kind", new_values."language", new_values."latin", new_values."patronymic", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."script" FROM new_values; RETURN NULL;',
                    hash="cd9f632601e96471d60b430dedcc3ee342cfe37f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb434",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="register_personname",
                    when="AFTER",
                ),
            ),
        ),
    ]
