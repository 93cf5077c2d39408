# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks with their article, their start and their stop; charges with their payment."""

from collections.abc import Iterator

from panah.casework.procedure import graph
from panah.casework.procedure.lint.look import Look, Problem, near_to
from panah.casework.procedure.schema import DATE_KINDS, ClockRule


def clock_parameters(look: Look) -> Iterator[Problem]:
    """Every clock takes its length from parameters that count time and have an article."""
    for name, clock in look.procedure.clocks.items():
        where = f"clocks.{name}"
        if clock.law and clock.law not in look.pack.variables:
            near = near_to(clock.law, look.pack.variables)
            yield Problem("unknown-law-variable", where, f"the pack {look.pack.code} has no variable {clock.law}{near}")
        for wanted in clock.parameters:
            parameter = look.pack.parameters.get(wanted)
            if parameter is None:
                yield Problem("clock-parameter", where, f"the pack {look.pack.code} has no parameter {wanted}")
            elif not parameter.article:
                yield Problem("clock-article", where, f"the parameter {wanted} cites no article: add it in the pack")
            elif not parameter.is_period:
                yield Problem("clock-parameter", where, f"{wanted} is in {parameter.unit}, which is no period of time")


def clock_consequences(look: Look) -> Iterator[Problem]:
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


def clock_actions(look: Look) -> Iterator[Problem]:
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


def _from_field(look: Look, clock: ClockRule, where: str) -> Iterator[Problem]:
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


PAYMENT_FIELDS = {"paid_amount": "integer", "paid_on": "date", "payment_reference": "text"}
"""What the form of the action asks that records a payment."""


def charges(look: Look) -> Iterator[Problem]:
    """A charge takes its amount from the law, is paid by an action that asks for the payment, and ends before the case."""
    for name, charge in look.procedure.charges.items():
        where = f"charges.{name}"
        if charge.law not in look.pack.variables:
            near = near_to(charge.law, look.pack.variables)
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
            near = near_to(clock.pays, look.procedure.charges)
            yield Problem(
                "unknown-charge", f"clocks.{name}", f"`pays` names {clock.pays}: there is no such charge{near}"
            )
