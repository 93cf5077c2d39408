from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_guarantees"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="roleassignment",
            name="role_is_known",
        ),
        migrations.AlterField(
            model_name="office",
            name="kind",
            field=models.CharField(
                choices=[
                    ("determining", "determining office"),
                    ("appeal", "appeal unit"),
                    ("border", "border or police post"),
                    ("guardianship", "guardianship body"),
                    ("stay", "stay and residence"),
                    ("displaced", "internally displaced people"),
                    ("return", "return"),
                    ("central", "central services"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="officeevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("determining", "determining office"),
                    ("appeal", "appeal unit"),
                    ("border", "border or police post"),
                    ("guardianship", "guardianship body"),
                    ("stay", "stay and residence"),
                    ("displaced", "internally displaced people"),
                    ("return", "return"),
                    ("central", "central services"),
                ],
                max_length=20,
            ),
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
                    ("return_officer", "return_officer"),
                    ("displaced_officer", "displaced_officer"),
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
                    ("return_officer", "return_officer"),
                    ("displaced_officer", "displaced_officer"),
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
                            "return_officer",
                            "displaced_officer",
                            "data_protection",
                            "administrator",
                        ],
                    )
                ),
                name="role_is_known",
            ),
        ),
    ]
