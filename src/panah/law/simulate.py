# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a draft would do to many people: the law and the draft are asked about the same facts on the same day.

Counts come out, of no less than everybody; whoever shows them puts them through disclosure control first
(`panah.statistics.disclosure`).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from panah.law.clauses import NOT_KNOWN
from panah.law.measures import Measure, Measures
from panah.law.pack import Pack
from panah.law.population import CHUNK, Population, assess_population

#: What a draft does to a person, all measures together. `unclear`: both, or an answer that one of the laws alone has.
EFFECTS: tuple[str, ...] = ("gain", "lose", "unclear", "unaffected")

_NONE, _BETTER, _WORSE = 0, 1, 2


@dataclass(frozen=True)
class Total:
    """One measure summed up.

    Attributes:
        people: whom the measure applies to. better, worse: for how many the draft is.
        events: how many events lay in the year before the day, and before, after: what all of them come to, in `unit`,
            under the law and under the draft. unclear: of how many only one of the laws has an answer.
    """

    key: str
    people: int
    better: int
    worse: int
    unclear: int
    events: int
    before: int
    after: int


@dataclass(frozen=True)
class Simulated:
    """What a draft would do.

    Attributes:
        on: the day of both laws. people: how many.
        effects: effect -> how many. tables: dimension -> value -> effect -> how many.
        totals: measures that the draft changes or that apply, in the order of the pack.
        totals_by: dimension -> value -> the same totals, for the dimensions asked for.
    """

    on: dt.date
    people: int
    effects: Mapping[str, int]
    tables: Mapping[str, Mapping[str, Mapping[str, int]]]
    totals: tuple[Total, ...]
    totals_by: Mapping[str, Mapping[str, tuple[Total, ...]]] = field(default_factory=dict)


