# SPDX-License-Identifier: AGPL-3.0-or-later
"""What steps of a work permit do besides moving the case (MC 61-73)."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.effects import ONE_DAY, give_permit, writes_as
from panah.casework.models import IssuedDocument
from panah.casework.registry import effect
from panah.domains.employment.facts import cases_of_same_employer, first_answers, in_a_place_already, quota_of
from panah.domains.employment.services import release_place, take_place
from panah.foundation.access.roles import Compartment
from panah.law.units import Duration
from panah.register.models import StatusGroup, StatusKind
from panah.register.public import end_status

DOCUMENT = "work_permit"


@effect("take_quota_place")
def take_quota_place(ctx: Context) -> None:
    """A permit that counts takes its place with the decision that grants it; of the last place one decision gets it.

    Whoever goes on working takes no second one.
    """
    granted = (ctx.content("draft_decision") or {}).get("outcome") == "granted"
    quota = quota_of(first_answers(ctx.case), ctx.on.year)
    if in_a_place_already([ctx.case], ctx.on.year):
        return
    if granted and quota is not None and ctx.finding("quota_counts").value is True:
        take_place(ctx, quota)


@effect("release_quota_place")
def release_quota_place(ctx: Context) -> None:
    """The permit was not issued after all."""
    release_place(ctx)


@effect("give_work_permit")
def give_work_permit(ctx: Context) -> None:
    """For the months that were asked for, and no longer than Article 69 and the contract allow.

    After a transfer the new permit takes the place of the old one from today and ends with it at the latest (MC 70).
    """
    asked = first_answers(ctx.case)
    held = asked.get("wp_valid_until") if asked.get("wp_is_extension") else None
    since = max(dt.date.fromisoformat(str(held)) + ONE_DAY, ctx.on) if held else ctx.on
    end = ctx.pack.calendar.add(since, Duration(int(asked["wp_months"]), "month"))
    until = end.date() if isinstance(end, dt.datetime) else end
    for limit in ("wp_longest_until", "wp_transfer_longest_until"):
        longest = ctx.finding(limit).value
        if longest:
            until = min(until, dt.date.fromisoformat(str(longest)))
    give_permit(
        ctx,
        StatusKind.WORK_PERMIT,
        basis=ctx.pack.clause_of("wp_longest_until"),
        ground=str(asked.get("activity") or ""),
        document=DOCUMENT,
        since=since,
        until=until,
    )


@effect("end_work_permit")
def end_work_permit(ctx: Context) -> None:
    """The contract ended early, and with it every permit for work at this employer (MC 71).

    A permit that another employer was given meanwhile goes on: a late report does not reach it.
    """
    day = dt.date.fromisoformat(str(ctx.answers["wp_contract_ended_on"]))
    cases = [ctx.case.pk, *(case.pk for case in cases_of_same_employer(ctx.case))]
    end_status(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        group=StatusGroup.WORK,
        ends_on=day,
        compartment=Compartment.STAY,
        cases=cases,
    )
    IssuedDocument.objects.filter(case__in=cases, kind=DOCUMENT, ended_at=None).update(
        ended_at=ctx.now, ended_because="ended"
    )
