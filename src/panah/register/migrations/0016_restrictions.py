# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries in restriction lists: who may know of them, and that nobody stands in a list twice on one ground at one time."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

# Equality of text and uuid without an extension: docs/adr/0005. What has ended is history and excludes nothing.
_KEY = "hashtextextended(person_id::text || ':' || compartment || ':' || kind || ':' || ground || ':' || fact, 0)"
_ONCE = f"""
ALTER TABLE register_restriction ADD CONSTRAINT register_restriction_once_at_a_time EXCLUDE USING gist (
  point(({_KEY} >> 32)::float8, ({_KEY} & 4294967295)::float8) WITH ~=, daterange(first_day, last_day, '[]') WITH &&
) WHERE (ended_at IS NULL)
"""


class Migration(migrations.Migration):
    """Standards DB-12, NR-07, NR-15, PZ-03."""

    dependencies = [
        ("access", "0001_helpers"),
        ("register", "0015_import_previews"),
    ]

    operations = [
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("entry_ban", "ban on entry"),
                            ("undesirable_person", "undesirable person"),
                            ("exit_restriction", "limit on leaving the country"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ground", models.CharField(max_length=40)),
                ("fact", models.CharField(blank=True, default="", max_length=80)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("told_by", models.CharField(blank=True, default="", max_length=200)),
                ("paper", models.CharField(blank=True, default="", max_length=200)),
                ("case_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("entered_by", models.UUIDField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_by", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_by", models.UUIDField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("event", "what ends it by law has come"),
                            ("lifted", "lifted early"),
                            ("annulled", "annulled on a complaint or by a court"),
                            ("renewed", "renewed: a later entry follows"),
                            ("not_confirmed", "not confirmed by the second person"),
                            ("mistake", "entered by mistake"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("end_proposed_by", models.UUIDField(blank=True, null=True)),
                ("ended_by", models.UUIDField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="restrictions", to="register.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RestrictionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("entry_ban", "ban on entry"),
                            ("undesirable_person", "undesirable person"),
                            ("exit_restriction", "limit on leaving the country"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ground", models.CharField(max_length=40)),
                ("fact", models.CharField(blank=True, default="", max_length=80)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("told_by", models.CharField(blank=True, default="", max_length=200)),
                ("paper", models.CharField(blank=True, default="", max_length=200)),
                ("case_id", models.UUIDField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("entered_by", models.UUIDField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_by", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_by", models.UUIDField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("event", "what ends it by law has come"),
                            ("lifted", "lifted early"),
                            ("annulled", "annulled on a complaint or by a court"),
                            ("renewed", "renewed: a later entry follows"),
                            ("not_confirmed", "not confirmed by the second person"),
                            ("mistake", "entered by mistake"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("end_proposed_by", models.UUIDField(blank=True, null=True)),
                ("ended_by", models.UUIDField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="register.person",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.restriction",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["entry_ban", "undesirable_person", "exit_restriction"])),
                name="restriction_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground", ""), _negated=True), name="restriction_has_a_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__isnull", False), ("review_on__isnull", False), _connector="OR"),
                name="restriction_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_day__isnull", True), ("last_day__gte", models.F("first_day")), _connector="OR"
                ),
                name="restriction_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="restriction_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at__isnull", True), ("ended_on__isnull", True)),
                    models.Q(
                        ("end__in", ["event", "lifted", "annulled", "renewed", "not_confirmed", "mistake"]),
                        ("ended_at__isnull", False),
                        ("ended_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="restriction_ended_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end__in", ["lifted", "mistake"]), _negated=True),
                    models.Q(
                        ("end_proposed_by__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("ended_by", models.F("end_proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="restriction_lifted_by_two",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="restriction",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_restrictionevent" ("case_id", "compartment", "confirmed_at", "confirmed_by", "end", "end_proposed_by", "ended_at", "ended_by", "ended_on", "entered_by", "fact", "first_day", "ground", "id", "kind", "last_day", "paper", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "review_on", "reviewed_at", "reviewed_by", "suspended_at", "told_by") VALUES (NEW."case_id", NEW."compartment", NEW."confirmed_at", NEW."confirmed_by", NEW."end", NEW."end_proposed_by", NEW."ended_at", NEW."ended_by", NEW."ended_on", NEW."entered_by", NEW."fact", NEW."first_day", NEW."ground", NEW."id", NEW."kind", NEW."last_day", NEW."paper", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."review_on", NEW."reviewed_at", NEW."reviewed_by", NEW."suspended_at", NEW."told_by"); RETURN NULL;',
                    hash="41c159e853b8a53aab16ccfbe7d44f2b53b2f51b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_828b3",
                    table="register_restriction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="restriction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_restrictionevent" ("case_id", "compartment", "confirmed_at", "confirmed_by", "end", "end_proposed_by", "ended_at", "ended_by", "ended_on", "entered_by", "fact", "first_day", "ground", "id", "kind", "last_day", "paper", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "review_on", "reviewed_at", "reviewed_by", "suspended_at", "told_by") VALUES (NEW."case_id", NEW."compartment", NEW."confirmed_at", NEW."confirmed_by", NEW."end", NEW."end_proposed_by", NEW."ended_at", NEW."ended_by", NEW."ended_on", NEW."entered_by", NEW."fact", NEW."first_day", NEW."ground", NEW."id", NEW."kind", NEW."last_day", NEW."paper", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."review_on", NEW."reviewed_at", NEW."reviewed_by", NEW."suspended_at", NEW."told_by"); RETURN NULL;',
                    hash="f8df357200955b5f60ca537a88ddb1b58a413427",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5d256",
                    table="register_restriction",
                    when="AFTER",
                ),
            ),
        ),
        rls.enable("register_restriction", using=rls.person_child("register_restriction")),
        rls.enable_history("register_restrictionevent", "register_restriction"),
        migrations.RunSQL(
            _ONCE, "ALTER TABLE register_restriction DROP CONSTRAINT register_restriction_once_at_a_time"
        ),
    ]
