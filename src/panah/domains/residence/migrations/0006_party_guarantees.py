# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of organisations: each sees its own rows, the stay offices all of them, nobody else any."""

from django.db import migrations

from panah.foundation.access import rls

_OURS = (
    "compartment = ANY (panah_compartments()) OR EXISTS ("
    "SELECT 1 FROM accounts_roleassignment r WHERE r.account_id = panah_actor() AND r.role = 'employer'"
    " AND r.office_id = {table}.{column} AND r.ends_on > current_date)"
)


def _ours(table: str, column: str) -> migrations.RunSQL:
    using = _OURS.format(table=table, column=column)
    return rls.enable(table, using=using)


class Migration(migrations.Migration):
    """Standards PZ-03, NR-15."""

    dependencies = [
        ("residence", "0005_organisations"),
        ("access", "0001_helpers"),
        ("accounts", "0004_stay"),
    ]
    operations = [
        _ours("residence_organisation", "id"),
        _ours("residence_named", "organisation_id"),
        _ours("residence_partyfile", "organisation_id"),
        rls.enable_history("residence_organisationevent", "residence_organisation"),
        rls.enable_history("residence_namedevent", "residence_named"),
    ]
