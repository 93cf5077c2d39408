# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys, one-time codes, windows to enrol them in, sessions and what is told of them (AU-01 to AU-13)."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import panah.foundation.clock
import panah.foundation.ids


class Migration(migrations.Migration):
    """The tables; what the database refuses beside their constraints stands in the next one."""

    dependencies = [
        ("accounts", "0006_return_head"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("passkey_added", "a passkey was added"),
                            ("passkey_removed", "a passkey was removed"),
                            ("totp_added", "one-time codes were set up"),
                            ("totp_removed", "one-time codes were removed"),
                            ("codes_made", "look-up codes were made"),
                            ("code_used", "a look-up code was used"),
                            ("password", "the password was changed"),
                            ("new_device", "a sign-in from a new device"),
                            ("wrong_tries", "many wrong tries"),
                            ("copied_passkey", "a passkey that may have been copied"),
                            ("reset_begun", "a reset was begun"),
                            ("reset_confirmed", "a reset was confirmed"),
                            ("directory", "an account of a directory was bound"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "factor",
                    models.CharField(
                        choices=[("none", "none"), ("totp", "totp"), ("passkey", "passkey")], max_length=10
                    ),
                ),
                ("browser", models.CharField(blank=True, max_length=60)),
                ("device", models.CharField(blank=True, max_length=64)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DirectoryIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("issuer", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=255)),
                ("created_at", models.DateTimeField(default=panah.foundation.clock.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "a new account"),
                            ("lost", "a lost factor"),
                            ("set_up", "set-up of the installation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("ends_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("used", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="EnrolmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=panah.foundation.ids.new_id, editable=False, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "a new account"),
                            ("lost", "a lost factor"),
                            ("set_up", "set-up of the installation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("used", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LookUpCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=panah.foundation.clock.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("credential_id", models.BinaryField(max_length=1023, unique=True)),
                ("public_key", models.BinaryField(max_length=2048)),
                ("sign_count", models.BigIntegerField(default=0)),
                ("backed_up", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=panah.foundation.clock.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="TotpSecret",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("secret", models.TextField()),
                ("last_step", models.BigIntegerField()),
                ("created_at", models.DateTimeField(default=panah.foundation.clock.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("failed_tries", models.PositiveSmallIntegerField(default=0)),
                ("locked_until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="update_update",
        ),
        migrations.AddField(
            model_name="account",
            name="opened_on",
            field=models.DateField(default=panah.foundation.clock.today),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="opened_on",
            field=models.DateField(default=panah.foundation.clock.today),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="used_on",
            field=models.DateField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_accountevent" ("ends_on", "holder_id", "id", "is_active", "language", "languages", "login", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."ends_on", NEW."holder_id", NEW."id", NEW."is_active", NEW."language", NEW."languages", NEW."login", NEW."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="11726b3d78eed208daef34f6e59231237ceb7080",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8b982",
                    table="accounts_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."holder_id" IS DISTINCT FROM (NEW."holder_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."login" IS DISTINCT FROM (NEW."login") OR OLD."opened_on" IS DISTINCT FROM (NEW."opened_on"))',
                    func='INSERT INTO "accounts_accountevent" ("ends_on", "holder_id", "id", "is_active", "language", "languages", "login", "opened_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."ends_on", NEW."holder_id", NEW."id", NEW."is_active", NEW."language", NEW."languages", NEW."login", NEW."opened_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="91213d7afd9dc0a7867a4f85bf6562c45136f8b8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_834ae",
                    table="accounts_account",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="accountnotice",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="accountsession",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="directoryidentity",
            name="account",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="directory", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enrolments", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="begun_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.holder",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.holder",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="of_holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.holder"
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="begun_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.holder",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.holder",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="of_holder",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.holder",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="accounts.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="lookupcode",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="codes", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="passkey",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="passkeys", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="totpsecret",
            name="account",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="totp", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="accountnotice",
            index=models.Index(condition=models.Q(("read_at", None)), fields=["account"], name="account_notice_unread"),
        ),
        migrations.AddIndex(
            model_name="accountsession",
            index=models.Index(fields=["account", "device"], name="account_session_device"),
        ),
        migrations.AddIndex(
            model_name="accountsession",
            index=models.Index(fields=["started_at"], name="account_session_started"),
        ),
        migrations.AddConstraint(
            model_name="accountsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("factor__in", ["none", "totp", "passkey"])), name="session_factor_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="directoryidentity",
            constraint=models.UniqueConstraint(
                fields=("issuer", "subject"), name="directory_subject_opens_one_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="directoryidentity",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("subject", ""), _negated=True), models.Q(("issuer", ""), _negated=True)),
                name="directory_subject_is_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("account",), name="enrolment_one_open_for_an_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "set_up"), ("begun_by__isnull", False), _connector="OR"),
                name="enrolment_is_begun_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begun_by", None), models.Q(("begun_by", models.F("of_holder")), _negated=True), _connector="OR"
                ),
                name="enrolment_not_begun_for_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(
                        models.Q(("confirmed_by", models.F("of_holder")), _negated=True),
                        models.Q(("confirmed_by", models.F("begun_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="enrolment_confirmed_by_a_third",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("digest", ""),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        models.Q(("kind", "set_up"), ("confirmed_by__isnull", False), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="enrolment_code_only_when_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used", False),
                    models.Q(("closed_at__isnull", False), models.Q(("digest", ""), _negated=True)),
                    _connector="OR",
                ),
                name="enrolment_used_with_a_code",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_enrolmentevent" ("account_id", "begun_at", "begun_by_id", "closed_at", "confirmed_at", "confirmed_by_id", "ends_at", "id", "kind", "of_holder_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used") VALUES (NEW."account_id", NEW."begun_at", NEW."begun_by_id", NEW."closed_at", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ends_at", NEW."id", NEW."kind", NEW."of_holder_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."used"); RETURN NULL;',
                    hash="ebfd4fc2af041d2c71687dd33518bbae18fdd4e6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f59b0",
                    table="accounts_enrolment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."begun_at" IS DISTINCT FROM (NEW."begun_at") OR OLD."begun_by_id" IS DISTINCT FROM (NEW."begun_by_id") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."confirmed_by_id" IS DISTINCT FROM (NEW."confirmed_by_id") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."of_holder_id" IS DISTINCT FROM (NEW."of_holder_id") OR OLD."used" IS DISTINCT FROM (NEW."used"))',
                    func='INSERT INTO "accounts_enrolmentevent" ("account_id", "begun_at", "begun_by_id", "closed_at", "confirmed_at", "confirmed_by_id", "ends_at", "id", "kind", "of_holder_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used") VALUES (NEW."account_id", NEW."begun_at", NEW."begun_by_id", NEW."closed_at", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ends_at", NEW."id", NEW."kind", NEW."of_holder_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."used"); RETURN NULL;',
                    hash="8dee2bfaf8a1a49b77cbbcf86a53348f34a5c7ae",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e843c",
                    table="accounts_enrolment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="passkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="passkey_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="passkey",
            constraint=models.CheckConstraint(condition=models.Q(("sign_count__gte", 0)), name="passkey_counts_up"),
        ),
    ]
