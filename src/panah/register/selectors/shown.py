# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search before registering: what it showed is kept, and each new person points at one."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.register.models import SearchShown
from panah.register.selectors.search import Hit, search


@dataclass(frozen=True)
class Looked:
    """What a search showed. `search_id` is what the service that registers asks for."""

    search_id: uuid.UUID
    hits: list[Hit]


@transaction.atomic
def look_before_registering(
    *, actor: Actor, query: str = "", born: str | None = None, paper: str | None = None, purpose: str = "household"
) -> Looked:
    """Search for a person before writing one down; arguments as for `search`.

    Raises Denied, Invalid (nothing to search for).
    """
    hits = search(actor=actor, query=query, born=born, paper=paper, purpose=purpose)
    kept = SearchShown.objects.create(
        account_id=actor.signed_in_as, shown_at=clock.now(), shown=[hit.person_id for hit in hits]
    )
    return Looked(kept.pk, hits)
