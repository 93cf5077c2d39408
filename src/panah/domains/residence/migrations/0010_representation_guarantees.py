# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of powers of attorney: only the compartment in which one was recorded knows of it."""

from django.db import migrations

from panah.foundation.access import rls


class Migration(migrations.Migration):
    """Standards PZ-03, NR-15."""

    dependencies = [
        ("residence", "0009_representation"),
        ("access", "0001_helpers"),
        ("register", "0002_guarantees"),
    ]
    operations = [
        rls.enable("residence_representation", using=rls.person_child("residence_representation")),
        rls.enable_history("residence_representationevent", "residence_representation"),
    ]
