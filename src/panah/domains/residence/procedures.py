# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which procedures there are in matters of stay, residence and work."""

from django.conf import settings

from panah.casework.models import ProcedureVersion
from panah.foundation.access.roles import Compartment
from panah.law.pack import load_pack


def procedures_of_stay() -> list[ProcedureVersion]:
    """The newest version of each published procedure of stay, in the order of the guide; what the guide does not name comes last."""
    guide = load_pack(settings.PANAH_PACK).guide
    order = [matter.procedure for matter in guide.matters if matter.procedure] if guide else []
    newest = {row.key: row for row in ProcedureVersion.objects.filter(pack=settings.PANAH_PACK).order_by("version")}
    found = [row for row in newest.values() if row.procedure.compartment == Compartment.STAY]
    return sorted(found, key=lambda row: (order.index(row.key) if row.key in order else len(order), row.key))
