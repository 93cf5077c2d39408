# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alerts, questions to readers, pauses and the meter: seen by data protection, by whom they concern, and by whoever was told."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
import panah.foundation.keys.fields
import panah.foundation.oversight.models.meter


class Migration(migrations.Migration):
    """Standards LG-09, LG-11, LG-12, EX-05."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ReviewRound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("week", models.DateField(unique=True)),
                ("seed", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("readings", models.PositiveIntegerField()),
                ("drawn", models.PositiveIntegerField()),
                ("drawn_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Watched",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("reason", panah.foundation.keys.fields.SealedTextField(max_length=1000)),
                ("marked_by", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("ends_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="WatchRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=10, unique=True)),
                ("seen_until", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "rule",
                    models.CharField(
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
                        ],
                        max_length=20,
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("holder_id", models.UUIDField(null=True)),
                ("day", models.DateField()),
                ("raised_at", models.DateTimeField()),
                ("files", models.PositiveIntegerField()),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["raised_at"], name="alert_raised")],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "account_id", "day"), name="alert_once"),
                    models.UniqueConstraint(fields=("id", "account_id"), name="alert_of_account"),
                    models.CheckConstraint(
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
                                ],
                            )
                        ),
                        name="alert_rule_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shown", "people opened or shown in lists, by ten minutes"),
                            ("opened", "people whose files were opened, by day"),
                        ],
                        max_length=6,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("seen", panah.foundation.oversight.models.meter.BitsField()),
                ("look_at", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account_id", "kind", "starts_at"), name="meter_once")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("holder_id", models.UUIDField(null=True)),
                ("event_id", models.UUIDField()),
                ("read_at", models.DateTimeField()),
                ("subject_type", models.CharField(max_length=30)),
                ("subject_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("read_for", models.CharField(blank=True, max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="oversight.reviewround",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AlertDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("about", models.UUIDField(null=True)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("explained", "there is a good reason"),
                            ("wrong", "the alert is wrong"),
                            ("escalated", "it is followed up"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", panah.foundation.keys.fields.SealedTextField(max_length=1000)),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField()),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="oversight.alert"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("about")), _negated=True),
                        name="alert_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["explained", "wrong", "escalated"])),
                        name="alert_verdict_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField(db_index=True)),
                ("holder_id", models.UUIDField(null=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("stopped", "the watch stopped it: too much was opened"),
                            ("escalated", "data protection follows an alert up"),
                            ("unanswered", "a question about a reading was not answered in time"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "told",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("began_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("reason", panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000)),
                (
                    "alert",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="oversight.alert",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("account_id", "cause"), name="pause_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_by", models.F("holder_id")), _negated=True),
                        name="pause_ended_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["stopped", "escalated", "unanswered"])),
                        name="pause_cause_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("asked", models.UUIDField(null=True)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("answered", "the reader answered"),
                            ("accepted", "data protection accepted the answer"),
                            ("asked_again", "data protection asked again"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("assigned", "the file is mine, or was then"),
                            ("stood_in", "I stood in for a colleague"),
                            ("came", "the person or a representative came, called or wrote"),
                            ("step", "the file waited for a step of my unit"),
                            ("check", "I checked data, a duplicate or a relative's file"),
                            ("supervised", "I looked at the work of the unit"),
                            ("mistake", "I opened it by mistake"),
                            ("other", "another reason"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="oversight.question"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by", models.F("asked")), ("step", "answered")),
                            models.Q(
                                models.Q(("step", "answered"), _negated=True),
                                models.Q(("by", models.F("asked")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="question_entry_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "answered"), _negated=True),
                            models.Q(("ground", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="question_entry_ground",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("accepted_at", None), ("answered_at", None)),
                fields=["account_id"],
                name="question_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("round", "event_id"), name="question_once"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("asked_at"))), name="question_due_later"
            ),
        ),
    ]
