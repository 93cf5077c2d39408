# SPDX-License-Identifier: AGPL-3.0-or-later
"""Originals that the service keeps for a person: what was taken, what was given back (RS-23)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from panah.casework.models import ActionContent

TAKING = ("register", "hand_over_documents")
GIVING_BACK = "return_documents"


@dataclass(frozen=True)
class HeldDocument:
    """One original in keeping. `key` names it in forms; `custodian` is an account."""

    key: str
    item: str
    number: str
    place: str
    custodian: str
    since: str


def held_documents(case_id: uuid.UUID) -> list[HeldDocument]:
    """The originals of a case that are still kept, oldest first, as far as the actor may read the contents."""
    return held_of(ActionContent.objects.filter(case_id=case_id, name__in=[*TAKING, GIVING_BACK]).order_by("at", "id"))


def held_of(rows: Iterable[ActionContent]) -> list[HeldDocument]:
    """The originals that are still kept, by the contents of one case that took or gave back some, in their order."""
    held: dict[str, HeldDocument] = {}
    for row in rows:
        if row.name == GIVING_BACK:
            for key in row.data.get("documents", []):
                held.pop(key, None)
            continue
        for place, document in enumerate(row.data.get("documents") or []):
            # The key must not change when rows are read in another compartment: it is made of the action.
            key = f"{row.action_id.hex[-12:]}-{place}"
            held[key] = HeldDocument(
                key=key,
                item=document["item"],
                number=document.get("document_number") or "",
                place=document["place"],
                custodian=document["custodian"],
                since=row.data.get("received_on") or row.data.get("registered_on") or row.at.date().isoformat(),
            )
    return list(held.values())
