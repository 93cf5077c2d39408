# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an export says of itself. There is no free "export all": what is not declared cannot be taken (EX-01)."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.access.receivers import ALLOWED, WITHOUT_LIST, Receiver
from panah.foundation.privacy.declaration import C2, C4, DataClass
from panah.foundation.privacy.recipients import Recipient, Whose

CAP = 200  # not-law: policy
"""Rows of one export that somebody may take alone, those of a day counted together."""
KINDS = ("xlsx", "csv", "json", "zip")
MARKED_AS_A_WHOLE = {"json", "zip"}
"""Kinds that carry the number of the export once, and no code in each row."""

Cell = Any
Row = Sequence[Cell]


@dataclass(frozen=True)
class Content:
    """What an export holds this time.

    rows: a table; the first cell of each row tells the rows apart. In an export that is no plain table: lines as they stand.
    persons: whoever is told of in it, for the log. data: of an export in JSON, instead of rows.
    files: of an archive, beside `data`, name -> bytes; no name says anything personal. about: a few words above the table, such as the month. name: what the file is called, without anything personal (EX-11).
    """

    rows: Sequence[Row] = ()
    persons: Sequence[uuid.UUID] = ()
    data: Mapping[str, Any] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    about: Sequence[Any] = ()
    name: str = ""


@dataclass(frozen=True)
class Column:
    """A column of an export: the code that receivers' lists know, and the heading."""

    code: str
    label: Any


Produce = Callable[[Actor, Mapping[str, Any]], Content]


@dataclass(frozen=True, kw_only=True)
class ExportSpec:
    """One named export.

    name: a code word. title, purpose: what it is and what it is for, in words. permission: what one must be allowed to read it.
    receiver: for whom it is; only fields of that receiver's list may be declared. data_class: the highest class in it.
    columns: the fields, in order. produce: makes the content, with the permission asked again and the actor declared.
    params: names of what has to be said to take it, each with a function that reads it (raises ValueError).
    kinds: as what it may be taken. cap: rows (`CAP`). plain: whether it is a table in which each row is marked and the order of
    the rows says nothing; lines of counts are not. choices: what a page offers for a parameter, code -> words; a parameter
    without choices is given by the page that leads here. own_page: taken by a page of its own alone, which weighs more than this does
    (a request, a second person): the pages of exports do not know it. given: of an export that tells another house of people, what it
    said of one of them, so that corrections follow (DP-07): `(whose, params, the export as a recipient) -> the recipient with its door and what it was given`.
    """

    name: str
    title: Any
    purpose: Any
    permission: str
    receiver: Receiver
    data_class: DataClass
    columns: Sequence[Column]
    produce: Produce
    params: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    choices: Mapping[str, Callable[[Actor], Sequence[tuple[str, Any]]]] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    kinds: Sequence[str] = ("xlsx", "csv")
    cap: int = CAP
    plain: bool = True
    own_page: bool = False
    given: Callable[[Whose, Mapping[str, Any], Recipient], Recipient] | None = None

    @property
    def needs_proof(self) -> bool:
        """Whether who is at the screen has to prove it anew before it is taken (AU-08)."""
        return self.data_class >= C4

    @property
    def from_a_page(self) -> bool:
        """Whether it is taken from the page of what it tells of, and not from the list of exports."""
        return set(self.params) - set(self.choices) != set()


class ExportMistake(Exception):
    """An export is declared so that it would let something out that may not: found when the service starts."""


_declared: dict[str, ExportSpec] = {}


def declare(spec: ExportSpec) -> ExportSpec:
    """Let an export be taken. Raises ExportMistake."""
    codes = [column.code for column in spec.columns]
    if spec.name in _declared:
        raise ExportMistake(f"The export {spec.name!r} is declared twice.")
    if not codes or len(set(codes)) != len(codes):
        raise ExportMistake(f"The export {spec.name!r} lists no fields, or one twice.")
    if spec.receiver not in WITHOUT_LIST:
        more = sorted(set(codes) - set(ALLOWED[spec.receiver].fields))
        if more:
            raise ExportMistake(f"The export {spec.name!r} would give {spec.receiver} what it may not have: {more}.")
    if not set(spec.kinds) <= set(KINDS):
        raise ExportMistake(f"The export {spec.name!r} is of a kind that nobody makes.")
    if spec.data_class >= C2 and not spec.plain and not set(spec.kinds) <= MARKED_AS_A_WHOLE:
        raise ExportMistake(f"The export {spec.name!r} tells of people and its rows are not marked.")
    _declared[spec.name] = spec
    return spec


def spec_of(name: str) -> ExportSpec:
    """The export of a name. Raises NotFound."""
    found = _declared.get(name)
    if found is None:
        raise NotFound("export")
    return found


def known(name: str) -> ExportSpec | None:
    """The export of a name; None for one that a command wrote, or that is declared no more."""
    return _declared.get(name)


def every_export() -> list[ExportSpec]:
    """All that is declared, by name."""
    return [_declared[name] for name in sorted(_declared)]


def offered_to(actor: Actor) -> list[ExportSpec]:
    """What an actor could take, as far as the permission goes without a subject."""
    return [spec for spec in every_export() if not spec.own_page and allows(actor, spec.permission, SOME)]
