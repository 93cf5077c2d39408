# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of the single window."""

import datetime as dt
import uuid
from typing import Any

from panah.interfaces.api.schemas.base import Given, RequestId, Shown
from panah.interfaces.api.schemas.cases import FieldOut


class OfferedOut(Shown):
    """A procedure that can be begun."""

    procedure: str
    version: int
    title: str
    articles: list[str]


class StartFormOut(Shown):
    """The first form of a procedure."""

    procedure: str
    version: int
    label: str
    help: str
    articles: list[str]
    fields: list[FieldOut]


class StartIn(Given):
    """An application to take. `data` holds the answers of the first form (`GET` of the same address)."""

    data: dict[str, Any]
    request_id: RequestId


class StartedOut(Shown):
    """The file that was opened."""

    case_id: uuid.UUID
    number: str
    procedure: str
    state: str


class IdentityIn(Given):
    """Which of the identity papers on the file was shown."""

    paper_id: uuid.UUID
    request_id: RequestId


class IdentityOut(Shown):
    """Whether somebody need still doubt who the person is."""

    person_id: uuid.UUID
    shown: bool


class RepresentationIn(Given):
    """A power of attorney that was shown at the desk. code: with which the representative signs in to the portal."""

    code: str
    paper: str
    ends_on: dt.date
    request_id: RequestId


class RepresentationOut(Shown):
    """Who acts or acted for a person, by which paper, and until when."""

    id: uuid.UUID
    name: str
    paper: str
    ends_on: dt.date
    is_open: bool


class RepresentationEndIn(Given):
    """Ends a power of attorney."""

    request_id: RequestId
