# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be done with a case: the same code that `perform` uses, so that screen, API and basket cannot disagree."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from panah.casework import bars, predicates
from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.models import Case
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.services.common import options_of
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.policy import allows, require
from panah.foundation.access.roles import Compartment


@dataclass(frozen=True)
class Offer:
    """An action in the present state of a case.

    permitted: the actor's roles include it. problems: what stands in the way; empty means that it can be done now.
    """

    rule: ActionRule
    permitted: bool
    problems: Sequence[Problem]

    @property
    def name(self) -> str:
        """The action's name in the procedure."""
        return self.rule.name

    @property
    def open(self) -> bool:
        """Whether the actor can do it now."""
        return self.permitted and not self.problems


@contextlib.contextmanager
def whole_case(case: Case) -> Iterator[None]:
    """Let guards and effects see the whole of one case, whatever the actor may read of it.

    A guard that saw half a file would let pass what it must stop. Nothing read here is shown: problems carry code
    words and fixed sentences.
    """
    with elevated(*Compartment, offices=frozenset(case.offices), reason="guards and effects weigh the whole file"):
        yield


def available_actions(*, actor: Actor, case: Case, memo: dict[str, Any] | None = None) -> list[Offer]:
    """Every action of the present state, with what stands in the way of it for this actor.

    memo: what was read of the case at this moment, shared with `standing_in_the_way`.
    """
    now = clock.now()
    offers = []
    shared: dict[str, Any] = {} if memo is None else memo
    with whole_case(case):
        for rule in case.procedure.offered_in(case.state):
            permitted = allows(actor, rule.permission, case)
            problems: Sequence[Problem] = ()
            if permitted:
                ctx = Context(actor=actor, case=case, rule=rule, data=None, now=now, memo=shared)
                problems = (*predicates.problems(ctx), *bars.stands_barred(ctx))
            offers.append(Offer(rule, permitted, problems))
    return offers


def standing_in_the_way(*, actor: Actor, case: Case, of: str, memo: dict[str, Any] | None = None) -> list[Problem]:
    """Everything that stands in the way of one action, whether or not this actor would be the one to do it.

    memo: as of `available_actions`.
    """
    shared: dict[str, Any] = {} if memo is None else memo
    rule = case.procedure.action(of)
    with whole_case(case):
        ctx = Context(actor=actor, case=case, rule=rule, data=None, now=clock.now(), memo=shared)
        return [*predicates.requirement_problems(ctx), *bars.stands_barred(ctx)]


def form_options(*, actor: Actor, case: Case, rule: ActionRule) -> dict[str, list[tuple[str, str]]]:
    """The run-time answers of an action's form, as `perform` will accept them. Raises Denied."""
    require(actor, rule.permission, case)
    with whole_case(case):
        return options_of(Context(actor=actor, case=case, rule=rule, data=None, now=clock.now()), rule.form)
