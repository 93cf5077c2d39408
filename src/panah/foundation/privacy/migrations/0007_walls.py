# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data protection has walls too (PZ-10): whoever is tied to a person hands no copy of the file over, erases nothing of it and stops no
erasure; that a file is held is known to every erasure all the same. And who is told of a correction is told: no message goes before it."""

import importlib

from django.db import migrations

from panah.foundation.access import rls

_guarantees = importlib.import_module("panah.foundation.privacy.migrations.0002_guarantees")
_corrections = importlib.import_module("panah.foundation.privacy.migrations.0005_corrections")

_BEGINS = _guarantees.FORWARD[_guarantees.FORWARD.index("CREATE FUNCTION panah_begin_erasure") :]
BEGINS = _BEGINS[: _BEGINS.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
# Whoever is shut out of a file does not see that it is held: the look for holds is nobody's.
BEGINS_NOW = (
    BEGINS.replace("AS $$\nBEGIN\n", "AS $$\nDECLARE\n  told text := coalesce(current_setting('panah.tied', true), '');\nBEGIN\n")
    .replace("  IF EXISTS (", "  PERFORM set_config('panah.tied', coalesce(panah_actor()::text, '') || '{}', true);\n  IF EXISTS (")
    .replace("  NEW.transaction :=", "  PERFORM set_config('panah.tied', told, true);\n  NEW.transaction :=")
)  # fmt: skip


def _remove(using: str) -> str:
    return f"ALTER POLICY remove ON privacy_correctionmessage USING ({using});"


def _seen(today: str) -> str:
    seen = _corrections.SEEN.replace("current_date", today)
    return f"""
        ALTER POLICY see ON privacy_correctionmessage USING ({seen});
        ALTER POLICY change ON privacy_correctionmessage USING ({seen});
    """


class Migration(migrations.Migration):
    """PZ-10, DP-06, DP-07, DP-11."""

    dependencies = [("privacy", "0006_ties"), ("register", "0024_walls")]

    operations = [
        rls.wall("privacy_accessrequest", "person_id"),
        rls.wall("privacy_erasurerequest", "person_id"),
        rls.wall("privacy_legalhold", "person_id"),
        migrations.RunSQL(BEGINS_NOW, BEGINS),
        migrations.RunSQL(_seen("panah_today()"), _seen("current_date")),
        migrations.RunSQL(_remove(f"({_corrections.SEEN}) AND panah_erases()"), _remove(_corrections.SEEN)),
    ]
