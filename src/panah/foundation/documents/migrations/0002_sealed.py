# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal the bytes of letters, uploads and photos; their digest is keyed (KY-02)."""

from django.db import migrations

import panah.foundation.keys.fields
from panah.foundation.keys.migrating import refuse_back, refuse_rows


class Migration(migrations.Migration):
    """Issue of sealed fields; standards KY-02, KY-06."""

    dependencies = [
        ("documents", "0001_initial"),
    ]

    operations = [
        refuse_rows("documents_storedfile"),
        migrations.RenameField(
            model_name="storedfile",
            old_name="sha256",
            new_name="digest",
        ),
        migrations.AlterField(
            model_name="storedfile",
            name="content",
            field=panah.foundation.keys.fields.SealedBinaryField(),
        ),
        refuse_back("documents_storedfile"),
    ]
