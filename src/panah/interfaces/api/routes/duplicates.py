# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue of suspected duplicates: reading it, proposing, agreeing, splitting."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router

from panah.foundation.access.actor import Actor
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.duplicates import (
    AnswerIn,
    MergeOut,
    PairFileOut,
    PairOut,
    PairsOut,
    ProposalIn,
    ProposalOut,
    QueueQuery,
    ReasonOut,
    RowSinceOut,
    SideOut,
    SplitIn,
)
from panah.register import public as register
from panah.register.models import Merge, PairVerdict, SuspectedPair
from panah.register.policy import RegisterPermission

router = Router()


@operation(
    router,
    "GET",
    "/duplicates",
    permission=RegisterPermission.DUPLICATES,
    purpose="duplicates",
    response=PairsOut,
    query=QueueQuery,
)
def duplicates(request: HttpRequest, asked: Query[QueueQuery]) -> PairsOut:
    """The pairs of the caller's compartments in one state, the likeliest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with transaction.atomic():
        found = list(register.duplicate_queue(actor, [asked.state])[: asked.limit])
        register.pairs_listed(actor, found)
        return PairsOut(pairs=_pairs(actor, found))


@operation(
    router,
    "GET",
    "/duplicates/{uuid:pair_id}",
    permission=RegisterPermission.DUPLICATES,
    purpose="duplicates",
    response=PairFileOut,
)
def duplicate(request: HttpRequest, pair_id: uuid.UUID) -> PairFileOut:
    """A pair with both files and what was said of it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with transaction.atomic():
        found = register.pair_file(actor, pair_id)
        sides = [
            SideOut(
                person_id=end,
                goes_on=found.tops[end],
                names=[name.full for name in register.names_of(found.people[end])],
                born=found.people[end].born,
                sex=found.people[end].sex,
                citizenships=found.people[end].citizenships,
                papers=[paper.number for paper in found.people[end].papers.all()],
            )
            for end in (found.pair.left_id, found.pair.right_id)
        ]
        return PairFileOut(
            pair=_pairs(actor, [found.pair])[0],
            sides=sides,
            proposals=[_proposal(actor, one) for one in found.said],
        )


@operation(
    router,
    "POST",
    "/duplicates/{uuid:pair_id}/proposals",
    permission=RegisterPermission.MERGE,
    purpose="duplicates",
    response=ProposalOut,
    status=201,
)
def propose(request: HttpRequest, pair_id: uuid.UUID, payload: ProposalIn) -> ProposalOut:
    """Propose that the two are one person, or two. A second natural person has to agree."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verdict = register.propose(
        actor=actor,
        pair_id=pair_id,
        kind=payload.kind,
        kept_id=payload.kept,
        reason=payload.reason,
        request_id=payload.request_id,
    )
    return _proposal(actor, verdict)


@operation(
    router,
    "POST",
    "/proposals/{uuid:proposal_id}/agree",
    permission=RegisterPermission.MERGE,
    purpose="duplicates",
    response=ProposalOut,
)
def agree(request: HttpRequest, proposal_id: uuid.UUID, payload: AnswerIn) -> ProposalOut:
    """Agree to somebody else's proposal: the files are then read as one, or held apart."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verdict = register.agree(actor=actor, verdict_id=proposal_id, answer=payload.answer, request_id=payload.request_id)
    return _proposal(actor, verdict)


@operation(
    router,
    "POST",
    "/proposals/{uuid:proposal_id}/send-back",
    permission=RegisterPermission.MERGE,
    purpose="duplicates",
    response=ProposalOut,
)
def send_back(request: HttpRequest, proposal_id: uuid.UUID, payload: AnswerIn) -> ProposalOut:
    """Not agree to a proposal, or withdraw the own one: the pair is open again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verdict = register.send_back(
        actor=actor, verdict_id=proposal_id, answer=payload.answer, request_id=payload.request_id
    )
    return _proposal(actor, verdict)


@operation(
    router,
    "GET",
    "/merges/{uuid:merge_id}",
    permission=RegisterPermission.SPLIT,
    purpose="duplicates",
    response=MergeOut,
)
def merge(request: HttpRequest, merge_id: uuid.UUID) -> MergeOut:
    """Two files read as one, and what was written to either since."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with transaction.atomic():
        return _merge(actor, register.merge_file(actor, merge_id))


@operation(
    router,
    "POST",
    "/merges/{uuid:merge_id}/split",
    permission=RegisterPermission.SPLIT,
    purpose="duplicates",
    response=MergeOut,
)
def split(request: HttpRequest, merge_id: uuid.UUID, payload: SplitIn) -> MergeOut:
    """Let two files be two again. What was written meanwhile stays where it was written, but for what `give` names."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = register.split(
        actor=actor, merge_id=merge_id, reason=payload.reason, give=payload.give, request_id=payload.request_id
    )
    return _merge(actor, found)


def _pairs(actor: Actor, found: Iterable[SuspectedPair]) -> list[PairOut]:
    pairs = list(found)
    names = register.display_names(actor, [end for one in pairs for end in (one.left_id, one.right_id)])
    return [
        PairOut(
            id=one.pk,
            left=one.left_id,
            right=one.right_id,
            left_name=names.get(one.left_id, ""),
            right_name=names.get(one.right_id, ""),
            compartment=one.compartment,
            probability=one.probability,
            because=[
                ReasonOut(
                    field=reason.get("field", ""),
                    kind=reason.get("kind", ""),
                    left=reason.get("left", ""),
                    right=reason.get("right", ""),
                )
                for reason in one.because
            ],
            source=one.source,
            state=one.state,
            found_at=one.found_at,
        )
        for one in pairs
    ]


def _proposal(actor: Actor, verdict: PairVerdict) -> ProposalOut:
    made = Merge.objects.filter(verdict=verdict).first()
    return ProposalOut(
        id=verdict.pk,
        pair_id=verdict.pair_id,
        kind=verdict.kind,
        kept=verdict.kept_id,
        absorbed=verdict.absorbed_id,
        reason=verdict.reason,
        proposed_at=verdict.proposed_at,
        own=verdict.proposed_holder == actor.holder_id,
        outcome=verdict.outcome or "waiting",
        answer=verdict.answer,
        merge_id=made.pk if made else None,
    )


def _merge(actor: Actor, found: Merge) -> MergeOut:
    rows = register.rows_since(actor, found) if found.split_at is None else []
    return MergeOut(
        id=found.pk,
        pair_id=found.verdict.pair_id,
        kept=found.kept_id,
        absorbed=found.absorbed_id,
        compartment=found.compartment,
        merged_at=found.merged_at,
        split_at=found.split_at,
        rows_since=[
            RowSinceOut(key=one.key, table=one.table, holder=one.holder_id, other=one.other_id) for one in rows
        ],
    )
