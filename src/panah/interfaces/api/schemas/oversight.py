# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of alerts, pauses and questions to readers."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from panah.interfaces.api.schemas.base import Given, Shown

Words = Field(max_length=1000, description="In words. Name nobody who is on record.")


class AlertOut(Shown):
    """Something in the log that looks wrong. Ids and codes only."""

    id: uuid.UUID
    rule: str
    account_id: uuid.UUID
    day: dt.date
    raised_at: dt.datetime
    files: int = Field(description="How many files, refusals or searches it is about.")
    roles: list[str]
    office_ids: list[uuid.UUID]
    state: str = Field(description="`waiting`, or the newest verdict.")
    paused: bool


class AlertsOut(Shown):
    """Alerts, those first that wait for a decision."""

    alerts: list[AlertOut]


class DecisionOut(Shown):
    """What was decided about an alert."""

    verdict: str
    reason: str
    decided_at: dt.datetime


class AlertFileOut(Shown):
    """An alert, the ids of the entries of the log that show it, and what was decided."""

    alert: AlertOut
    events: list[uuid.UUID]
    decisions: list[DecisionOut]


class DecisionIn(Given):
    """What comes of an alert."""

    verdict: Literal["explained", "wrong", "escalated"]
    reason: str = Words
    pause: bool = Field(False, description="With `escalated` alone: the account opens nothing meanwhile.")


class PauseOut(Shown):
    """An account whose access is, or was, paused."""

    id: uuid.UUID
    account_id: uuid.UUID
    cause: str
    alert_id: uuid.UUID | None
    began_at: dt.datetime
    ended_at: dt.datetime | None
    reason: str
    may_end: bool


class PausesOut(Shown):
    """Pauses of which the caller hears, those that last first."""

    pauses: list[PauseOut]


class ReasonIn(Given):
    """Why."""

    reason: str = Words


class QuestionOut(Shown):
    """A reading of the caller's about which is asked."""

    id: uuid.UUID
    read_at: dt.datetime
    subject_type: str
    subject_id: uuid.UUID | None
    purpose: str
    due_at: dt.datetime
    said: str = Field(description="What data protection said when it asked again.")


class QuestionsOut(Shown):
    """What the caller is asked; paused: why the caller opens nothing else meanwhile (empty: it does)."""

    questions: list[QuestionOut]
    paused: list[str]


class AnswerToQuestionIn(Given):
    """Why a file was opened."""

    ground: Literal["assigned", "stood_in", "came", "step", "check", "supervised", "mistake", "other"]
    words: str = Words


class EntryOut(Shown):
    """One step of a question."""

    step: str
    ground: str
    words: str
    at: dt.datetime


class AnsweredOut(Shown):
    """An answer that data protection looks at."""

    id: uuid.UUID
    account_id: uuid.UUID
    event_id: uuid.UUID
    read_at: dt.datetime
    subject_type: str
    subject_id: uuid.UUID | None
    entries: list[EntryOut]


class RoundOut(Shown):
    """A draw: with the seed and the log anybody can draw the same readings again."""

    week: dt.date
    seed: str
    digest: str
    readings: int
    drawn: int
    waiting: int
    late: int
    to_look_at: int
    accepted: int


class ReviewsOut(Shown):
    """The draws, and the answers that wait."""

    rounds: list[RoundOut]
    answers: list[AnsweredOut]


class VerdictIn(Given):
    """What data protection says to an answer."""

    do: Literal["accept", "again"]
    words: str = Field("", max_length=1000, description="Needed to ask again: the reader sees it.")


Kind = Literal["own", "family", "community", "business", "other"]


class OwnTieOut(Shown):
    """A tie of the caller. Whose file it shuts is not told."""

    id: uuid.UUID
    kind: str
    said_at: dt.datetime
    until: dt.date | None
    stands: bool = Field(description="Whether it shuts the file today.")


class TieFileOut(Shown):
    """An open file of the person that the caller sees."""

    case_id: uuid.UUID
    number: str
    needs_hands: bool = Field(description="Given to no officer.")


class TieOut(OwnTieOut):
    """A tie of somebody else of which the caller hears."""

    account_id: uuid.UUID
    files: list[TieFileOut]


class TiesOut(Shown):
    """The caller's own ties, and those of others of which the caller hears."""

    own: list[OwnTieOut]
    others: list[TieOut]


class TieIn(Given):
    """That the caller is close to a person; with `account_id`, that somebody else is (data protection alone)."""

    person_id: uuid.UUID
    kind: Kind
    until: dt.date | None = Field(None, description="The last day; none for no end.")
    account_id: uuid.UUID | None = None


class TieEndIn(Given):
    """Why a tie is withdrawn."""

    why: Literal["over", "mistake"]


class HandIn(Given):
    """Who works on a colleague's own file."""

    account_id: uuid.UUID
