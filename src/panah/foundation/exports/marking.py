# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mark of a copy: a number that everybody sees, a code in each row, and the order in which the rows stand (EX-04).

The codes and the order follow from the number of the export and a key of the store. Whoever cuts the lines with the number away
leaves the codes; whoever deletes the column of codes leaves the order; a part of the rows is enough for both.
"""

import base64
import hashlib
import hmac
import itertools
import re
import uuid
from collections.abc import Sequence
from typing import Any

from panah.foundation.keys.vault import SERVICE, vault

LETTERS = 10
"""Of a row's code: 50 bits, so that no code of one export is met in another by chance."""
CODE = re.compile(r"(?<![A-Z2-7])[A-Z2-7]{10}(?![A-Z2-7])")
NUMBER = re.compile(r"EX-\d{4}-\d{6}")
FEWEST = 12
"""Rows from which on the order alone says something: by chance one of 479 million lists stands so."""


class Mark:
    """The mark of one export."""

    def __init__(self, export_id: uuid.UUID) -> None:
        self._key = bytes.fromhex(vault().blind(SERVICE, "export", str(export_id)))

    def code(self, number: int) -> str:
        """The code of a row. Args: number: from 1."""
        made = hmac.new(self._key, f"row {number}".encode(), hashlib.sha256).digest()
        return base64.b32encode(made).decode()[:LETTERS]

    def codes(self, rows: int) -> set[str]:
        """The codes of all rows."""
        return {self.code(number) for number in range(1, rows + 1)}

    def place(self, cell: Any) -> bytes:
        """Where a row stands among the others, by its first cell."""
        return hmac.new(self._key, f"place {cell}".encode(), hashlib.sha256).digest()

    def ordered(self, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        """The rows in the order that is this export's alone."""
        return sorted(rows, key=lambda row: self.place(plain(row[0])))

    def in_order(self, cells: Sequence[str]) -> bool:
        """Whether so many cells stand in the order of this export that it is no chance."""
        places = [self.place(cell) for cell in dict.fromkeys(cells)]
        return len(places) >= FEWEST and all(one < other for one, other in itertools.pairwise(places))


def plain(value: Any) -> str:
    """A cell as a file holds it and a reader gives it back."""
    return "" if value is None else str(value).removeprefix("'")
