# SPDX-License-Identifier: AGPL-3.0-or-later
"""Terms, what stops them, and what has to be paid."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field as Attribute
from pydantic import StringConstraints

from panah.casework.procedure.conditions import Latest, When, holds, no_history
from panah.casework.procedure.schema.base import DottedName, Line, Model, Name, Text


class PauseRule(Model):
    """A ground on which a clock stands still, as the pack names it: from one action to another.

    `starts_when` narrows a starting action to certain answers: `{record_order: {suspends: true}}`.
    """

    starts_on: tuple[Name, ...] = Attribute(min_length=1)
    starts_when: dict[Name, When] = Attribute(default_factory=dict)
    ends_on: tuple[Name, ...] = Attribute(min_length=1)
    ground: Text
    article: Line

    def starts_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the clock stands still from this action and this data on."""
        return _with(act, self.starts_on, self.starts_when, data, latest)


class Length(Model):
    """Another parameter for the length of a clock where earlier answers say so: `{when: {start.tier: fast}, parameter: ...}`."""

    when: When
    parameter: DottedName


class ClockRule(Model):
    """A period: its length is the parameter's, never a figure here.

    `choose` lists other parameters; the first whose condition holds counts instead (a faster term that was paid for).
    `law` names a clause that gives the last day itself, where more than one figure makes it; the parameter is then the one to cite.
    `from_field` names the date in the starting action's data; without it the day of the action counts.
    `from_clock` names a clock whose end is where this one begins (a time to pay that is counted from the last day to decide).
    `starts_when` narrows a starting action to certain answers, `stops_when` a stopping one: `{decide_appeal: {result: annulled}}`.
    `pays` names a charge that the term is for: where nothing falls due there is no term to pay it in.
    `on_due` names the action that the system takes by itself when the term is over and the case still offers it: where
    the law says what silence or an unpaid fee means.
    """

    name: Name
    parameter: DottedName
    choose: tuple[Length, ...] = ()
    law: Name | None = None
    label: Text
    starts_on: tuple[Name, ...] = Attribute(min_length=1)
    starts_when: dict[Name, When] = Attribute(default_factory=dict)
    from_field: Name | None = None
    from_clock: Name | None = None
    stops_on: tuple[Name, ...] = ()
    stops_when: dict[Name, When] = Attribute(default_factory=dict)
    paused_by: tuple[PauseRule, ...] = ()
    pays: Name | None = None
    on_due: Name | None = None
    for_: Literal["office", "person", "court"] = Attribute(alias="for")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter that may give the length."""
        return (self.parameter, *(length.parameter for length in self.choose))

    def parameter_for(self, data: Mapping[str, Any] | None, latest: Latest = no_history) -> str:
        """The parameter that gives the length of a clock which begins with this data."""
        return next((c.parameter for c in self.choose if holds(c.when, data, latest)), self.parameter)

    def starts_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the clock begins (or begins anew) with this action and this data."""
        return _with(act, self.starts_on, self.starts_when, data, latest)

    def stops_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the clock stops with this action and this data."""
        return _with(act, self.stops_on, self.stops_when, data, latest)


class ChargeRule(Model):
    """What the person has to pay: the amount is a finding of the law, never a figure here; nothing is due where it is nought.

    `raised_on`, narrowed by `raised_when`, makes it due; `settled_by` is the action that records the payment (its form asks
    for `paid_amount`, `paid_on` and `payment_reference`); `void_on` ends it unpaid.
    """

    name: Name
    label: Text
    law: Name
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    raised_on: tuple[Name, ...] = Attribute(min_length=1)
    raised_when: dict[Name, When] = Attribute(default_factory=dict)
    settled_by: Name
    void_on: tuple[Name, ...] = ()

    def raised_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the charge falls due with this action and this data."""
        return _with(act, self.raised_on, self.raised_when, data, latest)


def _with(
    act: str, acts: tuple[str, ...], narrowed: Mapping[str, When], data: Mapping[str, Any] | None, latest: Latest
) -> bool:
    """Whether an action is one of those named, with the answers to which the rule narrows it."""
    when = narrowed.get(act)
    return act in acts and (when is None or holds(when, data, latest))