def simulate(
    people: Population,
    law: Pack,
    draft: Pack,
    measures: Measures,
    on: dt.date,
    groups: Mapping[str, np.ndarray],
    *,
    by: Sequence[str] = (),
    chunk: int = CHUNK,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Asks two laws about the same people.

    Args:
        people: their facts.
        law, draft: two packs, the second mostly of `panah.law.reforms.apply_reform`.
        on: the day of both laws; events of the year up to it are summed up.
        groups: dimension -> the group of each person.
        by: dimensions by which the measures are summed up too.
        progress: called with (questions asked, questions in all).

    Raises:
        FactError, VariableNotFound: as `assess_population`.
    """
    asked = [m for m in measures.measures.values() if all(name in draft.clauses for name in m.reads)]
    names = _needed(asked, law)
    total = 2 * people.count  # not-law: two laws are asked
    report = progress or (lambda done, of: None)
    before = assess_population(
        people, on, law, names, chunk=chunk, workers=workers, progress=lambda done: report(done, total)
    )
    after = assess_population(
        people, on, draft, names, chunk=chunk, workers=workers, progress=lambda done: report(people.count + done, total)
    )
    marks = np.zeros((2, people.count), dtype=bool)  # not-law: better and worse
    unclear = np.zeros(people.count, dtype=bool)
    totals: list[Total] = []
    split: dict[str, dict[str, list[Total]]] = {dimension: {} for dimension in by}
    # Names are told apart once; comparing a million texts for each measure would take longer than the law.
    coded = {dimension: _factor(values) for dimension, values in groups.items()}
    members = {d: [np.flatnonzero(coded[d][1] == number) for number in range(len(coded[d][0]))] for d in by}
    for measure in asked:
        one = _compare(measure, people, law, before, after, on)
        marks[0] |= one.change == _BETTER
        marks[1] |= one.change == _WORSE
        unclear |= one.unclear
        totals.append(one.total(measure.key, slice(None)))
        for dimension in by:
            for value, who in zip(coded[dimension][0], members[dimension], strict=True):
                split[dimension].setdefault(value, []).append(one.total(measure.key, who))
    better, worse = marks
    unsure = (better & worse) | (unclear & ~better & ~worse)
    effect = np.select([unsure, better, worse], [EFFECTS.index("unclear"), 0, 1], EFFECTS.index("unaffected"))
    return Simulated(
        on=on,
        people=people.count,
        effects=_counts(effect),
        tables={dimension: _table(names, place, effect) for dimension, (names, place) in coded.items()},
        totals=tuple(totals),
        totals_by={d: {v: tuple(t) for v, t in values.items()} for d, values in split.items()},
    )


@dataclass(frozen=True)
class _Compared:
    change: np.ndarray
    unclear: np.ndarray
    applies: np.ndarray
    events: np.ndarray
    before: np.ndarray
    after: np.ndarray

    def total(self, key: str, which: Any) -> Total:
        events = self.events[which]
        return Total(
            key=key,
            people=int(np.count_nonzero(self.applies[which])),
            better=int(np.count_nonzero(self.change[which] == _BETTER)),
            worse=int(np.count_nonzero(self.change[which] == _WORSE)),
            unclear=int(np.count_nonzero(self.unclear[which])),
            events=int(np.count_nonzero(events)),
            before=int(self.before[which][events].sum()),
            after=int(self.after[which][events].sum()),
        )


def _needed(measures: Sequence[Measure], law: Pack) -> list[str]:
    names: dict[str, None] = {}
    for measure in measures:
        for name in (*measure.reads, measure.start, measure.event, measure.applies):
            if name and name in law.clauses:
                names[name] = None
    return list(names)


def _value(name: str, people: Population, law: Pack, answers: Mapping[str, np.ndarray]) -> np.ndarray:
    if name in answers:
        return answers[name]
    if name in people.columns:
        return np.asarray(people.columns[name])
    fact = law.facts[name]
    return np.full(people.count, fact.default_value, dtype=fact.dtype)


def _compare(
    measure: Measure,
    people: Population,
    law: Pack,
    before: Mapping[str, np.ndarray],
    after: Mapping[str, np.ndarray],
    on: dt.date,
) -> _Compared:
    applies = np.ones(people.count, dtype=bool)
    day = np.datetime64(on, "D")
    recent = np.zeros(people.count, dtype=bool)
    if measure.event:
        event = _value(measure.event, people, law, before)
        applies &= ~np.isnat(event)
        year_ago = day - np.timedelta64(365, "D")  # not-law: days of a year
        recent = (event > year_ago) & (event <= day)
    if measure.applies:
        applies &= _value(measure.applies, people, law, before).astype(bool)
    old, had = _amounts(measure, people, law, before)
    new, has = _amounts(measure, people, law, after)
    both = applies & had & has
    moved = np.where(both, new - old, 0)
    change = np.where(moved == 0, _NONE, np.where((moved > 0) == measure.more_is_better, _BETTER, _WORSE))
    return _Compared(
        change=change,
        unclear=applies & (had != has),
        applies=applies & (had | has),
        events=both & recent,
        before=np.where(both, old, 0),
        after=np.where(both, new, 0),
    )


def _amounts(
    measure: Measure, people: Population, law: Pack, answers: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """What a law comes to for each person, and for whom it has an answer."""
    if measure.kind in ("wait", "time"):
        start, end = _value(measure.start, people, law, answers), answers[measure.reads[0]]
        known = ~(np.isnat(start) | np.isnat(end))
        return _days(law, measure.unit, start, end, known), known
    everybody = np.ones(people.count, dtype=bool)
    if measure.kind == "fee":
        fee = answers[measure.reads[0]].astype(np.int64)
        return fee, fee != NOT_KNOWN
    count = np.zeros(people.count, dtype=np.int64)
    for name in measure.reads:
        count += answers[name]
    return count, everybody


def _days(law: Pack, unit: str, start: np.ndarray, end: np.ndarray, known: np.ndarray) -> np.ndarray:
    days = np.zeros(start.shape, dtype=np.int64)
    if unit == "calendar_day":
        days[known] = (end[known] - start[known]).astype(np.int64)
        return days
    return law.calendar.working_days(
        np.where(known, start, np.datetime64("NaT")), np.where(known, end, np.datetime64("NaT"))
    )


def _counts(effect: np.ndarray) -> dict[str, int]:
    numbers = np.bincount(effect, minlength=len(EFFECTS))
    return {name: int(numbers[place]) for place, name in enumerate(EFFECTS)}


def _factor(values: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The different names, in order, and which of them each person has."""
    # Large: the texts of a million people may be more than one array of plain strings holds.
    encoded = pa.array(values, type=pa.large_string()).dictionary_encode()
    names = encoded.dictionary.to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    return [names[number] for number in order], rank[encoded.indices.to_numpy()]


def _table(names: Sequence[str], place: np.ndarray, effect: np.ndarray) -> dict[str, dict[str, int]]:
    numbers = np.bincount(place * len(EFFECTS) + effect, minlength=len(names) * len(EFFECTS))
    rows = numbers.reshape(len(names), len(EFFECTS))
    return {name: {e: int(row[i]) for i, e in enumerate(EFFECTS)} for name, row in zip(names, rows, strict=True)}
