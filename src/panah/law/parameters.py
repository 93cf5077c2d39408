# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parameters of a pack: dated values with unit, article, source and status, read from
``parameters/**/*.yaml``.

One file holds one group: ``parameters/ref.yaml`` with the key ``decide`` gives the parameter
``ref.decide``; the keys of ``index.yaml`` have no group::

    decide:
      label: {az: ..., en: ..., ru: ...}
      unit: month
      article: "SMS 596"
      source: SMS
      status: verified            # or unverified; nothing else
      policy: true                # only for a protective rule that the law lacks
      roll: next_working_day      # only where a deadline moves off a holiday
      values:
        - {from: 2013-08-01, value: 3}

A value may carry ``to`` and its own ``article``, ``source`` and ``status``.

A table, such as fees by term and age, gives each of its cells as a parameter of its own; ``parameters/fee/permit.yaml`` with the key
``issue`` gives ``fee.permit.issue.m3.adult`` and so on::

    issue:
      label: {...}
      unit: EUR
      article: "S 9"
      source: STATUTES
      status: verified
      columns: {adult: {az: ..., en: ..., ru: ...}, junior: {...}}
      rows:
        m3: {upto: 3, label: {...}}    # the row holds for numbers up to this one; rows ascend
        m6: {upto: 6, label: {...}}
      values:
        - from: 2020-01-01
          cells: {m3: [10, 5], m6: [18, null]}    # in the order of the columns; null: there is no such cell
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from openfisca_core.parameters import ParameterNode

from panah.law.errors import ParameterNotFound, Problem
from panah.law.texts import read_yaml
from panah.law.units import OTHER_UNITS, ROLLS, TIME_UNITS, Duration

STATUSES: tuple[str, ...] = ("verified", "unverified")

_PARAMETER_KEYS = {"label", "description", "unit", "article", "source", "status", "policy", "roll", "values"}
_VALUE_KEYS = {"from", "to", "value", "article", "source", "status"}

#: The end of a value that has been repealed and not replaced is marked in OpenFisca by a null value on the
#: day after.
_ONE_DAY = dt.timedelta(days=1)

_TABLE_KEYS = (_PARAMETER_KEYS - {"roll"}) | {"columns", "rows"}
_TABLE_VALUE_KEYS = (_VALUE_KEYS - {"value"}) | {"cells"}

Scalar = int | float | str | bool


@dataclass(frozen=True)
class Row:
    """One row of a table: it holds for numbers up to ``upto`` that no earlier row holds for."""

    key: str
    upto: int
    label: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Parameters in rows and columns; each cell is the parameter ``<name>.<row>.<column>``."""

    name: str
    label: Mapping[str, str]
    rows: tuple[Row, ...]
    columns: Mapping[str, Mapping[str, str]]
    cells: frozenset[tuple[str, str]]

    def names(self) -> tuple[str, ...]:
        """The names of the parameters behind the cells, row by row."""
        return tuple(
            f"{self.name}.{row.key}.{column}"
            for row in self.rows
            for column in self.columns
            if (row.key, column) in self.cells
        )


@dataclass(frozen=True)
class DatedValue:
    """One value of a parameter and the days on which it is in force (both included; no end: still in
    force)."""

    valid_from: dt.date
    valid_to: dt.date | None
    value: Scalar
    article: str
    source: str
    status: str


@dataclass(frozen=True)
class ParameterSpec:
    """One parameter with all its values, oldest first."""

    name: str
    label: Mapping[str, str]
    description: str
    unit: str
    policy: bool
    roll: str
    values: tuple[DatedValue, ...]
    where: str = field(compare=False, default="")

    def at(self, on: dt.date) -> "ParameterValue":
        """The value in force on a day.

        Raises:
            ParameterNotFound: no value is in force then.
        """
        for dated in self.values:
            if dated.valid_from <= on and (dated.valid_to is None or on <= dated.valid_to):
                return ParameterValue(
                    name=self.name,
                    value=dated.value,
                    unit=self.unit,
                    article=dated.article,
                    source=dated.source,
                    status=dated.status,
                    policy=self.policy,
                    valid_from=dated.valid_from,
                    label=self.label,
                    roll=self.roll,
                )
        since = self.values[0].valid_from if self.values else "never"
        raise ParameterNotFound(
            f"The parameter '{self.name}' has no value in force on {on}; its first begins on {since}."
        )


@dataclass(frozen=True)
class ParameterValue:
    """A parameter on one day: what a finding, a clock or a page cites."""

    name: str
    value: Scalar
    unit: str
    article: str
    source: str
    status: str
    policy: bool
    valid_from: dt.date
    label: Mapping[str, str]
    roll: str = "none"

    def duration(self) -> Duration:
        """The value as a length of time.

        Raises:
            ValueError: the unit counts no time, or the value is no whole number.
        """
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError(f"The parameter '{self.name}' is no length of time: {self.value!r} {self.unit}.")
        return Duration(self.value, self.unit, self.roll)

    def to_dict(self) -> dict[str, Any]:
        """The shape that ``law assess --json`` shows."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "article": self.article,
            "status": self.status,
        }


