# SPDX-License-Identifier: AGPL-3.0-or-later
"""The return as it may be published: small counts hidden, the rest rounded, by the disclosure control of all statistics."""

from collections.abc import Mapping
from dataclasses import replace

from panah.statistics.disclosure import THRESHOLD, protect_line, rounded
from panah.statistics.returns.table import Cell, Line, Return


def public_return(found: Return) -> Return:
    """A return in which nobody can be found. Duties, households and counts beside the sums stay in the house.

    What went out is protected together (ST-02, `protect_line`): one small count hidden alone could be worked out from the rest. Every
    shown count is rounded by itself (ST-03), so that a hidden one cannot be worked out of the sum of its line either. A nought is
    shown: the lines are what the law itself tells apart.
    """
    return replace(
        found,
        matters=tuple(_line(line) for line in found.matters),
        rights=tuple(_line(line) for line in found.rights),
        duties=(),
        public=True,
    )


def _line(line: Line) -> Line:
    out: Mapping[str, int] = {name: int(count or 0) for name, count in line.out.items()}
    gone = sum(out.values())
    few = 0 < gone < THRESHOLD
    shown: Mapping[str, Cell] = dict.fromkeys(out) if few else protect_line(out)
    return Line(
        line.key,
        _cell(line.opening),
        _cell(line.received),
        _cell(line.back),
        shown,
        _cell(line.closing),
        groups=None,
        beside={},
    )


def _cell(count: Cell) -> Cell:
    if count is None or 0 < count < THRESHOLD:
        return None
    return rounded(count)
