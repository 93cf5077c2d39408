# SPDX-License-Identifier: AGPL-3.0-or-later
"""What steps of an expulsion do besides moving the matter: the decision, the status that it gives, the ban on entry in the register."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.effects import writes_as
from panah.casework.registry import effect
from panah.casework.services import papers, tasks
from panah.domains.residence.removal.guards import ban_in_force_of, ground_of
from panah.foundation import clock
from panah.foundation.access.roles import Compartment
from panah.law.units import Duration
from panah.register.models import RestrictionEnd, RestrictionKind, StatusGroup, StatusKind
from panah.register.public import end_restriction, end_status, enter_decided, set_status

DRAFT = "draft_decision"
BAN_GROUND = "16.1.4"
OVERTAKEN = "decision_overtaken"
"""The task of whoever has to see that a permit stands beside a decision."""
ONE_DAY = dt.timedelta(days=1)


@effect("decide_expulsion")
def decide_expulsion(ctx: Context) -> None:
    """The decision of the draft and its confirmation by another person (MC-03); the status `removal ordered` from today."""
    draft, item = ctx.last(DRAFT), ground_of(ctx)
    if draft is None or item is None:
        raise RuntimeError(
            "A decision is confirmed of a draft that rests on a ground; the procedure lets none be without."
        )
    papers.record_decision(
        ctx,
        outcome="expelled",
        negative=True,
        draft=draft,
        articles=[item.article[:60]],
        compartment=ctx.rule.compartment or ctx.case.compartment,
    )
    set_status(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "kind": StatusKind.REMOVAL_ORDERED,
            "basis": item.article[:100],
            "ground": item.code,
            "valid_from": ctx.on,
            "case_id": ctx.case.pk,
        },
        compartment=Compartment.STAY,
    )


@effect("expulsion_served")
def expulsion_served(ctx: Context) -> None:
    """The moment at which the decision was handed over: the time to leave and the time to sue run from it."""
    decision = papers.standing_decision(ctx)
    if decision is None:
        return
    given = dt.datetime.fromisoformat(str(ctx.answers["served_at"]))
    at = given if given.tzinfo else given.replace(tzinfo=clock.zone())
    decision.notified_at = max(at, decision.decided_at)
    decision.save(update_fields=["notified_at"])


@effect("note_departure")
def note_departure(ctx: Context) -> None:
    """The order of removal is spent on the day of departure; the ban that was decided begins (MC 79.2)."""
    left = dt.date.fromisoformat(str(ctx.answers["left_on"]))
    tasks.finish_task(ctx, OVERTAKEN)
    _end(ctx, StatusGroup.REMOVAL, left + ONE_DAY)
    months = int((ctx.content(DRAFT) or {}).get("ban_months") or 0)
    if not months:
        return
    until = last_day_of_ban(ctx, left, months)
    decision = papers.standing_decision(ctx)
    if decision is None:
        raise RuntimeError("A departure is recorded of a decision that stands; the procedure lets none be without.")
    enter_decided(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        data={
            "kind": RestrictionKind.ENTRY_BAN,
            "ground": BAN_GROUND,
            "first_day": left,
            "last_day": until,
            "case_id": ctx.case.pk,
        },
        entered_by=decision.drafted_by,
        confirmed_by=decision.reviewed_by,
    )


def last_day_of_ban(ctx: Context, left: dt.date, months: int) -> dt.date:
    """The last day of a ban that begins with a departure."""
    until = ctx.pack.calendar.add(left, Duration(months, "month"))
    return until.date() if isinstance(until, dt.datetime) else until


@effect("overtaken_seen")
def overtaken_seen(ctx: Context) -> None:
    """Somebody has seen that a permit stands beside the decision: the task of it is done."""
    tasks.finish_task(ctx, OVERTAKEN)


@effect("lift_ban")
def lift_ban(ctx: Context) -> None:
    """The ban of this matter ends today, by the two who proposed and confirmed it (MC 79.2)."""
    ban, proposed = ban_in_force_of(ctx), ctx.last("propose_lifting")
    if ban is not None and proposed is not None:
        end_restriction(
            actor=ctx.actor, entry_id=ban.pk, end=RestrictionEnd.LIFTED, ended_on=ctx.on, proposed_by=proposed.holder_id
        )


@effect("decision_halted")
def decision_halted(ctx: Context) -> None:
    """Something bars removal: the decision falls, and nothing is left to be carried out (NR-07). A ban of somebody who has left stays."""
    papers.annul_standing(ctx)
    tasks.finish_task(ctx, OVERTAKEN)
    _end(ctx, StatusGroup.REMOVAL, ctx.on)


@effect("decision_falls")
def decision_falls(ctx: Context) -> None:
    """The decision falls, and with it the status and the ban that it brought."""
    decision_halted(ctx)
    ban = ban_in_force_of(ctx)
    if ban is not None:
        end_restriction(actor=writes_as(ctx), entry_id=ban.pk, end=RestrictionEnd.ANNULLED, ended_on=ctx.on)


@effect("decision_falls_if_annulled")
def decision_falls_if_annulled(ctx: Context) -> None:
    """The same, where a complaint or a court annulled it."""
    if ctx.answers.get("result") == "annulled":
        decision_falls(ctx)


def _end(ctx: Context, group: StatusGroup, day: dt.date) -> None:
    end_status(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        group=group,
        ends_on=day,
        compartment=Compartment.STAY,
        cases=[ctx.case.pk],
    )
