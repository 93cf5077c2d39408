# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms as lists of fields: read what was typed, draw it again with its faults, add and remove rows without scripts.

Nothing here judges an answer. What was typed goes as it is to whoever validates (for a case:
`casework.procedure.forms.validate`), and comes back with messages by path: `name`, in groups `group-0-name`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from panah.interfaces.web import languages

KINDS = frozenset(
    {"text", "long_text", "textarea", "date", "partial_date", "datetime", "choice", "multi", "boolean", "integer"}
    | {"country", "language", "person", "account", "file", "group", "mrz", "confirm", "password", "code"}
)
MAX_ROWS = 200
"""Rows of a group that are read from a form: a bound on work."""
RADIOS_UP_TO = 7
"""A choice with more answers than this is a list to open, not radio buttons, unless the field says otherwise."""
_DATE_PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Option:
    """One answer of a choice: what is stored, what is shown, an explanation."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """One question.

    Attributes:
        name: key in the data; letters, digits and underscores.
        kind: one of `KINDS`. `textarea` is the same as `long_text`.
        label, hint: texts, already in the page's language.
        required: whether an answer is needed; others are marked "(optional)".
        options: answers of choice, multi, person, account, language; for country they stand first, before the list
            of ISO countries. Pairs `(value, label)`, triples with a hint, or `Option`.
        fields: questions of a group.
        repeatable: a group that may have several rows (list of mappings) or exactly one (mapping).
        min, max: rows that a group shows at least, and may have at most.
        max_length: characters; long texts then count down.
        widget: `radios`, `select` or `` (by the number of options); `code` shows a text in fixed width.
        accept: kinds of file that the browser offers, for example ".pdf,.jpg,.png".
        autocomplete: HTML autofill token (`username`, `one-time-code`, ...); WCAG 1.3.5, 3.3.8.
        width: characters that a one-line answer is about (2, 3, 4, 5, 10, 20, 30).
        row_label: what a row of a group is called ("Child"); default: the label.
        heading: the label is the heading of its page.
    """

    name: str
    kind: str = "text"
    label: str = ""
    hint: str = ""
    required: bool = False
    options: Sequence[Any] = ()
    fields: Sequence["Field"] = ()
    repeatable: bool = True
    min: int = 0
    max: int | None = None
    max_length: int | None = None
    widget: str = ""
    accept: str = ""
    autocomplete: str = ""
    width: int | None = None
    row_label: str = ""
    heading: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Field {self.name!r} has the kind {self.kind!r}; use one of {', '.join(sorted(KINDS))}.")
        if (self.kind == "group") != bool(self.fields):
            raise ValueError(f"Field {self.name!r}: a group needs fields, and only a group has them.")


def field_of(spec: Any, language: str, options: Mapping[str, Sequence[Any]] | None = None) -> Field:
    """A field of a procedure (`casework.procedure.schema.Field`) as one to draw.

    Args:
        spec: anything with the attributes of a procedure's field; labels have `in_(language)`.
        language: the page's.
        options: answers known only now, by the name in `options_from`.
    """
    given: Sequence[Any] = [(o.value, o.label.in_(language)) for o in spec.options]
    if spec.options_from:
        given = list((options or {}).get(spec.options_from, ()))
    elif spec.kind in {"file", "country", "language"}:
        given = list(
            (options or {}).get({"file": "files", "country": "countries", "language": "languages"}[spec.kind], ())
        )
    return Field(
        name=spec.name,
        kind=spec.kind,
        label=spec.label.in_(language),
        hint=spec.hint.in_(language) if spec.hint else "",
        required=bool(spec.required or spec.required_if),
        options=given,
        fields=[field_of(sub, language, options) for sub in spec.fields],
        min=(spec.min or 0) if spec.kind == "group" else 0,
        max=spec.max if spec.kind == "group" else None,
        max_length=spec.max_length,
    )


def bind(fields: Iterable[Field], post: QueryDict | Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """What was typed, by field name, as it was typed.

    Args:
        fields: the form.
        post: `request.POST` (or a mapping of texts, in tests).
        prefix: of the names in the form, for a form inside a page that has another one.
    Returns:
        text, integer, choice ... -> text; date, partial_date -> `{"day", "month", "year"}`, datetime with `"time"`;
        multi -> list; boolean -> "yes", "no" or ""; confirm -> bool; group -> list of mappings (a mapping when not
        repeatable); file -> the id of a file already received, or "" (new ones: `uploads`).
    """
    return {one.name: _bound(one, post, prefix + one.name) for one in fields}


def _bound(one: Field, post: Any, name: str) -> Any:
    if one.kind == "group":
        if not one.repeatable:
            return bind(one.fields, post, f"{name}-0-")
        return [bind(one.fields, post, f"{name}-{i}-") for i in range(_rows(post, name))]
    if one.kind in {"date", "partial_date", "datetime"}:
        parts = (*_DATE_PARTS, "time") if one.kind == "datetime" else _DATE_PARTS
        return {part: post.get(f"{name}-{part}", "").strip() for part in parts}
    if one.kind == "multi":
        values = post.getlist(name) if hasattr(post, "getlist") else post.get(name, [])
        return [value for value in values if value]
    if one.kind == "confirm":
        return post.get(name, "") in {"yes", "on", "true"}
    return post.get(name, "")


def _rows(post: Any, name: str) -> int:
    """How many rows the form showed: told by `<name>-rows`, or seen in the names that came."""
    pattern = re.compile(rf"^{re.escape(name)}-(\d{{1,4}})-")
    seen = [int(match[1]) + 1 for match in map(pattern.match, post) if match]
    told = post.get(f"{name}-rows", "")
    count = int(told) if re.fullmatch(r"[0-9]{1,4}", told) else 0
    return min(max([count, *seen]), MAX_ROWS)


def uploads(fields: Iterable[Field], files: MultiValueDict, prefix: str = "") -> dict[str, Any]:
    """Files that came with the form, by path: `{"papers-0-scan": UploadedFile}`. Their inputs are named
    `<path>-upload`."""
    known = re.compile(r"^(.+)-upload$")
    names = {one.name for one in fields}
    found = {}
    for name, file in files.items():
        match = known.match(name)
        if match and match[1].removeprefix(prefix).split("-")[0] in names:
            found[match[1]] = file
    return found


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Sets one answer by its path: `put(values, "papers-0-scan", file_id)`. An unknown row is ignored."""
    head, _sep, rest = path.partition("-")
    if not rest:
        values[head] = value
        return
    index, _sep, tail = rest.partition("-")
    rows = values.get(head)
    if isinstance(rows, list) and index.isdigit() and int(index) < len(rows):
        put(rows[int(index)], tail, value)
    elif isinstance(rows, dict):
        put(rows, tail, value)


