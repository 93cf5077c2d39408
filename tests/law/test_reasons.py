# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reasons of a value, checked against what a reason is: change everything else, and the value must stay."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.law.reasons import Reasoned, apply

NAMES = "abcd"
formulas = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.just("where"), inner, inner, inner),
    ),
    max_leaves=8,
)


def evaluate(formula, values):
    if isinstance(formula, str):
        return values[formula]
    kind, *parts = formula
    done = [evaluate(p, values) for p in parts]
    if kind == "not":
        return ~done[0]
    if kind == "where":
        return np.where(*done)
    return done[0] & done[1] if kind == "and" else done[0] | done[1]


@given(formulas, st.lists(st.booleans(), min_size=4, max_size=4))
def test_the_reasons_suffice(formula, answers) -> None:
    given_values = dict(zip(NAMES, answers, strict=True))
    found = evaluate(formula, {n: Reasoned(np.array([v]), [n]) for n, v in given_values.items()})
    free = [n for n in NAMES if n not in found.why]
    for others in itertools.product([False, True], repeat=len(free)):
        values = given_values | dict(zip(free, others, strict=True))
        bare = evaluate(formula, {n: np.array([v]) for n, v in values.items()})
        assert bool(bare[0]) == bool(found.value[0])


def test_comparisons_and_functions_rest_on_all_they_use() -> None:
    a, b = Reasoned(np.array([3]), ["a"]), Reasoned(np.array([2]), ["b"])
    assert (a > b).why == ("a", "b")
    assert apply(np.add, a, np.array([1])).why == ("a",)
    assert np.isnan(a * 1.0).why == ("a",)
    assert np.add.reduce(a).why == ("a",)
    assert np.concatenate([a, b]).why == ("a", "b")


def test_a_constant_that_decides_leaves_no_reason() -> None:
    a = Reasoned(np.array([False]), ["a"])
    assert (a | np.array([True])).why == ()
    assert (a & np.array([True])).why == ("a",)


def test_ways_that_would_lose_reasons_are_refused() -> None:
    a = Reasoned(np.array([True]), ["a"])
    with pytest.raises(TypeError, match="lose the reasons"):
        np.asarray(a)
    with pytest.raises(TypeError, match="works on arrays"):
        bool(a)
