# SPDX-License-Identifier: AGPL-3.0-or-later
"""Openings in an emergency and the look at them afterwards: who hears of them, and that nobody judges the own one."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
import panah.foundation.keys.fields
from panah.foundation.access import rls

# Whoever opened, whoever was told, and whoever reads the log.
HEARS = "account_id = panah_actor() OR panah_actor() = ANY (told) OR panah_reads_log()"
OF_OPENING = "EXISTS (SELECT 1 FROM register_emergencyopening o WHERE o.id = register_emergencyreview.opening_id)"
_PARTS = [
    ("who", "name, birth, languages"),
    ("call", "whom to call: telephones that are safe to use, and the guardian"),
    ("place", "the present address"),
    ("care", "specific needs, by kind only"),
]


class Migration(migrations.Migration):
    """Standards FE-04 to FE-07."""

    dependencies = [("access", "0001_helpers"), ("register", "0019_sealed")]

    operations = [
        migrations.CreateModel(
            name="EmergencyOpening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "also",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "danger",
                    models.CharField(
                        choices=[("life", "danger to life"), ("health", "danger to health")], max_length=10
                    ),
                ),
                ("reason", panah.foundation.keys.fields.SealedTextField(max_length=1000)),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=_PARTS, max_length=10), size=None
                    ),
                ),
                ("account_id", models.UUIDField(db_index=True)),
                ("holder_id", models.UUIDField()),
                ("office_id", models.UUIDField()),
                (
                    "told",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("opened_at"))), name="emergency_ends"
                    ),
                    models.CheckConstraint(condition=models.Q(("parts__len__gt", 0)), name="emergency_opens_something"),
                    models.UniqueConstraint(fields=("id", "holder_id"), name="emergency_of_holder"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "opening",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="register.emergencyopening",
                    ),
                ),
                ("opened_by", models.UUIDField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[("justified", "it was justified"), ("not_justified", "it was not justified")],
                        max_length=20,
                    ),
                ),
                ("reason", panah.foundation.keys.fields.SealedTextField(max_length=1000)),
                ("reviewed_by", models.UUIDField()),
                ("reviewed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reviewed_by", models.F("opened_by")), _negated=True),
                        name="emergency_reviewed_by_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE register_emergencyreview ADD CONSTRAINT emergency_review_of_holder"
            " FOREIGN KEY (opening_id, opened_by) REFERENCES register_emergencyopening (id, holder_id)",
            "ALTER TABLE register_emergencyreview DROP CONSTRAINT emergency_review_of_holder",
        ),
        rls.enable("register_emergencyopening", using=HEARS),
        rls.enable("register_emergencyreview", using=OF_OPENING),
        rls.insert_only("register_emergencyopening"),
        rls.insert_only("register_emergencyreview"),
    ]
