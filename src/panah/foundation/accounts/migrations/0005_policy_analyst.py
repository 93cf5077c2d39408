
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_stay'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='roleassignment',
            name='role_is_known',
        ),
        migrations.AlterField(
            model_name='roleassignment',
            name='role',
            field=models.CharField(choices=[('registrar', 'registrar'), ('case_officer', 'case_officer'), ('reviewer', 'reviewer'), ('head_of_unit', 'head_of_unit'), ('appeal_officer', 'appeal_officer'), ('interpreter', 'interpreter'), ('guardian', 'guardian'), ('border_officer', 'border_officer'), ('stay_officer', 'stay_officer'), ('stay_reviewer', 'stay_reviewer'), ('stay_head', 'stay_head'), ('stay_appeal_officer', 'stay_appeal_officer'), ('opinion_officer', 'opinion_officer'), ('employer', 'employer'), ('return_officer', 'return_officer'), ('displaced_officer', 'displaced_officer'), ('policy_analyst', 'policy_analyst'), ('data_protection', 'data_protection'), ('administrator', 'administrator')], max_length=30),
        ),
        migrations.AlterField(
            model_name='roleassignmentevent',
            name='role',
            field=models.CharField(choices=[('registrar', 'registrar'), ('case_officer', 'case_officer'), ('reviewer', 'reviewer'), ('head_of_unit', 'head_of_unit'), ('appeal_officer', 'appeal_officer'), ('interpreter', 'interpreter'), ('guardian', 'guardian'), ('border_officer', 'border_officer'), ('stay_officer', 'stay_officer'), ('stay_reviewer', 'stay_reviewer'), ('stay_head', 'stay_head'), ('stay_appeal_officer', 'stay_appeal_officer'), ('opinion_officer', 'opinion_officer'), ('employer', 'employer'), ('return_officer', 'return_officer'), ('displaced_officer', 'displaced_officer'), ('policy_analyst', 'policy_analyst'), ('data_protection', 'data_protection'), ('administrator', 'administrator')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='roleassignment',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['registrar', 'case_officer', 'reviewer', 'head_of_unit', 'appeal_officer', 'interpreter', 'guardian', 'border_officer', 'stay_officer', 'stay_reviewer', 'stay_head', 'stay_appeal_officer', 'opinion_officer', 'employer', 'return_officer', 'displaced_officer', 'policy_analyst', 'data_protection', 'administrator'])), name='role_is_known'),
        ),
    ]
