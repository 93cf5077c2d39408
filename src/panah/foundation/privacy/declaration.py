# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a model says about the data that it holds."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields.ranges import RangeField
from django.db import models
from django.utils.translation import gettext_lazy


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

SEALED_FROM = C4
"""From this class on a column is sealed, or the model says why it stays open (KY-02)."""
CODED = "a code of a list, which constraints, guards and queries compare"
KEYED = "a keyed digest, which tells nothing without a key of the store"
HASHED = "a slow hash, made to be kept"
COMPARED = "compared row by row in PostgreSQL, where nobody can compare what is sealed"
ONCE = "counts once in the whole register, by a unique constraint"
WALLS = "row-level security stands on it"


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """The declaration of one model.

    data_class: the class of every column that `columns` does not name.
    purpose: why the data is held, in a sentence.
    retention: the name of a retention rule (`docs/privacy`), such as `claim` or `audit`.
    eraser: how a row goes: `row` (deleted), `blank` (columns of class C2 and above emptied), `with_parent`, `never`.
    columns: exceptions, column name -> class.
    open: reason -> columns of class C4 and above that hold text or lists and are not sealed all the same. Ids, dates, numbers, yes
    and no, and choices need no reason of their own (`open_by_kind`).
    keeps: columns of class C2 and above that stay when the row is blanked: the skeleton of a decision, and what joins it.
    withheld: why no row goes into the copy that a person asks for, a key of `WITHHELD` (DP-06); empty where the rows do.
    withholds: the same for single columns, reason -> columns. Keyed digests and hashes stay out by themselves.
    """

    data_class: DataClass
    purpose: str
    retention: str
    eraser: str
    columns: Mapping[str, DataClass] = field(default_factory=dict)
    open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    withheld: str = ""
    withholds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def highest(self) -> DataClass:
        """The most sensitive class among the columns."""
        return max([self.data_class, *self.columns.values()])


WATCH, OTHERS, DERIVED, UNFINISHED, LOG, SECRET, UNTOLD, BODY, ERASED, APART = (
    "watch", "others", "derived", "unfinished", "log", "secret", "untold", "body", "erased", "apart",
)  # fmt: skip
WITHHELD: Mapping[str, Any] = {
    WATCH: gettext_lazy(
        "It belongs to the watch over those who read files; telling it would tell who is looked at, and why."
    ),
    OTHERS: gettext_lazy("It tells of somebody else, or would tell who somebody else is."),
    DERIVED: gettext_lazy("The machine made it for searching, out of what stands elsewhere in this copy."),
    UNFINISHED: gettext_lazy("It is a note that nobody has finished; its author alone can open it."),
    LOG: gettext_lazy(
        "It is a part of the access log. Who opened the file stands in this copy; the rest tells of others."
    ),
    SECRET: gettext_lazy("It is a check of a code or of a seal. Whoever has it could try to get in."),
    UNTOLD: gettext_lazy("It prepares a decision that was not handed over yet. It can be asked for when it was."),
    BODY: gettext_lazy("Another body said it to the service. That body answers whoever asks for it."),
    ERASED: gettext_lazy("It was erased; nobody can read it any more."),
    APART: gettext_lazy(
        "You read it yourself, in the portal or with the code of the receipt. It is not here, so that nobody who hands over this copy reads it."
    ),
}
"""Why something is left out of the copy that a person asks for: the reason that the copy gives (DP-06)."""
ERASERS = ("row", "blank", "with_parent", "never")
DRAFT_DAYS = 90  # not-law: policy
"""How long after its last change something lies that nobody has finished (days)."""
CLAIM_YEARS = 10  # not-law: policy
"""How long after the last event of a file the file is kept (years)."""
COMPLAINT_YEARS = 10  # not-law: policy
"""How long after its answer a complaint is kept (years)."""
ACCOUNT_YEARS = CLAIM_YEARS + 1  # not-law: policy
"""How long after the end of an account its person is still named: as long as somebody may ask who opened a file (years)."""
RETENTION_RULES = {
    "claim": f"{CLAIM_YEARS} years after the last event of the file, then erased but for the skeleton of the decision (policy)",
    "person": "as long as a file that knows the person",
    "account": f"{ACCOUNT_YEARS} years after the account ended, then without a name; the log keeps its id (policy)",
    "audit": "the retention of the data concerned and one year more (LG-09)",
    "letter": "with the file",
    "complaint": f"{COMPLAINT_YEARS} years after the answer, or with the person whose complaint it is (policy)",
    "draft": f"{DRAFT_DAYS} days after the last change (policy)",
    "configuration": "kept",
    "session": "30 days",
    "handout": "a day",
}
_KEPT: Mapping[str, Any] = {
    "claim": gettext_lazy(
        "%(years)s years after the last event of the file, then erased but for the skeleton of the decision"
    ),
    "person": gettext_lazy("as long as a file that knows the person"),
    "audit": gettext_lazy("as long as the data concerned, and one year more"),
    "letter": gettext_lazy("with the file"),
    "draft": gettext_lazy("%(days)s days after the last change"),
}


def kept_in_words(rule: str) -> str:
    """How long a rule keeps, for the person: of the rules under which rows of people stand."""
    return str(_KEPT.get(rule, RETENTION_RULES[rule])) % {"years": CLAIM_YEARS, "days": DRAFT_DAYS}


def column_class(model: Any, column: str) -> DataClass:
    """The class of one column of a model that declares `privacy`."""
    declared: Privacy = model.privacy
    return declared.columns.get(column, declared.data_class)


def open_by_kind(column: "models.Field[Any, Any]") -> str:
    """Why a column of this kind is not sealed; empty for text, lists, JSON and bytes, which have to be, or to give a reason."""
    if column.is_relation or isinstance(column, models.UUIDField):
        return "ids tie rows together; row-level security and constraints stand on them"
    if column.choices:
        return CODED
    if column.name == "compartment":
        return WALLS
    if isinstance(column, models.DateField | RangeField):
        return "terms, constraints and queries stand on days and times"
    if isinstance(column, models.BooleanField | models.IntegerField | models.DecimalField | models.FloatField):
        return "counted and compared in queries"
    return ""


def why_open(model: Any, column: "models.Field[Any, Any]") -> str:
    """Why a column is not sealed: what the model says of it, else what holds for its kind; empty where neither says anything."""
    said = next((reason for reason, columns in model.privacy.open.items() if column.name in columns), "")
    return said or open_by_kind(column)
