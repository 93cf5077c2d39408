# SPDX-License-Identifier: AGPL-3.0-or-later
"""Simulations: no row of them tells of a person."""

from django.db import migrations, models

import panah.foundation.ids


class Migration(migrations.Migration):
    """First tables of the statistics."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Simulation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pack", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60)),
                ("title", models.JSONField(default=dict)),
                ("source", models.TextField()),
                ("on_day", models.DateField()),
                ("invented", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for a worker"),
                            ("running", "is running"),
                            ("done", "is done"),
                            ("failed", "could not be run"),
                        ],
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("result", models.JSONField(default=dict)),
                ("failure", models.CharField(blank=True, default="", max_length=500)),
                ("account_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])),
                        name="simulation_state",
                    )
                ],
            },
        ),
    ]
