# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspected duplicates, and merges that can be undone: seen inside their compartment by whoever knows both people."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

# Seen where the compartment is open; the people of a pair are known to it, so that nobody learns of them here.
WITHIN = "compartment = ANY (panah_compartments())"
PAIR = (
    WITHIN + " AND EXISTS (SELECT 1 FROM register_person p WHERE p.id = register_suspectedpair.left_id)"
    " AND EXISTS (SELECT 1 FROM register_person p WHERE p.id = register_suspectedpair.right_id)"
)
# The list of whom to compare says no more than that somebody changed; the system empties it.
LISTED = "EXISTS (SELECT 1 FROM register_person p WHERE p.id = register_persontocheck.person_id)"
TABLES = ("suspectedpair", "pairverdict", "merge", "movedrow")


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0005_once_at_a_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("proposed_holder", models.UUIDField()),
                ("confirmed_holder", models.UUIDField()),
                ("merged_at", models.DateTimeField()),
                ("split_at", models.DateTimeField(blank=True, null=True)),
                ("split_by", models.UUIDField(blank=True, null=True)),
                ("split_holder", models.UUIDField(blank=True, null=True)),
                ("split_reason", models.CharField(blank=True, default="", max_length=1000)),
                ("split_request_id", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "absorbed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_absorbed",
                        to="register.person",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges_kept", to="register.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovedRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("table", models.CharField(max_length=40)),
                ("row_id", models.UUIDField()),
                ("new_id", models.UUIDField()),
                ("moved_at", models.DateTimeField()),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.person"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.person"
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moved", to="register.merge"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovedRowEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                ("table", models.CharField(max_length=40)),
                ("row_id", models.UUIDField()),
                ("new_id", models.UUIDField()),
                ("moved_at", models.DateTimeField()),
                (
                    "after",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.merge",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.movedrow",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PairVerdict",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("same", "the same person: one file"), ("apart", "two people: keep them apart")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=1000)),
                ("proposed_by", models.UUIDField()),
                ("proposed_holder", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "waits for a second person"),
                            ("confirmed", "confirmed"),
                            ("returned", "not agreed to"),
                            ("withdrawn", "withdrawn"),
                            ("overtaken", "overtaken by another merge"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, default="", max_length=1000)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_holder", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_request_id", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "absorbed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MergeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                ("proposed_holder", models.UUIDField()),
                ("confirmed_holder", models.UUIDField()),
                ("merged_at", models.DateTimeField()),
                ("split_at", models.DateTimeField(blank=True, null=True)),
                ("split_by", models.UUIDField(blank=True, null=True)),
                ("split_holder", models.UUIDField(blank=True, null=True)),
                ("split_reason", models.CharField(blank=True, default="", max_length=1000)),
                ("split_request_id", models.UUIDField(blank=True, null=True)),
                (
                    "absorbed",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "kept",
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
                        to="register.merge",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.pairverdict",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="merge",
            name="verdict",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="merge", to="register.pairverdict"
            ),
        ),
        migrations.CreateModel(
            name="PersonToCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("registration", "a registration"),
                            ("change", "a change of a name, birth or paper"),
                            ("import", "an import"),
                            ("nightly", "the nightly check"),
                            ("dedupe", "the check of the whole register"),
                            ("hand", "a member of staff"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SuspectedPair",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("probability", models.FloatField()),
                ("because", models.JSONField(default=list)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("registration", "a registration"),
                            ("change", "a change of a name, birth or paper"),
                            ("import", "an import"),
                            ("nightly", "the nightly check"),
                            ("dedupe", "the check of the whole register"),
                            ("hand", "a member of staff"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be looked at"),
                            ("proposed", "waits for a second person"),
                            ("merged", "one file"),
                            ("apart", "two people"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=1000)),
                ("fingerprint", models.CharField(blank=True, default="", max_length=64)),
                ("found_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="suspected_left", to="register.person"
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs",
                        to="register.merge",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspected_right",
                        to="register.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PairVerdictEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("same", "the same person: one file"), ("apart", "two people: keep them apart")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=1000)),
                ("proposed_by", models.UUIDField()),
                ("proposed_holder", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("request_id", models.UUIDField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "waits for a second person"),
                            ("confirmed", "confirmed"),
                            ("returned", "not agreed to"),
                            ("withdrawn", "withdrawn"),
                            ("overtaken", "overtaken by another merge"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, default="", max_length=1000)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_holder", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_request_id", models.UUIDField(blank=True, null=True)),
                (
                    "absorbed",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        to="register.pairverdict",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.suspectedpair",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="pairverdict",
            name="pair",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="register.suspectedpair"
            ),
        ),
        migrations.CreateModel(
            name="SuspectedPairEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                ("probability", models.FloatField()),
                ("because", models.JSONField(default=list)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("registration", "a registration"),
                            ("change", "a change of a name, birth or paper"),
                            ("import", "an import"),
                            ("nightly", "the nightly check"),
                            ("dedupe", "the check of the whole register"),
                            ("hand", "a member of staff"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be looked at"),
                            ("proposed", "waits for a second person"),
                            ("merged", "one file"),
                            ("apart", "two people"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=1000)),
                ("fingerprint", models.CharField(blank=True, default="", max_length=64)),
                ("found_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "left",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.merge",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.suspectedpair",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="movedrow",
            index=models.Index(fields=["row_id"], name="movedrow_row"),
        ),
        migrations.AddConstraint(
            model_name="movedrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("before", models.F("after")), _negated=True), name="movedrow_two_people"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="movedrow",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_movedrowevent" ("after_id", "before_id", "compartment", "id", "merge_id", "moved_at", "new_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_id", "table") VALUES (NEW."after_id", NEW."before_id", NEW."compartment", NEW."id", NEW."merge_id", NEW."moved_at", NEW."new_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."row_id", NEW."table"); RETURN NULL;',
                    hash="a8e0c1a43a0bf833695d371a838204464b74e677",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4a275",
                    table="register_movedrow",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="movedrow",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_movedrowevent" ("after_id", "before_id", "compartment", "id", "merge_id", "moved_at", "new_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_id", "table") VALUES (NEW."after_id", NEW."before_id", NEW."compartment", NEW."id", NEW."merge_id", NEW."moved_at", NEW."new_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."row_id", NEW."table"); RETURN NULL;',
                    hash="ac8e434b1e602d5b07314e7c314dc65cff2e29b5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fa30d",
                    table="register_movedrow",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(condition=models.Q(("split_at__isnull", True)), fields=["kept"], name="merge_kept_now"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("split_at__isnull", True)),
                fields=("absorbed", "compartment"),
                name="merge_absorbed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("absorbed")), _negated=True), name="merge_two_files"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_holder", models.F("proposed_holder")), _negated=True),
                name="merge_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("split_at__isnull", True), ("split_holder__isnull", True), ("split_reason", "")),
                    models.Q(
                        ("split_at__isnull", False),
                        ("split_holder__isnull", False),
                        models.Q(("split_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="merge_split_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="merge",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_mergeevent" ("absorbed_id", "compartment", "confirmed_holder", "id", "kept_id", "merged_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_holder", "split_at", "split_by", "split_holder", "split_reason", "split_request_id", "verdict_id") VALUES (NEW."absorbed_id", NEW."compartment", NEW."confirmed_holder", NEW."id", NEW."kept_id", NEW."merged_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."proposed_holder", NEW."split_at", NEW."split_by", NEW."split_holder", NEW."split_reason", NEW."split_request_id", NEW."verdict_id"); RETURN NULL;',
                    hash="51c9fa5d9eca853046de0907f15986314d452d8c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a4a7c",
                    table="register_merge",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="merge",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_mergeevent" ("absorbed_id", "compartment", "confirmed_holder", "id", "kept_id", "merged_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_holder", "split_at", "split_by", "split_holder", "split_reason", "split_request_id", "verdict_id") VALUES (NEW."absorbed_id", NEW."compartment", NEW."confirmed_holder", NEW."id", NEW."kept_id", NEW."merged_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."proposed_holder", NEW."split_at", NEW."split_by", NEW."split_holder", NEW."split_reason", NEW."split_request_id", NEW."verdict_id"); RETURN NULL;',
                    hash="18e14acfc41a00ba07f8dc153613d1ebfdf2b917",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5273b",
                    table="register_merge",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="suspectedpair",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "proposed"])),
                fields=["compartment", "-probability", "id"],
                name="suspectedpair_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspectedpair",
            constraint=models.UniqueConstraint(fields=("left", "right", "compartment"), name="suspectedpair_once"),
        ),
        migrations.AddConstraint(
            model_name="suspectedpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("left__lt", models.F("right"))), name="suspectedpair_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspectedpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__gte", 0), ("probability__lte", 1)), name="suspectedpair_probability"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspectedpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "proposed", "merged", "apart"])), name="suspectedpair_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspectedpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["registration", "change", "import", "nightly", "dedupe", "hand"])),
                name="suspectedpair_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspectedpair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merge__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merge__isnull", True)),
                    _connector="OR",
                ),
                name="suspectedpair_merge",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspectedpair",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_suspectedpairevent" ("because", "changed_at", "compartment", "fingerprint", "found_at", "id", "left_id", "merge_id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "right_id", "source", "state") VALUES (NEW."because", NEW."changed_at", NEW."compartment", NEW."fingerprint", NEW."found_at", NEW."id", NEW."left_id", NEW."merge_id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."probability", NEW."right_id", NEW."source", NEW."state"); RETURN NULL;',
                    hash="a29b5302ea32c87c8bc9dae1e821f52d956cb394",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_454f5",
                    table="register_suspectedpair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspectedpair",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_suspectedpairevent" ("because", "changed_at", "compartment", "fingerprint", "found_at", "id", "left_id", "merge_id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "right_id", "source", "state") VALUES (NEW."because", NEW."changed_at", NEW."compartment", NEW."fingerprint", NEW."found_at", NEW."id", NEW."left_id", NEW."merge_id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."probability", NEW."right_id", NEW."source", NEW."state"); RETURN NULL;',
                    hash="fd0a8082f083d96b03de67dfd2de4e62f30b6d36",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e333a",
                    table="register_suspectedpair",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")), fields=("pair",), name="pairverdict_one_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["same", "apart"])), name="pairverdict_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "confirmed", "returned", "withdrawn", "overtaken"])),
                name="pairverdict_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="pairverdict_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("absorbed__isnull", False),
                        ("kept__isnull", False),
                        ("kind", "same"),
                        models.Q(("kept", models.F("absorbed")), _negated=True),
                    ),
                    models.Q(("absorbed__isnull", True), ("kept__isnull", True), ("kind", "apart")),
                    _connector="OR",
                ),
                name="pairverdict_files",
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_holder__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="pairverdict_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "confirmed"), _negated=True),
                    models.Q(("decided_holder", models.F("proposed_holder")), _negated=True),
                    _connector="OR",
                ),
                name="pairverdict_two_people",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pairverdict",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_pairverdictevent" ("absorbed_id", "answer", "compartment", "decided_at", "decided_by", "decided_holder", "decided_request_id", "id", "kept_id", "kind", "outcome", "pair_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "proposed_holder", "reason", "request_id") VALUES (NEW."absorbed_id", NEW."answer", NEW."compartment", NEW."decided_at", NEW."decided_by", NEW."decided_holder", NEW."decided_request_id", NEW."id", NEW."kept_id", NEW."kind", NEW."outcome", NEW."pair_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by", NEW."proposed_holder", NEW."reason", NEW."request_id"); RETURN NULL;',
                    hash="43b391a71a3ee5672006b8eed2b1269227171616",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b2f64",
                    table="register_pairverdict",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pairverdict",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_pairverdictevent" ("absorbed_id", "answer", "compartment", "decided_at", "decided_by", "decided_holder", "decided_request_id", "id", "kept_id", "kind", "outcome", "pair_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "proposed_holder", "reason", "request_id") VALUES (NEW."absorbed_id", NEW."answer", NEW."compartment", NEW."decided_at", NEW."decided_by", NEW."decided_holder", NEW."decided_request_id", NEW."id", NEW."kept_id", NEW."kind", NEW."outcome", NEW."pair_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by", NEW."proposed_holder", NEW."reason", NEW."request_id"); RETURN NULL;',
                    hash="a236e04e62862f96ea70e5d95dc24ac34608f594",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0bfe5",
                    table="register_pairverdict",
                    when="AFTER",
                ),
            ),
        ),
        rls.enable("register_suspectedpair", using=PAIR),
        rls.enable("register_persontocheck", using=LISTED),
        *(rls.enable(f"register_{name}", using=WITHIN) for name in TABLES[1:]),
        *(rls.enable_history(f"register_{name}event", f"register_{name}") for name in TABLES),
    ]
