# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions of a form: what they are called, of what kind, what may be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = frozenset(
    {"text", "long_text", "textarea", "date", "partial_date", "datetime", "choice", "multi", "boolean", "integer"}
    | {"country", "language", "person", "account", "file", "group", "mrz", "confirm", "password", "code"}
)


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
        one_of: one of several questions of which at least one needs an answer: none of them is optional.
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
    one_of: bool = False
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
        row_label=spec.row.in_(language) if spec.row else "",
    )
