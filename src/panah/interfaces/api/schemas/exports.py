# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of the exports."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from panah.interfaces.api.schemas.base import Given, Shown


class OfferedExportOut(Shown):
    """An export that one may take. params: what has to be said, with the answers that can be chosen, where there are some."""

    name: str
    title: str
    purpose: str
    fields: list[str]
    receiver: str
    encrypted: bool
    kinds: list[str]
    params: dict[str, list[str]]
    cap: int


class ExportOut(Shown):
    """An export that was taken or asked for. over: its time is over."""

    id: uuid.UUID
    number: str
    name: str
    state: str
    rows: int
    asked_at: dt.datetime
    ends_at: dt.datetime
    over: bool
    copies: int


class AskExportIn(Given):
    """What to take. reason: a sentence; above the cap, and for data of classes C4 and above, it has to be there."""

    params: dict[str, str] = Field(default_factory=dict)
    kind: Literal["xlsx", "csv", "json"]
    reason: str = Field(default="", max_length=1000)


class DecideExportIn(Given):
    """The answer of a second person."""

    agree: bool
    reason: str = Field(min_length=1, max_length=1000)


class FetchExportIn(Given):
    """An empty object: what is fetched stands in the address."""
