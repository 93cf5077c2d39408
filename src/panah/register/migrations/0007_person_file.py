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
        ("register", "0006_duplicates"),
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
