# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people who decide on pairs, for tests."""

import uuid
from typing import Any

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.register.models import Merge, PairVerdict, SuspectedPair
from panah.register.services.duplicates import Suspicion, suspect
from panah.register.services.merging import agree, propose

REASON = "The same passport was shown"


def pair_up(actor: Actor, one: Any, other: Any, compartment: str = "asylum", probability: float = 0.9) -> SuspectedPair:
    """A suspected pair of two people (or their ids)."""
    left, right = (getattr(end, "pk", end) for end in (one, other))
    because = [{"field": "name", "kind": "same", "left": "Leyla", "right": "Лейла"}]
    with acting(actor):
        suspect(actor=actor, pairs=[Suspicion(left, right, probability, compartment, because)], source="dedupe")
        return SuspectedPair.objects.get(left_id=min(left, right), right_id=max(left, right), compartment=compartment)


def say(actor: Actor, pair: SuspectedPair, kind: str, kept: Any = None, **more: Any) -> PairVerdict:
    """A proposal."""
    kept_id = getattr(kept, "pk", kept)
    with acting(actor):
        return propose(actor=actor, pair_id=pair.pk, kind=kind, kept_id=kept_id, reason=REASON, **more)


def second(actor: Actor, verdict: PairVerdict, request_id: uuid.UUID | None = None) -> PairVerdict:
    """A second person agrees."""
    with acting(actor):
        return agree(actor=actor, verdict_id=verdict.pk, request_id=request_id)


def merge(first: Actor, other: Actor, kept: Any, absorbed: Any, compartment: str = "asylum") -> Merge:
    """Two files read as one, by two people."""
    pair = pair_up(first, kept, absorbed, compartment)
    verdict = second(other, say(first, pair, "same", kept))
    with acting(other):
        return Merge.objects.get(verdict=verdict)
