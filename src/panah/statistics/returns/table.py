# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a return and the sum that each has to keep: opening + received + came back - out = closing.

Pure: no Django, no person.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cell = int | None
"""A count; None where it is hidden (`returns.public`)."""


class DoesNotClose(ArithmeticError):
    """A line whose parts do not make its whole: the return is not given out."""

    def __init__(self, key: str, expected: int, found: int) -> None:
        self.key, self.expected, self.found = key, expected, found
        super().__init__(f"The line {key!r} does not close: {expected} by its parts, {found} counted.")


@dataclass(frozen=True)
class Line:
    """One line: what was there, what came, what came back, what went out and how, what is there.

    key: of a procedure, or the kind of a status. out: how it went out -> how many. groups: households among those received.
    beside: counts that belong to the line and to no sum of it (complaints, suits, lapsed unpaid); units: another measure of what
    went out (money).
    """

    key: str
    opening: Cell
    received: Cell
    back: Cell
    out: Mapping[str, Cell]
    closing: Cell
    groups: Cell = 0
    beside: Mapping[str, Cell] = field(default_factory=dict)
    units: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def gone(self) -> Cell:
        """All that went out; None where a part is hidden."""
        return total(self.out.values())


@dataclass(frozen=True)
class Return:
    """A month. matters: by procedure. rights: by kind of status. duties: by procedure; `public` hides what is small."""

    first: dt.date
    last: dt.date
    matters: Sequence[Line]
    rights: Sequence[Line]
    duties: Sequence[Line] = ()
    public: bool = False


def total(cells: Iterable[Cell]) -> Cell:
    """The sum; None as soon as one part is hidden."""
    found = list(cells)
    return None if any(cell is None for cell in found) else sum(cell or 0 for cell in found)


def close(
    key: str,
    *,
    opening: int,
    received: int,
    out: Mapping[str, int],
    counted: int,
    back: int = 0,
    groups: int = 0,
    beside: Mapping[str, int] | None = None,
    units: Mapping[str, int] | None = None,
) -> Line:
    """A line whose sum is held against what was counted at its end.

    Args:
        counted: how many there were at the end, counted apart from the movements.

    Raises:
        DoesNotClose: the movements lead to another number.
    """
    expected = opening + received + back - sum(out.values())
    if expected != counted:
        raise DoesNotClose(key, expected, counted)
    return Line(key, opening, received, back, dict(sorted(out.items())), counted, groups, beside or {}, units or {})


def summed(lines: Sequence[Line], key: str = "total") -> Line:
    """All lines as one. Households and counts beside the sums are not added up: nobody is counted twice."""
    out: Counter[str] = Counter()
    hidden: set[str] = set()
    for line in lines:
        for name, cell in line.out.items():
            out[name] += cell or 0
            if cell is None:
                hidden.add(name)
    return Line(
        key,
        total(line.opening for line in lines),
        total(line.received for line in lines),
        total(line.back for line in lines),
        {name: None if name in hidden else count for name, count in sorted(out.items())},
        total(line.closing for line in lines),
    )
