# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms as lists of fields: read what was typed, draw it again with its faults, add and remove rows without scripts.

Nothing here judges an answer. What was typed goes as it is to whoever validates (for a case:
`casework.procedure.forms.validate`), and comes back with messages by path: `name`, in groups `group-0-name`.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from panah.interfaces.web import languages
from panah.interfaces.web.fields import KINDS, Field, Option, field_of
from panah.interfaces.web.posted import bind, edit, pressed, put, uploads

__all__ = [
    "KINDS",
    "BoundField",
    "BoundRow",
    "Fault",
    "Field",
    "Form",
    "Option",
    "bind",
    "date_parts",
    "edit",
    "field_of",
    "pressed",
    "put",
    "uploads",
]

RADIOS_UP_TO = 7
"""A choice with more answers than this is a list to open, not radio buttons, unless the field says otherwise."""


@dataclasses.dataclass(frozen=True)
class BoundRow:
    """One row of a group as it is drawn."""

    index: int
    id: str
    title: str
    removable: bool
    fields: list["BoundField"]


@dataclasses.dataclass(frozen=True)
class BoundField:
    """A field with its answer, its fault and its place in the form, as the macros of `fields.jinja` take it."""

    field: Field
    id: str
    value: Any
    error: str
    options: list[Option] = dataclasses.field(default_factory=list)
    rows: list[BoundRow] = dataclasses.field(default_factory=list)
    mark_optional: bool = True

    @property
    def kind(self) -> str:
        """The kind to draw: `textarea` is `long_text`, the choices from lists are `choice`."""
        same = {
            "textarea": "long_text",
            "person": "choice",
            "account": "choice",
            "country": "choice",
            "language": "choice",
        }
        return same.get(self.field.kind, self.field.kind)

    @property
    def label(self) -> str:
        """The question, with "(optional)" where no answer is needed."""
        plain = not self.mark_optional or not self.field.label or self.field.kind in {"group", "confirm"}
        if self.field.required or self.field.one_of or plain:
            return self.field.label
        return _("%(question)s (optional)") % {"question": self.field.label}

    @property
    def select(self) -> bool:
        """Whether a choice is drawn as a list to open."""
        if self.field.widget:
            return self.field.widget == "select"
        return self.field.kind in {"country", "language"} or len(self.options) > RADIOS_UP_TO

    @property
    def first(self) -> str:
        """Id of the control that the error summary leads to."""
        if self.kind in {"date", "partial_date", "datetime"}:
            return f"{self.id}-day"
        return f"{self.id}-upload" if self.kind == "file" else self.id

    def part(self, name: str) -> str:
        """One part of a date: `day`, `month`, `year`, `time`."""
        return date_parts(self.value).get(name, "")

    def holds(self, value: str) -> bool:
        """Whether this answer is chosen."""
        return value in self.value if isinstance(self.value, (list, tuple, set)) else str(self.value or "") == value

    @property
    def shown(self) -> str:
        """The label of the chosen answer; for a file, its name."""
        return next((option.label for option in self.options if self.holds(option.value)), "")


def date_parts(value: Any) -> dict[str, str]:
    """Parts of a date for its boxes, from parts as typed, from a date, or from stored text (`1990-05`,
    `2026-11-23T10:30`)."""
    if isinstance(value, Mapping):
        return {str(key): str(part or "") for key, part in value.items()}
    if not value:
        return {}
    day, _sep, time = str(value).replace(" ", "T").partition("T")
    year, month, rest = (*day.split("-"), "", "")[:3]
    return {"year": year, "month": month.lstrip("0"), "day": rest.lstrip("0"), "time": time[:5]}


@dataclasses.dataclass(frozen=True)
class Fault:
    """One line of the error summary."""

    path: str
    message: str
    href: str
    question: str = ""


