# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports: runs, the file and its rows while they are needed, saved mappings."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

# Whoever imports into a compartment sees its imports; for everybody else there are none.
WITHIN = "compartment = ANY (panah_compartments())"
TABLES = ("importrun", "importpart", "importrow", "importmapping")


class Migration(migrations.Migration):
    """Seen and written inside their compartment alone."""

    dependencies = [
        ("register", "0009_postings"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("headings", models.JSONField(default=dict)),
                ("read_as", models.JSONField(default=dict)),
                ("saved_by", models.UUIDField(null=True)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("compartment", "name"), name="importmapping_name")],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("starter", models.CharField(max_length=10)),
                ("account_id", models.UUIDField(null=True)),
                ("source", models.CharField(blank=True, default="", max_length=20)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=5)),
                ("seed", models.UUIDField()),
                ("read_as", models.JSONField(default=dict)),
                ("header", models.JSONField(default=list)),
                ("columns", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "the file is received"),
                            ("checking", "is being checked"),
                            ("checked", "is checked"),
                            ("running", "people are being written"),
                            ("stopped", "was stopped"),
                            ("done", "is done"),
                            ("failed", "cannot go on"),
                            ("discarded", "was discarded"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("reading", "reads rows"),
                            ("matching", "looks for people who are known"),
                            ("checked", "waits for the word to write"),
                            ("rematching", "looks again for people who are known"),
                            ("writing", "writes people"),
                            ("queueing", "puts suspected duplicates into the queue"),
                            ("closing", "deletes the file"),
                            ("done", "has nothing left to do"),
                        ],
                        default="reading",
                        max_length=12,
                    ),
                ),
                ("stop_asked", models.BooleanField(default=False)),
                ("to_write", models.BooleanField(default=False)),
                ("at_row", models.PositiveBigIntegerField(default=0)),
                ("at_anchor", models.PositiveBigIntegerField(default=0)),
                ("at_queue", models.PositiveBigIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                ("queued", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("failure", models.JSONField(default=dict)),
                ("on_day", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")),
                        fields=("compartment",),
                        name="importrun_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "received",
                                    "checking",
                                    "checked",
                                    "running",
                                    "stopped",
                                    "done",
                                    "failed",
                                    "discarded",
                                ],
                            )
                        ),
                        name="importrun_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "phase__in",
                                [
                                    "reading",
                                    "matching",
                                    "checked",
                                    "rematching",
                                    "writing",
                                    "queueing",
                                    "closing",
                                    "done",
                                ],
                            )
                        ),
                        name="importrun_phase",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("number", models.PositiveBigIntegerField()),
                ("anchor", models.PositiveBigIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("matched", "matched"),
                            ("doubtful", "doubtful"),
                            ("refused", "refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("own_id", models.UUIDField()),
                ("person_id", models.UUIDField(null=True)),
                ("external_id", models.CharField(blank=True, max_length=60)),
                ("number_key", models.CharField(blank=True, max_length=60)),
                ("digest", models.CharField(blank=True, max_length=16)),
                (
                    "blocks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), default=list, size=None
                    ),
                ),
                ("data", models.TextField(blank=True)),
                ("faults", models.JSONField(default=list)),
                ("suspects", models.JSONField(default=list)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="read", to="register.importrun"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "anchor", "number"], name="importrow_households")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="importrow_number"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["new", "matched", "doubtful", "refused"])),
                        name="importrow_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("place", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="register.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "place"), name="importpart_place")],
            },
        ),
        *(rls.enable(f"register_{table}", using=WITHIN, check=WITHIN) for table in TABLES),
    ]
