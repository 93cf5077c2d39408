# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is a procedure a good one? Every state reachable and with a way to an end, every refusal with four eyes, a letter and an appeal,
every clock with its article and its stop, every name known.

`lint` returns all problems at once; each says what to do. A rule per function, in the order of the list at the end.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from panah.casework.procedure import graph
from panah.casework.procedure.names import PackNames, RegistryNames
from panah.casework.procedure.schema import (
    DATE_KINDS,
    START,
    TEXT_KINDS,
    Act,
    Action,
    ClockRule,
    Field,
    Procedure,
    Requirement,
)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong: the rule, where, and what to do."""

    rule: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class _Look:
    """What a rule looks at."""

    procedure: Procedure
    pack: PackNames
    names: RegistryNames

    def acts(self) -> Iterator[tuple[str, Act]]:
        """Filing and actions, with the place to name in a problem."""
        yield START, self.procedure.start
        for name, action in self.procedure.actions.items():
            yield f"actions.{name}", action

    def known_act(self, name: str) -> bool:
        return name == START or name in self.procedure.actions


Rule = Callable[[_Look], Iterator[Problem]]


def lint(procedure: Procedure, *, pack: PackNames, registry_names: RegistryNames) -> list[Problem]:
    """All problems of a procedure, sorted; an empty list means that it may be published.

    Args:
        procedure: the procedure.
        pack: names of its pack, from `names.pack_names`.
        registry_names: names that the system registers; kinds that are None are not checked.
    """
    look = _Look(procedure, pack, registry_names)
    return sorted({problem for rule in RULES for problem in rule(look)})


# --- the graph ---------------------------------------------------------------------------------------------------------------


def unreachable_states(look: _Look) -> Iterator[Problem]:
    """Every state can be reached from the first."""
    reached = graph.reachable(look.procedure)
    for name in look.procedure.states:
        if name not in reached:
            yield Problem("state-unreachable", f"states.{name}", "no action leads here: add one, or remove the state")


def endless_states(look: _Look) -> Iterator[Problem]:
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


def dead_actions(look: _Look) -> Iterator[Problem]:
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


# --- refusals ----------------------------------------------------------------------------------------------------------------


def appeals(look: _Look) -> Iterator[Problem]:
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


def four_eyes(look: _Look) -> Iterator[Problem]:
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


def refusal_letters(look: _Look) -> Iterator[Problem]:
    """Every refusal reaches the person in writing: by a letter of the action, or of one that follows it at once."""
    for name, action in look.procedure.actions.items():
        if not action.refuses:
            continue
        following = [a for a in look.procedure.actions.values() if set(a.from_) & set(action.targets)]
        if not any(rule.to == "person" for a in (action, *following) for rule in a.letters):
            yield Problem(
                "refusal-without-letter", f"actions.{name}", "can refuse: add a letter to the person, here or next"
            )


def letters_cover_answers(look: _Look) -> Iterator[Problem]:
    """Letters chosen by an answer cover every answer: nobody is left without one."""
    for where, act in look.acts():
        rules = [rule for rule in act.letters if rule.to == "person"]
        if not rules or any(rule.when is None for rule in rules):
            continue
        paths = {path for rule in rules for path in rule.when or {}}
        if len(paths) != 1:
            continue
        path = paths.pop()
        field = _field_at(look.procedure, act, path)
        if field is None or not field.options:
            continue
        covered = {value for rule in rules for value in _wanted((rule.when or {})[path])}
        for option in field.options:
            if option.value not in covered:
                yield Problem("answer-without-letter", where, f"with {path} = {option.value} the person gets no letter")


# --- clocks ------------------------------------------------------------------------------------------------------------------


def clock_parameters(look: _Look) -> Iterator[Problem]:
    """Every clock takes its length from parameters that count time and have an article."""
    for name, clock in look.procedure.clocks.items():
        where = f"clocks.{name}"
        if clock.law and clock.law not in look.pack.variables:
            near = _near(clock.law, look.pack.variables)
            yield Problem("unknown-law-variable", where, f"the pack {look.pack.code} has no variable {clock.law}{near}")
        for wanted in clock.parameters:
            parameter = look.pack.parameters.get(wanted)
            if parameter is None:
                yield Problem("clock-parameter", where, f"the pack {look.pack.code} has no parameter {wanted}")
            elif not parameter.article:
                yield Problem("clock-article", where, f"the parameter {wanted} cites no article: add it in the pack")
            elif not parameter.is_period:
                yield Problem("clock-parameter", where, f"{wanted} is in {parameter.unit}, which is no period of time")


def clock_consequences(look: _Look) -> Iterator[Problem]:
    """What the system does by itself when a term is over can be done without a person, ends the term and has an article."""
    for name, clock in look.procedure.clocks.items():
        if clock.on_due is None:
            continue
        where = f"clocks.{name}"
        action = look.procedure.actions.get(clock.on_due)
        if action is None:
            yield Problem("unknown-action", where, f"`on_due` names {clock.on_due}: there is no such action")
            continue
        if clock.on_due not in clock.stops_on:
            yield Problem("clock-consequence", where, f"{clock.on_due} must stop it as well: add it to `stops_on`")
        if any(field.required or field.required_if for field in action.form):
            yield Problem(
                "clock-consequence", where, f"{clock.on_due} asks a question, and nobody is there to answer it"
            )
        if not action.articles:
            yield Problem("clock-consequence", where, f"{clock.on_due} cites no article for what the term's end means")


def clock_actions(look: _Look) -> Iterator[Problem]:
    """A clock names existing actions, starts where cases go on, and stops before they end."""
    for name, clock in look.procedure.clocks.items():
        where = f"clocks.{name}"
        narrowed = [
            ("starts", clock.starts_on, clock.starts_when),
            ("stops", clock.stops_on, clock.stops_when),
            *(("starts", pause.starts_on, pause.starts_when) for pause in clock.paused_by),
        ]
        named = [a for _kind, acts, when in narrowed for a in (*acts, *when)]
        named += [a for pause in clock.paused_by for a in pause.ends_on]
        unknown = [a for a in dict.fromkeys(named) if not look.known_act(a)]
        for action in unknown:
            yield Problem("unknown-action", where, f"names {action}: there is no such action")
        if unknown:
            continue
        for kind, acts, when in narrowed:
            for action in when:
                if action not in acts:
                    yield Problem(
                        "clock-condition", where, f"`{kind}_when` names {action}, which is not in `{kind}_on`"
                    )
        yield from _from_field(look, clock, where)
        if clock.from_clock and clock.from_clock not in look.procedure.clocks:
            yield Problem("unknown-clock", where, f"`from_clock` names {clock.from_clock}: there is no such clock")
        if not clock.stops_on:
            yield Problem("clock-never-stops", where, "nothing stops it: name the actions in `stops_on`")
            continue
        for action in clock.starts_on:
            targets = graph.targets_of_start(look.procedure, clock, action)
            final = [t for t in targets if look.procedure.states[t].kind == "final"]
            for state in final:
                yield Problem("clock-starts-at-end", where, f"{action} starts it in {state}, where the case has ended")
            surely = set(clock.stops_on) - set(clock.stops_when)
            running = graph.reachable_without(look.procedure, set(targets) - set(final), surely, clock.stops_when)
            for state in sorted(running):
                if look.procedure.states[state].kind == "final":
                    yield Problem(
                        "clock-never-stops",
                        where,
                        f"started by {action}, it still runs in {state}: add the action to `stops_on`",
                    )


def _from_field(look: _Look, clock: ClockRule, where: str) -> Iterator[Problem]:
    if clock.from_field is None:
        return
    for action in clock.starts_on:
        field = next((f for f in look.procedure.fields_of(action) if f.name == clock.from_field), None)
        if field is None or field.kind not in DATE_KINDS:
            yield Problem("clock-from-field", where, f"{action} has no date called {clock.from_field}")
        elif field.kind == "partial_date" or not (field.required or field.required_if):
            yield Problem(
                "clock-from-field",
                where,
                f"{action}.{clock.from_field} may be left open, and the clock needs a full date",
            )


# --- charges -----------------------------------------------------------------------------------------------------------------

PAYMENT_FIELDS = {"paid_amount": "integer", "paid_on": "date", "payment_reference": "text"}
"""What the form of the action asks that records a payment."""


def charges(look: _Look) -> Iterator[Problem]:
    """A charge takes its amount from the law, is paid by an action that asks for the payment, and ends before the case."""
    for name, charge in look.procedure.charges.items():
        where = f"charges.{name}"
        if charge.law not in look.pack.variables:
            near = _near(charge.law, look.pack.variables)
            yield Problem(
                "unknown-law-variable", where, f"the pack {look.pack.code} has no variable {charge.law}{near}"
            )
        if charge.currency not in look.pack.currencies:
            yield Problem("charge-currency", where, f"the pack {look.pack.code} knows no {charge.currency}")
        named = (*charge.raised_on, *charge.raised_when, charge.settled_by, *charge.void_on)
        unknown = [a for a in dict.fromkeys(named) if not look.known_act(a)]
        for action in unknown:
            yield Problem("unknown-action", where, f"names {action}: there is no such action")
        if unknown:
            continue
        form = {field.name: field for field in look.procedure.fields_of(charge.settled_by)}
        for wanted, kind in PAYMENT_FIELDS.items():
            field = form.get(wanted)
            if field is None or field.kind != kind or not field.required:
                yield Problem("charge-payment", where, f"{charge.settled_by} must ask for {wanted} (a required {kind})")
    for name, clock in look.procedure.clocks.items():
        if clock.pays is not None and clock.pays not in look.procedure.charges:
            near = _near(clock.pays, look.procedure.charges)
            yield Problem(
                "unknown-charge", f"clocks.{name}", f"`pays` names {clock.pays}: there is no such charge{near}"
            )


def facts(look: _Look) -> Iterator[Problem]:
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
                    f"{field.name}: the pack has no fact {field.fact}{_near(field.fact, look.pack.facts)}",
                )
            elif field.kind not in kinds:
                yield Problem(
                    "fact-kind", where, f"{field.name}: the fact {field.fact} is asked as {' or '.join(kinds)}"
                )


# --- names -------------------------------------------------------------------------------------------------------------------


def requirement_names(look: _Look) -> Iterator[Problem]:
    """Predicates, law variables and recorded actions exist."""
    for where, act in look.acts():
        for requirement in act.must:
            yield from _requirement(look, where, requirement)


def _requirement(look: _Look, where: str, requirement: Requirement) -> Iterator[Problem]:
    known = look.names.predicates
    if requirement.check and known is not None and requirement.check not in known:
        yield Problem(
            "unknown-predicate",
            where,
            f"`check: {requirement.check}` is not registered{_near(requirement.check, known)}",
        )
    if requirement.law and requirement.law not in look.pack.variables:
        near = _near(requirement.law, look.pack.variables)
        yield Problem(
            "unknown-law-variable", where, f"the pack {look.pack.code} has no variable {requirement.law}{near}"
        )
    for key in ("recorded", "not_recorded"):
        action = getattr(requirement, key)
        if action and not look.known_act(action):
            yield Problem("unknown-action", where, f"`{key}: {action}`: there is no such action")


def registered_names(look: _Look) -> Iterator[Problem]:
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
                    yield Problem(f"unknown-{kind}", where, f"{kind} {name} is not registered{_near(name, known)}")


def letter_names(look: _Look) -> Iterator[Problem]:
    """Letters exist in the pack, and somebody supplies their data."""
    for where, act in look.acts():
        for rule in act.letters:
            if rule.letter not in look.pack.letters:
                near = _near(rule.letter, look.pack.letters)
                yield Problem("unknown-letter", where, f"the pack {look.pack.code} has no letter {rule.letter}{near}")
            elif look.names.letters is not None and rule.letter not in look.names.letters:
                yield Problem("letter-without-data", where, f"nothing registers the data of the letter {rule.letter}")


# --- forms -------------------------------------------------------------------------------------------------------------------


def targets_match_answers(look: _Look) -> Iterator[Problem]:
    """A target that hangs on an answer covers exactly the answers of a required choice."""
    for name, action in look.procedure.actions.items():
        if action.to is None or isinstance(action.to, str):
            continue
        where, to = f"actions.{name}", action.to
        field = _field_at(look.procedure, action, to.field)
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


def conditions(look: _Look) -> Iterator[Problem]:
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


def _condition(look: _Look, act: Act, when: object, where: str) -> Iterator[Problem]:
    if not isinstance(when, dict):
        return
    for path, wanted in when.items():
        field = _field_at(look.procedure, act, path)
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
    for value in _wanted(wanted):
        if field.kind in {"boolean", "confirm"}:
            fits = isinstance(value, bool)
        elif field.kind in {"choice", "multi"} and field.options:
            fits = value in {o.value for o in field.options}
        else:
            fits = not isinstance(value, bool)
        if not fits:
            yield Problem("condition-answer", where, f"{value!r} is no answer of {path}")


def translations(look: _Look) -> Iterator[Problem]:
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


# --- helpers -----------------------------------------------------------------------------------------------------------------


def _field_at(procedure: Procedure, act: Act, path: str) -> Field | None:
    """The field that a condition names: of this form, or `action.field`."""
    action, dot, name = path.rpartition(".")
    if dot:
        if action != START and action not in procedure.actions:
            return None
        form = procedure.fields_of(action)
    else:
        form = act.form
    return next((f for f in form if f.name == name), None)


def _wanted(wanted: object) -> tuple[object, ...]:
    return tuple(wanted) if isinstance(wanted, (tuple, list)) else (wanted,)


def _options_used(fields: Iterable[Field]) -> list[str]:
    used: list[str] = []
    for field in fields:
        if field.options_from:
            used.append(field.options_from)
        used += _options_used(field.fields)
    return used


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


BY_ITSELF = "case.by_itself"
"""The permission of what the system does by itself (`CasePermission.BY_ITSELF`; the linter needs no database)."""


def coded_lists(look: _Look) -> Iterator[Problem]:
    """Coded lists that are another procedure's are there."""
    if look.procedure.lists and look.procedure.lists not in look.pack.lists:
        yield Problem(
            "unknown-lists",
            "lists",
            f"the pack has no grounds or papers of {look.procedure.lists}{_near(look.procedure.lists, look.pack.lists)}",
        )


def bars(look: _Look) -> Iterator[Problem]:
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
            near = _near(rule.law, look.pack.variables)
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


def shows(look: _Look) -> Iterator[Problem]:
    """What stands at the head of a file is a text that the filing asks for."""
    texts = [field.name for field in look.procedure.start.form if field.kind in TEXT_KINDS]
    for name in look.procedure.shows:
        if name not in texts:
            yield Problem("shows-no-text", "shows", f"the filing asks for no text {name}{_near(name, texts)}")


def beside(look: _Look) -> Iterator[Problem]:
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
            near = _near(name, asked)
            yield Problem("again-by-unknown", "again_by", f"the filing does not require an answer {name}{near}")


RULES: tuple[Rule, ...] = (
    unreachable_states,
    endless_states,
    dead_actions,
    appeals,
    four_eyes,
    refusal_letters,
    letters_cover_answers,
    clock_parameters,
    clock_actions,
    clock_consequences,
    charges,
    bars,
    beside,
    coded_lists,
    shows,
    facts,
    requirement_names,
    registered_names,
    letter_names,
    targets_match_answers,
    conditions,
    translations,
)

__all__ = ["RULES", "Action", "Problem", "lint"]
