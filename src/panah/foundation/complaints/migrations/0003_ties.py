# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody reads or answers the complaint of somebody to whom a tie was declared (PZ-10)."""

from django.db import migrations

from panah.foundation.access import rls


class Migration(migrations.Migration):
    """PZ-10, threat T15."""

    dependencies = [("complaints", "0002_guarantees"), ("register", "0023_ties")]

    operations = [rls.wall("complaints_complaint", "person_id", but="person_id IS NULL")]
