# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the weight of evidence to a probability that means what it says: of ten pairs shown with 0.7, seven are one person.

The model's own probabilities are not so. Isotonic regression on reviewed pairs puts that right: the only assumption is
that more evidence never makes a pair less likely.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FEWEST = 50
"""Reviewed pairs below which a calibration would be noise."""


@dataclass(frozen=True)
class Calibration:
    """Points (weight in bits, probability), both ascending; between them a straight line, beyond them the last value."""

    points: tuple[tuple[float, float], ...]

    def __call__(self, weight: float) -> float:
        """The probability for one weight."""
        weights, chances = zip(*self.points, strict=True)
        return float(np.interp(weight, weights, chances))

    def many(self, weights: ArrayLike) -> NDArray[np.float64]:
        """The probabilities for many weights."""
        known, chances = zip(*self.points, strict=True)
        return np.interp(np.asarray(weights, float), known, chances)

    def to_dict(self) -> dict[str, Any]:
        """As JSON. Weights are kept to the last digit: two may lie so close that rounding would make them one."""
        return {"points": [[weight, round(chance, 5)] for weight, chance in self.points]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Calibration":
        """Out of JSON."""
        return cls(tuple((float(weight), float(chance)) for weight, chance in data["points"]))


def calibrate(weights: ArrayLike, same: ArrayLike, counts: ArrayLike | None = None) -> Calibration:
    """Fit a calibration to reviewed pairs.

    Args:
        weights: the weight of evidence of each pair (bits).
        same: whether each was found to be one person.
        counts: how many pairs of the queue each stands for; 1 each when left out.

    Returns:
        The calibration. It is never wholly sure: beyond the last doubt it leaves room for one error more than was seen.

    Raises:
        ValueError: there are too few pairs, or all of one kind.
    """
    x, y = np.asarray(weights, float), np.asarray(same, float)
    w = np.ones_like(x) if counts is None else np.asarray(counts, float)
    if len(x) < FEWEST or not 0 < y.sum() < len(y):
        raise ValueError(
            f"To calibrate takes at least {FEWEST} reviewed pairs, some of one person and some of two; there are {len(x)}, "
            f"{int(y.sum())} of one person."
        )
    order = np.argsort(x, kind="stable")
    points: list[tuple[float, float]] = []
    for block in _pooled(x[order], y[order], w[order]):
        # Half an error more of either kind than was seen: nothing is certain after finite review.
        each = block.weight / block.number
        points.append((block.x / block.weight, (block.y + each / 2) / (block.weight + each)))
    # At the ends the last blocks are parted by half their doubt, so that more evidence is always more probable.
    (_, first), (_, last) = points[0], points[-1]
    points = [(float(x.min()) - 1, first / 2), *points, (float(x.max()) + 1, 1 - (1 - last) / 2)]
    chances = np.maximum.accumulate([chance for _, chance in points])
    return Calibration(
        tuple((float(weight), float(chance)) for (weight, _), chance in zip(points, chances, strict=True))
    )


@dataclass
class _Block:
    """Pairs that share a probability: weighted sums of x and y, their weight and their number."""

    x: float
    y: float
    weight: float
    number: int

    @property
    def mean(self) -> float:
        return self.y / self.weight


def _pooled(x: NDArray[Any], y: NDArray[Any], w: NDArray[Any]) -> list[_Block]:
    """Pool adjacent violators: blocks with ascending means."""
    blocks: list[_Block] = []
    # Equal weights are one observation: no function could tell them apart.
    for _, group in itertools.groupby(range(len(x)), key=lambda place: x[place]):
        here = list(group)
        blocks.append(
            _Block(float((x[here] * w[here]).sum()), float((y[here] * w[here]).sum()), float(w[here].sum()), len(here))
        )
        while len(blocks) > 1 and blocks[-2].mean >= blocks[-1].mean:
            last = blocks.pop()
            before = blocks[-1]
            blocks[-1] = _Block(
                before.x + last.x, before.y + last.y, before.weight + last.weight, before.number + last.number
            )
    return blocks


@dataclass(frozen=True)
class Bin:
    """Pairs with a probability in [low, high): how many, the mean that was said, the share that was so."""

    low: float
    high: float
    pairs: int
    said: float
    true: float


def reliability(chances: ArrayLike, same: ArrayLike, bins: int = 10) -> list[Bin]:
    """What was said against what was so, in bins of equal width."""
    p, y = np.asarray(chances, float), np.asarray(same, float)
    place = np.minimum((p * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        inside = place == number
        count = int(inside.sum())
        if count:
            found.append(
                Bin(number / bins, (number + 1) / bins, count, float(p[inside].mean()), float(y[inside].mean()))
            )
    return found


def calibration_error(chances: ArrayLike, same: ArrayLike, bins: int = 10) -> float:
    """The expected calibration error: how far what was said lies from what was so, on average over all pairs."""
    table = reliability(chances, same, bins)
    total = sum(one.pairs for one in table)
    return sum(abs(one.said - one.true) * one.pairs for one in table) / total if total else 0.0
