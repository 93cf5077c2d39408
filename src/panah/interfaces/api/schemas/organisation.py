# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an organisation sends and is shown: its own people as it named them, and its own applications."""

import datetime as dt
import uuid
from typing import Any

from pydantic import Field

from panah.interfaces.api.schemas.base import Given, RequestId, Shown, Version
from panah.interfaces.api.schemas.cases import LetterOut


class NamedIn(Given):
    """Somebody as the passport names them."""

    name: str = Field(max_length=200)
    born: dt.date
    country: str = Field(min_length=3, max_length=3, description="ISO 3166-1 alpha-3.")
    passport: str = Field(max_length=60)


class NameIn(NamedIn):
    """Somebody to be put into the list of the organisation."""

    request_id: RequestId


class MatterOut(Shown):
    """One application: what it is, where it stands, until when what was granted holds."""

    case_id: uuid.UUID
    procedure: str
    number: str
    title: str
    state: str
    open: bool
    waits_for_us: bool
    filed_at: dt.datetime
    valid_until: dt.date | None


class NamedOut(Shown):
    """Somebody of the list, as the organisation wrote it or as its papers said at the desk, with its applications and what else it may apply for."""

    id: uuid.UUID
    name: str
    born: dt.date | None
    country: str
    passport: str
    matters: list[MatterOut]
    offered: list[str]


class ApplyIn(Given):
    """An application. `data` holds the answers of its form (`GET` of the same address)."""

    data: dict[str, Any]
    office_id: uuid.UUID | None = Field(None, description="Needed where there is more than one office.")
    request_id: RequestId


class FiledOut(Shown):
    """The file that was begun."""

    case_id: uuid.UUID
    number: str


class GuestIn(NamedIn):
    """One of a group; `data` holds the answers in which this one differs from the rest."""

    data: dict[str, Any] = Field(default_factory=dict)


class GroupIn(Given):
    """Several people whose stay is registered at once."""

    people: list[GuestIn] = Field(min_length=1, max_length=200)
    data: dict[str, Any]
    office_id: uuid.UUID | None = None
    request_id: RequestId


class OutcomeOut(Shown):
    """What became of one of a group: the file, or why there is none."""

    name: str
    case_id: uuid.UUID | None
    number: str
    why: str


class SumOut(Shown):
    """Something to pay, under a reference of its own."""

    reference: str
    amount: int
    currency: str
    article: str
    status: str
    paid: bool


class TermOut(Shown):
    """A day that matters. `ours`: it is the organisation's, else the office's. `status`: how sure the law is that gave it."""

    label: str
    last_day: dt.date
    ours: bool
    status: str


class PartyFileOut(Shown):
    """One application of the organisation."""

    case_id: uuid.UUID
    number: str
    title: str
    state: str
    means: str
    next: str
    version: int
    open: bool
    terms: list[TermOut]
    missing: list[str]
    sums: list[SumOut]
    letters: list[LetterOut]
    actions: list[str]


class StepIn(Given):
    """A step to take. `data` holds the answers of its form."""

    data: dict[str, Any]
    expected_version: Version
    request_id: RequestId