def read_parameters(
    folder: Path, *, languages: tuple[str, ...], currencies: tuple[str, ...], sources: Mapping[str, Any]
) -> tuple[dict[str, ParameterSpec], dict[str, Table], list[Problem]]:
    """Reads every parameter of a pack.

    Args:
        folder: the pack's ``parameters`` folder.
        languages: label languages that each parameter must have.
        currencies: ISO 4217 codes that the pack may use as a unit.
        sources: codes of the pack's ``sources.yaml``.

    Returns:
        Parameters by name, sorted, the tables among them, and everything that is wrong. A parameter with
        an error is left out.
    """
    specs: dict[str, ParameterSpec] = {}
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")) if folder.is_dir() else ():
        relative = f"parameters/{path.relative_to(folder).as_posix()}"
        # A file named index.yaml adds no group of its own.
        prefix = "".join(f"{part}." for part in path.relative_to(folder).with_suffix("").parts if part != "index")
        try:
            data = read_yaml(path) or {}
        except yaml.YAMLError as error:
            problems.append(Problem(relative, f"is no readable YAML: {error}"))
            continue
        if not isinstance(data, dict):
            problems.append(Problem(relative, "must be a mapping from parameter to its description"))
            continue
        for key, raw in data.items():
            name, where = f"{prefix}{key}", f"{relative}#{key}"
            if isinstance(raw, dict) and ("columns" in raw or "rows" in raw):
                faults = list(_table_faults(raw, languages))
                problems += [Problem(where, message) for message in faults]
                if not faults:
                    tables[name] = _table(name, raw)
                    for cell, content in _cells(name, raw, languages):
                        wrong = list(_faults("cell", content, languages, currencies, sources))
                        problems += [Problem(f"{where}.{cell.removeprefix(f'{name}.')}", message) for message in wrong]
                        if not wrong:
                            specs[cell] = _build(cell, where, content)
                continue
            found = [Problem(where, message) for message in _faults(key, raw, languages, currencies, sources)]
            problems += found
            if not found:
                specs[name] = _build(name, where, raw)
    return _in_order(specs, tables), tables, problems


def _in_order(specs: Mapping[str, ParameterSpec], tables: Mapping[str, Table]) -> dict[str, ParameterSpec]:
    """By name; the cells of a table in the order of its rows, where the table's name stands."""
    place = {cell: (name, number) for name, table in tables.items() for number, cell in enumerate(table.names())}
    return dict(sorted(specs.items(), key=lambda item: place.get(item[0], (item[0], 0))))


