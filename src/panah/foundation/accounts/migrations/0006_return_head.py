# SPDX-License-Identifier: AGPL-3.0-or-later
"""The head of the return unit, and the pairs of roles that nobody may hold together."""

import importlib

from django.db import migrations, models

_guarantees = importlib.import_module("panah.foundation.accounts.migrations.0002_guarantees")


class Migration(migrations.Migration):
    """The trigger is written anew from the roles as they are now."""

    dependencies = [
        ("accounts", "0005_policy_analyst"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="roleassignment",
            name="role_is_known",
        ),
        migrations.AlterField(
            model_name="roleassignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("registrar", "registrar"),
                    ("case_officer", "case_officer"),
                    ("reviewer", "reviewer"),
                    ("head_of_unit", "head_of_unit"),
                    ("appeal_officer", "appeal_officer"),
                    ("interpreter", "interpreter"),
                    ("guardian", "guardian"),
                    ("border_officer", "border_officer"),
                    ("stay_officer", "stay_officer"),
                    ("stay_reviewer", "stay_reviewer"),
                    ("stay_head", "stay_head"),
                    ("stay_appeal_officer", "stay_appeal_officer"),
                    ("opinion_officer", "opinion_officer"),
                    ("employer", "employer"),
                    ("return_officer", "return_officer"),
                    ("return_head", "return_head"),
                    ("displaced_officer", "displaced_officer"),
                    ("policy_analyst", "policy_analyst"),
                    ("data_protection", "data_protection"),
                    ("administrator", "administrator"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="roleassignmentevent",
            name="role",
            field=models.CharField(
                choices=[
                    ("registrar", "registrar"),
                    ("case_officer", "case_officer"),
                    ("reviewer", "reviewer"),
                    ("head_of_unit", "head_of_unit"),
                    ("appeal_officer", "appeal_officer"),
                    ("interpreter", "interpreter"),
                    ("guardian", "guardian"),
                    ("border_officer", "border_officer"),
                    ("stay_officer", "stay_officer"),
                    ("stay_reviewer", "stay_reviewer"),
                    ("stay_head", "stay_head"),
                    ("stay_appeal_officer", "stay_appeal_officer"),
                    ("opinion_officer", "opinion_officer"),
                    ("employer", "employer"),
                    ("return_officer", "return_officer"),
                    ("return_head", "return_head"),
                    ("displaced_officer", "displaced_officer"),
                    ("policy_analyst", "policy_analyst"),
                    ("data_protection", "data_protection"),
                    ("administrator", "administrator"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "registrar",
                            "case_officer",
                            "reviewer",
                            "head_of_unit",
                            "appeal_officer",
                            "interpreter",
                            "guardian",
                            "border_officer",
                            "stay_officer",
                            "stay_reviewer",
                            "stay_head",
                            "stay_appeal_officer",
                            "opinion_officer",
                            "employer",
                            "return_officer",
                            "return_head",
                            "displaced_officer",
                            "policy_analyst",
                            "data_protection",
                            "administrator",
                        ],
                    )
                ),
                name="role_is_known",
            ),
        ),
        migrations.RunSQL(_guarantees.ROLE_TRIGGER, migrations.RunSQL.noop),
    ]
