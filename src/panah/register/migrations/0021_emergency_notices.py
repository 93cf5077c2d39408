# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom an opening in an emergency has to be told to outside of the service, and whether it was."""

import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

# Whoever hears of the opening.
OF_OPENING = "EXISTS (SELECT 1 FROM register_emergencyopening o WHERE o.id = register_emergencynotice.opening_id)"


class Migration(migrations.Migration):
    """Standards FE-04."""

    dependencies = [
        ("register", "0020_emergency"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sink", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("wrong", models.CharField(blank=True, max_length=20)),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="register.emergencyopening",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("opening", "sink"), name="emergency_notice_once")],
            },
        ),
        rls.enable("register_emergencynotice", using=OF_OPENING),
    ]