def _table_faults(raw: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[str]:
    for unknown in sorted(set(raw) - _TABLE_KEYS):
        yield f"has the unknown key '{unknown}'; allowed in a table: {', '.join(sorted(_TABLE_KEYS))}"
    rows, columns, values = raw.get("rows"), raw.get("columns"), raw.get("values")
    if not isinstance(rows, dict) or not isinstance(columns, dict) or not isinstance(values, list) or not values:
        yield "is a table without rows, columns or values"
        return
    label = raw.get("label")
    texts = {"the table": label, **{f"column {k}": v for k, v in columns.items()}}
    least = None
    for key, row in rows.items():
        if not isinstance(row, dict) or set(row) != {"upto", "label"} or not isinstance(row["upto"], int):
            yield f"row {key}: needs upto (a whole number) and label"
            continue
        if least is not None and row["upto"] <= least:
            yield f"row {key}: upto must be more than that of the row before"
        least = row["upto"]
        texts[f"row {key}"] = row["label"]
    for name in (*rows, *columns):
        if not isinstance(name, str) or not name.isidentifier():
            yield f"'{name}' is no usable name of a row or column"
    for name, text in texts.items():
        for language in languages:
            if not isinstance(text, dict) or not str(text.get(language) or "").strip():
                yield f"{name}: has no label in '{language}'"
    filled: list[set[tuple[Any, int]]] = []
    for number, value in enumerate(values):
        if not isinstance(value, dict) or not isinstance(value.get("cells"), dict):
            yield f"value {number}: must be a mapping with from and cells"
            continue
        for unknown in sorted(set(value) - _TABLE_VALUE_KEYS):
            yield f"value {number}: has the unknown key '{unknown}'"
        cells = value["cells"]
        if set(cells) != set(rows):
            yield f"value {number}: the cells must have the rows {', '.join(map(str, rows))}"
        for key, numbers in cells.items():
            if not isinstance(numbers, list) or len(numbers) != len(columns):
                yield f"value {number}: row {key} must have {len(columns)} cells, one for each column"
        filled.append(
            {(k, i) for k, c in cells.items() if isinstance(c, list) for i, n in enumerate(c) if n is not None}
        )
    if any(cells != filled[0] for cells in filled):
        yield "each value must have the same empty cells; make another table where the law changed its shape"


def _table(name: str, raw: Mapping[str, Any]) -> Table:
    columns = list(raw["columns"])
    first = raw["values"][0]["cells"]
    return Table(
        name=name,
        label=dict(raw["label"]),
        rows=tuple(Row(key, row["upto"], dict(row["label"])) for key, row in raw["rows"].items()),
        columns={key: dict(label) for key, label in raw["columns"].items()},
        cells=frozenset((k, columns[i]) for k, cells in first.items() for i, n in enumerate(cells) if n is not None),
    )


def _cells(name: str, raw: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each cell of a table as if it had been written as a parameter."""
    shared = {key: raw[key] for key in raw if key not in ("columns", "rows", "values", "label")}
    for row_key, row in raw["rows"].items():
        for position, (column, column_label) in enumerate(raw["columns"].items()):
            values = [
                {key: value[key] for key in value if key != "cells"} | {"value": value["cells"][row_key][position]}
                for value in raw["values"]
            ]
            if values[0]["value"] is None:
                continue
            label = {lang: f"{raw['label'][lang]}: {row['label'][lang]}, {column_label[lang]}" for lang in languages}
            yield f"{name}.{row_key}.{column}", shared | {"label": label, "values": values}


def _faults(
    key: Any, raw: Any, languages: tuple[str, ...], currencies: tuple[str, ...], sources: Mapping[str, Any]
) -> Iterator[str]:
    if not isinstance(raw, dict):
        yield "must be a mapping with label, unit, article, source, status and values"
        return
    if not isinstance(key, str) or not key.isidentifier():
        yield f"'{key}' is no usable name; use lower-case letters, digits and underscores"
    for unknown in sorted(set(raw) - _PARAMETER_KEYS):
        yield f"has the unknown key '{unknown}'; allowed: {', '.join(sorted(_PARAMETER_KEYS))}"
    label = raw.get("label")
    for language in languages:
        if not isinstance(label, dict) or not str(label.get(language) or "").strip():
            yield f"has no label in '{language}'; add label.{language}"
    for extra in sorted(set(label) - set(languages)) if isinstance(label, dict) else ():
        yield f"has a label in '{extra}', which is no language of the pack; put texts with commas in quotes"
    units = (*TIME_UNITS, *OTHER_UNITS, *currencies)
    if raw.get("unit") not in units:
        yield f"has the unknown unit {raw.get('unit')!r}; use one of: {', '.join(units)}"
    if raw.get("roll", "none") not in ROLLS:
        yield f"has the unknown roll {raw['roll']!r}; use one of: {', '.join(ROLLS)}"
    if not isinstance(raw.get("policy", False), bool):
        yield "policy must be true or false"
    values = raw.get("values")
    if not isinstance(values, list) or not values:
        yield "has no values; add at least one {from: YYYY-MM-DD, value: ...}"
        return
    for number, value in enumerate(values):
        yield from (f"value {number}: {message}" for message in _value_faults(raw, value, sources))
    if all(isinstance(v, dict) and isinstance(v.get("from"), dt.date) for v in values):
        yield from _overlaps(values)


def _value_faults(raw: Mapping[str, Any], value: Any, sources: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "must be a mapping with from and value"
        return
    for unknown in sorted(set(value) - _VALUE_KEYS):
        yield f"has the unknown key '{unknown}'; allowed: {', '.join(sorted(_VALUE_KEYS))}"
    start, end = value.get("from"), value.get("to")
    if not isinstance(start, dt.date):
        yield "has no start; add from: YYYY-MM-DD"
    if end is not None and not isinstance(end, dt.date):
        yield "to must be a date YYYY-MM-DD"
    elif isinstance(start, dt.date) and isinstance(end, dt.date) and end < start:
        yield f"ends on {end} before it begins on {start}"
    number = value.get("value")
    if not isinstance(number, (int, float, str)):
        yield "has no value"
    elif raw.get("unit") in TIME_UNITS and (isinstance(number, bool) or not isinstance(number, int)):
        yield f"{number!r} is no whole number of {raw['unit']}"
    elif raw.get("unit") == "code" and not isinstance(number, str):
        yield f"{number!r} is no code; put it in quotes"
    if not str(value.get("article", raw.get("article")) or "").strip():
        yield "has no article; name the article, or the standard for a policy rule"
    source = value.get("source", raw.get("source"))
    if source not in sources:
        yield f"has the unknown source {source!r}; use a code of sources.yaml: {', '.join(sources)}"
    status = value.get("status", raw.get("status"))
    if status not in STATUSES:
        yield f"has the status {status!r}; use verified or unverified"


def _overlaps(values: list[dict[str, Any]]) -> Iterator[str]:
    ordered = sorted(values, key=lambda v: v["from"])
    for earlier, later in pairwise(ordered):
        if earlier["from"] == later["from"]:
            yield f"two values begin on {later['from']}"
        elif isinstance(earlier.get("to"), dt.date) and earlier["to"] >= later["from"]:
            yield f"the value of {earlier['from']} ends on {earlier['to']}, after the next begins on {later['from']}"


def _build(name: str, where: str, raw: Mapping[str, Any]) -> ParameterSpec:
    ordered = sorted(raw["values"], key=lambda v: v["from"])
    dated = []
    for position, value in enumerate(ordered):
        end = value.get("to")
        if end is None and position + 1 < len(ordered):
            # A value without an end is replaced by the next one.
            end = ordered[position + 1]["from"] - _ONE_DAY
        dated.append(
            DatedValue(
                valid_from=value["from"],
                valid_to=end,
                value=value["value"],
                article=str(value.get("article", raw.get("article"))),
                source=str(value.get("source", raw.get("source"))),
                status=str(value.get("status", raw.get("status"))),
            )
        )
    return ParameterSpec(
        name=name,
        label=dict(raw["label"]),
        description=str(raw.get("description") or "").strip(),
        unit=raw["unit"],
        policy=bool(raw.get("policy", False)),
        roll=raw.get("roll", "none"),
        values=tuple(dated),
        where=where,
    )


def to_openfisca(specs: Mapping[str, ParameterSpec]) -> ParameterNode:
    """The same parameters as an OpenFisca tree, so that formulas, traces and reforms read them by date."""
    tree: dict[str, Any] = {}
    for spec in specs.values():
        values: dict[str, dict[str, Any]] = {}
        for dated in spec.values:
            values[dated.valid_from.isoformat()] = {"value": dated.value}
            if dated.valid_to is not None:
                values.setdefault((dated.valid_to + _ONE_DAY).isoformat(), {"value": None})
        for dated in spec.values:
            values[dated.valid_from.isoformat()] = {"value": dated.value}
        node = tree
        *groups, leaf = spec.name.split(".")
        for group in groups:
            node = node.setdefault(group, {})
        node[leaf] = {"description": spec.label.get("en", spec.name), "values": values}
    return ParameterNode("", data=tree)
