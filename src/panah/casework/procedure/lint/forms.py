# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that targets and conditions name, and texts in every language."""

from collections.abc import Iterator

from panah.casework.procedure.lint.look import Look, Problem, as_tuple, field_at
from panah.casework.procedure.schema import DATE_KINDS, Act, Field


def targets_match_answers(look: Look) -> Iterator[Problem]:
    """A target that hangs on an answer covers exactly the answers of a required choice."""
    for name, action in look.procedure.actions.items():
        if action.to is None or isinstance(action.to, str):
            continue
        where, to = f"actions.{name}", action.to
        field = field_at(look.procedure, action, to.field)
        if field is None or field.kind != "choice" or not field.options or not field.required:
            yield Problem(
                "target-field", where, f"`to` hangs on {to.field}, which must be a required choice with `options`"
            )
            continue
        answers = {o.value for o in field.options}
        for missing in sorted(answers - to.map.keys()):
            yield Problem("target-map", where, f"`to.map` does not say where {to.field} = {missing} leads")
        for extra in sorted(to.map.keys() - answers):
            yield Problem("target-map", where, f"`to.map` has {extra}, which is no answer of {to.field}")


def conditions(look: Look) -> Iterator[Problem]:
    """`when`, `starts_when`, `stops_when` and `required_if` name existing fields and answers that can be given."""
    for where, act in look.acts():
        for requirement in act.must:
            yield from _condition(look, act, requirement.when, where)
        for rule in act.letters:
            yield from _condition(look, act, rule.when, where)
        yield from _form_conditions(act.form, (), where)
    for name, clock in look.procedure.clocks.items():
        narrowed = [clock.starts_when, clock.stops_when, *(pause.starts_when for pause in clock.paused_by)]
        for action, when in ((a, w) for one in narrowed for a, w in one.items()):
            if look.known_act(action):
                yield from _condition(look, look.procedure.act(action), when, f"clocks.{name}")
        for length in clock.choose:
            for started_by in clock.starts_on:
                if look.known_act(started_by):
                    yield from _condition(look, look.procedure.act(started_by), length.when, f"clocks.{name}")


def _condition(look: Look, act: Act, when: object, where: str) -> Iterator[Problem]:
    if not isinstance(when, dict):
        return
    for path, wanted in when.items():
        field = field_at(look.procedure, act, path)
        if field is None:
            yield Problem("condition-field", where, f"a condition names {path}: there is no such field")
        else:
            yield from _answers(field, path, wanted, where)


def _form_conditions(fields: tuple[Field, ...], outer: tuple[Field, ...], where: str) -> Iterator[Problem]:
    scope = {f.name: f for f in (*outer, *fields)}
    for field in fields:
        place = f"{where}.{field.name}"
        for path, wanted in (field.required_if or {}).items():
            if path not in scope or path == field.name:
                yield Problem("condition-field", place, f"`required_if` names {path}: there is no such other field")
            else:
                yield from _answers(scope[path], path, wanted, place)
        for bound in (field.not_after, field.not_before):
            if bound and bound != "today" and (bound not in scope or scope[bound].kind not in DATE_KINDS):
                yield Problem("condition-field", place, f"is bounded by {bound}: there is no such date")
        for value in field.only:
            yield from _answers(field, field.name, value, place)
        yield from _form_conditions(field.fields, (*outer, *fields), place)


def _answers(field: Field, path: str, wanted: object, where: str) -> Iterator[Problem]:
    for value in as_tuple(wanted):
        if field.kind in {"boolean", "confirm"}:
            fits = isinstance(value, bool)
        elif field.kind in {"choice", "multi"} and field.options:
            fits = value in {o.value for o in field.options}
        else:
            fits = not isinstance(value, bool)
        if not fits:
            yield Problem("condition-answer", where, f"{value!r} is no answer of {path}")


def translations(look: Look) -> Iterator[Problem]:
    """The portal can say in every language where the case is and what comes next."""
    for name, state in look.procedure.states.items():
        for key in ("label", "means", "next"):
            text = getattr(state, key)
            if text is None:
                yield Problem("portal-text", f"states.{name}", f"`{key}` is missing: tell the person, in plain words")
            elif text.fa is None:
                yield Problem("portal-text", f"states.{name}", f"`{key}` has no text in fa")
    for name, clock in look.procedure.clocks.items():
        if clock.for_ == "person" and clock.label.fa is None:
            yield Problem("portal-text", f"clocks.{name}", "`label` has no text in fa, and the portal shows this clock")
    for name, charge in look.procedure.charges.items():
        if charge.label.fa is None:
            yield Problem(
                "portal-text", f"charges.{name}", "`label` has no text in fa, and the portal shows this charge"
            )
