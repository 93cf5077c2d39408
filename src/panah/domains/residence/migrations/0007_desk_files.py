# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody whom an organisation brought to the desk may stand in its list without a day of birth or a passport."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A passport is still named once by an organisation."""

    dependencies = [
        ("register", "0017_visa_days"),
        ("residence", "0006_party_guarantees"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="named",
            name="named_once",
        ),
        migrations.AlterField(
            model_name="named",
            name="born",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="named",
            name="country",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AlterField(
            model_name="named",
            name="passport",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name="namedevent",
            name="born",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="namedevent",
            name="country",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AlterField(
            model_name="namedevent",
            name="passport",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.UniqueConstraint(
                condition=models.Q(("passport", ""), _negated=True),
                fields=("organisation", "country", "passport"),
                name="named_once",
            ),
        ),
    ]
