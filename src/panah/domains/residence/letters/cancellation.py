# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notice that a permit may be cancelled, the cancellation, and the news that it stays."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import coded
from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.effects import grounds_chosen
from panah.casework.models import Clock
from panah.casework.registry import answered_facts, letter
from panah.domains.residence.cancelling import last_considered, the_permit
from panah.domains.residence.effects.permits import ONE_DAY
from panah.domains.residence.letters.permits import head, in_words, legal_basis
from panah.foundation import clock

_TWO = ("stay_officer", "stay_reviewer")
WORK = "work_permit"
LEAVE: dict[str, str] = {
    "stay_extension": "exp.short",
    "temporary_residence": "exp.long",
    "permanent_residence": "exp.long",
}
"""Coded lists of a permit -> the time to leave that an expulsion decision would give, where the Code knows one after it."""


def _held(ctx: Context) -> dict[str, Any]:
    permit = the_permit(ctx.case)
    return {"valid_until": permit.valid.upper - ONE_DAY if permit and permit.valid.upper else None}


@letter("cancellation_notice", languages=common.languages_for("cancellation_notice"))
def cancellation_notice(ctx: Context, kind: str) -> Mapping[str, Any]:
    """On which grounds, what is known, by when to answer. It decides nothing."""
    told = ctx.content(last_considered(ctx)) or {}
    listed = coded.ground_list(ctx, "cancellations") or ()
    grounds = [item for item in listed if item.code in (told.get("cancellation_grounds") or ())]
    term = Clock.objects.filter(case=ctx.case, key="answer").order_by("-started_at").first()
    if term is None:
        raise RuntimeError("The time to answer begins with the notice.")
    return (
        head(ctx)
        | _held(ctx)
        | {
            "grounds": [in_words(item.labels, item.article) for item in grounds],
            "known": common.in_every_language(str(told.get("known") or "")),
            # The instant on which a term ends is the midnight after its last day.
            "answer_by": clock.local_date(term.due_at - dt.timedelta(seconds=1)),
        }
    )


@letter("permit_cancelled", languages=common.languages_for("permit_cancelled"))
def permit_cancelled(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Cancelled: grounds, articles, reasons, how the answer was considered, two people, what follows and what can be done."""
    draft = ctx.content("draft_decision") or {}
    reasons = common.in_every_language(draft["reasons"])
    if draft.get("language_understood") and draft.get("reasons_translated"):
        reasons[draft["language_understood"]] = draft["reasons_translated"]
    leave = LEAVE.get(ctx.procedure.coded)
    work = ctx.procedure.coded == WORK
    contract_ended = answered_facts(ctx.case).get("wp_contract_ended_on") if work else None
    return (
        head(ctx, *_TWO)
        | common.appeal_box(ctx, ctx.on)
        | {
            "removal_policy": True,
            "reasons": reasons,
            "considered": common.in_every_language(str(draft.get("answer_considered") or "")),
            "grounds": [in_words(item.labels, item.article) for item in grounds_chosen(ctx)],
            "legal_basis": legal_basis(ctx),
            "stay_permit": True if leave else None,
            "leave_period": ctx.parameter(leave) if leave else None,
            "work": True if work else None,
            # For everybody alike, with "if you have no other ground": whether there is one is not read from the letter (NR-15).
            "leave_by": common.last_day(ctx, "wp.ended_leave", dt.date.fromisoformat(str(contract_ended)))
            if contract_ended
            else None,
        }
    )


@letter("cancellation_dropped", languages=common.languages_for("cancellation_dropped"))
def cancellation_dropped(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Nothing changes for the holder."""
    drafted = ctx.written.name != "drop"
    content = (ctx.content("draft_decision") or {}) if drafted else ctx.answers
    return (
        head(ctx, *(_TWO if drafted else ()))
        | _held(ctx)
        | {"reasons": common.in_every_language(str(content["reasons"]))}
    )
