# SPDX-License-Identifier: AGPL-3.0-or-later
"""How good a run was, held against the truth: precision, recall, and whether a probability means what it says."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from panah.linkage.calibrate import Bin, calibration_error, reliability


@dataclass(frozen=True)
class Quality:
    """Against all true pairs of the register, those included that nothing looked at.

    pairs: true pairs there are. found: share of them among the pairs that were kept, at any probability.
    best_f1, precision, recall, threshold: at the probability (or weight) where F1 is best.
    recall_at_99, recall_at_95: the most true pairs one gets while 99 (95) of 100 are true.
    """

    pairs: int
    found: float
    best_f1: float
    precision: float
    recall: float
    threshold: float
    recall_at_99: float
    recall_at_95: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()}


def quality(scores: ArrayLike, same: ArrayLike, pairs: int) -> Quality:
    """Hold scored pairs against the truth.

    Args:
        scores: of each kept pair; more means likelier.
        same: whether each is one person.
        pairs: how many pairs of one person there are in all.
    """
    s, y = np.asarray(scores, float), np.asarray(same, bool)
    if not len(s) or not pairs:
        return Quality(pairs, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    order = np.argsort(-s, kind="stable")
    s, y = s[order], y[order]
    true = np.cumsum(y)
    # Pairs with one score cannot be parted by a threshold: only the last of them counts.
    last = np.append(s[1:] != s[:-1], True)
    true, taken, s_last = true[last], (np.arange(len(s)) + 1)[last], s[last]
    precision, recall = true / taken, true / pairs
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    best = int(f1.argmax())

    def at(least: float) -> float:
        good = np.nonzero(precision >= least)[0]
        return float(recall[good[-1]]) if len(good) else 0.0

    return Quality(
        pairs=pairs,
        found=float(y.sum() / pairs),
        best_f1=float(f1[best]),
        precision=float(precision[best]),
        recall=float(recall[best]),
        threshold=float(s_last[best]),
        recall_at_99=at(0.99),
        recall_at_95=at(0.95),
    )


def calibration_of(chances: ArrayLike, same: ArrayLike) -> dict[str, Any]:
    """The calibration table and its error, as JSON."""
    table: list[Bin] = reliability(chances, same)
    return {
        "error": round(calibration_error(chances, same), 4),
        "bins": [
            {
                "low": one.low,
                "high": one.high,
                "pairs": one.pairs,
                "said": round(one.said, 4),
                "true": round(one.true, 4),
            }
            for one in table
        ],
    }
