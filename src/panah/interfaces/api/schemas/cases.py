# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of the basket and of a file."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from panah.interfaces.api.schemas.base import Given, Json, RequestId, Shown, StandingProblem, Version


class BasketQuery(Given):
    """What the basket shows."""

    view: Literal["mine", "team", "due", "blocked", "unassigned", "all"] = "mine"
    sort: Literal["priority", "due", "opened", "number"] = "priority"
    state: Annotated[str, Field(max_length=40)] = ""
    number: Annotated[str, Field(max_length=40, description="Part of a case number.")] = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class DueOut(Shown):
    """How near the end of a term is. `last_day` is the last day on which it can be kept."""

    at: dt.datetime
    last_day: dt.date
    days_left: int
    level: Literal["over", "soon", "running", "stopped", "paused"]


class PriorityOut(Shown):
    """A reason why a file should come sooner."""

    key: str
    points: int
    reason: str


class BasketRowOut(Shown):
    """A line of the basket."""

    case_id: uuid.UUID
    number: str
    procedure: str
    name: str
    state: str
    state_label: str
    waits_for: str
    assigned: str
    due: DueOut | None
    due_label: str
    priority: list[PriorityOut]
    blocked_by: list[str]


class StateCount(Shown):
    """How many files of the view are in a state."""

    state: str
    label: str
    count: int


class BasketOut(Shown):
    """A page of the basket, with how many there are in each view."""

    view: str
    rows: list[BasketRowOut]
    counts: dict[str, int]
    states: list[StateCount]
    total: int
    page: int
    pages: int


class OfferOut(Shown):
    """An action of the present state. `open`: this caller can do it now; else `permitted` and `problems` say why not."""

    action: str
    label: str
    help: str
    permitted: bool
    open: bool
    articles: list[str]
    problems: list[StandingProblem]


class ActionsOut(Shown):
    """What can be done with a file, and what stands in the way of its decision."""

    case_id: uuid.UUID
    state: str
    version: int
    actions: list[OfferOut]
    in_the_way: list[StandingProblem]
    in_the_way_of: str


class TimelineOut(Shown):
    """Something that was done. `content_id` only where this caller may read what it said."""

    seq: int
    action: str
    label: str
    at: dt.datetime
    by: str
    from_state: str
    to_state: str
    articles: list[str]
    content_id: uuid.UUID | None
    sealed: bool
    letters: list[uuid.UUID]


class ClockOut(Shown):
    """A term with the figure, the article and how sure both are."""

    key: str
    label: str
    addressee: str
    started_at: dt.datetime
    stopped_at: dt.datetime | None
    due: DueOut
    parameter: str
    value: float
    unit: str
    article: str
    status: str
    policy: bool
    paused_on: str


class TaskOut(Shown):
    """Something to be done beside the procedure's own actions."""

    key: str
    role: str
    blocking: bool
    opened_at: dt.datetime
    due_at: dt.datetime | None
    done_at: dt.datetime | None


class AppointmentOut(Shown):
    """A time and a place."""

    id: uuid.UUID
    kind: str
    state: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    language: str


class LetterOut(Shown):
    """A letter; its PDF is at `/letters/{id}`."""

    id: uuid.UUID
    kind: str
    addressee: str
    languages: list[str]
    made_at: dt.datetime


class DocumentOut(Shown):
    """A certificate or card that can be checked by its number."""

    kind: str
    code: str
    issued_at: dt.datetime
    valid_until: dt.date
    ended_at: dt.datetime | None


class DecisionOut(Shown):
    """What was decided. Only for callers who may read decisions."""

    outcome: str
    decided_at: dt.datetime
    notified_at: dt.datetime | None
    annulled_at: dt.datetime | None
    articles: list[str]


class RelatedCase(Shown):
    """The file of another member of the family that the caller may see."""

    case_id: uuid.UUID
    number: str
    name: str
    state: str
    closed_at: dt.datetime | None


class PaperOut(Shown):
    """A paper of an application. `later`: when the decision is handed over; `held`: a register has it, nobody is asked for it."""

    code: str
    label: str
    article: str
    state: Literal["here", "missing", "later", "held"]


class GroundOut(Shown):
    """A ground of a coded list that the law finds in the file. `doubtful`: it rests on law that nobody has verified."""

    code: str
    label: str
    article: str
    doubtful: bool


class OpinionOut(Shown):
    """What another body was asked. `answer` is "" while it is awaited, `silence` where none came in time."""

    body: str
    answer: str
    label: str
    reasons: str


class ChargeOut(Shown):
    """A sum that fell due, with the reference to pay by. `status`: how sure the law is that gave it."""

    key: str
    amount: int
    currency: str
    reference: str
    article: str
    status: str
    raised_at: dt.datetime
    settled_at: dt.datetime | None


class RestsOut(Shown):
    """What a file rests on today: papers, grounds to grant and to refuse, opinions of other bodies, charges."""

    papers: list[PaperOut]
    grounds: list[GroundOut]
    refusals: list[GroundOut]
    opinions: list[OpinionOut]
    charges: list[ChargeOut]


class CaseOut(Shown):
    """A file, as far as the caller may see it. `version` is what an action sends as `expected_version`."""

    case_id: uuid.UUID
    number: str
    procedure: str
    procedure_version: int
    version: int
    state: str
    state_label: str
    state_since: dt.datetime
    waits_for: str
    assigned: str
    office: str
    flags: list[str]
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    person_id: uuid.UUID
    name: str
    name_as_given: str
    priority: list[PriorityOut]
    clocks: list[ClockOut]
    tasks: list[TaskOut]
    appointments: list[AppointmentOut]
    letters: list[LetterOut]
    documents: list[DocumentOut]
    decisions: list[DecisionOut]
    family: list[RelatedCase]
    rests: RestsOut | None = Field(description="What the file rests on; null where the caller may not read contents.")
    findings: Json | None = Field(
        description="Findings of the law in the shape of `/law/assess`; null where not shown."
    )


class OptionOut(Shown):
    """One answer of a choice."""

    value: str
    label: str


class FieldOut(Shown):
    """One question of a form. `fields` are those of each row of a group."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    required_if: Json | None
    options: list[OptionOut]
    fields: list["FieldOut"]
    min: int | None
    max: int | None
    max_length: int | None
    not_after: str | None
    not_before: str | None


class FormOut(Shown):
    """The form of an action, with what would stand in its way now."""

    action: str
    label: str
    help: str
    articles: list[str]
    version: int
    seals: bool
    leads_to: list[str]
    fields: list[FieldOut]
    problems: list[StandingProblem]


class PerformIn(Given):
    """An action to carry out. `data` holds the answers of its form (`GET` of the same address)."""

    data: dict[str, Any]
    expected_version: Version
    request_id: RequestId


class PerformedOut(Shown):
    """What came of an action. `replayed`: an earlier try with the same request id had done it."""

    case_id: uuid.UUID
    action: str
    seq: int
    at: dt.datetime
    state: str
    version: int
    replayed: bool


class ContentOut(Shown):
    """What an action said. `whole`: it is still what was sealed."""

    content_id: uuid.UUID
    case_id: uuid.UUID
    action: str
    at: dt.datetime
    data: Json
    sealed: bool
    whole: bool


class UploadedOut(Shown):
    """A file that was checked and kept; `file_id` is the answer of a field of the kind `file`."""

    file_id: uuid.UUID
    media_type: str
    size: int
    sha256: str
