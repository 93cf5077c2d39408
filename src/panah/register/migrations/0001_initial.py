# SPDX-License-Identifier: AGPL-3.0-or-later

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import panah.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=300)),
                ("district", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(max_length=3)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("phone", "telephone"), ("email", "e-mail"), ("other", "other")], max_length=10
                    ),
                ),
                ("value", models.CharField(max_length=200)),
                (
                    "safe_to_use",
                    models.CharField(
                        choices=[
                            ("yes", "safe"),
                            ("only_text", "only neutral text messages"),
                            ("no", "not safe: do not use"),
                            ("unknown", "not asked"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FamilyLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "bond",
                    models.CharField(
                        choices=[
                            ("parent", "parent of"),
                            ("child", "child of"),
                            ("spouse", "spouse or partner of"),
                            ("sibling", "brother or sister of"),
                            ("grandparent", "grandparent of"),
                            ("guardian", "guardian of"),
                            ("caregiver_customary", "caregiver by custom of"),
                            ("other_relative", "relative of"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "whereabouts",
                    models.CharField(
                        choices=[
                            ("present", "here with the person"),
                            ("elsewhere", "elsewhere"),
                            ("missing", "missing"),
                            ("deceased", "deceased"),
                        ],
                        default="present",
                        max_length=10,
                    ),
                ),
                ("began_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Guardianship",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account", "a guardian who signs in"),
                            ("body", "a guardianship body"),
                            ("person", "a person named"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("body", models.CharField(blank=True, max_length=200)),
                ("account_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("appointed_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("formed_at", models.DateTimeField()),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="HouseholdEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                ("formed_at", models.DateTimeField()),
                ("request_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("principal", "principal applicant"),
                            ("spouse", "spouse or partner"),
                            ("child", "child"),
                            ("parent", "parent"),
                            ("sibling", "brother or sister"),
                            ("other_relative", "other relative"),
                            ("other", "other member"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
            ],
        ),
        migrations.CreateModel(
            name="HouseholdMemberEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("principal", "principal applicant"),
                            ("spouse", "spouse or partner"),
                            ("child", "child"),
                            ("parent", "parent"),
                            ("sibling", "brother or sister"),
                            ("other_relative", "other relative"),
                            ("other", "other member"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IdentityPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(blank=True, default="", max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("passport", "passport"),
                            ("identity_card", "identity card"),
                            ("birth_certificate", "birth certificate"),
                            ("travel_document", "travel document"),
                            ("residence_permit", "residence permit"),
                            ("driving_licence", "driving licence"),
                            ("military_book", "military book"),
                            ("marriage_certificate", "marriage certificate"),
                            ("other", "other paper"),
                        ],
                        max_length=30,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=3)),
                ("number", models.CharField(max_length=60)),
                ("number_key", models.CharField(db_index=True, max_length=60)),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("mrz", models.CharField(blank=True, max_length=100)),
                ("held", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="IdentityPaperEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(blank=True, default="", max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("passport", "passport"),
                            ("identity_card", "identity card"),
                            ("birth_certificate", "birth certificate"),
                            ("travel_document", "travel document"),
                            ("residence_permit", "residence permit"),
                            ("driving_licence", "driving licence"),
                            ("military_book", "military book"),
                            ("marriage_certificate", "marriage certificate"),
                            ("other", "other paper"),
                        ],
                        max_length=30,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=3)),
                ("number", models.CharField(max_length=60)),
                ("number_key", models.CharField(max_length=60)),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("mrz", models.CharField(blank=True, max_length=100)),
                ("held", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LegalStatus",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("applicant", "asylum applicant"),
                            ("appellant", "asylum applicant, appeal pending"),
                            ("refugee", "refugee"),
                            ("refused", "refused, appeal period open"),
                            ("refused_final", "refused, final"),
                            ("status_lost", "refugee status lost"),
                            ("status_deprived", "deprived of refugee status"),
                            ("claim_closed", "claim closed without a decision"),
                            ("political_asylum", "political asylum granted"),
                            ("temporary_stay", "temporary stay"),
                            ("temporary_residence", "temporary residence permit"),
                            ("permanent_residence", "permanent residence permit"),
                            ("stateless_applicant", "statelessness being determined"),
                            ("stateless", "stateless person"),
                            ("trafficking_victim", "recognised victim of trafficking"),
                            ("assists_prosecution", "assists a prosecution"),
                            ("removal_ordered", "removal ordered"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("asylum", "asylum procedure and refugee status"),
                            ("political_asylum", "political asylum"),
                            ("stay", "stay and residence"),
                            ("statelessness", "statelessness"),
                            ("trafficking", "victim of trafficking"),
                            ("prosecution", "assistance to a prosecution"),
                            ("removal", "removal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("basis", models.CharField(max_length=100)),
                ("case_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LegalStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("applicant", "asylum applicant"),
                            ("appellant", "asylum applicant, appeal pending"),
                            ("refugee", "refugee"),
                            ("refused", "refused, appeal period open"),
                            ("refused_final", "refused, final"),
                            ("status_lost", "refugee status lost"),
                            ("status_deprived", "deprived of refugee status"),
                            ("claim_closed", "claim closed without a decision"),
                            ("political_asylum", "political asylum granted"),
                            ("temporary_stay", "temporary stay"),
                            ("temporary_residence", "temporary residence permit"),
                            ("permanent_residence", "permanent residence permit"),
                            ("stateless_applicant", "statelessness being determined"),
                            ("stateless", "stateless person"),
                            ("trafficking_victim", "recognised victim of trafficking"),
                            ("assists_prosecution", "assists a prosecution"),
                            ("removal_ordered", "removal ordered"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("asylum", "asylum procedure and refugee status"),
                            ("political_asylum", "political asylum"),
                            ("stay", "stay and residence"),
                            ("statelessness", "statelessness"),
                            ("trafficking", "victim of trafficking"),
                            ("prosecution", "assistance to a prosecution"),
                            ("removal", "removal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("basis", models.CharField(max_length=100)),
                ("case_id", models.UUIDField(blank=True, null=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "compartments",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("F", "female"), ("M", "male"), ("X", "other"), ("U", "not told")],
                        default="U",
                        max_length=1,
                    ),
                ),
                ("born_from", models.DateField(blank=True, null=True)),
                ("born_to", models.DateField(blank=True, null=True)),
                (
                    "birth_precision",
                    models.CharField(
                        choices=[
                            ("day", "day known"),
                            ("month", "month known"),
                            ("year", "year known"),
                            ("estimated", "estimated"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("birth_place", models.CharField(blank=True, max_length=200)),
                ("birth_country", models.CharField(blank=True, max_length=3)),
                (
                    "citizenships",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("stateless", models.BooleanField(default=False)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("interpreter_language", models.CharField(blank=True, max_length=3)),
                (
                    "interpreter_sex_wish",
                    models.CharField(
                        blank=True,
                        choices=[("F", "a woman"), ("M", "a man"), ("", "no wish")],
                        default="",
                        max_length=1,
                    ),
                ),
                ("photo_id", models.UUIDField(blank=True, null=True)),
                ("deceased_on", models.DateField(blank=True, null=True)),
                ("registered_at", models.DateTimeField()),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="PersonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                (
                    "compartments",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("F", "female"), ("M", "male"), ("X", "other"), ("U", "not told")],
                        default="U",
                        max_length=1,
                    ),
                ),
                ("born_from", models.DateField(blank=True, null=True)),
                ("born_to", models.DateField(blank=True, null=True)),
                (
                    "birth_precision",
                    models.CharField(
                        choices=[
                            ("day", "day known"),
                            ("month", "month known"),
                            ("year", "year known"),
                            ("estimated", "estimated"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("birth_place", models.CharField(blank=True, max_length=200)),
                ("birth_country", models.CharField(blank=True, max_length=3)),
                (
                    "citizenships",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("stateless", models.BooleanField(default=False)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("interpreter_language", models.CharField(blank=True, max_length=3)),
                (
                    "interpreter_sex_wish",
                    models.CharField(
                        blank=True,
                        choices=[("F", "a woman"), ("M", "a man"), ("", "no wish")],
                        default="",
                        max_length=1,
                    ),
                ),
                ("photo_id", models.UUIDField(blank=True, null=True)),
                ("deceased_on", models.DateField(blank=True, null=True)),
                ("registered_at", models.DateTimeField()),
                ("request_id", models.UUIDField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(blank=True, default="", max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("current", "name in use"),
                            ("birth", "name at birth"),
                            ("alias", "other name used"),
                            ("as_on_document", "as on a document"),
                            ("latin", "in Latin letters, as agreed with the person"),
                        ],
                        default="current",
                        max_length=20,
                    ),
                ),
                ("full", models.CharField(max_length=300)),
                ("given", models.CharField(blank=True, max_length=200)),
                ("family", models.CharField(blank=True, max_length=200)),
                ("patronymic", models.CharField(blank=True, max_length=200)),
                ("script", models.CharField(max_length=10)),
                ("language", models.CharField(blank=True, max_length=3)),
                ("latin", models.CharField(blank=True, max_length=400)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), default=list, size=None
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PersonNameEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(blank=True, default="", max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("current", "name in use"),
                            ("birth", "name at birth"),
                            ("alias", "other name used"),
                            ("as_on_document", "as on a document"),
                            ("latin", "in Latin letters, as agreed with the person"),
                        ],
                        default="current",
                        max_length=20,
                    ),
                ),
                ("full", models.CharField(max_length=300)),
                ("given", models.CharField(blank=True, max_length=200)),
                ("family", models.CharField(blank=True, max_length=200)),
                ("patronymic", models.CharField(blank=True, max_length=200)),
                ("script", models.CharField(max_length=10)),
                ("language", models.CharField(blank=True, max_length=3)),
                ("latin", models.CharField(blank=True, max_length=400)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), default=list, size=None
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SpecificNeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("SC-UC", "unaccompanied child"),
                            ("SC-SC", "separated child"),
                            ("CR", "child at risk"),
                            ("WR", "woman at risk"),
                            ("WR-PW", "pregnant or nursing woman"),
                            ("SP", "single parent or caregiver"),
                            ("ER", "older person at risk"),
                            ("DS", "disability"),
                            ("DS-SH", "visual, hearing or speech impairment"),
                            ("SM", "serious medical condition"),
                            ("SM-MI", "mental health condition"),
                            ("TR", "survivor of torture or violence"),
                            ("SV", "survivor of sexual or gender-based violence"),
                            ("TP", "sign or victim of trafficking"),
                            ("LP", "specific legal or physical protection need"),
                            ("FU", "family unity or tracing"),
                            ("LN", "needs help with reading or language"),
                        ],
                        max_length=10,
                    ),
                ),
                ("seen_on", models.DateField()),
                ("source", models.CharField(max_length=20)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SpecificNeedEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("SC-UC", "unaccompanied child"),
                            ("SC-SC", "separated child"),
                            ("CR", "child at risk"),
                            ("WR", "woman at risk"),
                            ("WR-PW", "pregnant or nursing woman"),
                            ("SP", "single parent or caregiver"),
                            ("ER", "older person at risk"),
                            ("DS", "disability"),
                            ("DS-SH", "visual, hearing or speech impairment"),
                            ("SM", "serious medical condition"),
                            ("SM-MI", "mental health condition"),
                            ("TR", "survivor of torture or violence"),
                            ("SV", "survivor of sexual or gender-based violence"),
                            ("TP", "sign or victim of trafficking"),
                            ("LP", "specific legal or physical protection need"),
                            ("FU", "family unity or tracing"),
                            ("LN", "needs help with reading or language"),
                        ],
                        max_length=10,
                    ),
                ),
                ("seen_on", models.DateField()),
                ("source", models.CharField(max_length=20)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AddressEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=300)),
                ("district", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(max_length=3)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.address",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("phone", "telephone"), ("email", "e-mail"), ("other", "other")], max_length=10
                    ),
                ),
                ("value", models.CharField(max_length=200)),
                (
                    "safe_to_use",
                    models.CharField(
                        choices=[
                            ("yes", "safe"),
                            ("only_text", "only neutral text messages"),
                            ("no", "not safe: do not use"),
                            ("unknown", "not asked"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.contact",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FamilyLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "bond",
                    models.CharField(
                        choices=[
                            ("parent", "parent of"),
                            ("child", "child of"),
                            ("spouse", "spouse or partner of"),
                            ("sibling", "brother or sister of"),
                            ("grandparent", "grandparent of"),
                            ("guardian", "guardian of"),
                            ("caregiver_customary", "caregiver by custom of"),
                            ("other_relative", "relative of"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "whereabouts",
                    models.CharField(
                        choices=[
                            ("present", "here with the person"),
                            ("elsewhere", "elsewhere"),
                            ("missing", "missing"),
                            ("deceased", "deceased"),
                        ],
                        default="present",
                        max_length=10,
                    ),
                ),
                ("began_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.familylink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GuardianshipEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.secret_id, editable=False, serialize=False)),
                ("compartment", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account", "a guardian who signs in"),
                            ("body", "a guardianship body"),
                            ("person", "a person named"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("body", models.CharField(blank=True, max_length=200)),
                ("account_id", models.UUIDField(blank=True, null=True)),
                ("appointed_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="register.guardianship",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_householdevent" ("compartment", "formed_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") VALUES (NEW."compartment", NEW."formed_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."request_id"); RETURN NULL;',
                    hash="b62dfd4e346908cef41d33ee0fd81f7c9830fbe9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7fcb3",
                    table="register_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_householdevent" ("compartment", "formed_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id") VALUES (NEW."compartment", NEW."formed_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."request_id"); RETURN NULL;',
                    hash="1b15e437e220725d82f7b7f8c97cd4bc2c1d94e8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_145d3",
                    table="register_household",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="householdevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.household",
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="members", to="register.household"
            ),
        ),
        migrations.AddField(
            model_name="householdmemberevent",
            name="household",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.household",
            ),
        ),
        migrations.AddField(
            model_name="householdmemberevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.householdmember",
            ),
        ),
        migrations.AddField(
            model_name="identitypaperevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.identitypaper",
            ),
        ),
        migrations.AddField(
            model_name="legalstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.legalstatus",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["born_from", "born_to"], name="person_born"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("birth_precision", "unknown"), ("born_from__isnull", True), ("born_to__isnull", True)),
                    models.Q(
                        models.Q(("birth_precision", "unknown"), _negated=True),
                        ("born_from__isnull", False),
                        ("born_from__lte", models.F("born_to")),
                        ("born_to__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="person_birth_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("birth_precision", "day"), _negated=True),
                    ("born_from", models.F("born_to")),
                    _connector="OR",
                ),
                name="person_birth_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartments", []), _negated=True), name="person_known_somewhere"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deceased_on__isnull", True),
                    ("born_from__isnull", True),
                    ("deceased_on__gte", models.F("born_from")),
                    _connector="OR",
                ),
                name="person_death_after_birth",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(condition=models.Q(("sex__in", ["F", "M", "X", "U"])), name="person_sex"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("birth_precision__in", ["day", "month", "year", "estimated", "unknown"])),
                name="person_birth_precision",
            ),
        ),
        migrations.AddField(
            model_name="legalstatusevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="legalstatus",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="statuses", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="identitypaperevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="identitypaper",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="householdmemberevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="guardianshipevent",
            name="child",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="guardianships", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="familylinkevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="familylinkevent",
            name="relative",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="familylink",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="familylink",
            name="relative",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links_of_others", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="addressevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="addresses", to="register.person"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "citizenships", "compartments", "deceased_on", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") VALUES (NEW."birth_country", NEW."birth_place", NEW."birth_precision", NEW."born_from", NEW."born_to", NEW."citizenships", NEW."compartments", NEW."deceased_on", NEW."id", NEW."interpreter_language", NEW."interpreter_sex_wish", NEW."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."photo_id", NEW."registered_at", NEW."request_id", NEW."sex", NEW."stateless", NEW."version"); RETURN NULL;',
                    hash="03ddf03b5244cba2f6a9102eea8e28bd17415817",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_afc23",
                    table="register_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_personevent" ("birth_country", "birth_place", "birth_precision", "born_from", "born_to", "citizenships", "compartments", "deceased_on", "id", "interpreter_language", "interpreter_sex_wish", "languages", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "registered_at", "request_id", "sex", "stateless", "version") VALUES (NEW."birth_country", NEW."birth_place", NEW."birth_precision", NEW."born_from", NEW."born_to", NEW."citizenships", NEW."compartments", NEW."deceased_on", NEW."id", NEW."interpreter_language", NEW."interpreter_sex_wish", NEW."languages", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."photo_id", NEW."registered_at", NEW."request_id", NEW."sex", NEW."stateless", NEW."version"); RETURN NULL;',
                    hash="acf2fc78d1c67656c8a195e26238b1efe5f63c2f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f2beb",
                    table="register_person",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="personevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="personname",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="names", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="personnameevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="personnameevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.personname",
            ),
        ),
        migrations.AddField(
            model_name="specificneed",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="register.person"
            ),
        ),
        migrations.AddField(
            model_name="specificneedevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="register.person",
            ),
        ),
        migrations.AddField(
            model_name="specificneedevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="register.specificneed",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded__isempty", False), ("valid__isempty", False)), name="legalstatus_ranges"
            ),
        ),
        migrations.AddConstraint(
            model_name="legalstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("group", "asylum"),
                        (
                            "kind__in",
                            [
                                "appellant",
                                "applicant",
                                "claim_closed",
                                "refugee",
                                "refused",
                                "refused_final",
                                "status_deprived",
                                "status_lost",
                            ],
                        ),
                    ),
                    models.Q(("group", "political_asylum"), ("kind__in", ["political_asylum"])),
                    models.Q(
                        ("group", "stay"),
                        ("kind__in", ["permanent_residence", "temporary_residence", "temporary_stay"]),
                    ),
                    models.Q(("group", "statelessness"), ("kind__in", ["stateless", "stateless_applicant"])),
                    models.Q(("group", "trafficking"), ("kind__in", ["trafficking_victim"])),
                    models.Q(("group", "prosecution"), ("kind__in", ["assists_prosecution"])),
                    models.Q(("group", "removal"), ("kind__in", ["removal_ordered"])),
                    _connector="OR",
                ),
                name="legalstatus_kind_in_group",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalstatus",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_legalstatusevent" ("basis", "case_id", "compartment", "group", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "valid") VALUES (NEW."basis", NEW."case_id", NEW."compartment", NEW."group", NEW."id", NEW."kind", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."valid"); RETURN NULL;',
                    hash="042d8ef4284c64cc02d3bb72fca827f00ef27a3f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_82a60",
                    table="register_legalstatus",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalstatus",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_legalstatusevent" ("basis", "case_id", "compartment", "group", "id", "kind", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "valid") VALUES (NEW."basis", NEW."case_id", NEW."compartment", NEW."group", NEW."id", NEW."kind", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."valid"); RETURN NULL;',
                    hash="9d6f866532ce7d70837eff3b94b4a74411a6f914",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_60c70",
                    table="register_legalstatus",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="identitypaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="identitypaper_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="identitypaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("issued_on__isnull", True),
                    ("expires_on__isnull", True),
                    ("expires_on__gte", models.F("issued_on")),
                    _connector="OR",
                ),
                name="identitypaper_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitypaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "passport",
                            "identity_card",
                            "birth_certificate",
                            "travel_document",
                            "residence_permit",
                            "driving_licence",
                            "military_book",
                            "marriage_certificate",
                            "other",
                        ],
                    )
                ),
                name="identitypaper_kind",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identitypaper",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_identitypaperevent" ("compartment", "country", "expires_on", "held", "id", "issued_on", "kind", "mrz", "number", "number_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."compartment", NEW."country", NEW."expires_on", NEW."held", NEW."id", NEW."issued_on", NEW."kind", NEW."mrz", NEW."number", NEW."number_key", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="203451873b1e6561cfa602a260866e5c048374db",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a8cb7",
                    table="register_identitypaper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="identitypaper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_identitypaperevent" ("compartment", "country", "expires_on", "held", "id", "issued_on", "kind", "mrz", "number", "number_key", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."compartment", NEW."country", NEW."expires_on", NEW."held", NEW."id", NEW."issued_on", NEW."kind", NEW."mrz", NEW."number", NEW."number_key", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="fcedd0e0e3e2090885070eb675e0c7320a4ab001",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_61726",
                    table="register_identitypaper",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded__isempty", False), ("valid__isempty", False)), name="member_ranges"
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["principal", "spouse", "child", "parent", "sibling", "other_relative", "other"])
                ),
                name="householdmember_role",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="householdmember",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_householdmemberevent" ("compartment", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "role", "valid") VALUES (NEW."compartment", NEW."household_id", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded", NEW."role", NEW."valid"); RETURN NULL;',
                    hash="7e7ed0916a1f8c7c4af770722d9b652c935cac58",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e8d15",
                    table="register_householdmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="householdmember",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_householdmemberevent" ("compartment", "household_id", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "role", "valid") VALUES (NEW."compartment", NEW."household_id", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded", NEW."role", NEW."valid"); RETURN NULL;',
                    hash="e95e7d97960f95b158fa5972548fa70d82eb0fef",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8b88b",
                    table="register_householdmember",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)), fields=("child",), name="guardianship_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("appointed_on")), _connector="OR"
                ),
                name="guardianship_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["account", "body", "person"]),
                    models.Q(
                        models.Q(("kind", "account"), _negated=True), ("account_id__isnull", False), _connector="OR"
                    ),
                ),
                name="guardianship_kind",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guardianship",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_guardianshipevent" ("account_id", "appointed_on", "body", "child_id", "compartment", "ended_on", "id", "kind", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."account_id", NEW."appointed_on", NEW."body", NEW."child_id", NEW."compartment", NEW."ended_on", NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="8e4f0bc377109a26ef39c6e4b988c771b93e90aa",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_66079",
                    table="register_guardianship",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guardianship",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_guardianshipevent" ("account_id", "appointed_on", "body", "child_id", "compartment", "ended_on", "id", "kind", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at") VALUES (NEW."account_id", NEW."appointed_on", NEW."body", NEW."child_id", NEW."compartment", NEW."ended_on", NEW."id", NEW."kind", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at"); RETURN NULL;',
                    hash="56b9c8fa0fa71c1aa16787ed0c65fd1119442e32",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a73aa",
                    table="register_guardianship",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="familylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("relative")), _negated=True), name="familylink_two_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="familylink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("began_on__isnull", True),
                    ("ended_on__isnull", True),
                    ("ended_on__gte", models.F("began_on")),
                    _connector="OR",
                ),
                name="familylink_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="familylink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "bond__in",
                        [
                            "parent",
                            "child",
                            "spouse",
                            "sibling",
                            "grandparent",
                            "guardian",
                            "caregiver_customary",
                            "other_relative",
                        ],
                    )
                ),
                name="familylink_bond",
            ),
        ),
        migrations.AddConstraint(
            model_name="familylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("whereabouts__in", ["present", "elsewhere", "missing", "deceased"])),
                name="familylink_whereabouts",
            ),
        ),
        migrations.AddConstraint(
            model_name="familylink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("person", "relative", "bond", "compartment"),
                name="familylink_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="familylink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_familylinkevent" ("began_on", "bond", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "relative_id", "whereabouts") VALUES (NEW."began_on", NEW."bond", NEW."compartment", NEW."ended_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."relative_id", NEW."whereabouts"); RETURN NULL;',
                    hash="c7eac6393116a1db729643defa2976f4c8d8f864",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_27561",
                    table="register_familylink",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="familylink",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_familylinkevent" ("began_on", "bond", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "relative_id", "whereabouts") VALUES (NEW."began_on", NEW."bond", NEW."compartment", NEW."ended_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."relative_id", NEW."whereabouts"); RETURN NULL;',
                    hash="99cc176ef61682ea9d8c60d6ec78cee467cb795f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e7f7",
                    table="register_familylink",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["phone", "email", "other"])), name="contact_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("safe_to_use__in", ["yes", "only_text", "no", "unknown"])), name="contact_safe"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(condition=models.Q(("value", ""), _negated=True), name="contact_value"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_contactevent" ("compartment", "ended_at", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "safe_to_use", "value") VALUES (NEW."compartment", NEW."ended_at", NEW."id", NEW."kind", NEW."note", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."safe_to_use", NEW."value"); RETURN NULL;',
                    hash="0a1e6ba169607b63842c14228622cca1bb0abab8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5b1cd",
                    table="register_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_contactevent" ("compartment", "ended_at", "id", "kind", "note", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "safe_to_use", "value") VALUES (NEW."compartment", NEW."ended_at", NEW."id", NEW."kind", NEW."note", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."safe_to_use", NEW."value"); RETURN NULL;',
                    hash="9d5ab12208d617f635a2dd5ef00d02cdf3a563ea",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_56231",
                    table="register_contact",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded__isempty", False), ("valid__isempty", False)), name="address_ranges"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="address",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_addressevent" ("compartment", "country", "district", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "text", "valid") VALUES (NEW."compartment", NEW."country", NEW."district", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."text", NEW."valid"); RETURN NULL;',
                    hash="546dad1e920cd73ad37179626a952217834c5ec9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0a722",
                    table="register_address",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="address",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_addressevent" ("compartment", "country", "district", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded", "recorded_by", "text", "valid") VALUES (NEW."compartment", NEW."country", NEW."district", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded", NEW."recorded_by", NEW."text", NEW."valid"); RETURN NULL;',
                    hash="f2124f7d9168fcb464eaae343c2b20a9f002b594",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2a160",
                    table="register_address",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="personname",
            index=django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="personname_keys"),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(("full", ""), _negated=True), name="personname_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["current", "birth", "alias", "as_on_document", "latin"])),
                name="personname_kind",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personname",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_personnameevent" ("compartment", "family", "full", "given", "id", "keys", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script") VALUES (NEW."compartment", NEW."family", NEW."full", NEW."given", NEW."id", NEW."keys", NEW."kind", NEW."language", NEW."latin", NEW."patronymic", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."script"); RETURN NULL;',
                    hash="bee5f246c5f3f7cd349fb1315c59c49bf619d159",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb434",
                    table="register_personname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personname",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_personnameevent" ("compartment", "family", "full", "given", "id", "keys", "kind", "language", "latin", "patronymic", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "script") VALUES (NEW."compartment", NEW."family", NEW."full", NEW."given", NEW."id", NEW."keys", NEW."kind", NEW."language", NEW."latin", NEW."patronymic", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."script"); RETURN NULL;',
                    hash="a8bb26a54f671d1e0ae66fdd06cfd11f5637549c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bcb61",
                    table="register_personname",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="specificneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "SC-UC",
                            "SC-SC",
                            "CR",
                            "WR",
                            "WR-PW",
                            "SP",
                            "ER",
                            "DS",
                            "DS-SH",
                            "SM",
                            "SM-MI",
                            "TR",
                            "SV",
                            "TP",
                            "LP",
                            "FU",
                            "LN",
                        ],
                    )
                ),
                name="specificneed_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="specificneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on__isnull", True), ("ended_on__gte", models.F("seen_on")), _connector="OR"),
                name="specificneed_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="specificneed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("person", "code", "compartment"),
                name="specificneed_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specificneed",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "register_specificneedevent" ("code", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "review_on", "seen_on", "source") VALUES (NEW."code", NEW."compartment", NEW."ended_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."review_on", NEW."seen_on", NEW."source"); RETURN NULL;',
                    hash="a0f5b16ffe3b1ed018aecf6b479075aeafd2de93",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_03e64",
                    table="register_specificneed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specificneed",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "register_specificneedevent" ("code", "compartment", "ended_on", "id", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "review_on", "seen_on", "source") VALUES (NEW."code", NEW."compartment", NEW."ended_on", NEW."id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."review_on", NEW."seen_on", NEW."source"); RETURN NULL;',
                    hash="696ffaf004193f9da2babbf2a098e852ced4a0a3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b64e4",
                    table="register_specificneed",
                    when="AFTER",
                ),
            ),
        ),
    ]
