# SPDX-License-Identifier: AGPL-3.0-or-later
"""What falls due in a case and what was paid; a payment counts once in the whole register."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls


class Migration(migrations.Migration):
    """Issue of charges; standards DB-03, PZ-03."""

    dependencies = [
        ("casework", "0003_files_of_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60)),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("amount", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("law", models.CharField(max_length=80)),
                ("article", models.CharField(max_length=200)),
                ("status", models.CharField(max_length=12)),
                ("raised_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("void_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="casework.case"
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.action"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChargeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60)),
                ("reference", models.CharField(max_length=40)),
                ("amount", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("law", models.CharField(max_length=80)),
                ("article", models.CharField(max_length=200)),
                ("status", models.CharField(max_length=12)),
                ("raised_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("void_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="casework.charge",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="casework.action",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=80)),
                ("amount", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("paid_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="casework.case"
                    ),
                ),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payment", to="casework.charge"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.action"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None), ("void_at", None)),
                fields=("case", "key"),
                name="one_due_charge",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled_at", None), ("void_at", None), _connector="OR"), name="charge_paid_or_void"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="charge_is_something"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="charge",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_chargeevent" ("amount", "article", "case_id", "compartment", "currency", "id", "key", "law", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by_id", "reference", "settled_at", "status", "void_at") VALUES (NEW."amount", NEW."article", NEW."case_id", NEW."compartment", NEW."currency", NEW."id", NEW."key", NEW."law", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."raised_at", NEW."raised_by_id", NEW."reference", NEW."settled_at", NEW."status", NEW."void_at"); RETURN NULL;',
                    hash="795302f3e880661e5aea2e2341f641392fdf8620",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d4dab",
                    table="casework_charge",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="charge",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "casework_chargeevent" ("amount", "article", "case_id", "compartment", "currency", "id", "key", "law", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by_id", "reference", "settled_at", "status", "void_at") VALUES (NEW."amount", NEW."article", NEW."case_id", NEW."compartment", NEW."currency", NEW."id", NEW."key", NEW."law", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."raised_at", NEW."raised_by_id", NEW."reference", NEW."settled_at", NEW."status", NEW."void_at"); RETURN NULL;',
                    hash="e7e426a29ed346315ba4fac9cc31189c8d406de7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_43fda",
                    table="casework_charge",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("reference",), name="payment_counts_once"),
        ),
        rls.enable("casework_charge", using=rls.case_child("casework_charge")),
        rls.enable("casework_payment", using=rls.case_child("casework_payment")),
        rls.enable_history("casework_chargeevent", "casework_charge"),
        rls.insert_only("casework_payment"),
    ]
