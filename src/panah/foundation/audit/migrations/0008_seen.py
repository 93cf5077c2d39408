# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which parts of a file were shown, and at which device (LG-02)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """LG-02. Events of before have neither, and their bytes in the tree stay what they were (`audit.entry`)."""

    dependencies = [("audit", "0007_export_verb")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="parts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="device",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
    ]
