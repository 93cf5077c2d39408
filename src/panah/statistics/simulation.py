# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trying a draft of law on the register: facts in a transaction that can write nothing, figures out after disclosure control."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Q
from openfisca_core.indexed_enums import Enum

from panah.casework.models import Case
from panah.casework.registry import bulk_facts
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.columns import CodeArray
from panah.law.facts import coerce
from panah.law.invent import invent
from panah.law.measures import Measures, load_measures
from panah.law.pack import Pack
from panah.law.population import Population, population
from panah.law.reforms import Reform, apply_reform
from panah.law.simulate import EFFECTS, Simulated, Total, simulate
from panah.register.public import register_facts
from panah.statistics import disclosure
from panah.statistics.disclosure import Cell
from panah.statistics.groups import AGE_BANDS, age_bands, citizenship_groups, ground_groups
from panah.statistics.policy import StatisticsPermission

CASES = 500
"""Cases at a time whose facts are read."""

RECENT = dt.timedelta(days=731)  # not-law: how far back cases are read
"""Cases opened so long ago are read though they are closed: what is asked for in a year is counted by its events."""

OF_LAW = frozenset({"status", "ground"})
"""Tables whose rows are what the law itself tells apart."""

_AGES = {name: place for place, (name, _first) in enumerate(AGE_BANDS)}
"""Bands of age stand in the order of life; everything else by its code."""

NONE = "none"
"""Row of those who hold no status, or for whom no ground is on record."""


@dataclass(frozen=True)
class Subjects:
    """Facts of many people and the groups in which they are counted. No id is among them."""

    people: Population
    groups: Mapping[str, np.ndarray]


def invented_subjects(law: Pack, count: int, on: dt.date, measures: Measures, seed: int = 1) -> Subjects:
    """An invented population, for trying a draft without a register."""
    made = invent(law, count, on, seed)
    return Subjects(made.people, _groups(made.people, law, on, measures, sex=made.sex, status=made.status))


def table_subjects(law: Pack, facts: Any, on: dt.date, measures: Measures) -> Subjects:
    """A table of facts; its columns `sex` and `status`, where it has them, are groups.

    Raises:
        FactError: columns that the pack cannot read.
    """
    table = {name: facts.column(name) for name in facts.column_names} if hasattr(facts, "column_names") else dict(facts)
    groups = {name: _plain(table.pop(name)) for name in ("sex", "status") if name in table}
    count = len(next(iter([*table.values(), *groups.values()]), ()))
    people = population(table, law, count)
    return Subjects(people, _groups(people, law, on, measures, **groups))


def _plain(values: Any) -> np.ndarray:
    listed = values.to_pylist() if hasattr(values, "to_pylist") else values
    return np.array([str(value or "") for value in listed], dtype=str)


def register_subjects(law: Pack, on: dt.date, measures: Measures) -> Subjects:
    """Everybody in the register, read as a service of the system in a transaction that is read-only and rolled back.

    Args:
        on: the day on which statuses must hold.
    """
    with (
        acting(service_actor("simulation"), "policy"),
        elevated(
            *Compartment, reason="a draft of law is tried on everybody; only protected counts leave this function"
        ),
        transaction.atomic(),
    ):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        found = register_facts(on)
        columns = _with_cases(found.columns, found.ids.to_pylist(), law, on)
        transaction.set_rollback(True)
    people = population(columns, law, len(found))
    groups = _groups(people, law, on, measures, sex=found.sex, status=found.status, ground=found.ground)
    return Subjects(people, groups)


def _with_cases(columns: Mapping[str, Any], ids: Sequence[str], law: Pack, on: dt.date) -> dict[str, Any]:
    """The columns with what is known of people's cases; of several cases of a person the newest counts."""
    place = {person: row for row, person in enumerate(ids)}
    result = {name: column for name, column in columns.items() if name in law.facts}
    since = dt.datetime.combine(on - RECENT, dt.time(), dt.UTC)
    for batch in _batches(since):
        for case, facts in zip(batch, bulk_facts(batch, on), strict=True):
            row = place.get(str(case.person_id))
            if row is None:
                continue
            for name, value in facts.items():
                put(result, law, name, row, value, len(ids))
    return result


def _batches(since: dt.datetime) -> Iterator[list[Case]]:
    wanted = Case.objects.filter(Q(closed_at=None) | Q(opened_at__gte=since))
    for key in sorted(set(wanted.values_list("procedure_key", flat=True))):
        # By their ids, so that the rows of one batch alone are in memory.
        numbers = list(wanted.filter(procedure_key=key).order_by("opened_at", "id").values_list("id", flat=True))
        for start in range(0, len(numbers), CASES):
            rows = Case.objects.select_related("person").in_bulk(numbers[start : start + CASES])
            yield [rows[number] for number in numbers[start : start + CASES] if number in rows]


def put(columns: dict[str, Any], law: Pack, name: str, row: int, value: Any, count: int) -> None:
    """Write one fact of one person into the columns; what the law cannot read is not known to it."""
    fact = law.facts.get(name)
    if fact is None or value is None or isinstance(columns.get(name), CodeArray):
        # Citizenships are the register's.
        return
    stored, problem = coerce(fact, value)
    if problem is not None:
        # An answer that the law cannot read is not known to it; the case itself shows the fault.
        return
    if fact.value_type is Enum:
        stored = stored.name
    if name not in columns:
        if fact.value_type is str:
            columns[name] = np.full(count, "", dtype=object)
        elif fact.value_type is Enum:
            columns[name] = np.full(count, fact.default_value.name, dtype="U40")
        else:
            columns[name] = np.full(count, fact.default_value, dtype=fact.dtype)
    columns[name][row] = stored


