# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a model says about the data that it holds."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class DataClass(enum.IntEnum):
    """The classes of standards section 5.1, from public to held by a partner alone."""

    PUBLIC = 0
    INTERNAL = 1
    IDENTITY = 2
    FILE = 3
    CLAIM_EXISTENCE = 4
    CLAIM_CONTENT = 5
    BIOMETRIC = 6
    PARTNER = 7


C0, C1, C2, C3, C4, C5, C6, C7 = DataClass


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """The declaration of one model.

    data_class: the class of every column that `columns` does not name.
    purpose: why the data is held, in a sentence.
    retention: the name of a retention rule (`docs/privacy`), such as `claim` or `audit`.
    eraser: how a row goes: `row` (deleted), `blank` (columns of class C2 and above emptied), `with_parent`, `never`.
    columns: exceptions, column name -> class.
    keeps: columns of class C2 and above that stay when the row is blanked: the skeleton of a decision, and what joins it.
    """

    data_class: DataClass
    purpose: str
    retention: str
    eraser: str
    columns: Mapping[str, DataClass] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()

    @property
    def highest(self) -> DataClass:
        """The most sensitive class among the columns."""
        return max([self.data_class, *self.columns.values()])


ERASERS = ("row", "blank", "with_parent", "never")
DRAFT_DAYS = 90  # not-law: policy
"""How long after its last change something lies that nobody has finished (days)."""
CLAIM_YEARS = 10  # not-law: policy
"""How long after the last event of a file the file is kept (years)."""
RETENTION_RULES = {
    "claim": f"{CLAIM_YEARS} years after the last event of the file, then erased but for the skeleton of the decision (policy)",
    "person": "as long as a file that knows the person",
    "account": "as long as the account, and as long as the log that names it",
    "audit": "the retention of the data concerned and one year more (LG-09)",
    "letter": "with the file",
    "draft": f"{DRAFT_DAYS} days after the last change (policy)",
    "configuration": "kept",
    "session": "30 days",
}


def column_class(model: Any, column: str) -> DataClass:
    """The class of one column of a model that declares `privacy`."""
    declared: Privacy = model.privacy
    return declared.columns.get(column, declared.data_class)
