# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the people of cases are called on a page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from panah.register.models import NameKind, PersonName

_ORDER: dict[str, int] = {
    NameKind.CURRENT: 0,
    NameKind.ON_DOCUMENT: 1,
    NameKind.LATIN: 2,
    NameKind.BIRTH: 3,
    NameKind.ALIAS: 4,
}


@dataclass(frozen=True)
class Names:
    """Person -> the name as given, and in Latin letters."""

    given: dict[uuid.UUID, str]
    latin: dict[uuid.UUID, str]

    def of(self, person_id: uuid.UUID) -> str:
        """The name to show: in Latin letters, as offices work with it."""
        return self.latin.get(person_id) or self.given.get(person_id, "")


def names_of(person_ids: Sequence[uuid.UUID]) -> Names:
    """The names of several people in one query; people whom the actor may not know are absent."""
    given: dict[uuid.UUID, str] = {}
    latin: dict[uuid.UUID, str] = {}
    rows = PersonName.objects.filter(person_id__in=set(person_ids)).values("person_id", "kind", "full", "latin")
    for row in sorted(rows, key=lambda r: _ORDER.get(r["kind"], 9)):
        given.setdefault(row["person_id"], row["full"])
        if row["kind"] == NameKind.LATIN:
            latin[row["person_id"]] = row["full"]
        else:
            latin.setdefault(row["person_id"], row["latin"] or row["full"])
    return Names(given, latin)
