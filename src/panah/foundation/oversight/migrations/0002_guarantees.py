# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees what the watch writes, and that what was found and decided is never taken back."""

from django.db import migrations

from panah.foundation.access import rls

LOG = "panah_reads_log()"
OWN = "account_id = panah_actor() OR panah_reads_log()"
# A pause is seen by the account, by the heads who were told, and by data protection; the account itself does not change it.
HEARS = "account_id = panah_actor() OR panah_actor() = ANY (told) OR panah_reads_log()"
LETS_GO = "(panah_actor() = ANY (told) AND account_id <> panah_actor()) OR panah_reads_log()"


class Migration(migrations.Migration):
    """LG-09: the log is used for data protection alone, and so is what is made of it."""

    dependencies = [("access", "0001_helpers"), ("oversight", "0001_initial")]

    operations = [
        rls.enable("oversight_alert", using=LOG, check=LOG),
        rls.enable("oversight_alertdecision", using=LOG, check=LOG),
        rls.insert_only("oversight_alertdecision"),
        rls.enable("oversight_pause", using=HEARS, check=LOG),
        migrations.RunSQL(
            "DROP POLICY change ON oversight_pause;"
            f"CREATE POLICY change ON oversight_pause FOR UPDATE USING ({LETS_GO}) WITH CHECK ({LETS_GO});",
            migrations.RunSQL.noop,
        ),
        rls.enable("oversight_watched", using=LOG, check=LOG),
        rls.enable("oversight_question", using=OWN, check=OWN),
        rls.enable("oversight_questionentry", using=OWN, check=OWN),
        rls.insert_only("oversight_questionentry"),
        rls.enable("oversight_meter", using=OWN, check=OWN),
        migrations.RunSQL(
            "ALTER TABLE oversight_alertdecision ADD CONSTRAINT alert_decision_of_account"
            " FOREIGN KEY (alert_id, account_id) REFERENCES oversight_alert (id, account_id)",
            "ALTER TABLE oversight_alertdecision DROP CONSTRAINT alert_decision_of_account",
        ),
    ]
