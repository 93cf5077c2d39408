# SPDX-License-Identifier: AGPL-3.0-or-later
"""One pair, in pure Python: the same model as for a whole register, with the reasons field by field."""

import math
from dataclasses import dataclass

from panah.linkage.model import Model, rarity_of
from panah.linkage.records import Record
from panah.linkage.settings import CEILING, COMPARED, DOUBT, Compared, Level, doubtful


@dataclass(frozen=True)
class Step:
    """The level that a comparison reached, and what it says (bits): for one person above 0, against below."""

    compared: str
    field: str
    level: str
    weight: float


@dataclass(frozen=True)
class Scored:
    """A pair: the weight of evidence with the prior (bits), the probability that may be shown, and what it is made of.

    Where a pair stays in doubt (`settings.doubtful`) the weight is less than the sum of its steps.
    """

    weight: float
    probability: float
    steps: tuple[Step, ...]


def score(model: Model, left: Record, right: Record) -> Scored:
    """Compare two records as `predict` compares a whole register.

    Args:
        model: what was learnt.
        left, right: records of one reader and one model (`records.record_of`).
    """
    steps = tuple(_step(model, compared, left, right) for compared in COMPARED)
    weight = model.prior_weight + sum(step.weight for step in steps)
    if doubtful({step.compared: step.level for step in steps}):
        weight = min(weight, CEILING)
        return Scored(weight, min(model.probability(weight), DOUBT), steps)
    return Scored(weight, model.probability(weight), steps)


def _step(model: Model, compared: Compared, left: Record, right: Record) -> Step:
    for level in compared.levels:
        if level.test is None or level.test.holds(left, right):
            return Step(compared.name, compared.field, level.name, _weight(model, compared, level, left, right))
    raise AssertionError(f"The comparison {compared.name} has no last level.")


def _weight(model: Model, compared: Compared, level: Level, left: Record, right: Record) -> float:
    if level.neutral:
        return 0.0
    learnt = model.levels[compared.name, level.name]
    if not level.term:
        return learnt.weight
    # A shared name counts by its own rarity, not by how often names agree in general.
    values = model.frequencies.get(level.term, {})
    rarity = max(rarity_of(values, getattr(one, level.term), level.rarest) for one in (left, right))
    return learnt.weight + math.log2(max(learnt.u, 1e-12)) - math.log2(rarity)
