# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may be the same person as somebody: the candidates that are then compared in full."""

import uuid
from collections.abc import Sequence

from panah.names import keys
from panah.register.models import IdentityPaper, Person, PersonName

MOST = 50


def lookalikes(person_id: uuid.UUID, *, compartment: str, limit: int = MOST) -> list[uuid.UUID]:
    """Others of one compartment who share a paper's number, a telephone, or enough of names and birth, the likeliest first.

    The caller holds the compartment (row-level security shows no other).
    """
    names = PersonName.objects.filter(person_id=person_id)
    numbers = IdentityPaper.objects.filter(person_id=person_id).exclude(number_key="").values("number_key")
    wanted: Sequence[str] = sorted({key for name in names for key in keys(name.full)})
    found = dict.fromkeys(
        IdentityPaper.objects.filter(number_key__in=numbers).values_list("person_id", flat=True)[:limit]
    )
    found.update(
        dict.fromkeys(PersonName.objects.filter(keys__overlap=wanted).values_list("person_id", flat=True)[: limit * 4])
    )
    found.pop(person_id, None)
    inside = set(
        Person.objects.filter(pk__in=list(found), compartments__contains=[compartment]).values_list("pk", flat=True)
    )
    return [one for one in found if one in inside][:limit]
