# SPDX-License-Identifier: AGPL-3.0-or-later
"""Walking the states of a procedure: what can be reached, and what can happen before what.

Requirements are not weighed here: a path exists when states and actions connect.
"""

from collections.abc import Iterable, Mapping

from panah.casework.procedure.conditions import When
from panah.casework.procedure.schema import START, Action, ClockRule, Procedure, Target


def next_states(
    procedure: Procedure, state: str, without: set[str] | None = None, answers: Mapping[str, When] | None = None
) -> set[str]:
    """The states to which one action leads, leaving out some actions, and of others those answers that are named."""
    return {
        target
        for action in procedure.offered_in(state)
        if not without or action.name not in without
        for target in _targets_but(action, (answers or {}).get(action.name, {}))
    }


def _targets_but(action: Action, when: When) -> Iterable[str]:
    """Where an action leads with any other answer than those of `when`, as far as its target hangs on that very answer."""
    if not isinstance(action.to, Target) or set(when) != {action.to.field}:
        return action.targets
    answers = _accepted(when[action.to.field])
    return [state for answer, state in action.to.map.items() if answer not in answers]


def _accepted(wanted: object) -> tuple[object, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def reachable_without(
    procedure: Procedure, states: Iterable[str], without: set[str], answers: Mapping[str, When] | None = None
) -> set[str]:
    """The states themselves and all that can be reached from them, leaving out some actions, and of others some answers."""
    reached = set(states)
    waiting = list(reached)
    while waiting:
        for state in next_states(procedure, waiting.pop(), without, answers) - reached:
            reached.add(state)
            waiting.append(state)
    return reached


def reachable_from(procedure: Procedure, states: Iterable[str]) -> set[str]:
    """The states themselves and all that can be reached from them."""
    return reachable_without(procedure, states, set())


def reachable(procedure: Procedure) -> set[str]:
    """All states that a case can reach."""
    return reachable_from(procedure, [procedure.initial])


def leading_to_an_end(procedure: Procedure) -> set[str]:
    """All states from which a final one can be reached."""
    ending = {s.name for s in procedure.states.values() if s.kind == "final"}
    grown = True
    while grown:
        before = {s for s in procedure.states if s not in ending and next_states(procedure, s) & ending}
        ending |= before
        grown = bool(before)
    return ending


def states_after(procedure: Procedure, action: Action) -> set[str]:
    """Where a case can stand right after an action that it could reach."""
    sources = reachable(procedure).intersection(action.from_)
    return set(action.targets) if action.to is not None and sources else sources


def can_precede(procedure: Procedure, earlier: str, later: str) -> bool:
    """Whether a case can do `earlier` and afterwards be offered `later`."""
    if earlier == START:
        return True
    after = reachable_from(procedure, states_after(procedure, procedure.action(earlier)))
    return bool(after.intersection(procedure.action(later).from_))


def targets_of_start(procedure: Procedure, clock: ClockRule, act: str) -> list[str]:
    """The states in which a case can stand when `act` has started a clock, mindful of the condition on the
    answer."""
    if act == START:
        return [procedure.initial]
    action = procedure.action(act)
    if action.to is None:
        return sorted(states_after(procedure, action))
    if isinstance(action.to, str):
        return [action.to]
    when: When = clock.starts_when.get(act, {})
    wanted = when.get(action.to.field)
    if wanted is None:
        return list(action.targets)
    return sorted({state for answer, state in action.to.map.items() if answer in _accepted(wanted)})
