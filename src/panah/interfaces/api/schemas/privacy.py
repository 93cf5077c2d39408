# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of what people ask of the service: copies of all that is held, and who is told of corrections (DP-06, DP-07)."""

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import Field

from panah.interfaces.api.schemas.base import Given, Shown


class CopyRequestIn(Given):
    """That a person asks for all that is held."""

    person_id: uuid.UUID
    asked_on: dt.date = Field(description="The day on which the person asked.")


class CopyRequestOut(Shown):
    """A request that waits, or that one answered within a day. mine: one recorded it, so that another person answers."""

    id: uuid.UUID
    person_id: uuid.UUID
    asked_on: dt.date
    due_on: dt.date
    late: bool
    answered: bool
    mine: bool


class CopyRefusalIn(Given):
    """Why nobody is given a copy."""

    why: Literal["not_shown", "repeated"]


class NamedInPath(Given):
    """An empty object: what is done is named by the address."""


class CorrectedOut(Shown):
    """One thing that was given and is corrected. about: under what it was given. field: of the list of the receiver."""

    about: str
    field: str
    was: Any = Field(description="As it was given: text, a day as far as it is known, or codes.")
    now: Any = Field(description="As it is; empty where nothing is known any more.")


class CorrectionOut(Shown):
    """A correction of which a receiver is to be told. facts: which. door: `page`, `letter` or `file`."""

    id: uuid.UUID
    receiver: str
    door: str
    facts: list[str]
    made_at: dt.datetime
    due_on: dt.date
    late: bool
    done_at: dt.datetime | None
    sent_on: dt.date | None
    way: str


class CorrectionMessageOut(CorrectionOut):
    """The same with what the receiver is told, all of it."""

    to: str = Field(description="The name on the envelope of a letter.")
    corrected: list[CorrectedOut]


class SentIn(Given):
    """That a letter or a file was sent."""

    sent_on: dt.date
    way: Literal["post", "hand", "wire"]


class PartyCorrectionOut(Shown):
    """What the organisation was given of somebody and is corrected."""

    id: uuid.UUID
    made_at: dt.datetime
    due_on: dt.date
    seen_at: dt.datetime | None
    corrected: list[CorrectedOut]
