# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a form said, in words: for reading a recorded step."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from panah.casework.procedure.schema import Field
from panah.casework.selectors.file import account_names
from panah.casework.selectors.names import names_of
from panah.interfaces.staff.reading import read_id
from panah.interfaces.web.languages import country_name, language_name, show_date, show_datetime

Row = dict[str, Any]


def answer_rows(fields: Sequence[Field], data: Mapping[str, Any], language: str) -> list[Row]:
    """Question and answer of each field that was answered, for `answers()`; groups hold rows of their own."""
    accounts, people = _known(fields, data)
    return _rows(fields, data, language, accounts, people)


def _rows(
    fields: Sequence[Field],
    data: Mapping[str, Any],
    language: str,
    accounts: Mapping[uuid.UUID, str],
    people: Mapping[uuid.UUID, str],
) -> list[Row]:
    rows: list[Row] = []
    for field in fields:
        value = data.get(field.name)
        if value in (None, "", []):
            continue
        row: Row = {"label": field.label.in_(language), "long": field.kind == "long_text", "href": "", "groups": []}
        if field.kind == "group":
            row["groups"] = [_rows(field.fields, one, language, accounts, people) for one in value]
        elif field.kind == "file":
            row |= {"value": _("Open the file"), "href": reverse("staff:upload", args=(value,))}
        else:
            row["value"] = _words(field, value, language, accounts, people)
        rows.append(row)
    return rows


def _words(
    field: Field, value: Any, language: str, accounts: Mapping[uuid.UUID, str], people: Mapping[uuid.UUID, str]
) -> str:
    if field.kind in {"boolean", "confirm"}:
        return _("Yes") if value is True else _("No")
    if field.kind in {"date", "partial_date"}:
        return show_date(value)
    if field.kind == "datetime":
        return show_datetime(dt.datetime.fromisoformat(value))
    if field.kind == "country":
        return country_name(value)
    if field.kind == "language":
        return language_name(value)
    labels = {option.value: option.label.in_(language) for option in field.options}
    given = value if isinstance(value, list) else [value]
    return ", ".join(_word(str(one), labels, accounts, people) for one in given)


def _word(
    value: str, labels: Mapping[str, str], accounts: Mapping[uuid.UUID, str], people: Mapping[uuid.UUID, str]
) -> str:
    known = read_id(value)
    if known is not None:
        return accounts.get(known) or people.get(known) or value
    return labels.get(value, value)


def _known(fields: Sequence[Field], data: Mapping[str, Any]) -> tuple[dict[uuid.UUID, str], dict[uuid.UUID, str]]:
    """The names of the accounts and people that the answers point at, in two queries."""
    found: set[uuid.UUID] = set()

    def collect(fields: Sequence[Field], data: Mapping[str, Any]) -> None:
        for field in fields:
            value = data.get(field.name)
            if field.kind == "group":
                for row in value or []:
                    collect(field.fields, row)
            elif field.options_from:
                for one in value if isinstance(value, list) else [value]:
                    if one and (known := read_id(one)):
                        found.add(known)

    collect(fields, data)
    if not found:
        return {}, {}
    accounts = account_names(sorted(found))
    names = names_of(sorted(found - accounts.keys()))
    return accounts, {person_id: names.of(person_id) for person_id in names.given}
