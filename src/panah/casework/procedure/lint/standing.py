# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case keeps from happening, and when it stands aside."""

from collections.abc import Iterator

from panah.casework.procedure.lint.look import Look, Problem, near_to

BY_ITSELF = "case.by_itself"
"""The permission of what the system does by itself (`CasePermission.BY_ITSELF`; the linter needs no database)."""


def bars(look: Look) -> Iterator[Problem]:
    """What bars does so while a case is open; what is barred can be left by itself."""
    for word, states in look.procedure.bars.items():
        for state in states:
            if look.procedure.states[state].kind == "final":
                yield Problem(
                    "bar-at-end", f"bars.{word}", f"{state} is final, and an ended case bars nothing: take it out"
                )
    for word, rule in look.procedure.barred_by.items():
        where = f"barred_by.{word}"
        if rule.law and rule.law not in look.pack.variables:
            near = near_to(rule.law, look.pack.variables)
            yield Problem("unknown-law-variable", where, f"the pack {look.pack.code} has no variable {rule.law}{near}")
        for state in rule.states:
            if look.procedure.states[state].kind == "final":
                yield Problem("bar-at-end", where, f"{state} is final: what has been done cannot give way any more")
        action = look.procedure.actions.get(rule.gives_way)
        if action is None:
            yield Problem("unknown-action", where, f"`gives_way` names {rule.gives_way}: there is no such action")
            continue
        if missing := [state for state in rule.states if state not in action.from_]:
            yield Problem(
                "bar-stays", where, f"{rule.gives_way} is not offered in {', '.join(missing)}: add it to `from`"
            )
        if not action.targets or set(action.targets) & set(rule.states):
            yield Problem(
                "bar-stays", where, f"{rule.gives_way} must lead out of the barred states: give it another `to`"
            )
        if action.permission != BY_ITSELF:
            yield Problem(
                "bar-stays", where, f"{rule.gives_way} is the system's own step: its permission is {BY_ITSELF}"
            )
        if set(look.procedure.bars.get(word, ())) & set(rule.states):
            yield Problem("bar-itself", where, "a case cannot bar what it stands in itself")
        if action.must or any(field.required or field.required_if for field in action.form):
            yield Problem(
                "bar-stays", where, f"nothing may hold {rule.gives_way} back: it takes no `must` and asks no question"
            )


def beside(look: Look) -> Iterator[Problem]:
    """A case stands aside only once something was decided in it, and while it is open."""
    for state in look.procedure.beside:
        if state == look.procedure.initial:
            yield Problem(
                "beside-at-start",
                "beside",
                f"{state} is the first state: the next filing would stand beside it at once",
            )
        if look.procedure.states[state].kind == "final":
            yield Problem("beside-at-end", "beside", f"{state} is final: an ended case is in nobody's way; take it out")
    asked = [field.name for field in look.procedure.start.form if field.required]
    for name in look.procedure.again_by:
        if name not in asked:
            near = near_to(name, asked)
            yield Problem("again-by-unknown", "again_by", f"the filing does not require an answer {name}{near}")
