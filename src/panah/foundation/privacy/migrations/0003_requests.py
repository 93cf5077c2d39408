# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests of people to be erased: seen by data protection alone, answered by another person."""

from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls


class Migration(migrations.Migration):
    """DP-09, FE-01."""

    dependencies = [
        ("privacy", "0002_guarantees"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(db_index=True)),
                ("asked_on", models.DateField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("not_needed", "the data is no longer needed for what it was taken for"),
                            ("unlawful", "it should not have been taken or kept"),
                            ("consent", "it rests on consent alone, which was withdrawn"),
                            ("court", "a court ordered it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("refused_at", models.DateTimeField(null=True)),
                ("refused_by", models.UUIDField(null=True)),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("duty", "the law obliges the service to keep it"),
                            ("going_on", "a matter or a status is still going on"),
                            ("claims", "it is needed for a complaint or a suit"),
                            ("not_shown", "whoever asked did not show to be the person"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refusal", ""), ("refused_at", None), ("refused_by", None)),
                            models.Q(
                                ("refused_at__isnull", False),
                                ("refused_by__isnull", False),
                                models.Q(("refusal", ""), _negated=True),
                                models.Q(("refused_by", models.F("recorded_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="erasure_request_answered_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("refused_at", None)),
                        fields=("person_id",),
                        name="one_erasure_request_waits",
                    ),
                ],
            },
        ),
        rls.enable("privacy_erasurerequest", using="panah_reads_log()", check="panah_reads_log()"),
    ]
