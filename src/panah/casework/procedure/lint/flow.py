# SPDX-License-Identifier: AGPL-3.0-or-later
"""States that can be reached and left, and refusals with four eyes, a letter and an appeal."""

from collections.abc import Iterator

from panah.casework.procedure import graph
from panah.casework.procedure.lint.look import Look, Problem, as_tuple, field_at
from panah.casework.procedure.schema import START


def unreachable_states(look: Look) -> Iterator[Problem]:
    """Every state can be reached from the first."""
    reached = graph.reachable(look.procedure)
    for name in look.procedure.states:
        if name not in reached:
            yield Problem("state-unreachable", f"states.{name}", "no action leads here: add one, or remove the state")


def endless_states(look: Look) -> Iterator[Problem]:
    """Every state has a way to an end."""
    if not any(s.kind == "final" for s in look.procedure.states.values()):
        yield Problem("no-final-state", "states", "no state is final: mark where a case ends with `kind: final`")
        return
    ending = graph.leading_to_an_end(look.procedure)
    for name in look.procedure.states:
        if name not in ending:
            yield Problem(
                "state-without-end", f"states.{name}", "no way leads from here to a final state: add an action"
            )


def dead_actions(look: Look) -> Iterator[Problem]:
    """Every action can be reached, and what it requires to be recorded can happen before it."""
    reached = graph.reachable(look.procedure)
    for name, action in look.procedure.actions.items():
        where = f"actions.{name}"
        if not reached.intersection(action.from_):
            yield Problem("action-dead", where, "is offered only in states that no case reaches: correct `from`")
            continue
        for requirement in action.must:
            needed = requirement.recorded
            if needed is None or needed not in look.procedure.actions or requirement.when:
                continue
            if not graph.can_precede(look.procedure, needed, name):
                yield Problem(
                    "action-dead", where, f"requires {needed}, which cannot happen before it: correct `must` or `from`"
                )


def appeals(look: Look) -> Iterator[Problem]:
    """Every refusal names an appeal that can be lodged after it."""
    for name, action in look.procedure.actions.items():
        where = f"actions.{name}"
        if not action.refuses:
            if action.appealed_by:
                yield Problem(
                    "appeal-without-refusal", where, "has `appealed_by` but does not refuse: add `refuses: true`"
                )
            continue
        if not action.appealed_by:
            yield Problem("refusal-without-appeal", where, "can refuse: name the appeal in `appealed_by`")
        after = graph.reachable_from(look.procedure, action.targets or action.from_)
        for appeal in action.appealed_by:
            if appeal not in look.procedure.actions:
                yield Problem("unknown-action", where, f"`appealed_by` names {appeal}: there is no such action")
            elif not after.intersection(look.procedure.actions[appeal].from_):
                yield Problem("refusal-without-appeal", where, f"{appeal} is not offered in any state after it")


def four_eyes(look: Look) -> Iterator[Problem]:
    """Every refusal is decided by another person than who prepared it."""
    for name, action in look.procedure.actions.items():
        where = f"actions.{name}"
        if action.refuses and not action.not_by:
            yield Problem(
                "refusal-by-one-person", where, "can refuse: name in `not_by` the actions that another person did"
            )
        for other in action.not_by:
            if not look.known_act(other):
                yield Problem("unknown-action", where, f"`not_by` names {other}: there is no such action")
            elif other == name:
                yield Problem(
                    "not-by-itself", where, "`not_by` names the action itself: name the one that comes before"
                )
            elif other != START and not graph.can_precede(look.procedure, other, name):
                yield Problem("not-by-never", where, f"`not_by` names {other}, which cannot happen before it")


def refusal_letters(look: Look) -> Iterator[Problem]:
    """Every refusal reaches the person in writing: by a letter of the action, or of one that follows it at once."""
    for name, action in look.procedure.actions.items():
        if not action.refuses:
            continue
        following = [a for a in look.procedure.actions.values() if set(a.from_) & set(action.targets)]
        if not any(rule.to == "person" for a in (action, *following) for rule in a.letters):
            yield Problem(
                "refusal-without-letter", f"actions.{name}", "can refuse: add a letter to the person, here or next"
            )


def letters_cover_answers(look: Look) -> Iterator[Problem]:
    """Letters chosen by an answer cover every answer: nobody is left without one."""
    for where, act in look.acts():
        rules = [rule for rule in act.letters if rule.to == "person"]
        if not rules or any(rule.when is None for rule in rules):
            continue
        paths = {path for rule in rules for path in rule.when or {}}
        if len(paths) != 1:
            continue
        path = paths.pop()
        field = field_at(look.procedure, act, path)
        if field is None or not field.options:
            continue
        covered = {value for rule in rules for value in as_tuple((rule.when or {})[path])}
        for option in field.options:
            if option.value not in covered:
                yield Problem("answer-without-letter", where, f"with {path} = {option.value} the person gets no letter")
