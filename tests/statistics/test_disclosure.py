"""No count that is hidden can be worked out, and none that is too small is shown."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.statistics.disclosure import (
    GROUP,
    LEAST,
    OTHER,
    THRESHOLD,
    WIDTH,
    complement,
    interval_width,
    merged,
    protect,
    protect_line,
    protect_sums,
    rounded,
)  # fmt: skip

COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 7, 12, 30, 400])
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=6)
)
SMALL = st.integers(2, 3).flatmap(
    lambda w: st.lists(st.lists(st.integers(0, 3), min_size=w, max_size=w), min_size=2, max_size=3)
)


def _range(grid: list[list[int]], hidden: set[tuple[int, int]], cell: tuple[int, int]) -> int:
    """By trying every table that an attacker cannot tell from the true one."""
    cells = sorted(hidden)
    most = max(sum(row) for row in grid)
    seen = set()
    for guess in itertools.product(range(most + 1), repeat=len(cells)):
        trial = [list(row) for row in grid]
        for (r, c), value in zip(cells, guess, strict=True):
            trial[r][c] = value
        if [sum(row) for row in trial] == [sum(row) for row in grid] and [sum(c) for c in zip(*trial, strict=True)] == [
            sum(c) for c in zip(*grid, strict=True)
        ]:
            seen.add(trial[cell[0]][cell[1]])
    return max(seen) - min(seen)


@settings(max_examples=60, deadline=None)
@given(grid=SMALL, data=st.data())
def test_the_interval_of_a_hidden_cell_is_the_true_one(grid: list[list[int]], data: st.DataObject) -> None:
    cells = [(r, c) for r in range(len(grid)) for c in range(len(grid[0]))]
    hidden = set(data.draw(st.lists(st.sampled_from(cells), min_size=1, max_size=4, unique=True)))
    for cell in hidden:
        true = _range(grid, hidden, cell)
        assert min(interval_width(grid, hidden, cell), WIDTH) == min(true, WIDTH) or (
            interval_width(grid, hidden, cell) == true
        )


@settings(max_examples=150, deadline=None)
@given(grid=TABLES)
def test_a_shown_table_gives_nobody_away(grid: list[list[int]]) -> None:
    table = {f"r{i}": {f"c{j}": value for j, value in enumerate(row)} for i, row in enumerate(grid)}
    whole = merged(table)
    shown = protect(table)
    if shown.total is None:
        assert sum(map(sum, grid)) < THRESHOLD
        return
    true = [list(row.values()) for row in whole.values()]
    tops = [sum(column) for column in zip(*true, strict=True)]
    hidden = {(r, c) for r, row in enumerate(shown.cells.values()) for c, v in enumerate(row.values()) if v is None}
    everything = len(true) * len(true[0])
    for r, row in enumerate(shown.cells.values()):
        for c, value in enumerate(row.values()):
            if value is None:
                assert interval_width(true, hidden, (r, c)) >= WIDTH or len(hidden) == everything
            else:
                assert value == rounded(true[r][c])
                assert true[r][c] >= THRESHOLD or tops[c] == 0
    assert all(sum(row) >= GROUP for row in true) or len(true) == 1


def test_a_cell_alone_in_its_row_takes_another_with_it() -> None:
    assert complement([[2, 50], [40, 60]], {(0, 0)}) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert protect_line({"a": 3, "b": 90, "c": 20}) == {"a": None, "b": 90, "c": None}
    assert protect_line({"a": 0, "b": 90}) == {"a": 0, "b": 90}


def test_what_the_law_tells_apart_may_show_that_nobody_is_touched() -> None:
    table = {"permit": {"gain": 300, "same": 0}, "refugee": {"gain": 0, "same": 90}}
    assert protect(table).hidden() == 4
    assert protect(table, of_law=True).cells["refugee"] == {"gain": 0, "same": 90}


def test_small_groups_are_put_together_and_equal_counts_are_shown_alike() -> None:
    table = {"XX": {"a": 3}, "YY": {"a": 2}, "ZZ": {"a": 30}, "VV": {"a": 500}}
    assert merged(table) == {"VV": {"a": 500}, OTHER: {"a": 35}}
    assert merged({}) == {}
    assert protect({"XX": {"a": 1}}).total is None
    assert {rounded(n) for n in (8, 9, 10, 11, 12)} == {10}


@pytest.mark.parametrize(
    ("people", "total", "shown"),
    [
        ({"a": 3, "b": 400, "c": 50}, 453, {"b"}),
        ({"a": 3, "b": 4, "c": 50}, 57, set()),
        ({"a": 30, "b": 40}, 70, {"a", "b"}),
        ({"a": 4}, 4, set()),
    ],
)
def test_sums_come_from_many_and_none_is_left_over(people: dict[str, int], total: int, shown: set[str]) -> None:
    found = protect_sums(people, total)
    assert found == shown
    assert not found or total - sum(people[name] for name in found) not in range(1, LEAST)
