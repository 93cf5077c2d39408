# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disclosure control of tables of counts: nobody can be found in a figure, nor be worked out from the figures round it.

- A count below `THRESHOLD` is not shown (ST-02); a zero only where it is structural: in a
  column in which nobody is at all, or where the rows are what the law itself tells apart.
- More cells are hidden until none of the hidden ones can be worked out from the rows, the columns and the totals to fewer than
  `WIDTH` whole numbers (complementary suppression; the exact interval is found for each cell).
- Groups too small to stand alone are put together as `OTHER` (ST-05), so that their totals need not be hidden.
- What is shown is rounded to `BASE`, each cell by itself, so that equal counts are shown alike in every table (ST-03).
- Sums come from at least `LEAST` people (ST-07), and none can be worked out from the others.

Pure functions: no Django, no person.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 5
"""The least count that is shown."""

WIDTH = 3
"""To at least so many more numbers every hidden count must be open."""

BASE = 5
"""What shown counts are rounded to."""

LEAST = 10
"""The least number of people behind a sum."""

GROUP = 20
"""The least number of people in a row of a table of small groups."""

OTHER = "other"

Cell = int | None
"""A shown count, or None where it is hidden."""


@dataclass(frozen=True)
class Protected:
    """A table that may be shown: row -> column -> count, rounded; None is hidden. `rows`, `columns`: totals."""

    cells: Mapping[str, Mapping[str, Cell]]
    rows: Mapping[str, Cell]
    columns: Mapping[str, Cell]
    total: Cell

    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(cell is None for row in self.cells.values() for cell in row.values())


