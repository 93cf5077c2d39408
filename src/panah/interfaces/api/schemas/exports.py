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
    """An export that was taken or asked for. over: its time is over.

    keep_until: the last day on which a copy may be kept, "" where there is none yet, or no day. kept: `within its time`, `expired`,
    `destroyed`, `for good`, or "". destroyed_on: when that was confirmed.
    """

    id: uuid.UUID
    number: str
    name: str
    state: str
    rows: int
    asked_at: dt.datetime
    ends_at: dt.datetime
    over: bool
    copies: int
    keep_until: str
    kept: str
    destroyed_on: str


class AskExportIn(Given):
    """What to take. keep_days: for how long it is needed, where that is less than it may be kept. reason: a sentence; above the cap, and for data of classes C4 and above, it has to be there."""

    params: dict[str, str] = Field(default_factory=dict)
    kind: Literal["xlsx", "csv", "json"]
    reason: str = Field(default="", max_length=1000)
    keep_days: int | None = Field(default=None, ge=1, le=9999)


class DecideExportIn(Given):
    """The answer of a second person."""

    agree: bool
    reason: str = Field(min_length=1, max_length=1000)


class DestroyedExportIn(Given):
    """That every copy was destroyed. said: where it lay and how; or who of the receiver confirmed it, when and how."""

    said: str = Field(min_length=1, max_length=1000)


class SendingOut(Shown):
    """One copy that went to another house. digest: SHA-256 of the file as it was sent. proof: what goes beside it, byte for byte; "" until a
    head of the log covers it. answer: `signed`, `in words`, or "" where the receiver has not answered."""

    id: uuid.UUID
    copy_number: int
    receiver: str
    digest: str
    size: int
    at: dt.datetime
    proof: str
    answer: str


class AcknowledgementIn(Given):
    """What the receiver answered. signature: base64, `openssl dgst -sha256 -sign KEY PROOF` with the key of its certificate."""

    said: str = Field(min_length=1, max_length=1000)
    signature: str = Field(default="", max_length=2000)


class FetchExportIn(Given):
    """An empty object: what is fetched stands in the address."""
