# SPDX-License-Identifier: AGPL-3.0-or-later
"""A calibrated probability rises with the evidence, is never certain, and means what it says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.linkage.calibrate import FEWEST, Calibration, calibrate, calibration_error, reliability
from panah.linkage.figures import quality

weights = st.floats(-40, 40, allow_nan=False)
reviewed = st.lists(st.tuples(weights, st.booleans()), min_size=FEWEST, max_size=200).filter(
    lambda pairs: 0 < sum(same for _, same in pairs) < len(pairs)
)


@settings(deadline=None, max_examples=60)
@given(reviewed, weights, weights)
def test_more_evidence_is_never_less_likely_and_never_certain(
    pairs: list[tuple[float, bool]], one: float, other: float
) -> None:
    found = calibrate([weight for weight, _ in pairs], [same for _, same in pairs])
    low, high = sorted([one, other])
    assert 0 < found(low) <= found(high) < 1
    assert Calibration.from_dict(found.to_dict())(low) == pytest.approx(found(low), abs=1e-3)


@settings(deadline=None, max_examples=40)
@given(reviewed)
def test_it_says_on_the_whole_what_was_so(pairs: list[tuple[float, bool]]) -> None:
    x, y = np.array([weight for weight, _ in pairs]), np.array([same for _, same in pairs], float)
    before = 1 / (1 + 2.0**-x)
    after = calibrate(x, y).many(x)
    assert ((after - y) ** 2).mean() <= ((before - y) ** 2).mean() + 0.05


def test_overconfident_evidence_is_put_right() -> None:
    chance = np.random.default_rng(1)
    x = chance.normal(2, 8, 6000)
    # True odds are a third of what the weights say, in bits.
    y = chance.random(6000) < 1 / (1 + 2.0 ** -(x / 3))
    found = calibrate(x[:3000], y[:3000])
    raw = calibration_error(1 / (1 + 2.0 ** -x[3000:]), y[3000:])
    assert raw > 0.08
    assert calibration_error(found.many(x[3000:]), y[3000:]) < 0.03
    assert sum(one.pairs for one in reliability(found.many(x[3000:]), y[3000:])) == 3000


@pytest.mark.parametrize("same", [[True] * 80, [False] * 80, [True, False] * 10])
def test_too_few_reviews_are_refused(same: list[bool]) -> None:
    with pytest.raises(ValueError, match="50 reviewed pairs"):
        calibrate(range(len(same)), same)


def test_quality_counts_what_nothing_looked_at() -> None:
    found = quality([9, 8, 7, 6], [True, True, False, True], pairs=6)
    assert (found.pairs, found.found) == (6, 0.5)
    assert found.recall_at_99 == pytest.approx(2 / 6)
    assert found.best_f1 == pytest.approx(2 * 0.75 * 0.5 / 1.25)
    # Pairs of one score stand or fall together.
    assert quality([5, 5], [True, False], pairs=1).recall_at_99 == 0