def rounded(count: int) -> int:
    """The nearest multiple of `BASE`; equal counts give equal figures wherever they stand."""
    return BASE * ((count + BASE // 2) // BASE)


def merged(table: Mapping[str, Mapping[str, int]], least: int = GROUP) -> dict[str, dict[str, int]]:
    """A table in which every row has at least `least` people; smaller rows are put together as `OTHER`.

    If what is put together is too small itself, the smallest other row joins it. A table with nobody stays empty.
    """
    total = {name: sum(row.values()) for name, row in table.items()}
    small = [name for name in table if total[name] < least]
    big = sorted((name for name in table if name not in small and name != OTHER), key=lambda name: (total[name], name))
    together = sum(total[name] for name in small) + (total.get(OTHER, 0) if OTHER not in small else 0)
    while small and together < least and big:
        joined = big.pop(0)
        small.append(joined)
        together += total[joined]
    if OTHER in table and OTHER not in small:
        small.append(OTHER)
    result = {name: dict(table[name]) for name in table if name not in small}
    if small and together:
        columns = list(next(iter(table.values())))
        result[OTHER] = {column: sum(table[name][column] for name in small) for column in columns}
    return result


def protect(table: Mapping[str, Mapping[str, int]], *, least: int = GROUP, of_law: bool = False) -> Protected:
    """The table as it may be shown.

    Args:
        table: row -> column -> count; every row has the same columns. least: people in a row that stands alone.
        of_law: the rows are what the law itself tells apart (a status, a ground). Whom a rule touches is then read off its
            text, and a zero is structural (ST-02).
    """
    counts = merged(table, least)
    names = list(counts)
    columns = list(next(iter(counts.values()))) if counts else list(next(iter(table.values()), {}))
    grid = [[counts[name][column] for column in columns] for name in names]
    rows = [sum(row) for row in grid]
    tops = [sum(row[c] for row in grid) for c in range(len(columns))]
    total = sum(rows)
    if total < THRESHOLD:
        empty: Mapping[str, Cell] = dict.fromkeys(columns)
        return Protected({}, {}, empty, None)
    shown_tops = _protect_line(tops)
    hidden = {
        (r, c)
        for r in range(len(names))
        for c in range(len(columns))
        # Under a hidden total every cell is hidden, or the cells would add up to it.
        if shown_tops[c] is None or (grid[r][c] < THRESHOLD and not (grid[r][c] == 0 and (of_law or tops[c] == 0)))
    }
    hidden = complement(grid, hidden)
    return Protected(
        cells={
            name: {column: None if (r, c) in hidden else rounded(grid[r][c]) for c, column in enumerate(columns)}
            for r, name in enumerate(names)
        },
        rows={name: rounded(rows[r]) for r, name in enumerate(names)},
        columns={column: shown_tops[c] for c, column in enumerate(columns)},
        total=rounded(total),
    )


def protect_line(counts: Mapping[str, int]) -> dict[str, Cell]:
    """Counts that add up to a total that is shown, as they may be shown."""
    shown = _protect_line(list(counts.values()))
    return dict(zip(counts, shown, strict=True))


def _protect_line(values: Sequence[int]) -> list[Cell]:
    """A row of totals whose own total is shown: one hidden alone could be worked out, so another goes with it."""
    hidden = {c for c, value in enumerate(values) if 0 < value < THRESHOLD}
    while hidden and _slack_of_line(values, hidden) < WIDTH:
        left = [c for c in range(len(values)) if c not in hidden and values[c] > 0]
        if not left:
            break
        hidden.add(min(left, key=lambda c: (values[c], c)))
    return [None if c in hidden else rounded(value) for c, value in enumerate(values)]


def _slack_of_line(values: Sequence[int], hidden: set[int]) -> int:
    """To how many other numbers the narrowest hidden cell is open."""
    if len(hidden) < 2:  # not-law: one hidden cell is the total less the others
        return 0
    return sum(values[c] for c in hidden)


def complement(grid: Sequence[Sequence[int]], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Hides more cells until each hidden one is open to at least `WIDTH` other numbers.

    Args:
        grid: counts by row and column; whoever attacks knows all shown cells and the totals of rows and columns.
        hidden: (row, column) of the cells that are hidden for themselves.

    Returns:
        All cells to hide. Where a table is too small to protect, all of it.
    """
    hidden = set(hidden)
    while True:
        open_cells = [cell for cell in sorted(hidden) if interval_width(grid, hidden, cell) < WIDTH]
        if not open_cells:
            return hidden
        r, c = open_cells[0]
        # The smallest shown cell beside it, first where it is alone in its row or its column.
        in_row = [(r, k) for k in range(len(grid[0])) if (r, k) not in hidden]
        in_column = [(k, c) for k in range(len(grid)) if (k, c) not in hidden]
        alone_in_row = sum((r, k) in hidden for k in range(len(grid[0]))) < 2  # not-law: itself alone
        alone_in_column = sum((k, c) in hidden for k in range(len(grid))) < 2  # not-law: itself alone
        near = (in_row if alone_in_row else []) + (in_column if alone_in_column else []) or in_row + in_column
        near = near or [(k, m) for k in range(len(grid)) for m in range(len(grid[0])) if (k, m) not in hidden]
        if not near:
            return hidden
        # A zero opens nothing by itself; it is taken last.
        hidden.add(min(near, key=lambda cell: (grid[cell[0]][cell[1]] == 0, grid[cell[0]][cell[1]], cell)))


def interval_width(grid: Sequence[Sequence[int]], hidden: set[tuple[int, int]], cell: tuple[int, int]) -> int:
    """How far a hidden cell can move, up and down together, while all shown cells and all totals stay as they are.

    The largest flow through the other hidden cells, each of which can rise without end and fall to zero.
    """
    r, c = cell
    up = _flow(grid, hidden - {cell}, ("column", c), ("row", r))
    down = min(grid[r][c], _flow(grid, hidden - {cell}, ("row", r), ("column", c)))
    return up + down


_Node = tuple[str, int]


def _flow(grid: Sequence[Sequence[int]], cells: set[tuple[int, int]], source: _Node, sink: _Node) -> int:
    """The largest flow from source to sink; from a row to a column a cell rises, back it falls."""
    unlimited = sum(sum(row) for row in grid) + WIDTH
    room: dict[_Node, dict[_Node, int]] = {}
    for r, c in cells:
        room.setdefault(("row", r), {})[("column", c)] = unlimited
        room.setdefault(("column", c), {})[("row", r)] = grid[r][c]
    flow = 0
    # More than WIDTH is open enough: the search may stop.
    while flow < WIDTH:
        path = _path(room, source, sink)
        if path is None:
            return flow
        least = min(room[a][b] for a, b in path)
        for a, b in path:
            room[a][b] -= least
            room.setdefault(b, {}).setdefault(a, 0)
            room[b][a] += least
        flow += least
    return flow


def _path(room: Mapping[_Node, Mapping[_Node, int]], source: _Node, sink: _Node) -> list[tuple[_Node, _Node]] | None:
    came: dict[_Node, _Node] = {}
    queue = deque([source])
    while queue:
        node = queue.popleft()
        for following, left in room.get(node, {}).items():
            if left > 0 and following not in came and following != source:
                came[following] = node
                if following == sink:
                    path, end = [], sink
                    while end != source:
                        path.append((came[end], end))
                        end = came[end]
                    return path[::-1]
                queue.append(following)
    return None


def protect_sums(people: Mapping[str, int], total: int) -> set[str]:
    """Which sums of groups may be shown, where the sum of all is shown too.

    Args:
        people: group -> how many stand behind its sum. total: behind the sum of all.

    Returns:
        The groups whose sums may be shown; empty where the sum of all may not be.
    """
    if total < LEAST:
        return set()
    hidden = {name for name, count in people.items() if 0 < count < LEAST}
    left = sorted((name for name in people if name not in hidden), key=lambda name: (people[name], name))
    # What is hidden must be at least so many together that the difference to the whole says nothing of one.
    while hidden and left and (len(hidden) == 1 or sum(people[name] for name in hidden) < LEAST):
        hidden.add(left.pop(0))
    return set(people) - hidden
