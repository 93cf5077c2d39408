# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every name is known: of the law, of the system, of the pack."""

from collections.abc import Iterable, Iterator

from panah.casework.procedure.lint.look import Look, Problem, near_to
from panah.casework.procedure.schema import TEXT_KINDS, Field, Requirement


def facts(look: Look) -> Iterator[Problem]:
    """An answer that is a fact of the law is of the fact's own kind."""
    for where, act in look.acts():
        for field in act.form:
            if field.fact is None:
                continue
            kinds = look.pack.facts.get(field.fact)
            if kinds is None:
                yield Problem(
                    "unknown-fact",
                    where,
                    f"{field.name}: the pack has no fact {field.fact}{near_to(field.fact, look.pack.facts)}",
                )
            elif field.kind not in kinds:
                yield Problem(
                    "fact-kind", where, f"{field.name}: the fact {field.fact} is asked as {' or '.join(kinds)}"
                )


def requirement_names(look: Look) -> Iterator[Problem]:
    """Predicates, law variables and recorded actions exist."""
    for where, act in look.acts():
        for requirement in act.must:
            yield from _requirement(look, where, requirement)


def _requirement(look: Look, where: str, requirement: Requirement) -> Iterator[Problem]:
    known = look.names.predicates
    if requirement.check and known is not None and requirement.check not in known:
        yield Problem(
            "unknown-predicate",
            where,
            f"`check: {requirement.check}` is not registered{near_to(requirement.check, known)}",
        )
    if requirement.law and requirement.law not in look.pack.variables:
        near = near_to(requirement.law, look.pack.variables)
        yield Problem(
            "unknown-law-variable", where, f"the pack {look.pack.code} has no variable {requirement.law}{near}"
        )
    for key in ("recorded", "not_recorded"):
        action = getattr(requirement, key)
        if action and not look.known_act(action):
            yield Problem("unknown-action", where, f"`{key}: {action}`: there is no such action")


def registered_names(look: Look) -> Iterator[Problem]:
    """Effects, permissions, compartments and run-time options exist."""
    for where, act in look.acts():
        for kind, used, known in (
            ("effect", act.effects, look.names.effects),
            ("permission", (act.permission,), look.names.permissions),
            ("compartment", (act.compartment or look.procedure.compartment,), look.names.compartments),
            ("options", _options_used(act.form), look.names.options),
        ):
            for name in dict.fromkeys(used):
                if known is not None and name not in known:
                    yield Problem(f"unknown-{kind}", where, f"{kind} {name} is not registered{near_to(name, known)}")


def letter_names(look: Look) -> Iterator[Problem]:
    """Letters exist in the pack, and somebody supplies their data."""
    for where, act in look.acts():
        for rule in act.letters:
            if rule.letter not in look.pack.letters:
                near = near_to(rule.letter, look.pack.letters)
                yield Problem("unknown-letter", where, f"the pack {look.pack.code} has no letter {rule.letter}{near}")
            elif look.names.letters is not None and rule.letter not in look.names.letters:
                yield Problem("letter-without-data", where, f"nothing registers the data of the letter {rule.letter}")


def coded_lists(look: Look) -> Iterator[Problem]:
    """Coded lists that are another procedure's are there."""
    if look.procedure.lists and look.procedure.lists not in look.pack.lists:
        yield Problem(
            "unknown-lists",
            "lists",
            f"the pack has no grounds or papers of {look.procedure.lists}{near_to(look.procedure.lists, look.pack.lists)}",
        )


def shows(look: Look) -> Iterator[Problem]:
    """What stands at the head of a file is a text that the filing asks for."""
    texts = [field.name for field in look.procedure.start.form if field.kind in TEXT_KINDS]
    for name in look.procedure.shows:
        if name not in texts:
            yield Problem("shows-no-text", "shows", f"the filing asks for no text {name}{near_to(name, texts)}")


def _options_used(fields: Iterable[Field]) -> list[str]:
    used: list[str] = []
    for field in fields:
        if field.options_from:
            used.append(field.options_from)
        used += _options_used(field.fields)
    return used
