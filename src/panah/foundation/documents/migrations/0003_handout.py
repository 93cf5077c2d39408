# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address at which an uploaded paper is handed out once (EX-06)."""

from django.db import migrations, models

import panah.foundation.ids


class Migration(migrations.Migration):
    """EX-06."""

    dependencies = [
        ("documents", "0002_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("file_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
