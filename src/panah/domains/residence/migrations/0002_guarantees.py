# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of self-declared people: who may know that somebody is one."""

from django.db import migrations

from panah.foundation.access import rls


class Migration(migrations.Migration):
    """Standards PZ-03, NR-15."""

    dependencies = [
        ("residence", "0001_self_declared"),
        ("access", "0001_helpers"),
        ("register", "0002_guarantees"),
    ]
    operations = [rls.enable("residence_selfdeclared", using=rls.person_child("residence_selfdeclared"))]
