# SPDX-License-Identifier: AGPL-3.0-or-later
"""The watch hears of a file in which the virus scanner found something (EX-06)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """EX-06."""

    dependencies = [
        ("oversight", "0002_guarantees"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_rule_known",
        ),
        migrations.AlterField(
            model_name="alert",
            name="rule",
            field=models.CharField(
                choices=[
                    ("many_people", "many people in a day"),
                    ("slow_harvest", "many strangers over several days"),
                    ("same_surname", "people of one surname"),
                    ("own_surname", "somebody of the reader's own surname"),
                    ("own_file", "the reader's own file"),
                    ("own_household", "somebody of the reader's own household"),
                    ("colleague", "the file of a colleague"),
                    ("watched", "a file that is watched"),
                    ("at_night", "at night"),
                    ("out_of_hours", "outside of working hours"),
                    ("strangers", "files outside of any relation"),
                    ("once_mine", "files that are the reader's no longer"),
                    ("come_back", "the same stranger again and again"),
                    ("denied", "refused again and again"),
                    ("one_country", "one nationality in a row"),
                    ("searches", "searches after which nothing follows"),
                    ("printed", "many copies"),
                    ("crawling", "faster than anybody reads"),
                    ("virus", "a file with a virus was sent"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "rule__in",
                        [
                            "many_people",
                            "slow_harvest",
                            "same_surname",
                            "own_surname",
                            "own_file",
                            "own_household",
                            "colleague",
                            "watched",
                            "at_night",
                            "out_of_hours",
                            "strangers",
                            "once_mine",
                            "come_back",
                            "denied",
                            "one_country",
                            "searches",
                            "printed",
                            "crawling",
                            "virus",
                        ],
                    )
                ),
                name="alert_rule_known",
            ),
        ),
    ]
