# SPDX-License-Identifier: AGPL-3.0-or-later
"""Situations: examples in ``situations/*.yaml`` that a lawyer can read and a machine runs.

Each has a ``name``, the day (``on``), ``facts``, what the law must find (``expect``), and may name the
articles among the reasons of a finding (``decided_by``).

Facts are days. Where the law counts hours, ``due`` says when a period ends, in the time of the pack's zone::

    due:
      - {parameter: ext.refused, starts: 2026-11-20T18:30, ends: 2026-11-22T18:30}
      - {parameter: ext.apply, before: 2026-11-23, ends: 2026-11-18}    # counted backwards
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from panah.law.engine import assess
from panah.law.pack import Pack
from panah.law.texts import read_yaml


@dataclass(frozen=True)
class Situation:
    """One example.

    Args:
        where: file and name, for messages.
        on: the day of the law.
        facts: what is known.
        expect: variable -> the value that the law must find.
        decided_by: variable -> articles that must be among its reasons.
        due: periods and when they end.
    """

    where: str
    on: dt.date
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    decided_by: Mapping[str, list[str]] = field(default_factory=dict)
    due: Sequence[Mapping[str, Any]] = ()


def read_situations(folder: Path) -> Iterator[Situation]:
    """Every situation of a pack.

    Args:
        folder: the pack's folder.

    Raises:
        KeyError: a situation without ``name``, ``on``, ``facts`` or ``expect``.
    """
    for path in sorted((folder / "situations").glob("*.yaml")):
        for raw in read_yaml(path) or ():
            yield Situation(
                where=f"{path.stem}: {raw['name']}",
                on=raw["on"],
                facts=raw["facts"],
                expect=raw["expect"],
                decided_by=raw.get("decided_by", {}),
                due=raw.get("due", ()),
            )


def differences(pack: Pack, situation: Situation) -> list[str]:
    """Runs one situation.

    Returns:
        What the law finds otherwise than expected, in words; empty if all is as expected.
    """
    asked = [*situation.expect, *situation.decided_by]
    found = assess(situation.facts, situation.on, pack, asked)
    wrong = []
    for name, expected in situation.expect.items():
        wanted = expected.isoformat() if isinstance(expected, dt.date) else expected
        if found.value(name) != wanted:
            wrong.append(f"{name}: expected {wanted}, the law finds {found.value(name)}")
    for name, articles in situation.decided_by.items():
        cited = {part for b in found[name].because for part in b.clause.split("; ")}
        wrong += [f"{name}: not decided by {article}" for article in articles if article not in cited]
    return wrong + [message for due in situation.due for message in _due(pack, situation.on, due)]


def _due(pack: Pack, on: dt.date, due: Mapping[str, Any]) -> Iterator[str]:
    back = "before" in due
    start, wanted = (_moment(pack, due["before" if back else "starts"]), _moment(pack, due["ends"]))
    duration = pack.parameter(due["parameter"], on).duration()
    end = pack.calendar.add(start, -duration if back else duration)
    if end != wanted or isinstance(end, dt.datetime) != isinstance(wanted, dt.datetime):
        yield f"{due['parameter']}: expected to end {wanted}, the law finds {end}"


def _moment(pack: Pack, value: Any) -> dt.date | dt.datetime:
    """A day, or a moment in the pack's zone, as YAML gives it (YAML knows no moments without seconds)."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=pack.calendar.timezone) if value.tzinfo is None else value
    day: dt.date = value
    return day
