# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of an organisation sees its rows until the last day of the role in the country, and not until the end of it in UTC."""

import importlib

from django.db import migrations

_before = importlib.import_module("panah.domains.residence.migrations.0006_party_guarantees")
_TABLES = {
    "residence_organisation": "id",
    "residence_named": "organisation_id",
    "residence_partyfile": "organisation_id",
}


def _until(today: str) -> str:
    return "".join(
        f"ALTER POLICY {name} ON {table} USING ({_before._OURS.format(table=table, column=column).replace('current_date', today)});"
        for table, column in _TABLES.items()
        for name in ("see", "change", "remove")
    )


class Migration(migrations.Migration):
    """AU-07, PZ-03."""

    dependencies = [("residence", "0010_representation_guarantees"), ("register", "0024_walls")]
    operations = [migrations.RunSQL(_until("panah_today()"), _until("current_date"))]
