# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case may stand aside for a new filing: one open case of a person under a procedure, but for those (MC 48.3, 54.11, 67.8)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was refused before this stands aside with its next step: which procedure versions say so is theirs alone."""

    dependencies = [
        ("accounts", "0005_policy_analyst"),
        ("casework", "0005_bars"),
        ("register", "0015_import_previews"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="one_open_case",
        ),
        migrations.AddField(
            model_name="case",
            name="aside",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="aside",
            field=models.BooleanField(default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_caseevent" ("aside", "assigned_to", "closed_at", "compartment", "flags", "group_id", "id", "next_due_at", "next_due_clock", "number", "office_id", "offices", "opened_at", "participants", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure_key", "procedure_version_id", "state", "state_since", "waits_for") VALUES (NEW."aside", NEW."assigned_to", NEW."closed_at", NEW."compartment", NEW."flags", NEW."group_id", NEW."id", NEW."next_due_at", NEW."next_due_clock", NEW."number", NEW."office_id", NEW."offices", NEW."opened_at", NEW."participants", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."procedure_key", NEW."procedure_version_id", NEW."state", NEW."state_since", NEW."waits_for"); RETURN NULL;',
                    hash="309affcf26ca7f3d737976215d90d1b996601c17",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_825cb",
                    table="casework_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."aside" IS DISTINCT FROM (NEW."aside") OR OLD."assigned_to" IS DISTINCT FROM (NEW."assigned_to") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."compartment" IS DISTINCT FROM (NEW."compartment") OR OLD."flags" IS DISTINCT FROM (NEW."flags") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."next_due_at" IS DISTINCT FROM (NEW."next_due_at") OR OLD."next_due_clock" IS DISTINCT FROM (NEW."next_due_clock") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."offices" IS DISTINCT FROM (NEW."offices") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."participants" IS DISTINCT FROM (NEW."participants") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."procedure_key" IS DISTINCT FROM (NEW."procedure_key") OR OLD."procedure_version_id" IS DISTINCT FROM (NEW."procedure_version_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_since" IS DISTINCT FROM (NEW."state_since") OR OLD."waits_for" IS DISTINCT FROM (NEW."waits_for"))',
                    func='INSERT INTO "casework_caseevent" ("aside", "assigned_to", "closed_at", "compartment", "flags", "group_id", "id", "next_due_at", "next_due_clock", "number", "office_id", "offices", "opened_at", "participants", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure_key", "procedure_version_id", "state", "state_since", "waits_for") VALUES (NEW."aside", NEW."assigned_to", NEW."closed_at", NEW."compartment", NEW."flags", NEW."group_id", NEW."id", NEW."next_due_at", NEW."next_due_clock", NEW."number", NEW."office_id", NEW."offices", NEW."opened_at", NEW."participants", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."procedure_key", NEW."procedure_version_id", NEW."state", NEW."state_since", NEW."waits_for"); RETURN NULL;',
                    hash="7c0fe6605e8f096748afdf1220a72b78d904ea3f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6bba9",
                    table="casework_case",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("aside", False), ("closed_at", None)),
                fields=("person", "procedure_key"),
                name="one_open_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), ("aside", False), _connector="OR"), name="aside_while_open"
            ),
        ),
    ]
