# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person's file lacked: names over time, papers that end, whereabouts, photo and documents, proof of searching."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

# A photo goes with the person, every other document is seen in its compartment, and the person sees the own.
DOCUMENT = (
    "(register_persondocument.person_id = panah_person() OR register_persondocument.compartment = ''"
    " OR register_persondocument.compartment = ANY (panah_compartments())) AND "
    + rls.person_part("register_persondocument")
)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("register", "0003_external_id"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(blank=True, default="", max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "photo of the person"),
                            ("identity", "copy of an identity paper"),
                            ("civil_status", "certificate of birth, marriage, divorce or death"),
                            ("housing", "paper about housing or property"),
                            ("education", "school or training certificate"),
                            ("medical", "medical paper"),
                            ("correspondence", "letter from or to the person"),
                            ("other", "other document"),
                        ],
                        max_length=20,
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=200)),
                ("dated_on", models.DateField(blank=True, null=True)),
                ("media_type", models.CharField(max_length=60)),
                ("size", models.PositiveIntegerField()),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PersonDocumentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(blank=True, default="", max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "photo of the person"),
                            ("identity", "copy of an identity paper"),
                            ("civil_status", "certificate of birth, marriage, divorce or death"),
                            ("housing", "paper about housing or property"),
                            ("education", "school or training certificate"),
                            ("medical", "medical paper"),
                            ("correspondence", "letter from or to the person"),
                            ("other", "other document"),
                        ],
                        max_length=20,
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=200)),
                ("dated_on", models.DateField(blank=True, null=True)),
                ("media_type", models.CharField(max_length=60)),
                ("size", models.PositiveIntegerField()),
                ("request_id", models.UUIDField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SearchShown",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("shown_at", models.DateTimeField()),
                (
                    "shown",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="familylink",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="familylink",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="householdmember",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="householdmember",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="identitypaper",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="identitypaper",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="personname",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="personname",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="personname",
            name="personname_kind",
        ),
        migrations.AddField(
            model_name="contact",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="familylink",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="familylink",
            name="place",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="familylink",
            name="seen_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="familylinkevent",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="familylinkevent",
            name="place",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="familylinkevent",
            name="seen_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="household",
            name="notice_language",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="household",
            name="notice_means",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="household",
            name="notice_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="householdevent",
            name="notice_language",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="householdevent",
            name="notice_means",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="householdevent",
            name="notice_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="whereabouts",
            field=models.CharField(
                choices=[
                    ("present", "here with the person"),
                    ("elsewhere", "elsewhere"),
                    ("missing", "missing"),
                    ("deceased", "deceased"),
                ],
                db_default="present",
                default="present",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="householdmemberevent",
            name="whereabouts",
            field=models.CharField(
                choices=[
                    ("present", "here with the person"),
                    ("elsewhere", "elsewhere"),
                    ("missing", "missing"),
                    ("deceased", "deceased"),
                ],
                db_default="present",
                default="present",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="identitypaper",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="identitypaper",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="identitypaperevent",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="identitypaperevent",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="personevent",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="personname",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="personname",
            name="valid_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="personname",
            name="valid_to",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="personnameevent",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="personnameevent",
            name="valid_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="personnameevent",
            name="valid_to",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="personname",
            name="kind",
            field=models.CharField(
                choices=[
                    ("current", "name in use"),
                    ("birth", "name at birth"),
                    ("marriage", "name by marriage"),
                    ("alias", "other name used"),
                    ("as_on_document", "as on a document"),
                    ("latin", "in Latin letters, as agreed with the person"),
                ],
                default="current",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="personnameevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("current", "name in use"),
                    ("birth", "name at birth"),
                    ("marriage", "name by marriage"),
                    ("alias", "other name used"),
                    ("as_on_document", "as on a document"),
                    ("latin", "in Latin letters, as agreed with the person"),
                ],
                default="current",
                max_length=20,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_contactevent" ("changed_at", "compartment", "ended_at", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "safe_to_use", "value") VALUES (NEW."changed_at", NEW."compartment", NEW."ended_at", NEW."id", NEW."kind", NEW."note", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."safe_to_use", NEW."value"); RETURN NULL;',
                    hash="7704298d15e0881d1864f37203053405d805993e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5b1cd",
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
                    func='INSERT INTO "register_familylinkevent" ("began_on", "bond", "changed_at", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "recorded_at", "relative_id", "seen_on", "whereabouts") VALUES (NEW."began_on", NEW."bond", NEW."changed_at", NEW."compartment", NEW."ended_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."place", NEW."recorded_at", NEW."relative_id", NEW."seen_on", NEW."whereabouts"); RETURN NULL;',
                    hash="0e8663b295e53ac0ef46816c16b4c237ff90353a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_27561",
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
                    func='INSERT INTO "register_householdevent" ("compartment", "formed_at", "id", "notice_language", "notice_means", "notice_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") VALUES (NEW."compartment", NEW."formed_at", NEW."id", NEW."notice_language", NEW."notice_means", NEW."notice_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."request_id"); RETURN NULL;',
                    hash="4517e66608d33e5f099829918122dc0ca434aacc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7fcb3",
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
                    func='INSERT INTO "register_householdmemberevent" ("compartment", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "role", "valid", "whereabouts") VALUES (NEW."compartment", NEW."household_id", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded", NEW."role", NEW."valid", NEW."whereabouts"); RETURN NULL;',
                    hash="498df7f04929f29af0fe4f1ee83873af3b1baf43",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e8d15",
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
                    func='INSERT INTO "register_identitypaperevent" ("changed_at", "compartment", "country", "ended_on", "expires_on", "held", "id", "issued_on", "kind", "mrz", "number", "number_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."changed_at", NEW."compartment", NEW."country", NEW."ended_on", NEW."expires_on", NEW."held", NEW."id", NEW."issued_on", NEW."kind", NEW."mrz", NEW."number", NEW."number_key", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="957fe7fe953c87a201e2d648e2d8fb667df9ffbb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a8cb7",
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
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "changed_at", "citizenships", "compartments", "deceased_on", "external_id", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") VALUES (NEW."birth_country", NEW."birth_place", NEW."birth_precision", NEW."born_from", NEW."born_to", NEW."changed_at", NEW."citizenships", NEW."compartments", NEW."deceased_on", NEW."external_id", NEW."id", NEW."interpreter_language", NEW."interpreter_sex_wish", NEW."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."photo_id", NEW."registered_at", NEW."request_id", NEW."sex", NEW."stateless", NEW."version"); RETURN NULL;',
                    hash="6d56cbf3f05463ce76270494ac38a33b60fcad91",
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
                    func='INSERT INTO "register_personnameevent" ("changed_at", "compartment", "family", "full", "given", "id", "keys", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script", "valid_from", "valid_to") VALUES (NEW."changed_at", NEW."compartment", NEW."family", NEW."full", NEW."given", NEW."id", NEW."keys", NEW."kind", NEW."language", NEW."latin", NEW."patronymic", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."script", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="a98c10afa2b51e9feeab436414b21b430c03f94b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb434",
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
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("whereabouts__in", ["present", "elsewhere", "missing", "deceased"])),
                name="householdmember_whereabouts",
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="personname_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["current", "birth", "marriage", "alias", "as_on_document", "latin"])),
                name="personname_kind",
            ),
        ),
        migrations.AddField(
            model_name="persondocument",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="persondocument",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="persondocumentevent",
            name="file",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="documents.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="persondocumentevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="persondocumentevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.persondocument",
            ),
        ),
        migrations.AddField(
            model_name="searchshown",
            name="person",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="looked_for",
                to="register.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="persondocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "photo",
                            "identity",
                            "civil_status",
                            "housing",
                            "education",
                            "medical",
                            "correspondence",
                            "other",
                        ],
                    )
                ),
                name="persondocument_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="persondocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("kind", "photo")),
                fields=("person",),
                name="persondocument_one_photo",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="persondocument",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_persondocumentevent" ("changed_at", "compartment", "dated_on", "description", "ended_at", "file_id", "id", "kind", "media_type", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "request_id", "size") VALUES (NEW."changed_at", NEW."compartment", NEW."dated_on", NEW."description", NEW."ended_at", NEW."file_id", NEW."id", NEW."kind", NEW."media_type", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."request_id", NEW."size"); RETURN NULL;',
                    hash="44f4fdbe49a8bba78c9774b41f8000d9b4fec553",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f2afe",
                    table="register_persondocument",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="persondocument",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_persondocumentevent" ("changed_at", "compartment", "dated_on", "description", "ended_at", "file_id", "id", "kind", "media_type", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "request_id", "size") VALUES (NEW."changed_at", NEW."compartment", NEW."dated_on", NEW."description", NEW."ended_at", NEW."file_id", NEW."id", NEW."kind", NEW."media_type", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."request_id", NEW."size"); RETURN NULL;',
                    hash="760638dfed3b5496e2c05aa209d3d54b06efa155",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_56ddb",
                    table="register_persondocument",
                    when="AFTER",
                ),
            ),
        ),
        rls.enable("register_persondocument", using=DOCUMENT),
        rls.enable_history("register_persondocumentevent", "register_persondocument"),
        rls.enable("register_searchshown", using="account_id = panah_actor()"),
    ]