class Form:
    """A list of fields with what was typed and what is wrong with it; `{{ fields(form) }}` draws it.

    Args:
        fields: the questions.
        values: answers by name, as `bind` returns them or as they are stored.
        errors: messages by path; dots and dashes both separate (`facts.0.reason`).
        prefix: of all names and ids, where a page has more than one form.
        mark_optional: write "(optional)" at questions that need no answer; off for filters and searches.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        prefix: str = "",
        mark_optional: bool = True,
    ) -> None:
        self.mark_optional = mark_optional
        self.fields = list(fields)
        self.values = dict(values or {})
        self.prefix = prefix
        self.errors = {
            path.replace(".", "-").replace("[", "-").replace("]", ""): text for path, text in (errors or {}).items()
        }

    @property
    def bound(self) -> list[BoundField]:
        """The fields as they are drawn, in order."""
        return self._bound(self.fields, self.values, "")

    def __getitem__(self, name: str) -> BoundField:
        """One field by name, for pages that place their fields themselves: `{{ field(form["name"]) }}`."""
        one = next((f for f in self.fields if f.name == name), None)
        if one is None:
            raise KeyError(f"The form has no field {name!r}; it has {', '.join(f.name for f in self.fields)}.")
        return self._bound([one], self.values, "")[0]

    @property
    def has_files(self) -> bool:
        """Whether the form must be sent as multipart."""
        return _any_file(self.fields)

    @property
    def faults(self) -> list[Fault]:
        """Lines of the error summary, in the order of the form; faults of no field come first, without a link."""
        order: list[tuple[str, str, str]] = []
        _collect(self.bound, order)
        places = [path for path, _href, _question in order]
        links = {path: href for path, href, _question in order}
        questions = {path: question for path, _href, question in order}
        # "Answer this question" says nothing away from its question; every other message does.
        bare = _("Answer this question")
        known = sorted(
            (p for p in self.errors if self.prefix + p in links), key=lambda p: places.index(self.prefix + p)
        )
        loose = [path for path in self.errors if self.prefix + path not in links]
        return [Fault(path, self.errors[path], "") for path in loose] + [
            Fault(
                path,
                self.errors[path],
                "#" + links[self.prefix + path],
                questions[self.prefix + path] if self.errors[path] == bare else "",
            )
            for path in known
        ]

    def _bound(self, fields: Sequence[Field], values: Mapping[str, Any], path: str) -> list[BoundField]:
        result = []
        for one in fields:
            here = path + one.name
            value = values.get(one.name, "")
            ident = self.prefix + here
            rows = self._bound_rows(one, value, here) if one.kind == "group" else []
            options, error = _options(one, value), self.errors.get(here, "")
            result.append(BoundField(one, ident, value, error, options, rows, self.mark_optional))
        return result

    def _bound_rows(self, one: Field, value: Any, path: str) -> list[BoundRow]:
        given = list(value) if isinstance(value, (list, tuple)) else ([value] if value else [])
        if not one.repeatable:
            given = given[:1] or [{}]
        while one.repeatable and len(given) < max(one.min, 1 if one.required else 0):
            given.append({})
        rows = []
        for index, row in enumerate(given):
            title = f"{one.row_label or one.label} {index + 1}" if one.repeatable else ""
            here = f"{path}-{index}"
            removable = one.repeatable and len(given) > one.min
            bound = self._bound(one.fields, row if isinstance(row, Mapping) else {}, here + "-")
            rows.append(BoundRow(index, self.prefix + here, title, removable, bound))
        return rows


def _any_file(fields: Iterable[Field]) -> bool:
    return any(one.kind == "file" or _any_file(one.fields) for one in fields)


def _collect(bound: Iterable[BoundField], order: list[tuple[str, str, str]]) -> None:
    """All paths of a form with the id that a link leads to and the question, in the order in which they are drawn."""
    for one in bound:
        order.append((one.id, one.first, one.field.label))
        for row in one.rows:
            order.append((row.id, row.id, row.title))
            _collect(row.fields, order)


def _options(one: Field, value: Any) -> list[Option]:
    given = [
        option if isinstance(option, Option) else Option(*(str(part) for part in option)) for option in one.options
    ]
    if one.kind == "country":
        extra = given or [Option(code, label) for code, label in languages.without_country_options()]
        seen = {option.value for option in extra}
        return extra + [Option(code, label) for code, label in languages.country_options() if code not in seen]
    if one.kind == "language" and not given:
        given = [Option(code, label) for code, label in languages.language_options()]
    if one.kind == "language" and isinstance(value, str) and value and value not in {option.value for option in given}:
        given = [Option(value, languages.language_name(value)), *given]
    return given