def pressed(post: Mapping[str, Any], *names: str) -> str:
    """Which of the named buttons was pressed; "" for none of them."""
    return next((name for name in names if name in post), "")


def edit(fields: Sequence[Field], values: dict[str, Any], post: Mapping[str, Any], prefix: str = "") -> str:
    """Does what a button `add-<path>` or `remove-<path>-<i>` asks for, in `values`.

    Returns:
        The id of the part that changed, for the page to scroll to (`people-2`), or "" when no such button was pressed:
        then the form was really sent.
    """
    for key in post:
        verb, _sep, path = key.partition("-")
        if verb not in {"add", "remove"} or not path.startswith(prefix):
            continue
        changed = _edit(fields, values, verb, path.removeprefix(prefix).split("-"))
        if changed:
            return prefix + changed
    return ""


def _edit(fields: Sequence[Field], values: dict[str, Any], verb: str, path: list[str]) -> str:
    one = next((f for f in fields if f.name == path[0] and f.kind == "group" and f.repeatable), None)
    if one is None:
        return ""
    rows = values.setdefault(one.name, [])
    if verb == "add" and len(path) == 1:
        while len(rows) < max(one.min, 0):
            rows.append({})
        if one.max is None or len(rows) < one.max:
            rows.append({})
        return f"{one.name}-{len(rows) - 1}"
    if len(path) < 2 or not path[1].isdigit() or int(path[1]) >= max(len(rows), one.min):
        return ""
    index = int(path[1])
    if verb == "remove" and len(path) == 2:
        if index < len(rows):
            del rows[index]
        return one.name
    if len(path) > 2 and index < len(rows):
        inner = _edit(one.fields, rows[index], verb, path[2:])
        return f"{one.name}-{index}-{inner}" if inner else ""
    return ""


@dataclass(frozen=True)
class BoundRow:
    """One row of a group as it is drawn."""

    index: int
    id: str
    title: str
    removable: bool
    fields: list["BoundField"]


@dataclass(frozen=True)
class BoundField:
    """A field with its answer, its fault and its place in the form, as the macros of `fields.jinja` take it."""

    field: Field
    id: str
    value: Any
    error: str
    options: list[Option] = field(default_factory=list)
    rows: list[BoundRow] = field(default_factory=list)
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
        if self.field.required or plain:
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


@dataclass(frozen=True)
class Fault:
    """One line of the error summary."""

    path: str
    message: str
    href: str


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
        order: list[tuple[str, str]] = []
        _collect(self.bound, order)
        places = [path for path, _href in order]
        links = dict(order)
        known = sorted(
            (p for p in self.errors if self.prefix + p in links), key=lambda p: places.index(self.prefix + p)
        )
        loose = [path for path in self.errors if self.prefix + path not in links]
        return [Fault(path, self.errors[path], "") for path in loose] + [
            Fault(path, self.errors[path], "#" + links[self.prefix + path]) for path in known
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


def _collect(bound: Iterable[BoundField], order: list[tuple[str, str]]) -> None:
    """All paths of a form with the id that a link leads to, in the order in which they are drawn."""
    for one in bound:
        order.append((one.id, one.first))
        for row in one.rows:
            order.append((row.id, row.id))
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
