# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing many rows in one statement, column by column.

COPY would be the obvious way, and PostgreSQL refuses it on a table with row-level security. An INSERT that unfolds one
array for each column is the next fastest, obeys the same policies, and fires a trigger of the statement once.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, LiteralString

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


def insert_many(model: type[Model], columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any] | None = None) -> int:
    """Insert rows in the caller's transaction.

    Args:
        model: whose table it is.
        columns: attribute name -> a value for each row: text, UUID, date, datetime, number, bool, None; a list of such
            for an array; a literal of PostgreSQL as text for a range. All of one length, the primary key among them.
        same: attribute name -> the value of every row. What stands in neither gets the default of the model.

    Returns:
        How many rows. A text that is too long for its column is refused by the database, never cut.

    Raises:
        ValueError: the columns differ in length, or there is no such column, or no primary key.
    """
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1:
        raise ValueError("Every column needs a value for each row.")
    rows = lengths.pop()
    if not rows:
        return 0
    statement = _statement(model, tuple(columns))
    fixed = dict(same or {})
    parameters: list[Any] = []
    for field in model._meta.concrete_fields:
        if field.attname not in columns:
            value = fixed.pop(field.attname) if field.attname in fixed else field.get_default()
            parameters.append(field.get_db_prep_save(value, connection))
    if fixed:
        raise ValueError(f"{model.__name__} has no column {sorted(fixed)[0]}, or it is given twice.")
    parameters += [_literal(values) for values in columns.values()]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return rows


@lru_cache(maxsize=64)
def _statement(model: type[Model], given: tuple[str, ...]) -> sql.Composed:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    unknown = set(given) - set(fields)
    primary = model._meta.pk.attname if model._meta.pk else ""
    if unknown or primary not in given:
        raise ValueError(
            f"{model.__name__}: {'no such column: ' + sorted(unknown)[0] if unknown else 'no primary key'}."
        )
    into, chosen, unfolded, names = [], [], [], []
    for name, field in fields.items():
        into.append(sql.Identifier(str(field.column)))
        kind = sql.SQL(_plain_type(field))
        # A cast to the exact type would cut what is too long; only the assignment to the column refuses it.
        chosen.append(sql.SQL("{}::{}").format(sql.Identifier(f"_{name}") if name in given else sql.SQL("%s"), kind))
    for name in given:
        plain = _plain_type(fields[name])
        # An array of arrays would be unfolded to its last element: each comes as the text of an array.
        unfolded.append(sql.SQL("%s::{}[]").format(sql.SQL("text" if plain.endswith("]") else plain)))
        names.append(sql.Identifier(f"_{name}"))
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM unnest({}) AS given ({})").format(
        sql.Identifier(model._meta.db_table), *(sql.SQL(", ").join(part) for part in (into, chosen, unfolded, names))
    )


def _plain_type(field: "Field[Any, Any]") -> LiteralString:
    """The type of a column without its length."""
    kind = str(field.db_type(connection))
    plain = (
        "text[]"
        if kind.startswith("varchar") and kind.endswith("]")
        else "text"
        if kind.startswith("varchar")
        else kind
    )
    return plain  # of our own models, not of anybody's input


def _literal(values: Sequence[Any]) -> str:
    """The text of an array of PostgreSQL. psycopg's own dumper asks each element for its type, which takes five times as long."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    kind = type(value)  # looked at first: the plain kinds are nearly all, and there are millions
    if kind is str:
        if "\\" in value or '"' in value:
            value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{value}"'
    if value is None:
        return "NULL"
    if kind is uuid.UUID or kind is int:
        return str(value)
    if isinstance(value, str):
        return _element(str.__str__(value))
    if isinstance(value, uuid.UUID | dt.date | int | float):  # a datetime is a date, a bool an int
        return f'"{value}"'
    if isinstance(value, list | tuple):
        return _element(_literal(value))
    raise ValueError(f"{kind.__name__} cannot be written in bulk.")
