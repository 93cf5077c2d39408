# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of suspected duplicates, proposals and merges."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from panah.interfaces.api.schemas.base import Given, RequestId, Shown

State = Literal["open", "proposed", "apart", "merged"]


class QueueQuery(Given):
    """What part of the queue is asked for."""

    state: State = Field("open", description="Where the pairs stand.")
    limit: int = Field(50, ge=1, le=500, description="How many at most, the likeliest first.")


class ReasonOut(Shown):
    """Why two files may be of one person, in one field."""

    field: str
    kind: str
    left: str
    right: str


class PairOut(Shown):
    """A suspected pair."""

    id: uuid.UUID
    left: uuid.UUID
    right: uuid.UUID
    left_name: str
    right_name: str
    compartment: str
    probability: float = Field(description="0 to 1, calibrated, that the two are one person.")
    because: list[ReasonOut]
    source: str
    state: State
    found_at: dt.datetime


class PairsOut(Shown):
    """Part of the queue, the likeliest first."""

    pairs: list[PairOut]


class ProposalOut(Shown):
    """What somebody proposes of a pair, and what became of it."""

    id: uuid.UUID
    pair_id: uuid.UUID
    kind: Literal["same", "apart"]
    kept: uuid.UUID | None = Field(description="The file that goes on, for `same`.")
    absorbed: uuid.UUID | None
    reason: str
    proposed_at: dt.datetime
    own: bool = Field(description="Whether the caller proposed it, and so cannot agree to it.")
    outcome: str = Field(description="`waiting`, `confirmed`, `returned`, `withdrawn` or `overtaken`.")
    answer: str
    merge_id: uuid.UUID | None = Field(description="The merge that came of it.")


class SideOut(Shown):
    """One of the two files. `goes_on` is the file that it is read as by now: its own id, unless it was merged."""

    person_id: uuid.UUID
    goes_on: uuid.UUID
    names: list[str]
    born: str
    sex: str
    citizenships: list[str]
    papers: list[str]


class PairFileOut(Shown):
    """A pair with both files and everything that was said of it, the newest first."""

    pair: PairOut
    sides: list[SideOut]
    proposals: list[ProposalOut]


class ProposalIn(Given):
    """A proposal, for a second person to agree to."""

    kind: Literal["same", "apart"]
    kept: uuid.UUID | None = Field(None, description="For `same`: the file that goes on.")
    reason: Annotated[str, Field(max_length=1000)]
    request_id: RequestId


class AnswerIn(Given):
    """What a second person says to a proposal; `answer` is needed when somebody else's is sent back."""

    answer: Annotated[str, Field(max_length=1000)] = ""
    request_id: RequestId


class RowSinceOut(Shown):
    """A row written while the two were read as one. `key` gives it to the other file."""

    key: str
    table: str
    holder: uuid.UUID
    other: uuid.UUID


class MergeOut(Shown):
    """Two files read as one, until they are split."""

    id: uuid.UUID
    pair_id: uuid.UUID
    kept: uuid.UUID
    absorbed: uuid.UUID
    compartment: str
    merged_at: dt.datetime
    split_at: dt.datetime | None
    rows_since: list[RowSinceOut]


class SplitIn(Given):
    """Splitting two files."""

    reason: Annotated[str, Field(max_length=1000)]
    give: list[Annotated[str, Field(max_length=80)]] = Field(
        [], max_length=1000, description="Keys of `rows_since` that belong to the other file."
    )
    request_id: RequestId
