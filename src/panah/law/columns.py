# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of codes of many people at once: each different list is looked at once, however many people have it."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


class CodeArray(np.ndarray):
    """One list of codes per person, kept as its number among the different lists.

    Formulas reach it through `panah.law.clauses.includes` and `anything`, which ask each different list once.
    """

    lists: tuple[str, ...]

    def __new__(cls, index: Any, lists: Sequence[str]) -> "CodeArray":
        """Args: index: the number of each person's list. lists: texts of codes separated by spaces."""
        array = np.asarray(index, dtype=np.int32).view(cls)
        array.lists = tuple(lists)
        return array

    def __array_finalize__(self, source: Any) -> None:
        self.lists = getattr(source, "lists", ())

    @classmethod
    def of(cls, texts: Iterable[Any]) -> "CodeArray":
        """From one text per person; None and the empty text mean that nothing is known."""
        numbers: dict[str, int] = {}
        index = [numbers.setdefault(str(text) if text is not None else "", len(numbers)) for text in texts]
        return cls(index, tuple(numbers))

    def where(self, matches: Iterable[bool]) -> np.ndarray:
        """The answer of each person from the answer of each different list, in the order of `lists`."""
        answers = np.fromiter(matches, dtype=bool, count=len(self.lists))
        return answers[np.asarray(self)] if len(answers) else np.zeros(self.shape, dtype=bool)


def listed(values: Any) -> CodeArray:
    """The lists of codes behind a column, whichever way it is kept."""
    return values if isinstance(values, CodeArray) else CodeArray.of(values)
