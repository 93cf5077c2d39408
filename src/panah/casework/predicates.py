# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions that belong to the engine itself: four eyes, sides, tasks, findings, what was recorded before."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.models import Case, Side, Task
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.procedure.schema import Requirement
from panah.casework.registry import predicate, predicates
from panah.register.public import whole


@predicate("no_blocking_task")
def no_blocking_task(ctx: Context) -> list[Problem]:
    """Every task that blocks the case is done."""
    open_tasks = Task.objects.filter(case=ctx.case, blocking=True, done_at=None)
    return [Problem("task_open", _("A task must be done first."), details={"task": task.key}) for task in open_tasks]


def four_eyes(ctx: Context) -> list[Problem]:
    """Nobody does this who did, last time, what `not_by` names: natural persons count, not accounts (RS-15)."""
    if not isinstance(ctx.rule, ActionRule):
        return []
    for name in ctx.rule.not_by:
        before = ctx.last(name)
        if before and before.holder_id and before.holder_id == ctx.actor.holder_id:
            return [
                Problem(
                    "same_person",
                    _("You did the step that this one must check. Another person has to do it."),
                    article="RS-15",
                    details={"action": name},
                )
            ]
    return []


def side_is_free(ctx: Context) -> list[Problem]:
    """Whoever stands on one side of the case does not act for another (RS-18)."""
    if ctx.rule.side is None or ctx.actor.holder_id is None:
        return []
    taken = side_of(ctx.case.pk, ctx.actor.holder_id)
    if taken and taken != ctx.rule.side:
        return [
            Problem(
                "other_side",
                _("You have worked on this file at another stage. Somebody who has not must do this."),
                article="RS-18",
                details={"side": taken},
            )
        ]
    return []


def only_open_file() -> Problem:
    """Another file of the same kind is open, so that this one cannot be opened again beside it."""
    return Problem(
        "already_open",
        _(
            "The person has another open file of this kind. Go on there; this one can be opened again once that has ended."
        ),
    )


def stays_the_only_open_one(ctx: Context) -> list[Problem]:
    """An ended case is not opened again beside a newer one: a person has one open case under a procedure.

    What only argues about the old answer stands aside and is in nobody's way: whoever applied anew may still complain.
    """
    if not isinstance(ctx.rule, ActionRule) or ctx.case.closed_at is None:
        return []
    targets = ctx.rule.targets if ctx.data is None else (ctx.rule.target(ctx.case.state, ctx.data, ctx.content),)
    if not targets or any(ctx.procedure.states[target].kind == "final" for target in targets):
        return []
    if all(target in ctx.procedure.beside for target in targets):
        return []
    others = Case.objects.filter(
        person_id__in=whole(ctx.actor, ctx.case.person_id),
        procedure_key=ctx.case.procedure_key,
        closed_at=None,
        aside=False,
    ).exclude(pk=ctx.case.pk)
    return [only_open_file()] if others.exists() else []


def side_of(case_id: uuid.UUID, holder_id: uuid.UUID) -> str | None:
    """The side on which a natural person stands in a case, if any."""
    row = Side.objects.filter(case_id=case_id, holder_id=holder_id).first()
    return row.side if row else None


def requirement_problems(ctx: Context) -> list[Problem]:
    """Every requirement of the action that is not met, all at once."""
    found: list[Problem] = []
    for requirement in ctx.rule.requirements_due(ctx.data, ctx.content):
        found.extend(_check(ctx, requirement))
    return found


def _check(ctx: Context, requirement: Requirement) -> Iterable[Problem]:
    why = requirement.why.in_(ctx.actor.language) if requirement.why else None
    if requirement.check:
        result = predicates[requirement.check](ctx)
        if result is None:
            return []
        return [result] if isinstance(result, Problem) else list(result)
    if requirement.recorded:
        if ctx.last(requirement.recorded):
            return []
        label = ctx.procedure.act(requirement.recorded).label.in_(ctx.actor.language)
        return [
            Problem(
                "not_recorded",
                why or _("This has to be recorded first: %(action)s.") % {"action": label},
                details={"action": requirement.recorded},
            )
        ]
    if requirement.not_recorded:
        if not ctx.last(requirement.not_recorded):
            return []
        label = ctx.procedure.act(requirement.not_recorded).label.in_(ctx.actor.language)
        return [
            Problem(
                "already_recorded",
                why or _("This was already recorded: %(action)s.") % {"action": label},
                details={"action": requirement.not_recorded},
            )
        ]
    if requirement.law:
        finding = ctx.finding(requirement.law)
        if finding.value == requirement.is_:
            return []
        return [
            Problem(
                "law",
                why or finding.label,
                article=ctx.pack.clause_of(requirement.law),
                details={"variable": requirement.law},
            )
        ]
    return []


def problems(ctx: Context) -> list[Problem]:
    """All that stands in the way of the action: four eyes, sides, another open case, the procedure's own requirements."""
    return [*four_eyes(ctx), *side_is_free(ctx), *stays_the_only_open_one(ctx), *requirement_problems(ctx)]
