# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking for people before creating anybody."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.other import BecauseOut, HitOut, HitsOut, SearchIn
from panah.interfaces.api.schemas.people import BeforeIn, BeforeOut
from panah.register.public import Answer, RegisterPermission, look_before_registering, look_for

router = Router()


@operation(router, "POST", "/persons/search", permission=RegisterPermission.SEARCH, purpose="search", response=HitsOut)
def search_persons(request: HttpRequest, payload: SearchIn) -> HitsOut:
    """People whom the caller may know and who may be the one asked for, the likeliest first, with reasons."""
    with transaction.atomic():
        answer = look_for(
            actor=request.actor,  # type: ignore[attr-defined]
            query=payload.query,
            born=payload.born,
            paper=payload.paper,
            limit=payload.limit,
            purpose=payload.purpose,
        )
    return HitsOut(**_shown(answer, payload.limit))


@operation(
    router,
    "POST",
    "/persons/searches",
    permission=RegisterPermission.SEARCH,
    purpose="search",
    response=BeforeOut,
)
def search_before_registering(request: HttpRequest, payload: BeforeIn) -> BeforeOut:
    """Look for a person before writing one down.

    Nobody is registered, nor a claim received of a new person, without the `search_id` that this gives.
    """
    looked = look_before_registering(
        actor=request.actor,  # type: ignore[attr-defined]
        query=payload.query,
        born=payload.born,
        paper=payload.paper,
        purpose=payload.purpose,
    )
    return BeforeOut(
        search_id=looked.search_id, too_short=looked.answer.too_short, **_shown(looked.answer, payload.limit)
    )


def _shown(answer: Answer, limit: int) -> dict[str, Any]:
    """What a search found, for an answer."""
    return {
        "hits": [
            HitOut(
                person_id=hit.person_id,
                external_id=hit.external_id,
                name=hit.name,
                latin=hit.latin,
                born=hit.born,
                sex=hit.sex,
                score=round(hit.score, 4),
                because=[BecauseOut(kind=one.kind, left=one.left, right=one.right) for one in hit.because],
            )
            for hit in answer.hits[:limit]
        ],
        "bearers": answer.bearers,
        "at_least": answer.at_least,
        "too_common": answer.too_common,
    }
