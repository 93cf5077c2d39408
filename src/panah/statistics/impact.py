# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a change of the law touches: open files and permits in force whose findings are others under the new law.

A decision that was made keeps the law of its day (`casework.Decision.findings`); nothing here changes it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.db import transaction

from panah.casework.models import Case
from panah.casework.policy import CasePermission
from panah.casework.registry import areas, bulk_answers, bulk_facts
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.policy import SOME, allows, require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.clauses import NOT_KNOWN
from panah.law.errors import LawError
from panah.law.pack import Pack
from panah.law.parameters import ParameterSpec
from panah.law.population import assess_population, population
from panah.law.reforms import law_of
from panah.register.bitemporal import current
from panah.register.models import LegalStatus, StatusKind
from panah.register.public import register_facts
from panah.statistics.policy import StatisticsPermission
from panah.statistics.simulation import put

PERMITS: Mapping[str, tuple[str, str]] = {
    StatusKind.TEMPORARY_STAY.value: ("", "stay_extended_until"),
    StatusKind.TEMPORARY_RESIDENCE.value: ("trp_granted_on", "trp_valid_until"),
    StatusKind.PERMANENT_RESIDENCE.value: ("", "prp_valid_until"),
    StatusKind.WORK_PERMIT.value: ("", "wp_valid_until"),
    StatusKind.VISA.value: ("visa_starts_on", "visa_ends_on"),
}
"""Permits in force, and the facts that their first and last days are; "" where the law does not ask."""

GIVEN_BY: Mapping[str, str] = {
    StatusKind.TEMPORARY_STAY.value: "stay_extension",
    StatusKind.TEMPORARY_RESIDENCE.value: "temporary_residence",
    StatusKind.PERMANENT_RESIDENCE.value: "permanent_residence",
    StatusKind.WORK_PERMIT.value: "work_permit",
    StatusKind.VISA.value: "visa",
}
"""The procedure whose law a permit rests on."""

HIDDEN = ""
"""Stands for a finding that the reader may not see."""

MOST = 20_000
"""Files and permits that are looked at for one list."""


@dataclass(frozen=True)
class Change:
    """A parameter or clause that is another from a day on. before, after: values of a parameter, None for none."""

    name: str
    starts: dt.date
    before: Any = None
    after: Any = None
    unit: str = ""


@dataclass(frozen=True)
class Moved:
    """One finding that comes out otherwise."""

    variable: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Touched:
    """An open file or a permit whose findings are others."""

    kind: str  # "file" or the kind of the status
    subject_id: uuid.UUID
    label: str
    person_id: uuid.UUID
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Impact:
    """What a change touches. complete: False where more rows were there than are looked at."""

    changes: tuple[Change, ...]
    touched: tuple[Touched, ...] = ()
    looked_at: int = 0
    complete: bool = True
    variables: tuple[str, ...] = field(default_factory=tuple)


def changes_since(law: Pack, since: dt.date, until: dt.date | None = None) -> list[Change]:
    """Parameters and clauses of a pack that get another value or wording on or after a day (and before `until`)."""
    last = until or dt.date.max
    found = []
    for spec in law.specs.values():
        for value in spec.values:
            if since <= value.valid_from <= last and value.valid_from > law.law_from:
                before = _at(spec, value.valid_from - dt.timedelta(days=1))
                if before != value.value:
                    found.append(Change(spec.name, value.valid_from, before, value.value, spec.unit))
    for name, clause in law.clauses.items():
        for start in list(clause.formulas)[1:]:
            day = dt.date.fromisoformat(start)
            if since <= day <= last:
                found.append(Change(name, day))
    return sorted(found, key=lambda change: (change.starts, change.name))


