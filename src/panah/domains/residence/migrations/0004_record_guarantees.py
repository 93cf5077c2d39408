# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of migration records: who may know that somebody has one, and what was noted."""

from django.db import migrations

from panah.foundation.access import rls


class Migration(migrations.Migration):
    """Standards PZ-03, NR-15."""

    dependencies = [
        ("residence", "0003_migration_record"),
        ("access", "0001_helpers"),
        ("register", "0002_guarantees"),
    ]
    operations = [
        rls.enable("residence_migrationrecord", using=rls.person_child("residence_migrationrecord")),
        rls.enable("residence_recordnote", using=rls.person_child("residence_recordnote")),
        rls.enable_history("residence_migrationrecordevent", "residence_migrationrecord"),
        rls.enable_history("residence_recordnoteevent", "residence_recordnote"),
    ]
