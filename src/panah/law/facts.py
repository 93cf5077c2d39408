# SPDX-License-Identifier: AGPL-3.0-or-later
"""Input facts: declared in ``variables/facts/*.yaml``, checked and turned into arrays before the law sees
them.

A file maps the fact's name to::

    birth_date:
      type: date                 # bool | int | date | enum | codes
      partial: latest            # how 2008 or 2008-05 is read; without it an incomplete date is refused
      reference: "MC 3.0.3"
      source: MC
      status: verified
      label: {az: ..., en: ..., ru: ...}
      description: ...
      values: {open: {az: ..., en: ..., ru: ...}}    # enum only; the first is the default
      minimum: 0                                       # int only
"""

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from openfisca_core.indexed_enums import Enum

from panah.law.clauses import NOT_KNOWN, Clause
from panah.law.errors import FactProblem, Problem
from panah.law.texts import read_yaml

TYPES: tuple[str, ...] = ("bool", "int", "date", "enum", "codes")

_KEYS = {
    "type", "partial", "reference", "source", "status", "label", "description", "values", "minimum", "maximum", "policy", "note",
}  # fmt: skip
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_YEAR = re.compile(r"(\d{4})(?:-(\d{2}))?")


def read_facts(folder: Path) -> tuple[dict[str, type[Clause]], list[Problem]]:
    """Builds one OpenFisca input variable per fact of a pack.

    Args:
        folder: the pack's ``variables/facts`` folder.

    Returns:
        Classes by name, in the order of the files, and what is wrong with the rest.
    """
    facts: dict[str, type[Clause]] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        where = f"variables/facts/{path.name}"
        try:
            data = read_yaml(path) or {}
        except yaml.YAMLError as error:
            problems.append(Problem(where, f"is no readable YAML: {error}"))
            continue
        for name, raw in data.items():
            place = f"{where}#{name}"
            if not isinstance(raw, dict) or raw.get("type") not in TYPES:
                problems.append(Problem(place, f"must be a mapping with a type, one of: {', '.join(TYPES)}"))
            elif unknown := sorted(set(raw) - _KEYS):
                problems.append(
                    Problem(place, f"has unknown keys: {', '.join(unknown)}; allowed: {', '.join(sorted(_KEYS))}")
                )
            elif name in facts:
                problems.append(Problem(place, "is declared twice; remove one"))
            elif raw["type"] == "enum" and not raw.get("values"):
                problems.append(Problem(place, "is an enum without values; list them under values"))
            else:
                facts[name] = _build(name, raw)
    return facts, problems


def _build(name: str, raw: Mapping[str, Any]) -> type[Clause]:
    body: dict[str, Any] = {
        "labels": raw.get("label") or {},
        "reference": raw.get("reference"),
        "description": str(raw.get("description") or "").strip(),
        "__doc__": str(raw.get("description") or "").strip(),
        "__module__": "facts",
    }
    for key in ("source", "status", "policy", "note", "partial", "minimum", "maximum"):
        if key in raw:
            body[key] = raw[key]
    kind = raw["type"]
    if kind == "bool":
        body["value_type"] = bool
    elif kind == "int":
        body |= {"value_type": int, "default_value": NOT_KNOWN}
    elif kind == "date":
        body["value_type"] = dt.date
    elif kind == "codes":
        body |= {"value_type": str, "many": True}
    else:
        values = {str(key): label for key, label in raw["values"].items()}
        choices = Enum(name, {key: key for key in values})
        body |= {
            "value_type": Enum,
            "possible_values": choices,
            "default_value": next(iter(choices)),
            "values": values,
        }
    return type(name, (Clause,), body)


def coerce(variable: Clause, value: Any) -> tuple[Any, FactProblem | None]:
    """Turns one given value into what OpenFisca stores.

    Args:
        variable: the fact.
        value: from JSON, YAML or Python; None means not known and is skipped by the caller.

    Returns:
        The stored value and no problem, or None and the problem.
    """
    meta, name = variable.meta, variable.name
    if variable.value_type is bool:
        if isinstance(value, (bool, np.bool_)):
            return bool(value), None
        return None, FactProblem(name, f"is a yes-or-no fact; give true or false, not {value!r}.", ("true", "false"))
    if variable.value_type is int:
        if isinstance(value, bool) or not isinstance(value, int):
            return None, FactProblem(name, f"needs a whole number, not {value!r}.")
        if (meta.minimum is not None and value < meta.minimum) or (meta.maximum is not None and value > meta.maximum):
            return None, FactProblem(name, f"must lie between {meta.minimum} and {meta.maximum}; {value} does not.")
        return value, None
    if variable.value_type is Enum:
        key, choices = getattr(value, "name", value), [item.name for item in variable.possible_values]
        if key in choices:
            return variable.possible_values[key], None
        close = tuple(difflib.get_close_matches(str(key), choices, n=3))  # not-law: how many names to offer
        return None, FactProblem(name, f"has no value {value!r}; use one of: {', '.join(choices)}.", close)
    if variable.value_type is dt.date:
        return _date(name, meta.partial, value)
    codes = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(codes, (list, tuple)) or not all(
        isinstance(c, str) and _CODE.fullmatch(c.upper()) for c in codes
    ):
        return None, FactProblem(name, f'needs a list of codes such as ["XX", "YY"], not {value!r}.')
    return " ".join(c.upper() for c in codes), None


def _date(name: str, partial: str | None, value: Any) -> tuple[np.datetime64 | None, FactProblem | None]:
    if isinstance(value, dt.datetime):
        return None, FactProblem(name, "needs a day without a time of day; give YYYY-MM-DD.")
    if isinstance(value, dt.date):
        return np.datetime64(value, "D"), None
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:04d}"
    text = str(value).strip()
    try:
        return np.datetime64(dt.date.fromisoformat(text), "D"), None
    except ValueError:
        match = _YEAR.fullmatch(text)
    if match and partial in ("latest", "earliest"):
        try:
            # Numpy reads 2008 as a year and 2008-05 as a month, and knows which day is the last of each.
            first = np.datetime64(text)
        except ValueError:
            return None, FactProblem(name, f"{text} is no month of the calendar; give YYYY-MM or YYYY-MM-DD.")
        if partial == "earliest":
            return first.astype("datetime64[D]"), None
        return (first + 1).astype("datetime64[D]") - 1, None  # not-law: the last day before the next month or year
    hint = "YYYY-MM-DD, YYYY-MM or YYYY" if partial else "YYYY-MM-DD"
    return None, FactProblem(name, f"needs a date that exists, as {hint}; {value!r} is none.")


def unknown_fact(name: str, facts: Mapping[str, Clause], computed: Mapping[str, Clause]) -> FactProblem:
    """The problem of a name that is no fact, with the names that were probably meant."""
    if name in computed:
        return FactProblem(name, "is worked out by the law and cannot be given; give the facts that it rests on.")
    close = tuple(difflib.get_close_matches(name, list(facts), n=3, cutoff=0.5))  # not-law: how many names to offer
    meant = f" Did you mean {' or '.join(close)}?" if close else " See the list of facts in docs/law."
    return FactProblem(name, f"is no fact of this pack.{meant}", close)
