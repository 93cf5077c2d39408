# SPDX-License-Identifier: AGPL-3.0-or-later
"""What data protection, the heads of units and readers are shown of the watch. Looking at alerts and answers is an event (LG-09)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import ROLES
from panah.foundation.accounts.models import RoleAssignment
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight.models import (
    PURPOSE,
    Alert,
    AlertDecision,
    Cause,
    Pause,
    Question,
    QuestionEntry,
    ReviewRound,
    Verdict,
    Watched,
)
from panah.foundation.oversight.policy import OversightPermission

LISTED = 200


@dataclass(frozen=True)
class AlertRow:
    """An alert with the newest decision about it, and the pause that it led to. roles, offices: of the account on that day."""

    alert: Alert
    decision: AlertDecision | None
    pause: Pause | None
    roles: Sequence[str] = ()
    offices: Sequence[uuid.UUID] = ()

    @property
    def state(self) -> str:
        """`waiting`, or the code of the newest verdict."""
        return self.decision.verdict if self.decision else "waiting"


@dataclass(frozen=True)
class AlertFile:
    """One alert with what shows it, and everything that was decided about it."""

    row: AlertRow
    decisions: Sequence[AlertDecision]
    events: Sequence[Event]
    others: Sequence[Alert]
    """Earlier alerts of the same account, the newest first."""


def _rows(alerts: Sequence[Alert]) -> list[AlertRow]:
    newest: dict[uuid.UUID, AlertDecision] = {}
    for decision in AlertDecision.objects.filter(alert__in=alerts).order_by("decided_at", "id"):
        newest[decision.alert_id] = decision
    pauses: dict[uuid.UUID | None, Pause] = {
        one.alert_id: one for one in Pause.objects.filter(alert__in=alerts).order_by("began_at")
    }
    held: dict[uuid.UUID, list[RoleAssignment]] = {}
    for one in RoleAssignment.objects.filter(account_id__in={alert.account_id for alert in alerts}):
        held.setdefault(one.account_id, []).append(one)
    rows = []
    for alert in alerts:
        then = [one for one in held.get(alert.account_id, []) if one.holds_on(alert.day)]
        rows.append(
            AlertRow(
                alert,
                newest.get(alert.pk),
                pauses.get(alert.pk),
                sorted({one.role for one in then}),
                sorted({one.office_id for one in then}),
            )
        )
    return rows


def alerts(*, actor: Actor) -> list[AlertRow]:
    """The alerts: those that wait for a decision first, then the newest; so many at most. Raises Denied."""
    require(actor, OversightPermission.ALERTS)
    decided = Exists(AlertDecision.objects.filter(alert=OuterRef("pk")))
    found = list(Alert.objects.annotate(decided=decided).order_by("decided", "-raised_at")[:LISTED])
    record(actor, Verb.LIST, subject_type="alert", purpose=PURPOSE, detail={"shown": len(found)})
    return _rows(found)


def alert_file(*, actor: Actor, alert_id: uuid.UUID) -> AlertFile:
    """One alert with the entries of the log that show it. Raises Denied, NotFound."""
    require(actor, OversightPermission.ALERTS)
    found = Alert.objects.filter(pk=alert_id).first()
    if found is None:
        raise NotFound("alert")
    record(actor, Verb.READ, subject_type="alert", subject_id=found.pk, purpose=PURPOSE)
    return AlertFile(
        _rows([found])[0],
        list(AlertDecision.objects.filter(alert=found).order_by("-decided_at", "-id")),
        list(Event.objects.filter(pk__in=found.events).order_by("-at", "-id")),
        list(Alert.objects.filter(account_id=found.account_id).exclude(pk=found.pk).order_by("-raised_at")[:10]),
    )


def waiting_alerts(actor: Actor) -> int:
    """How many alerts nobody has decided about yet, as far as the actor sees them."""
    decided = Exists(AlertDecision.objects.filter(alert=OuterRef("pk")))
    return Alert.objects.filter(~decided)[:LISTED].count()


def watched_files(*, actor: Actor) -> list[Watched]:
    """The files that are watched, the next to end first. Raises Denied."""
    require(actor, OversightPermission.ALERTS)
    found = list(Watched.objects.filter(ends_on__gt=clock.today()).order_by("ends_on"))
    record(actor, Verb.LIST, subject_type="watched", purpose=PURPOSE, detail={"shown": len(found)})
    return found


# -- pauses


def pauses(*, actor: Actor) -> list[Pause]:
    """Pauses of which the actor hears: those that last first. Row-level security decides which. Raises Denied."""
    require(actor, OversightPermission.PAUSES)
    found = [one for one in Pause.objects.order_by("-began_at")[:LISTED] if one.account_id != actor.account_id]
    record(actor, Verb.LIST, subject_type="pause", purpose=PURPOSE, detail={"shown": len(found)})
    return sorted(found, key=lambda one: one.ended_at is not None)


def pause(*, actor: Actor, pause_id: uuid.UUID) -> Pause:
    """One pause that the actor may end. Raises Denied, NotFound."""
    require(actor, OversightPermission.LIFT)
    found = Pause.objects.filter(pk=pause_id).exclude(account_id=actor.signed_in_as).first()
    if found is None or not may_end(actor, found):
        raise NotFound("pause")
    record(actor, Verb.READ, subject_type="pause", subject_id=found.pk, purpose=PURPOSE)
    return found


def may_end(actor: Actor, found: Pause) -> bool:
    """Whether the actor may let this account go on."""
    national = any(ROLES[role].reads_log for role in actor.roles)
    return found.ended_at is None and found.holder_id != actor.holder_id and (national or found.cause == Cause.STOPPED)


def standing_pauses(actor: Actor) -> int:
    """How many accounts are paused, of those of which the actor hears."""
    return Pause.objects.filter(ended_at=None).exclude(account_id=actor.signed_in_as)[:LISTED].count()


# -- questions


def own_pauses(actor: Actor) -> list[str]:
    """Why the own access is paused: codes of `Cause`; empty where it is not."""
    return sorted(Pause.objects.filter(account_id=actor.signed_in_as, ended_at=None).values_list("cause", flat=True))


def own_questions(*, actor: Actor) -> list[tuple[Question, QuestionEntry | None]]:
    """What the actor is asked and has not answered, the first due first; with what data protection said when it asked again."""
    require(actor, OversightPermission.ANSWER)
    found = list(
        Question.objects.filter(account_id=actor.signed_in_as, answered_at=None, accepted_at=None).order_by(
            "due_at", "read_at"
        )
    )
    said: dict[uuid.UUID, QuestionEntry] = {}
    for entry in QuestionEntry.objects.filter(question__in=found, step="asked_again").order_by("at"):
        said[entry.question_id] = entry
    return [(one, said.get(one.pk)) for one in found]


def waiting_questions(actor: Actor) -> int:
    """How many questions wait for the actor's answer."""
    return Question.objects.filter(account_id=actor.signed_in_as, answered_at=None, accepted_at=None)[:LISTED].count()


