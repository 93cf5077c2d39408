# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the queue of suspected duplicates, and merges: what the actor works on, and nothing of other compartments."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.models import (
    Address,
    Contact,
    IdentityPaper,
    Merge,
    PairState,
    PairVerdict,
    Person,
    PersonName,
    SuspectedPair,
)
from panah.register.policy import RegisterPermission, works_on
from panah.register.selectors.merged import links_around, survivors
from panah.register.selectors.visible import visible

WAITING = (PairState.OPEN, PairState.PROPOSED)
#: How many pairs the menu counts at most: "99+" says enough.
COUNTED = 100


def queue(actor: Actor, states: Sequence[str] = WAITING) -> QuerySet[SuspectedPair]:
    """The pairs of the actor's work in some states, the likeliest first. `listed` logs those that are shown.

    Raises Denied.
    """
    require(actor, RegisterPermission.DUPLICATES)
    pairs = SuspectedPair.objects.filter(compartment__in=works_on(actor), state__in=states)
    return visible(actor, pairs).order_by("-probability", "id")


def waiting_pairs(actor: Actor) -> int:
    """How many pairs wait for the actor's kind of work, `COUNTED` at most."""
    here = works_on(actor)
    if not here:
        return 0
    pairs = visible(actor, SuspectedPair.objects.filter(compartment__in=here, state__in=WAITING))
    return len(pairs.order_by().values_list("pk", flat=True)[:COUNTED])


def listed(actor: Actor, pairs: Iterable[SuspectedPair]) -> None:
    """Log that a list of pairs was shown, with everybody in it (LG-03)."""
    people = {end for pair in pairs for end in (pair.left_id, pair.right_id)}
    record(actor, Verb.LIST, subject_type="duplicates", persons=people, detail={"shown": len(people)})


@dataclass(frozen=True)
class PairFile:
    """A pair with what is needed to decide on it.

    tops: left and right -> the file that goes on for each, by the merges that hold now.
    waiting: the proposal that waits for a second person. said: every proposal, the newest first.
    """

    pair: SuspectedPair
    people: dict[uuid.UUID, Person]
    tops: dict[uuid.UUID, uuid.UUID]
    waiting: PairVerdict | None
    said: list[PairVerdict]


def pair_file(actor: Actor, pair_id: uuid.UUID) -> PairFile:
    """A pair, both people, and what was said of it; reading both is an audit event.

    Raises Denied, NotFound (also for who may not know of the pair: the same answer).
    """
    require(actor, RegisterPermission.DUPLICATES)
    pair = visible(actor, SuspectedPair.objects.filter(pk=pair_id)).first()
    if pair is None:
        raise NotFound("pair")
    require(actor, RegisterPermission.DUPLICATES, pair, hide=True)
    ends = [pair.left_id, pair.right_id]
    tops = survivors(actor, ends, pair.compartment)
    people = {one.pk: one for one in _people(actor, {*ends, *tops.values()})}
    if not set(ends) <= people.keys():
        raise NotFound("pair")
    said = list(visible(actor, PairVerdict.objects.filter(pair=pair)).order_by("-proposed_at", "pk"))
    record(actor, Verb.READ, subject_type="duplicate", subject_id=pair.pk, persons=people)
    return PairFile(pair, people, tops, next((one for one in said if not one.outcome), None), said)


def _people(actor: Actor, person_ids: Iterable[uuid.UUID]) -> list[Person]:
    rows = visible(actor, Person.objects.filter(pk__in=list(person_ids)))
    return list(
        rows.prefetch_related(
            Prefetch("names", visible(actor, PersonName.objects.order_by("recorded_at", "id"))),
            Prefetch("papers", visible(actor, IdentityPaper.objects.order_by("recorded_at", "id"))),
            Prefetch("contacts", visible(actor, Contact.objects.filter(ended_at=None).order_by("recorded_at", "id"))),
            Prefetch("addresses", visible(actor, Address.objects.filter(recorded__upper_inf=True).order_by("valid"))),
        )
    )


def merge_file(actor: Actor, merge_id: uuid.UUID) -> Merge:
    """A merge that the actor may split; reading it is an audit event. Raises Denied, NotFound."""
    require(actor, RegisterPermission.SPLIT)
    found = visible(actor, Merge.objects.filter(pk=merge_id)).select_related("verdict").first()
    if found is None:
        raise NotFound("merge")
    require(actor, RegisterPermission.SPLIT, found, hide=True)
    record(actor, Verb.READ, subject_type="merge", subject_id=found.pk, persons=[found.kept_id, found.absorbed_id])
    return found


def merges_of(actor: Actor, person_id: uuid.UUID) -> list[Merge]:
    """The merges that hold now around a person, as far as the actor may know, the oldest first."""
    return sorted(links_around(actor, [person_id]), key=lambda merge: (merge.merged_at, merge.pk))


def people_for_merge(actor: Actor, person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """People with names, papers, contacts and addresses at hand. The caller logs the reading."""
    return {one.pk: one for one in _people(actor, person_ids)}
