# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are read as one: whom a person was merged with, as far as the actor may know (docs/adr/0006).

A merge is a link inside one compartment; no row moves. Row-level security shows a merge only where its compartment is
open, so that everybody else goes on seeing what they saw before.
"""

import uuid
from collections.abc import Iterable

from django.db.models import Q

from panah.foundation.access.actor import Actor
from panah.register.models import Merge
from panah.register.selectors.visible import visible

Link = tuple[uuid.UUID, uuid.UUID]


def links_around(actor: Actor, person_ids: Iterable[uuid.UUID], compartment: str = "") -> list[Merge]:
    """The merges that hold now and that tie the people to others, directly or by others.

    Args:
        actor: who reads.
        person_ids: people.
        compartment: only merges of this one; "" for every one that the actor may know.
    """
    found: dict[uuid.UUID, Merge] = {}
    seen: set[uuid.UUID] = set()
    frontier = set(person_ids)
    while frontier:
        seen |= frontier
        rows = Merge.objects.filter(
            Q(kept_id__in=frontier) | Q(absorbed_id__in=frontier), split_at__isnull=True
        ).exclude(pk__in=list(found))
        if compartment:
            rows = rows.filter(compartment=compartment)
        new = list(visible(actor, rows) if actor.kind != "service" else rows)
        found.update((merge.pk, merge) for merge in new)
        frontier = {end for merge in new for end in (merge.kept_id, merge.absorbed_id)} - seen
    return list(found.values())


def whole(actor: Actor, person_id: uuid.UUID, compartment: str = "") -> list[uuid.UUID]:
    """The files that are read as one with this one: the file that goes on first, then the others as they were merged."""
    if actor.kind in {"person", "party"}:
        # The portal shows what was registered with the card that was shown, and nothing else; an organisation deals with whom it
        # named, and no merge tells it of anybody else.
        return [person_id]
    links = sorted(links_around(actor, [person_id], compartment), key=lambda merge: (merge.merged_at, merge.pk))
    absorbed = {merge.absorbed_id for merge in links}
    people = dict.fromkeys([*(merge.kept_id for merge in links), *(merge.absorbed_id for merge in links)])
    tops = [one for one in people if one not in absorbed]
    return [*tops, *(one for one in people if one in absorbed)] or [person_id]


def survivors(actor: Actor, person_ids: Iterable[uuid.UUID], compartment: str = "") -> dict[uuid.UUID, uuid.UUID]:
    """Each of the people -> the file that goes on for it; itself where it was merged into none.

    One query where nobody was merged: for lists and searches.
    """
    wanted = list(dict.fromkeys(person_ids))
    up: dict[uuid.UUID, uuid.UUID] = {}
    asked: set[uuid.UUID] = set()
    frontier = set(wanted)
    while frontier:
        asked |= frontier
        rows = Merge.objects.filter(absorbed_id__in=frontier, split_at__isnull=True)
        if compartment:
            rows = rows.filter(compartment=compartment)
        if actor.kind != "service":
            rows = visible(actor, rows)
        # Known in two compartments and merged in both: the one merged first leads on.
        for absorbed_id, kept_id in rows.order_by("-merged_at").values_list("absorbed_id", "kept_id"):
            up[absorbed_id] = kept_id
        frontier = {up[one] for one in frontier if one in up} - asked
    return {one: _top(one, up) for one in wanted}


def _top(person_id: uuid.UUID, up: dict[uuid.UUID, uuid.UUID]) -> uuid.UUID:
    seen = {person_id}
    while person_id in up and up[person_id] not in seen:
        person_id = up[person_id]
        seen.add(person_id)
    return person_id
