# SPDX-License-Identifier: AGPL-3.0-or-later
"""People drawn at random, who have every fact of a pack: for properties of the law that must hold for anybody."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum

from panah.law.pack import Pack

ON = dt.date(2026, 11, 23)


def people(pack: Pack, count: int, seed: int, on: dt.date = ON) -> dict[str, Any]:
    """A register in which every fact is drawn: mostly unknown, near the day and near the amounts of the law where known.

    Args:
        pack: the law. count: how many people. seed: the same gives the same. on: the day near which dates lie.

    Returns:
        Columns, as `assess_many` takes them.
    """
    draw = np.random.default_rng(seed)
    amounts = sorted({v.value for s in pack.specs.values() for v in s.values if type(v.value) is int})
    near = np.array([a + shift for a in amounts for shift in (-1, 0, 1)])
    # A number that all facts of a person lie round: "as many used as there are places" is else found nowhere.
    own = draw.choice(near, count)
    ages = sorted({v.value for s in pack.specs.values() if s.unit == "year" for v in s.values})
    near_ages = np.array([-round(365.25 * age) + shift for age in ages for shift in (-20, 20)])
    near_days = np.array([-2000, -400, -60, -20, -3, -1, 0, 1, 25, 80, 400])
    # Of some people nearly nothing is known, of others much: "no other ground" needs the first, a duty unpaid the second.
    # Numbers and dates have a measure of their own: some conditions are two amounts, a day and no exception among five.
    much = draw.choice([0.02, 0.1, 0.3, 0.5], count)
    counted = draw.choice([0.1, 0.5, 0.9], count)
    facts: dict[str, Any] = {}
    for name, fact in pack.facts.items():
        some = draw.random(count) < (much if fact.value_type is bool else counted)
        if fact.value_type is bool:
            facts[name] = some
        elif fact.value_type is int:
            low, high = fact.meta.minimum or 0, fact.meta.maximum or near.max()
            amount = np.where(draw.random(count) < 0.5, own, draw.choice(near, count))
            facts[name] = np.where(some, np.clip(amount, low, high), -1)
        elif fact.value_type is dt.date:
            days = draw.choice(near_ages if name == "birth_date" else near_days, count)
            facts[name] = np.where(some, np.datetime64(on) + days, np.datetime64("NaT", "D"))
        elif fact.value_type is Enum:
            named = draw.choice([item.name for item in fact.possible_values], count)
            facts[name] = np.where(draw.random(count) < much + 0.2, named, fact.default_value.name)
        else:
            facts[name] = draw.choice(["", "AZ", "KZ", "TR RU"], count)
    return facts


def one_of(columns: dict[str, Any], row: int = 0) -> dict[str, Any]:
    """The known facts of one of them, as a form, the API or a file of facts gives them."""
    found: dict[str, Any] = {}
    for name, column in columns.items():
        value = column[row].item() if hasattr(column[row], "item") else column[row]
        if value is None or value == "" or (value == -1 and not isinstance(value, bool)):
            continue
        found[name] = value.isoformat() if isinstance(value, dt.date) else value
    return found


def change(pack: Pack, columns: dict[str, Any], row: int, names: Iterable[str], day: np.datetime64) -> None:
    """Makes facts of one of them no, unknown, or for a date `day`; in place."""
    for name in names:
        fact = pack.facts[name]
        if fact.value_type is Enum:
            columns[name][row] = fact.default_value.name
        else:
            columns[name][row] = {bool: False, int: -1, dt.date: day, str: ""}[fact.value_type]
