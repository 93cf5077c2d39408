# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests of people for all that is held on them: seen by data protection alone, answered by another person."""

from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls


class Migration(migrations.Migration):
    """DP-06, FE-01."""

    dependencies = [
        ("privacy", "0003_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(db_index=True)),
                ("asked_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("told_late_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("export_id", models.UUIDField(null=True)),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_shown", "whoever asked did not show to be the person"),
                            ("repeated", "the same was given a short while ago and nothing was added"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at", None), ("answered_by", None), ("export_id", None), ("refusal", "")
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answered_by", models.F("recorded_by")), _negated=True),
                                models.Q(
                                    models.Q(("export_id__isnull", False), ("refusal", "")),
                                    models.Q(("export_id", None), models.Q(("refusal", ""), _negated=True)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="access_request_answered_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("person_id",),
                        name="one_access_request_waits",
                    ),
                ],
            },
        ),
        rls.enable("privacy_accessrequest", using="panah_reads_log()", check="panah_reads_log()"),
    ]
