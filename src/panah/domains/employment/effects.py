# SPDX-License-Identifier: AGPL-3.0-or-later
"""What steps of a work permit do besides moving the case (MC 61-73)."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.effects import writes_as
from panah.casework.registry import effect
from panah.casework.services.papers import end_document, issue_document
from panah.domains.employment.facts import first_answers, quota_of
from panah.domains.employment.services import release_place, take_place
from panah.foundation.access.roles import Compartment
from panah.law.units import Duration
from panah.register.models import StatusGroup, StatusKind
from panah.register.public import end_status, set_status

DOCUMENT = "work_permit"
ONE_DAY = dt.timedelta(days=1)


@effect("take_quota_place")
def take_quota_place(ctx: Context) -> None:
    """A permit that counts takes its place with the decision that grants it; of the last place one decision gets it."""
    granted = (ctx.content("draft_decision") or {}).get("outcome") == "granted"
    quota = quota_of(first_answers(ctx.case), ctx.on.year)
    if granted and quota is not None and ctx.finding("quota_counts").value is True:
        take_place(ctx, quota)


@effect("release_quota_place")
def release_quota_place(ctx: Context) -> None:
    """The permit was not issued after all."""
    release_place(ctx)


@effect("give_work_permit")
def give_work_permit(ctx: Context) -> None:
    """For the months that were paid, and no longer than Article 69 and the contract allow."""
    asked = first_answers(ctx.case)
    held = asked.get("wp_valid_until") if asked.get("wp_is_extension") else None
    since = max(dt.date.fromisoformat(str(held)) + ONE_DAY, ctx.on) if held else ctx.on
    end = ctx.pack.calendar.add(since, Duration(int(asked["wp_months"]), "month"))
    until = end.date() if isinstance(end, dt.datetime) else end
    longest = ctx.finding("wp_longest_until").value
    if longest:
        until = min(until, dt.date.fromisoformat(str(longest)))
    set_status(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "kind": StatusKind.WORK_PERMIT,
            "basis": ctx.pack.clause_of("wp_longest_until")[:100],
            "ground": str(asked.get("activity") or ""),
            "valid_from": since,
            "valid_to": until + ONE_DAY,
            "case_id": ctx.case.pk,
        },
        compartment=Compartment.STAY,
    )
    issue_document(ctx, DOCUMENT, valid_until=until)


@effect("end_work_permit")
def end_work_permit(ctx: Context) -> None:
    """The contract ended early: the permit lapses with it (MC 71)."""
    day = dt.date.fromisoformat(str(ctx.answers["wp_contract_ended_on"]))
    end_status(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        group=StatusGroup.WORK,
        ends_on=day,
        compartment=Compartment.STAY,
    )
    end_document(ctx, DOCUMENT, because="ended")