def _groups(
    people: Population, law: Pack, on: dt.date, measures: Measures, **given: np.ndarray
) -> dict[str, np.ndarray]:
    empty = np.full(people.count, "", dtype="U1")
    groups = {"status": _or_none(given.get("status", empty)), "sex": _or_none(given.get("sex", empty))}
    births = people.columns.get("birth_date", np.full(people.count, np.datetime64("NaT", "D")))
    groups["age"] = age_bands(births, on)
    codes = people.columns.get("citizenships", CodeArray(np.zeros(people.count, dtype=np.int32), ("",)))
    stateless = np.asarray(people.columns.get("is_stateless", np.zeros(people.count, dtype=bool)))
    groups["citizenship"] = citizenship_groups(codes, stateless, measures)
    ground = given.get("ground", empty)
    for procedure in measures.by_ground:
        # Where the ground is not on record, the first that the law finds.
        found = ground_groups(people, law, on, procedure)
        ground = np.where(ground == "", found, ground)
    groups["ground"] = _or_none(ground)
    return groups


def _or_none(values: np.ndarray) -> np.ndarray:
    return np.where(values == "", NONE, values)


def run(
    law: Pack,
    reform: Reform,
    subjects: Subjects,
    on: dt.date,
    measures: Measures,
    *,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Tries a draft as though it were in force on the day, and gives the figures as they may be shown.

    Returns:
        JSON-ready: `on`, `reform`, `people`, `effects`, `tables`, `measures`, `by_status`. None stands for a hidden figure.
    """
    draft = apply_reform(law, reform, on)
    simulated = simulate(
        subjects.people, law, draft, measures, on, subjects.groups, by=("status",), workers=workers, progress=progress
    )
    return protected(simulated, reform, measures)


def protected(simulated: Simulated, reform: Reform, measures: Measures) -> dict[str, Any]:
    """The figures of a simulation after disclosure control (ST-02, ST-03, ST-05, ST-07)."""
    tables = {}
    for name, table in simulated.tables.items():
        shown = disclosure.protect(table, of_law=name in OF_LAW)
        tables[name] = {
            "rows": [
                dict[str, Any](cells) | {"key": key, "total": shown.rows[key]}
                for key, cells in sorted(shown.cells.items(), key=lambda row: (_AGES.get(row[0], -1), row[0]))
            ],
            "total": dict[str, Any](shown.columns) | {"total": shown.total},
        }
    few = simulated.people < disclosure.THRESHOLD
    effects: Mapping[str, Cell] = (
        dict.fromkeys(EFFECTS) if few else disclosure.protect_line({name: simulated.effects[name] for name in EFFECTS})
    )
    moved = [total for total in simulated.totals if total.better or total.worse or total.unclear]
    return {
        "on": simulated.on.isoformat(),
        "reform": reform.key,
        "people": None if few else disclosure.rounded(simulated.people),
        "effects": dict(effects),
        "tables": tables,
        "measures": [_measure(total, measures, total.events >= disclosure.LEAST) for total in moved],
        "by_status": {total.key: _by_status(total, simulated, measures) for total in moved},
    }


def _by_status(whole: Total, simulated: Simulated, measures: Measures) -> list[dict[str, Any]]:
    parts = {
        value: next(total for total in totals if total.key == whole.key)
        for value, totals in simulated.totals_by.get("status", {}).items()
    }
    open_sums = disclosure.protect_sums({value: total.events for value, total in parts.items()}, whole.events)
    return [
        {"status": value} | _measure(total, measures, True)
        for value, total in sorted(parts.items())
        if value in open_sums and total.events and total.people >= disclosure.GROUP
    ]


def _measure(total: Total, measures: Measures, sums: bool) -> dict[str, Any]:
    measure = measures.measures[total.key]
    same = total.people - total.better - total.worse
    enough = total.people >= disclosure.THRESHOLD
    line: Mapping[str, Cell] = (
        disclosure.protect_line({"better": total.better, "worse": total.worse, "same": same})
        if enough
        else dict.fromkeys(("better", "worse", "same"))
    )
    before, after = disclosure.rounded(total.before), disclosure.rounded(total.after)
    return {
        "key": total.key,
        "kind": measure.kind,
        "unit": measure.unit,
        "people": disclosure.rounded(total.people) if enough else None,
        "better": line["better"],
        "worse": line["worse"],
        "events": disclosure.rounded(total.events) if sums else None,
        "before": before if sums else None,
        "after": after if sums else None,
        "change": after - before if sums else None,
    }


def simulate_register(
    *,
    actor: Actor,
    law: Pack,
    reform: Reform,
    on: dt.date,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Tries a draft on the whole register.

    Args:
        actor: who asks. on: day of both laws.

    Raises:
        Denied: the actor may not.
    """
    require(actor, StatisticsPermission.SIMULATE)
    measures = load_measures(law)
    subjects = register_subjects(law, on, measures)
    result = run(law, reform, subjects, on, measures, progress=progress)
    with acting(actor, "policy"), transaction.atomic():
        record(
            actor,
            Verb.JOB,
            subject_type="simulation",
            detail={"reform": reform.key, "on": on.isoformat(), "pack": law.code, "people": result["people"] or 0},
        )
    return result
