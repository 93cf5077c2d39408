# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the exports."""

import django.contrib.postgres.fields
from django.db import migrations, models

import panah.foundation.ids
import panah.foundation.keys.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=8)),
                ("language", models.CharField(max_length=5)),
                ("receiver", models.CharField(max_length=20)),
                ("params", panah.foundation.keys.fields.SealedJSONField(default=dict)),
                ("reason", panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000)),
                ("rows", models.PositiveIntegerField()),
                ("with_others", models.PositiveIntegerField()),
                ("large", models.BooleanField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "taken"),
                            ("waiting", "waits for a second person"),
                            ("agreed", "agreed to"),
                            ("refused", "refused"),
                            ("changed", "void: what it holds has changed since"),
                        ],
                        max_length=10,
                    ),
                ),
                ("account_id", models.UUIDField(db_index=True)),
                ("holder_id", models.UUIDField(null=True)),
                ("office_id", models.UUIDField(null=True)),
                (
                    "deciders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_holder", models.UUIDField(null=True)),
                (
                    "decided_reason",
                    panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                ("copies", models.PositiveSmallIntegerField(default=0)),
                ("event_id", models.UUIDField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_holder", None),
                            models.Q(("decided_holder", models.F("holder_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="export_needs_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["agreed", "refused"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_holder__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="export_was_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("large", False),
                            ("copies", 0),
                            ("decided_holder__isnull", False),
                            ("holder_id", None),
                            _connector="OR",
                        ),
                        name="export_large_not_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("asked_at"))), name="export_ends"
                    ),
                ],
            },
        ),
    ]
