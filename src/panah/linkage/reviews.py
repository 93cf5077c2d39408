# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learning from reviewed pairs: what officers found to be one person or two corrects what was learnt without them.

The unsupervised weights are the starting point and are believed unless the reviews say otherwise (a Gaussian prior around
them): with few reviews the model hardly moves, with many it follows. Each level gets one shift in bits, so that the
reasons stay what they were: a sum, field by field.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.linkage.calibrate import calibrate
from panah.linkage.model import Learnt, Model
from panah.linkage.settings import COMPARED

BELIEF = 2.0
"""How far a weight may easily be from what was learnt without reviews (bits)."""
FOLDS = 5
_LN2 = float(np.log(2.0))


def columns() -> list[tuple[str, str]]:
    """(comparison, level) of what can be corrected: every level that is not neutral."""
    return [(compared.name, level.name) for compared in COMPARED for level in compared.levels if not level.neutral]


def reached(steps: Mapping[str, Any]) -> NDArray[np.float64]:
    """Which levels each pair reached: one row a pair, one column for each of `columns()`.

    Args:
        steps: comparison -> place of the level reached, of each pair (`predict`).
    """
    parts = []
    for compared in COMPARED:
        values = np.asarray(steps[compared.name])
        parts += [values == place for place, level in enumerate(compared.levels) if not level.neutral]
    return np.column_stack(parts).astype(float)


def learn(model: Model, weights: Any, steps: Mapping[str, Any], same: Any) -> Model:
    """Correct and calibrate a model by reviewed pairs.

    Args:
        model: as it found the pairs.
        weights: the weight it gave each pair (bits). steps: the levels each reached, by comparison.
        same: whether each was found to be one person.

    Returns:
        The model with shifts and calibration. The calibration is fitted to weights that each fifth of the pairs gets from
        the other four, since a model knows the pairs that it was fitted to too well.

    Raises:
        ValueError: too few reviewed pairs, or all of one kind.
    """
    w, y, x = np.asarray(weights, float), np.asarray(same, float), reached(steps)
    fresh = np.empty_like(w)
    fold = np.arange(len(w)) % FOLDS
    for number in range(FOLDS):
        inside = fold == number
        prior, shifts = _fit(w[~inside], x[~inside], y[~inside])
        fresh[inside] = w[inside] + prior + x[inside] @ shifts
    calibration = calibrate(fresh, y)
    prior, shifts = _fit(w, x, y)
    levels = dict(model.levels)
    for key, shift in zip(columns(), shifts, strict=True):
        levels[key] = replace(levels[key], shift=levels[key].shift + float(shift))
    odds = 2.0 ** (model.prior_weight + prior)
    return model.with_(
        levels=levels,
        prior=odds / (1 + odds),
        calibration=calibration,
        provenance={**model.provenance, "labels": len(y), "labels_same": int(y.sum())},
    )


def _fit(w: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    """The shifts of prior and levels (bits) that reviews make likeliest together with the belief: Newton's method."""
    design = np.column_stack([np.ones(len(w)), x]) * _LN2
    belief = np.full(design.shape[1], 1 / BELIEF**2)
    shift = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(w * _LN2 + design @ shift, -500, 500)))
        slope = design.T @ (y - p) - belief * shift
        bend = (design.T * np.maximum(p * (1 - p), 1e-9)) @ design + np.diag(belief)
        step = np.linalg.solve(bend, slope)
        # A long step overshoots where the curve is flat.
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        shift += step
        if float(np.abs(step).max()) < 1e-6:
            break
    return float(shift[0]), shift[1:]


def untouched(model: Model) -> Model:
    """The model as it was before reviews."""
    return model.with_(levels={key: Learnt(one.m, one.u) for key, one in model.levels.items()}, calibration=None)
