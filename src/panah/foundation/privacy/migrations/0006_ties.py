# SPDX-License-Identifier: AGPL-3.0-or-later
"""What others are told of a correction is shut to whoever is tied to the person, as the file is (PZ-10)."""

from django.db import migrations

from panah.foundation.access import rls


class Migration(migrations.Migration):
    """PZ-10, threat T1."""

    dependencies = [("privacy", "0005_corrections"), ("register", "0023_ties")]

    operations = [rls.wall("privacy_correctionmessage", "person_id")]