@dataclass(frozen=True)
class RoundRow:
    """A draw and how its questions stand."""

    round: ReviewRound
    waiting: int
    late: int
    to_look_at: int
    accepted: int


@dataclass(frozen=True)
class Answered:
    """A question that data protection looks at, with everything said, in order."""

    question: Question
    entries: Sequence[QuestionEntry]


def rounds(*, actor: Actor) -> list[RoundRow]:
    """The draws of the last half year, the newest first. Raises Denied."""
    require(actor, OversightPermission.REVIEW)
    now = clock.now()
    found = list(ReviewRound.objects.order_by("-week")[:26])
    rows = []
    asked: dict[uuid.UUID, list[tuple[dt.datetime | None, dt.datetime | None, dt.datetime]]] = {}
    for one, answered, accepted, due in Question.objects.filter(round__in=found).values_list(
        "round_id", "answered_at", "accepted_at", "due_at"
    ):
        asked.setdefault(one, []).append((answered, accepted, due))
    for draw in found:
        all_of = asked.get(draw.pk, [])
        waits = [due for answered, accepted, due in all_of if answered is None and accepted is None]
        rows.append(
            RoundRow(
                draw,
                waiting=len(waits),
                late=sum(due <= now for due in waits),
                to_look_at=sum(answered is not None and accepted is None for answered, accepted, _due in all_of),
                accepted=sum(accepted is not None for _answered, accepted, _due in all_of),
            )
        )
    return rows


def answers(*, actor: Actor) -> list[Answered]:
    """The answers that wait for data protection, the oldest first. Raises Denied."""
    require(actor, OversightPermission.REVIEW)
    found = list(
        Question.objects.filter(answered_at__isnull=False, accepted_at=None)
        .exclude(holder_id=actor.holder_id)
        .order_by("answered_at")[:LISTED]
    )
    record(actor, Verb.LIST, subject_type="question", purpose=PURPOSE, detail={"shown": len(found)})
    return [Answered(one, entries) for one, entries in zip(found, _entries(found), strict=True)]


def answered(*, actor: Actor, question_id: uuid.UUID) -> Answered:
    """One question with everything said. Raises Denied, NotFound."""
    require(actor, OversightPermission.REVIEW)
    found = Question.objects.filter(pk=question_id).exclude(holder_id=actor.holder_id).first()
    if found is None:
        raise NotFound("question")
    record(actor, Verb.READ, subject_type="question", subject_id=found.pk, purpose=PURPOSE)
    return Answered(found, _entries([found])[0])


def _entries(found: Sequence[Question]) -> list[list[QuestionEntry]]:
    said: dict[uuid.UUID, list[QuestionEntry]] = {}
    for entry in QuestionEntry.objects.filter(question__in=found).order_by("at"):
        said.setdefault(entry.question_id, []).append(entry)
    return [said.get(one.pk, []) for one in found]


def waiting_answers(actor: Actor) -> int:
    """How many answers wait for data protection."""
    return Question.objects.filter(answered_at__isnull=False, accepted_at=None)[:LISTED].count()


__all__ = [
    "AlertFile", "AlertRow", "Answered", "RoundRow", "Verdict", "alert_file", "alerts", "answered", "answers", "may_end", "own_pauses",
    "own_questions", "pause", "pauses", "rounds", "standing_pauses", "waiting_alerts", "waiting_answers", "waiting_questions", "watched_files",
]  # fmt: skip
