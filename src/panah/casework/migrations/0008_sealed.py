# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal what actions said, drafts, findings, names of appointments and numbers of documents (KY-02)."""

from django.db import migrations

import panah.foundation.keys.fields
from panah.foundation.keys.migrating import refuse_back, refuse_rows, seal_json


class Migration(migrations.Migration):
    """Issue of sealed fields; standards KY-02, KY-06."""

    dependencies = [
        ("casework", "0007_letters_to_parties"),
    ]

    operations = [
        refuse_rows("casework_action", "casework_draft"),
        seal_json(
            [
                ("casework_actioncontent", "data"),
                ("casework_decision", "findings"),
                ("casework_decisionevent", "findings"),
                ("casework_draft", "data"),
            ],
            [
                migrations.AlterField(
                    model_name="actioncontent",
                    name="data",
                    field=panah.foundation.keys.fields.SealedJSONField(),
                ),
                migrations.AlterField(
                    model_name="decision",
                    name="findings",
                    field=panah.foundation.keys.fields.SealedJSONField(default=dict),
                ),
                migrations.AlterField(
                    model_name="decisionevent",
                    name="findings",
                    field=panah.foundation.keys.fields.SealedJSONField(default=dict),
                ),
                migrations.AlterField(
                    model_name="draft",
                    name="data",
                    field=panah.foundation.keys.fields.SealedJSONField(default=dict),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="appointment",
            name="first_name",
            field=panah.foundation.keys.fields.SealedTextField(max_length=100),
        ),
        migrations.AlterField(
            model_name="appointmentevent",
            name="first_name",
            field=panah.foundation.keys.fields.SealedTextField(max_length=100),
        ),
        # On the way back the code is unique under the name that it had.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "ALTER TABLE casework_issueddocument"
            " RENAME CONSTRAINT casework_issueddocument_code_5b649ca7_uniq TO casework_issueddocument_code_key",
        ),
        migrations.AlterField(
            model_name="issueddocument",
            name="code",
            field=panah.foundation.keys.fields.SealedTextField(max_length=40),
        ),
        migrations.AlterField(
            model_name="issueddocumentevent",
            name="code",
            field=panah.foundation.keys.fields.SealedTextField(max_length=40),
        ),
        refuse_back("casework_actioncontent", "casework_draft", "casework_appointment", "casework_issueddocument"),
    ]
