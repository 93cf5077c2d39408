# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all shapes have in common, and the shape of an error."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Version = Annotated[
    int, Field(ge=1, le=2_000_000_000, description="The version of the file that the caller had in sight.")
]
RequestId = Annotated[
    uuid.UUID, Field(description="One for each attempt of a person. A retry with the same id and data is harmless.")
]


class Given(BaseModel):
    """What a caller sends: fields that are not declared are refused (EX-10)."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(frozen=True)


class StandingProblem(Shown):
    """One thing that stands in the way of an action, and what to do about it."""

    key: str
    message: str
    field: str = ""
    article: str = ""


class Change(Shown):
    """An action that happened meanwhile."""

    seq: int
    action: str
    label: str
    at: dt.datetime
    from_state: str
    to_state: str


class ProblemOut(Shown):
    """An error as RFC 9457 has it, with what a program needs to go on."""

    type: str = Field(description="What kind of error, as a URN: `urn:panah:problem:stale`.")
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = Field(None, description="Path of an answer -> what is wrong with it.")
    problems: list[StandingProblem] | None = Field(None, description="Everything that stands in the way, at once.")
    offered: list[str] | None = Field(None, description="The actions that the state of the file does offer.")
    changes: list[Change] | None = Field(None, description="What happened since the version that was sent.")
    current_version: int | None = Field(None, description="The version of the file now.")
    people: list[uuid.UUID] | None = Field(None, description="Who looks registered already; `although` says why not.")


Json = dict[str, Any]
