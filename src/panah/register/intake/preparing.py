# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a file made ready to be kept: finding out what names sound like takes most of the time of reading them, and needs no
database."""

import uuid
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice

from panah.register.intake.hands import Hands
from panah.register.intake.rows import RowReader
from panah.register.intake.staging import Prepared, prepare

Cells = tuple[int, Sequence[str]]


def prepared(
    rows: Iterable[Cells], reader: RowReader, seed: uuid.UUID, hands: Hands, *, at_once: int
) -> Generator[Prepared]:
    """The rows of a file in their order, so many at once.

    Args:
        rows: line and cells of each. reader: how they are read. seed: of the run. hands: who makes them ready.
        at_once: rows of a chunk.

    Raises FileRefused: from `rows`.
    """
    yield from hands.each(_prepare, ((reader, seed, chunk) for chunk in _chunks(rows, at_once)))


def _chunks(rows: Iterable[Cells], at_once: int) -> Iterator[list[Cells]]:
    steady = iter(rows)
    while chunk := list(islice(steady, at_once)):
        yield chunk


def _prepare(reader: RowReader, seed: uuid.UUID, chunk: Sequence[Cells]) -> Prepared:
    return prepare(seed, [reader.read(number, cells) for number, cells in chunk])
