# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of expulsion that are more than a form, a record or a finding."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panah.casework import bars, coded
from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.models import Clock
from panah.casework.registry import predicate
from panah.domains.residence.removal.facts import HALT, LEFT
from panah.law.coded import Ground
from panah.law.units import Duration
from panah.register.models import Restriction, RestrictionKind, in_force

BARRED_AS = "removal"
"""The word under which the procedure is barred."""
TERMS = ("leave", "leave_extended")
WITHDRAW = "propose_withdrawal"
ANSWERS_WITHDRAWAL = ("keep_decision", "withdraw_decision")


def ground_of(ctx: Context) -> Ground | None:
    """The ground of the list on which the matter was proposed."""
    code = (ctx.content("start") or {}).get("ground")
    listed = coded.ground_list(ctx, "grounds")
    return next((item for item in (listed.on(ctx.on) if listed else ()) if item.code == code), None)


def ban_in_force_of(ctx: Context) -> Restriction | None:
    """The ban on entry that came of this matter and holds today."""
    return Restriction.objects.filter(
        in_force(ctx.on), person_id=ctx.case.person_id, kind=RestrictionKind.ENTRY_BAN, case_id=ctx.case.pk
    ).first()


def _did_since_halt(ctx: Context, *names: str) -> bool:
    last, halted = ctx.last(*names), ctx.last(HALT)
    return last is not None and (halted is None or last.seq > halted.seq)


@predicate("removal_possible")
def removal_possible(ctx: Context) -> Problem | None:
    """What bars removal has not come since the proposal: weighed anew before each step that carries it on (NR-07).

    A step that enters the barred states is asked by the engine itself; the one sentence is said once.
    """
    if ctx.case.state not in ctx.procedure.barred_by[BARRED_AS].states or not bars.is_barred(ctx, BARRED_AS):
        return None
    return Problem("barred", ctx.procedure.barred_by[BARRED_AS].answer.in_(ctx.actor.language))


@predicate("heard_in_this_matter")
def heard_in_this_matter(ctx: Context) -> Problem | None:
    """The person was heard, or looked for, since the matter was last taken up (policy: the Code asks for reasons, and nobody
    can give them who has not asked)."""
    if _did_since_halt(ctx, "hear"):
        return None
    return Problem("not_heard", _("Hear the person first, or record how the person was looked for."))


@predicate("child_heard_with_somebody")
def child_heard_with_somebody(ctx: Context) -> Problem | None:
    """A child is not heard alone (CH-02, policy)."""
    if ctx.data is None or ctx.data.get("heard") != "heard" or ctx.data.get("guardian"):
        return None
    if ctx.finding("treated_as_child").value is not True:
        return None
    return Problem(
        "child_alone",
        _("A child is heard with a parent, a guardian or a representative. Name who was there."),
        field="guardian",
        article="CH-02",
    )


@predicate("expulsion_ground_holds")
def expulsion_ground_holds(ctx: Context) -> Problem | None:
    """The law still finds the ground on which the matter was proposed."""
    item = ground_of(ctx)
    if item is not None and ctx.finding(item.variable).value is True:
        return None
    return Problem(
        "no_ground",
        _("The law does not find the ground of this matter in the file any more. Drop the matter."),
        article=item.article if item else "",
    )


@predicate("expulsion_ground_verified")
def expulsion_ground_verified(ctx: Context) -> Problem | None:
    """Nobody is expelled on law that nobody has verified."""
    item = ground_of(ctx)
    if item is None or not coded.rests_on_doubt(ctx.finding(item.variable)):
        return None
    return Problem(
        "only_unverified",
        _("The ground rests on law that has not been verified. Ask the legal unit to verify it first."),
        article=item.article,
    )


@predicate("ban_within_law")
def ban_within_law(ctx: Context) -> Problem | None:
    """The ban is no longer than the Code allows (MC 79.2)."""
    months = int((ctx.data or {}).get("ban_months") or 0)
    longest = ctx.parameter("exp.ban")
    calendar = ctx.pack.calendar
    if not months or calendar.add(ctx.on, Duration(months, "month")) <= calendar.add(ctx.on, longest.duration()):
        return None
    return Problem(
        "ban_too_long",
        _("The ban is longer than the law allows: at most %(years)s years.") % {"years": longest.value},
        field="ban_months",
        article=longest.article,
    )


