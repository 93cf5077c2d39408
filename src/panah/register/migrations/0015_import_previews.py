# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the file of an import looks, kept while its columns are chosen."""

import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

WITHIN = "compartment = ANY (panah_compartments())"


class Migration(migrations.Migration):
    """Seen and written inside its compartment alone, like the file."""

    dependencies = [("register", "0014_stay_statuses")]

    operations = [
        migrations.CreateModel(
            name="ImportPreview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("asked", models.CharField(max_length=500)),
                ("content", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="previews", to="register.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "asked"), name="importpreview_asked")],
            },
        ),
        rls.enable("register_importpreview", using=WITHIN, check=WITHIN),
    ]
