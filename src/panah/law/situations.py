# SPDX-License-Identifier: AGPL-3.0-or-later
"""Situations: examples in ``situations/*.yaml`` that a lawyer can read and a machine runs.

Each has a ``name``, the day (``on``), ``facts``, what the law must find (``expect``), and may name the
articles among the reasons of a finding (``decided_by``).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
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
    """

    where: str
    on: dt.date
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    decided_by: Mapping[str, list[str]] = field(default_factory=dict)


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
    return wrong
