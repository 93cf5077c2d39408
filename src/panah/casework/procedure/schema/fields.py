# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of a form."""

from typing import Literal, Self

from pydantic import Field as Attribute
from pydantic import model_validator

from panah.casework.procedure.conditions import When
from panah.casework.procedure.schema.base import Model, Name, Option, Scalar, Text, twice

FieldKind = Literal[
    "text",
    "long_text",
    "date",
    "partial_date",
    "datetime",
    "choice",
    "boolean",
    "multi",
    "integer",
    "country",
    "language",
    "person",
    "account",
    "file",
    "group",
    "confirm",
]
DATE_KINDS = frozenset({"date", "partial_date", "datetime"})
CHOICE_KINDS = frozenset({"choice", "multi", "person", "account"})
TEXT_KINDS = frozenset({"text", "long_text"})
BOUNDED_KINDS = frozenset({"group", "integer", "multi"})


class Field(Model):
    """One question of a form.

    `options_from` names a list that the caller supplies when the form is shown (accounts of a unit,
    members of a family).
    `required_if` makes the answer required when other answers of the same form have the given values.
    `not_after` / `not_before` bound a date by `today` (`now` for a datetime) or by another field of the form.
    `only` lists the answers that let the action go on; any other answer is refused with `refusal`, which
    says what to do instead.
    `fact` names the fact of the law that the answer is: what the law is asked is then what the person was asked. A
    file may give `fact` alone; name, kind, label and options are then the fact's own (`load`).
    `min` / `max` count rows of a group or ticks of a multi, or bound an integer. `row` is what one row of a group is called: the
    button that adds one says it. `after_refusal`: asked only of somebody whose earlier filing was refused.
    """

    name: Name
    kind: FieldKind
    label: Text
    hint: Text | None = None
    fact: Name | None = None
    required: bool = False
    required_if: When | None = None
    options: tuple[Option, ...] = ()
    options_from: Name | None = None
    fields: tuple["Field", ...] = ()
    row: Text | None = None
    min: int | None = None
    max: int | None = None
    max_length: int | None = Attribute(default=None, gt=0)
    not_after: Name | None = None
    not_before: Name | None = None
    only: tuple[Scalar, ...] = ()
    refusal: Text | None = None
    after_refusal: bool = False

    @model_validator(mode="after")
    def _attributes_suit_the_kind(self) -> Self:
        wrong: list[str] = []
        if self.kind in {"choice", "multi"} and bool(self.options) == bool(self.options_from):
            wrong.append(f"a {self.kind} needs either `options` or `options_from`, and not both")
        if self.kind in {"person", "account"} and (self.options or not self.options_from):
            wrong.append(f"a {self.kind} takes its answers from `options_from`")
        if self.kind not in CHOICE_KINDS and (self.options or self.options_from):
            wrong.append(f"a {self.kind} has no options")
        if (self.kind == "group") != bool(self.fields):
            wrong.append("a group needs `fields`" if self.kind == "group" else f"a {self.kind} has no `fields`")
        if self.kind not in TEXT_KINDS and self.max_length is not None:
            wrong.append("`max_length` is for texts")
        if self.kind not in BOUNDED_KINDS and (self.min is not None or self.max is not None):
            wrong.append("`min` and `max` are for groups, multi and integers")
        if self.min is not None and self.max is not None and self.min > self.max:
            wrong.append("`min` is greater than `max`")
        if self.kind not in DATE_KINDS and (self.not_after or self.not_before):
            wrong.append("`not_after` and `not_before` are for dates")
        if bool(self.only) != bool(self.refusal):
            wrong.append("`only` and `refusal` come together: say which answers are accepted and what to do otherwise")
        if self.after_refusal and (self.required or self.required_if):
            wrong.append("`after_refusal` is not asked of everybody, so it cannot be required")
        if self.row and self.kind != "group":
            wrong.append("`row` is for groups")
        if self.required and self.required_if:
            wrong.append("`required` already holds, so `required_if` says nothing")
        wrong += [f"two options have the value {v}" for v in twice(o.value for o in self.options)]
        wrong += [f"two fields are called {n}" for n in twice(f.name for f in self.fields)]
        if wrong:
            raise ValueError(f"field {self.name}: " + "; ".join(wrong))
        return self
