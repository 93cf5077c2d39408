# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days of stay of a visa and the last entry on it, so that they count as lawful stay wherever the person has a file (MC 20.1)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """Visas recorded before this have none: their last day counts."""

    dependencies = [
        ("register", "0016_restrictions"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="legalstatus",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="legalstatus",
            name="update_update",
        ),
        migrations.AddField(
            model_name="legalstatus",
            name="entered_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="legalstatus",
            name="stay_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="legalstatusevent",
            name="entered_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="legalstatusevent",
            name="stay_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalstatus",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_legalstatusevent" ("basis", "case_id", "compartment", "entered_on", "ground", "group", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "stay_days", "valid") VALUES (NEW."basis", NEW."case_id", NEW."compartment", NEW."entered_on", NEW."ground", NEW."group", NEW."id", NEW."kind", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."stay_days", NEW."valid"); RETURN NULL;',
                    hash="f75676721b1a971fcf2dfa039ed2053ac8a0d144",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_82a60",
                    table="register_legalstatus",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalstatus",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_legalstatusevent" ("basis", "case_id", "compartment", "entered_on", "ground", "group", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "stay_days", "valid") VALUES (NEW."basis", NEW."case_id", NEW."compartment", NEW."entered_on", NEW."ground", NEW."group", NEW."id", NEW."kind", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."stay_days", NEW."valid"); RETURN NULL;',
                    hash="fe6aef898cd782d3a7abe9bc6d14b78b320f1565",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_60c70",
                    table="register_legalstatus",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="legalstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entered_on", None), ("stay_days", None)), ("kind", "visa"), _connector="OR"
                ),
                name="legalstatus_days_of_a_visa",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("stay_days", None), ("stay_days__gt", 0), _connector="OR"),
                name="legalstatus_some_days",
            ),
        ),
    ]