def changes_between(old: Pack, new: Pack) -> list[Change]:
    """What differs between two versions of a pack: values of parameters by their days, and clauses with other formulas."""
    found = []
    for name in sorted(old.specs.keys() | new.specs.keys()):
        before, after = old.specs.get(name), new.specs.get(name)
        days = {value.valid_from for spec in (before, after) if spec for value in spec.values}
        spec = after or before
        for day in sorted(days):
            one, other = _at(before, day), _at(after, day)
            if one != other:
                found.append(Change(name, day, one, other, spec.unit if spec else ""))
    for name in sorted(old.clauses.keys() | new.clauses.keys()):
        reworded = _wording(old, name) ^ _wording(new, name)
        if reworded:
            found.append(Change(name, dt.date.fromisoformat(min(day for day, _ in reworded))))
    return sorted(found, key=lambda change: (change.starts, change.name))


def _wording(pack: Pack, name: str) -> set[tuple[str, bytes]]:
    clause = pack.clauses.get(name)
    if clause is None:
        return set()
    return {
        (
            day,
            formula.__code__.co_code
            + repr(formula.__code__.co_consts).encode()
            + repr(formula.__code__.co_names).encode(),
        )
        for day, formula in clause.formulas.items()
    }


def _at(spec: ParameterSpec | None, day: dt.date) -> Any:
    try:
        return spec.at(day).value if spec else None
    except LawError:
        return None


def impact(*, actor: Actor, law: Pack, changes: Sequence[Change], on: dt.date, new: Pack | None = None) -> Impact:
    """The open files and permits in force whose findings the changes alter, as far as the actor may see them.

    Both laws are asked about the facts of today on the same day, so that nothing differs because time has passed.

    Args:
        law: the pack; what it says before the first of the changes is the old law. on: a day under the new law.
        new: the other version of the pack, where two versions are compared.

    Raises:
        Denied: the actor may not.
    """
    require(actor, StatisticsPermission.IMPACT)
    if not changes:
        return Impact(())
    old = law if new else law_of(law, min(change.starts for change in changes) - dt.timedelta(days=1))
    with transaction.atomic():
        with elevated(
            Compartment.CLAIM,
            Compartment.DECISION,
            Compartment.STAY_FILE,
            offices=None if actor.kind == "service" else frozenset(actor.offices()),
            reason="the law is asked about the whole of a file; who may not read its content is shown its terms alone",
        ):
            subjects, complete = _subjects(actor)
            touched = _compare(subjects, old, new or law, on)
        if actor.kind != "service" and not allows(actor, CasePermission.CONTENT, SOME):
            touched = [_terms_alone(one, law) for one in touched]
        record(
            actor,
            Verb.LIST,
            subject_type="law",
            persons=[one.person_id for one in touched],
            detail={"from": on.isoformat(), "touched": len(touched), "looked_at": len(subjects)},
        )
    variables = dict.fromkeys(moved.variable for one in touched for moved in one.moved)
    return Impact(tuple(changes), tuple(touched), len(subjects), complete, tuple(variables))


def _terms_alone(one: Touched, law: Pack) -> Touched:
    """Without what would tell of the content: days stay, of any other finding only that there is one (`HIDDEN`)."""
    days = [moved for moved in one.moved if law.clauses[moved.variable].value_type is dt.date]
    rest = [Moved(HIDDEN, None, None)] if len(days) < len(one.moved) else []
    return replace(one, moved=(*days, *rest))


@dataclass(frozen=True)
class _Subject:
    kind: str
    subject_id: uuid.UUID
    label: str
    person_id: uuid.UUID
    facts: Mapping[str, Any]
    procedure: str = ""
    """A file is touched by the law that its procedure asks, a permit by that of the procedure which gives it; by no other."""
    settled: frozenset[str] = frozenset()
    """Clauses that have had their say: what was paid and when it was decided does not come up again for a permit."""


def _subjects(actor: Actor) -> tuple[list[_Subject], bool]:
    today = clock.today()
    files = Case.objects.filter(closed_at=None).select_related("person").order_by("procedure_key", "number")
    if actor.kind != "service":
        # Row-level security narrows further.
        files = files.filter(offices__overlap=sorted(actor.offices()))
    cases = list(files[: MOST + 1])
    found = [
        _Subject("file", case.pk, case.number, case.person_id, facts, case.procedure_key)
        for batch in _by_procedure(cases[:MOST])
        for case, facts in zip(batch, bulk_facts(batch, today), strict=True)
    ]
    permits = LegalStatus.objects.filter(current(today), kind__in=list(PERMITS)).order_by("kind", "valid", "id")
    rows = list(permits[: MOST + 1])
    found += _permits(rows[:MOST])
    return found, len(cases) <= MOST and len(rows) <= MOST


