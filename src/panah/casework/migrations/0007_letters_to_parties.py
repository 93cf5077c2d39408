# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter may be addressed to the organisation that applied for a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Row-level security stays: an organisation sees what lies in the compartment of a file that it began (NR-15)."""

    dependencies = [("casework", "0006_aside")]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="addressee",
            field=models.CharField(
                choices=[
                    ("person", "the person"),
                    ("office", "an office"),
                    ("party", "whoever applied for the person"),
                ],
                max_length=10,
            ),
        ),
    ]
