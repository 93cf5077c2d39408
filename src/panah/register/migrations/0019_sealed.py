# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal what is said in words about a person in the open compartments and above (KY-02)."""

from django.db import migrations, models

import panah.foundation.keys.fields
from panah.foundation.keys.migrating import refuse_back, refuse_rows


class Migration(migrations.Migration):
    """Issue of sealed fields; standards KY-02, KY-06."""

    dependencies = [
        ("register", "0018_nationality"),
    ]

    operations = [
        refuse_rows(
            "register_familylink",
            "register_guardianship",
            "register_persondocument",
            "register_restriction",
            "register_suspectedpair",
        ),
        migrations.RemoveConstraint(model_name="pairverdict", name="pairverdict_reason"),
        migrations.RemoveConstraint(model_name="merge", name="merge_split_whole"),
        migrations.AlterField(
            model_name="familylink",
            name="place",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="familylinkevent",
            name="place",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianship",
            name="body",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianship",
            name="contact",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianship",
            name="name",
            field=panah.foundation.keys.fields.SealedTextField(max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianship",
            name="paper",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianshipevent",
            name="body",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianshipevent",
            name="contact",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianshipevent",
            name="name",
            field=panah.foundation.keys.fields.SealedTextField(max_length=200),
        ),
        migrations.AlterField(
            model_name="guardianshipevent",
            name="paper",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="merge",
            name="split_reason",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
        ),
        migrations.AlterField(
            model_name="mergeevent",
            name="split_reason",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
        ),
        migrations.AlterField(
            model_name="pairverdict",
            name="answer",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
        ),
        migrations.AlterField(
            model_name="pairverdict",
            name="reason",
            field=panah.foundation.keys.fields.SealedTextField(max_length=1000),
        ),
        migrations.AlterField(
            model_name="pairverdictevent",
            name="answer",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
        ),
        migrations.AlterField(
            model_name="pairverdictevent",
            name="reason",
            field=panah.foundation.keys.fields.SealedTextField(max_length=1000),
        ),
        migrations.AlterField(
            model_name="persondocument",
            name="description",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="persondocumentevent",
            name="description",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="restriction",
            name="paper",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="restriction",
            name="told_by",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="restrictionevent",
            name="paper",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="restrictionevent",
            name="told_by",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="suspectedpair",
            name="note",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
        ),
        migrations.AlterField(
            model_name="suspectedpairevent",
            name="note",
            field=panah.foundation.keys.fields.SealedTextField(blank=True, default="", max_length=1000),
        ),
        # Made anew: the old ones would compare the text of the bytes.
        migrations.AddConstraint(
            model_name="pairverdict",
            constraint=models.CheckConstraint(condition=~models.Q(reason=""), name="pairverdict_reason"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(split_at__isnull=True, split_holder__isnull=True, split_reason="")
                | (models.Q(split_at__isnull=False, split_holder__isnull=False) & ~models.Q(split_reason="")),
                name="merge_split_whole",
            ),
        ),
        refuse_back(
            "register_familylink",
            "register_guardianship",
            "register_merge",
            "register_pairverdict",
            "register_persondocument",
            "register_restriction",
            "register_suspectedpair",
        ),
    ]