def _permits(rows: Sequence[LegalStatus]) -> Iterator[_Subject]:
    """Permits in force, each with what was answered in the matter that it was given in: on what it was given, the law is
    asked again; on the way to it, no more."""
    given = {case.pk: case for case in Case.objects.filter(pk__in=[row.case_id for row in rows if row.case_id])}
    cases = list(given.values())
    answers = {case.pk: found for case, found in zip(cases, bulk_answers(cases), strict=True)}
    for row in rows:
        case = given.get(row.case_id) if row.case_id else None
        facts = answers.get(case.pk, {}) if case else {}
        settled = frozenset(_settled(case)) if case else frozenset[str]()
        # The number of the matter tells permits on one ground apart.
        label = " · ".join(part for part in (case.number if case else "", row.ground or row.basis) if part)
        procedure = case.procedure_key if case else GIVEN_BY[row.kind]
        yield _Subject(row.kind, row.pk, label, row.person_id, {**facts, **_permit_facts(row)}, procedure, settled)


def _settled(case: Case) -> Iterator[str]:
    procedure = case.procedure
    yield from (rule.law for rule in procedure.charges.values())
    yield from (rule.law for rule in procedure.clocks.values() if rule.law)


def _by_procedure(cases: Iterable[Case]) -> Iterator[list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.procedure_key, []).append(case)
    yield from groups.values()


def _permit_facts(status: LegalStatus) -> dict[str, Any]:
    since, until = PERMITS[status.kind]
    facts = {since: status.valid.lower.isoformat() if since and status.valid.lower else None}
    facts[until] = (status.valid.upper - dt.timedelta(days=1)).isoformat() if status.valid.upper else None
    return {name: value for name, value in facts.items() if value is not None}


def _compare(subjects: Sequence[_Subject], old: Pack, new: Pack, on: dt.date) -> list[Touched]:
    known = register_facts(clock.today(), {one.person_id for one in subjects})
    place = {uuid.UUID(person): row for row, person in enumerate(known.ids.to_pylist())}
    rows = [one for one in subjects if one.person_id in place]
    take = np.array([place[one.person_id] for one in rows], dtype=np.int64)
    columns = {name: column[take] for name, column in known.columns.items() if name in old.facts}
    for row, one in enumerate(rows):
        for name, value in one.facts.items():
            put(columns, old, name, row, value, len(rows))
    people = population(columns, old, len(rows))
    names = [name for name in old.clauses if name in new.clauses]
    was, now = (assess_population(people, on, pack, names) for pack in (old, new))
    moved: dict[int, list[Moved]] = {}
    # What procedures ask is read once for each of them.
    asked = {one.procedure: _asked(one.procedure, new) for one in rows}
    for name in names:
        before, after = was[name], now[name]
        differs = before != after
        if before.dtype.kind == "M":
            differs &= ~(np.isnat(before) & np.isnat(after))
        for place_of in np.flatnonzero(differs):
            subject = rows[int(place_of)]
            if name in subject.settled or name not in asked[subject.procedure]:
                continue
            moved.setdefault(int(place_of), []).append(Moved(name, _plain(before[place_of]), _plain(after[place_of])))
    return [
        Touched(one.kind, one.subject_id, one.label, one.person_id, tuple(moved[row]))
        for row, one in enumerate(rows)
        if row in moved
    ]


def _asked(procedure: str, law: Pack) -> frozenset[str]:
    within = areas.get(procedure)
    return frozenset(law.clauses_in(*within) if within else law.clauses)


def _plain(value: Any) -> Any:
    """As JSON knows it: None for what is not known."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    plain = value.item() if isinstance(value, np.generic) else value
    return None if plain == NOT_KNOWN and not isinstance(plain, bool) else plain
