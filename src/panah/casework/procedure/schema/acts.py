# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filing, actions and the states between them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field as Attribute
from pydantic import StringConstraints, model_validator

from panah.casework.procedure.conditions import Latest, When, holds, no_history
from panah.casework.procedure.schema.base import START, DottedName, Line, Model, Name, Scalar, Text, twice
from panah.casework.procedure.schema.fields import Field


class Requirement(Model):
    """One thing that must be true: a registered predicate, a finding of the law, an action recorded in the
    case, or one not recorded.

    With `when` it counts only if the data of the action (or of an earlier one, as `action.field`) has the
    given values.
    """

    check: Name | None = None
    law: Name | None = None
    is_: Scalar = Attribute(default=True, alias="is")
    recorded: Name | None = None
    not_recorded: Name | None = None
    when: When | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [k for k in ("check", "law", "recorded", "not_recorded") if getattr(self, k)]
        if len(given) != 1:
            raise ValueError("a requirement has exactly one of `check`, `law`, `recorded`, `not_recorded`")
        if "is_" in self.model_fields_set and not self.law:
            raise ValueError("`is` belongs to `law`")
        return self


class LetterRule(Model):
    """A letter that the action issues. `to: person` reaches the representative and the guardian as well
    (RS-12); `to: party` reaches the organisation that applied for the person, and not the person."""

    letter: Name
    to: Literal["person", "office", "body", "party"]
    when: When | None = None


class Target(Model):
    """The next state by an answer of the form: `to: {field: result, map: {upheld: closed, annulled:
    examined}}`, or of an earlier action: `to: {field: draft.outcome, map: ...}`."""

    field: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*$", max_length=121)]
    map: dict[str, Name] = Attribute(min_length=1)


class Act(Model):
    """What filing a case and every later action have in common."""

    label: Text
    help: Text | None = None
    permission: DottedName
    compartment: Name | None = None
    side: Name | None = None
    seals: bool = False
    form: tuple[Field, ...] = ()
    must: tuple[Requirement, ...] = ()
    effects: tuple[Name, ...] = ()
    letters: tuple[LetterRule, ...] = ()
    articles: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _fields_differ(self) -> Self:
        again = twice(f.name for f in self.form)
        if again:
            raise ValueError("two fields are called " + ", ".join(again))
        return self

    def requirements_due(self, data: Mapping[str, Any] | None, latest: Latest = no_history) -> list[Requirement]:
        """The requirements that count for this data; without data (an offer is computed) those that hang
        on it are left out."""
        return [r for r in self.must if r.when is None or holds(r.when, data, latest)]

    def letters_due(self, data: Mapping[str, Any] | None, latest: Latest = no_history) -> list[LetterRule]:
        """The letters to issue for this data. `latest(action)` gives the content of an earlier action, or
        None."""
        return [r for r in self.letters if r.when is None or holds(r.when, data, latest)]


class Start(Act):
    """Filing: how a case begins. It stands in the record as the action `start`."""

    @property
    def name(self) -> str:
        return START


class Action(Act):
    """A move of a case, or a note that leaves its state as it is (`to` absent).

    `not_by`: whoever did these actions last may not do this one (four eyes; natural persons count, not
    accounts).
    `side`: doing it puts the natural person on this side of the case for good, and nobody stands on two
    sides.
    `refuses`: it can end badly for the person; then `appealed_by` names the way to appeal.
    """

    name: Name
    from_: tuple[Name, ...] = Attribute(alias="from", min_length=1)
    to: Name | Target | None = None
    not_by: tuple[Name, ...] = ()
    refuses: bool = False
    appealed_by: tuple[Name, ...] = ()

    @property
    def signs(self) -> bool:
        """Whether taking it is signing: it can refuse something to the person, or confirms what somebody else prepared.
        Whoever signs has just shown who is at the screen (AU-08)."""
        return self.refuses or bool(self.not_by)

    @property
    def targets(self) -> tuple[str, ...]:
        """All states the action can lead to; empty where the state stays."""
        if self.to is None:
            return ()
        if isinstance(self.to, str):
            return (self.to,)
        return tuple(dict.fromkeys(self.to.map.values()))

    def target(self, state: str, data: Mapping[str, Any], latest: Latest = no_history) -> str:
        """The state after the action, given where the case stands, the validated data and what was said earlier.

        Raises KeyError when the answer on which the target hangs is missing; form validation and the
        linter prevent that.
        """
        if self.to is None:
            return state
        if isinstance(self.to, str):
            return self.to
        action, dot, field = self.to.field.rpartition(".")
        said = (latest(action) or {}) if dot else data
        return self.to.map[str(said[field])]


class State(Model):
    """Where a case stands. `means` and `next` are what the portal tells the person: where it is, and what
    comes next. `nothing_due`: whom it waits for where no payment is outstanding, e.g. a permit that is free or paid."""

    name: Name
    label: Text
    kind: Literal["open", "waiting", "final"]
    unit: Name | None = None
    means: Text | None = None
    next: Text | None = None
    waits_for: Name | None = None
    nothing_due: Name | None = None