@predicate("interpreter_at_service")
def interpreter_at_service(ctx: Context) -> Problem | None:
    """Whoever does not know Azerbaijani is told the decision through an interpreter (MC 79.7)."""
    if ctx.data is None or ctx.data.get("interpreter") or ctx.data.get("means") != "in_person":
        return None
    if (ctx.content("hear") or {}).get("knows_azerbaijani") is True:
        return None
    return Problem(
        "interpreter_missing",
        _("The person does not know Azerbaijani: name the interpreter."),
        field="interpreter",
        article=ctx.pack.clause_of("expulsion_interpreter_required"),
    )


@predicate("has_left")
def has_left(ctx: Context) -> Problem | None:
    """The departure is on record."""
    return None if ctx.last(*LEFT) else Problem("not_left", _("No departure is on record."))


@predicate("has_not_left")
def has_not_left(ctx: Context) -> Problem | None:
    """The person has not left yet, by what is on record."""
    return Problem("has_left", _("The departure is on record already.")) if ctx.last(*LEFT) else None


@predicate("left_after_service")
def left_after_service(ctx: Context) -> Problem | None:
    """Nobody leaves under a decision before it was handed over."""
    said = (ctx.data or {}).get("left_on")
    served = str((ctx.content("serve") or {}).get("served_at") or "")[:10]
    if not said or not served or str(said) >= served:
        return None
    return Problem(
        "left_before_service",
        _("This day lies before the decision was handed over (%(date)s). Check the date.")
        % {"date": dt.date.fromisoformat(served)},
        field="left_on",
        article="MC 79.5",
    )


@predicate("time_to_leave_over")
def time_to_leave_over(ctx: Context) -> Problem | None:
    """The time to leave on one's own is over, to the hour where the Code counts hours, and no court's order stops it (MC 79.5)."""
    running = Clock.objects.filter(case=ctx.case, key__in=TERMS, stopped_at=None)
    for term in running:
        if term.due_at > ctx.now or term.pauses.filter(ended_at=None).exists():
            return Problem(
                "time_to_leave_runs",
                _("The time to leave is still running. The person may leave alone until it ends."),
                article=term.article,
            )
    return None


@predicate("not_overtaken")
def not_overtaken(ctx: Context) -> Problem | None:
    """The person holds no permit to stay beside the decision: what the state gave after it goes before it (NR-07)."""
    if ctx.finding("expulsion_decision_overtaken").value is not True:
        return None
    return Problem(
        "overtaken",
        _("The person holds a permit to stay, so that nothing may be carried out. Propose to take the decision back."),
        article=ctx.pack.clause_of("expulsion_decision_overtaken"),
    )


def _withdrawal_waits(ctx: Context) -> bool:
    """Whether somebody has proposed to take the decision back, and nobody has answered since."""
    asked, answered, halted = ctx.last(WITHDRAW), ctx.last(*ANSWERS_WITHDRAWAL), ctx.last(HALT)
    return asked is not None and all(one is None or one.seq < asked.seq for one in (answered, halted))


@predicate("withdrawal_proposed")
def withdrawal_proposed(ctx: Context) -> Problem | None:
    """Somebody has proposed it since it was last answered."""
    if _withdrawal_waits(ctx):
        return None
    return Problem(
        "no_withdrawal",
        _("Nobody has proposed to take the decision back since this was last answered. Propose it first."),
    )


@predicate("no_withdrawal_proposed")
def no_withdrawal_proposed(ctx: Context) -> Problem | None:
    """Nothing is carried out, and nothing is proposed twice, until the proposal has been answered."""
    if not _withdrawal_waits(ctx):
        return None
    return Problem(
        "withdrawal_waits",
        _("Somebody has proposed to take the decision back. The head of the unit answers that first."),
    )


@predicate("ban_in_force")
def ban_in_force(ctx: Context) -> Problem | None:
    """There is a ban of this matter that can be lifted."""
    if ban_in_force_of(ctx):
        return None
    return Problem("no_ban", _("No ban on entry of this matter is in force."), article="MC 79.2")
