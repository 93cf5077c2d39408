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
from panah.linkage.settings import COMPARED, DOUBTED, Level, place_of

BELIEF = 2.0
"""How far a weight may easily be from what was learnt without reviews (bits)."""
OFFSET = 0.1
"""How far what a comparison says of one person on average, and the prior, may be from it (bits).

Reviews say how levels of one comparison stand to each other. How much to give to each comparison as a whole they hardly
say: nearly all reviewed pairs have a sex, a telephone and a place, so that bits could be taken from the birth and given
to those, and a pair of which only name and birth are known would lose them.
"""
FOLDS = 5
_LN2 = float(np.log(2.0))


def columns() -> list[tuple[str, str]]:
    """(comparison, level) of what can be corrected.

    Neither what is held, nor "all else" of a comparison that nearly every pair reaches: a shift of that would be taken
    from everybody, and made up for by fields that reviewed pairs happen to have and others lack.
    """
    return [(compared.name, level.name) for compared in COMPARED for level in compared.levels if _movable(level)]


def _movable(level: Level) -> bool:
    return not level.neutral and not level.held


def reached(steps: Mapping[str, Any]) -> NDArray[np.float64]:
    """Which levels each pair reached: one row a pair, one column for each of `columns()`.

    Args:
        steps: comparison -> place of the level reached, of each pair (`predict`).
    """
    parts = []
    for compared in COMPARED:
        values = np.asarray(steps[compared.name])
        parts += [values == place for place, level in enumerate(compared.levels) if _movable(level)]
    return np.column_stack(parts).astype(float)


def learn(model: Model, weights: Any, steps: Mapping[str, Any], same: Any) -> Model:
    """Correct and calibrate a model by reviewed pairs.

    Args:
        model: as it found the pairs.
        weights: the evidence it found for each pair (bits). steps: the levels each reached, by comparison.
        same: whether each was found to be one person.

    Returns:
        The model with shifts and calibration. The calibration is fitted to weights that each fifth of the pairs gets from
        the other four, since a model knows the pairs that it was fitted to too well.

    Raises:
        ValueError: too few reviewed pairs, or all of one kind.
    """
    w, y, x = np.asarray(weights, float), np.asarray(same, float), reached(steps)
    # What stays in doubt by policy is not said by evidence, and must not lend its share to pairs that stand as high.
    plain = ~_doubtful(steps)
    belief = _belief(model)
    fresh = np.empty_like(w)
    fold = np.arange(len(w)) % FOLDS
    for number in range(FOLDS):
        inside = fold == number
        taught = ~inside & plain
        prior, shifts = _fit(w[taught], x[taught], y[taught], belief)
        fresh[inside] = w[inside] + prior + x[inside] @ shifts
    calibration = calibrate(fresh[plain], y[plain])
    prior, shifts = _fit(w[plain], x[plain], y[plain], belief)
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


def _doubtful(steps: Mapping[str, Any]) -> NDArray[np.bool_]:
    """`settings.doubtful` of many pairs."""
    given = [place_of("given", level) for level in DOUBTED]
    return np.isin(np.asarray(steps["given"]), given) & (np.asarray(steps["paper"]) != place_of("paper", "same"))


def _belief(model: Model) -> NDArray[np.float64]:
    """How strongly what was learnt without reviews is believed: the precision of prior and shifts (1 / bits squared)."""
    keys = columns()
    belief = np.diag([1 / OFFSET**2, *[1 / BELIEF**2] * len(keys)])
    for compared in COMPARED:
        often = np.array([0.0, *(model.levels[key].m if key[0] == compared.name else 0.0 for key in keys)])
        if often.sum():
            often /= often.sum()
            belief += np.outer(often, often) / OFFSET**2
    return belief


def _fit(w: NDArray[Any], x: NDArray[Any], y: NDArray[Any], belief: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    """The shifts of prior and levels (bits) that reviews make likeliest together with the belief: Newton's method."""
    design = np.column_stack([np.ones(len(w)), x]) * _LN2
    shift = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(w * _LN2 + design @ shift, -500, 500)))
        slope = design.T @ (y - p) - belief @ shift
        bend = (design.T * np.maximum(p * (1 - p), 1e-9)) @ design + belief
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
