# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaints and their answers."""

import django.contrib.postgres.fields
from django.db import migrations, models

import panah.foundation.ids
import panah.foundation.keys.fields


class Migration(migrations.Migration):
    """DP-08, AC-13."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("person_id", models.UUIDField(db_index=True, null=True)),
                ("made_by", models.UUIDField(null=True)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("portal", "in the portal, signed in"),
                            ("paper", "taken down at a desk"),
                            ("public", "without an account"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("person", "somebody of the service"),
                            ("unit", "an office"),
                            ("data", "the use of data"),
                            ("living", "accommodation, food, safety"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "offices",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "holders",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("words", panah.foundation.keys.fields.SealedTextField(max_length=5000)),
                ("wish", panah.foundation.keys.fields.SealedTextField(max_length=1000, default="")),
                ("contact", panah.foundation.keys.fields.SealedTextField(max_length=200, default="")),
                ("language", models.CharField(max_length=5)),
                ("code_digest", models.CharField(blank=True, db_index=True, max_length=64)),
                ("received_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("assigned_to", models.UUIDField(null=True)),
                ("assigned_at", models.DateTimeField(null=True)),
                ("told_late_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "it was right"),
                            ("partly", "it was right in part"),
                            ("not_upheld", "it was not found to be so"),
                            ("elsewhere", "another body has to answer it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reasons", panah.foundation.keys.fields.SealedTextField(max_length=5000, default="")),
                ("done", panah.foundation.keys.fields.SealedTextField(max_length=5000, default="")),
                ("further", panah.foundation.keys.fields.SealedTextField(max_length=5000, default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("outcome", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", None), ("answered_by", models.F("assigned_to")), _connector="OR"
                        ),
                        name="complaint_answered_by_whose_it_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorded_by", None),
                            ("assigned_to", None),
                            models.Q(("assigned_to", models.F("recorded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="complaint_answered_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assigned_at", None), ("assigned_to", None)),
                            models.Q(("assigned_at__isnull", False), ("assigned_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="complaint_given_at_a_time",
                    ),
                ],
            },
        ),
    ]
