# SPDX-License-Identifier: AGPL-3.0-or-later
"""The watch over the readers: alerts and pauses, and questions to whoever read (LG-11, LG-12)."""

import uuid

from django.http import HttpRequest
from ninja import Router

from panah.foundation.access.actor import Actor
from panah.foundation.oversight import selectors, ties
from panah.foundation.oversight.models import Pause, Tie
from panah.foundation.oversight.policy import OversightPermission as Permission
from panah.foundation.oversight.services import (
    accept,
    answer,
    ask_again,
    decide,
    declare,
    end_pause,
    name_hand,
    record_tie,
    withdraw,
)
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas import oversight as shape

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _alert(one: selectors.AlertRow) -> shape.AlertOut:
    alert = one.alert
    return shape.AlertOut(
        id=alert.pk,
        rule=alert.rule,
        account_id=alert.account_id,
        day=alert.day,
        raised_at=alert.raised_at,
        files=alert.files,
        roles=list(one.roles),
        office_ids=list(one.offices),
        state=one.state,
        paused=one.pause is not None and one.pause.ended_at is None,
    )


@operation(router, "GET", "/alerts", permission=Permission.ALERTS, purpose="oversight", response=shape.AlertsOut)
def alerts(request: HttpRequest) -> shape.AlertsOut:
    """What the watch over the log found, those first about which nobody has decided."""
    return shape.AlertsOut(alerts=[_alert(one) for one in selectors.alerts(actor=_actor(request))])


def _file(actor: Actor, alert_id: uuid.UUID) -> shape.AlertFileOut:
    found = selectors.alert_file(actor=actor, alert_id=alert_id)
    return shape.AlertFileOut(
        alert=_alert(found.row),
        events=[event.pk for event in found.events],
        decisions=[
            shape.DecisionOut(verdict=one.verdict, reason=one.reason, decided_at=one.decided_at)
            for one in found.decisions
        ],
    )


@operation(
    router,
    "GET",
    "/alerts/{uuid:alert_id}",
    permission=Permission.ALERTS,
    purpose="oversight",
    response=shape.AlertFileOut,
)
def alert(request: HttpRequest, alert_id: uuid.UUID) -> shape.AlertFileOut:
    """One alert with what shows it."""
    return _file(_actor(request), alert_id)


@operation(
    router,
    "POST",
    "/alerts/{uuid:alert_id}/decisions",
    permission=Permission.ALERTS,
    purpose="oversight",
    response=shape.AlertFileOut,
)
def decide_alert(request: HttpRequest, alert_id: uuid.UUID, payload: shape.DecisionIn) -> shape.AlertFileOut:
    """Say what came of an alert, and why; pause the account where it is followed up."""
    actor = _actor(request)
    decide(actor=actor, alert_id=alert_id, verdict=payload.verdict, reason=payload.reason, pause=payload.pause)
    return _file(actor, alert_id)


def _pause(actor: Actor, one: Pause) -> shape.PauseOut:
    return shape.PauseOut(
        id=one.pk,
        account_id=one.account_id,
        cause=one.cause,
        alert_id=one.alert_id,
        began_at=one.began_at,
        ended_at=one.ended_at,
        reason=one.reason,
        may_end=selectors.may_end(actor, one),
    )


@operation(router, "GET", "/pauses", permission=Permission.PAUSES, purpose="oversight", response=shape.PausesOut)
def pauses(request: HttpRequest) -> shape.PausesOut:
    """Accounts whose access is paused, as far as the caller hears of them."""
    actor = _actor(request)
    return shape.PausesOut(pauses=[_pause(actor, one) for one in selectors.pauses(actor=actor)])


@operation(
    router,
    "POST",
    "/pauses/{uuid:pause_id}/end",
    permission=Permission.LIFT,
    purpose="oversight",
    response=shape.PauseOut,
)
def end_one_pause(request: HttpRequest, pause_id: uuid.UUID, payload: shape.ReasonIn) -> shape.PauseOut:
    """Let a paused account go on."""
    actor = _actor(request)
    return _pause(actor, end_pause(actor=actor, pause_id=pause_id, reason=payload.reason))


@operation(router, "GET", "/questions", permission=Permission.ANSWER, purpose="oversight", response=shape.QuestionsOut)
def questions(request: HttpRequest) -> shape.QuestionsOut:
    """The readings about which the caller is asked, the first due first."""
    return _questions(_actor(request))


def _questions(actor: Actor) -> shape.QuestionsOut:
    return shape.QuestionsOut(
        questions=[
            shape.QuestionOut(
                id=one.pk,
                read_at=one.read_at,
                subject_type=one.subject_type,
                subject_id=one.subject_id,
                purpose=one.read_for,
                due_at=one.due_at,
                said=said.words if said else "",
            )
            for one, said in selectors.own_questions(actor=actor)
        ],
        paused=selectors.own_pauses(actor),
    )


@operation(
    router,
    "POST",
    "/questions/{uuid:question_id}/answer",
    permission=Permission.ANSWER,
    purpose="oversight",
    response=shape.QuestionsOut,
)
def answer_question(
    request: HttpRequest, question_id: uuid.UUID, payload: shape.AnswerToQuestionIn
) -> shape.QuestionsOut:
    """Say why one opened a file. Answers with what is still asked."""
    actor = _actor(request)
    answer(actor=actor, question_id=question_id, ground=payload.ground, words=payload.words)
    return _questions(actor)


@operation(router, "GET", "/reviews", permission=Permission.REVIEW, purpose="oversight", response=shape.ReviewsOut)
def reviews(request: HttpRequest) -> shape.ReviewsOut:
    """The weekly draws, and the answers that wait to be looked at."""
    actor = _actor(request)
    return shape.ReviewsOut(
        rounds=[
            shape.RoundOut(
                week=one.round.week,
                seed=one.round.seed,
                digest=one.round.digest,
                readings=one.round.readings,
                drawn=one.round.drawn,
                waiting=one.waiting,
                late=one.late,
                to_look_at=one.to_look_at,
                accepted=one.accepted,
            )
            for one in selectors.rounds(actor=actor)
        ],
        answers=[_answered(one) for one in selectors.answers(actor=actor)],
    )


def _answered(one: selectors.Answered) -> shape.AnsweredOut:
    return shape.AnsweredOut(
        id=one.question.pk,
        account_id=one.question.account_id,
        event_id=one.question.event_id,
        read_at=one.question.read_at,
        subject_type=one.question.subject_type,
        subject_id=one.question.subject_id,
        entries=[
            shape.EntryOut(step=entry.step, ground=entry.ground, words=entry.words, at=entry.at)
            for entry in one.entries
        ],
    )


@operation(
    router,
    "POST",
    "/reviews/{uuid:question_id}/verdict",
    permission=Permission.REVIEW,
    purpose="oversight",
    response=shape.AnsweredOut,
)
def answer_verdict(request: HttpRequest, question_id: uuid.UUID, payload: shape.VerdictIn) -> shape.AnsweredOut:
    """Accept an answer, or ask again."""
    actor = _actor(request)
    if payload.do == "accept":
        accept(actor=actor, question_id=question_id, words=payload.words)
    else:
        ask_again(actor=actor, question_id=question_id, words=payload.words)
    return _answered(selectors.answered(actor=actor, question_id=question_id))


def _own_tie(one: Tie) -> shape.OwnTieOut:
    return shape.OwnTieOut(id=one.pk, kind=one.kind, said_at=one.said_at, until=one.until, stands=ties.stands(one))


def _tie(row: ties.TieRow) -> shape.TieOut:
    return shape.TieOut(
        **_own_tie(row.tie).model_dump(),
        account_id=row.tie.account_id,
        files=[shape.TieFileOut(case_id=f.case_id, number=f.number, needs_hands=not f.given) for f in row.files],
    )


@operation(router, "GET", "/ties", permission=Permission.TIES, purpose="oversight", response=shape.TiesOut)
def own_and_heard_ties(request: HttpRequest) -> shape.TiesOut:
    """Whom the caller declared to be close to, and the ties of others of which the caller hears."""
    actor = _actor(request)
    return shape.TiesOut(
        own=[_own_tie(one) for one in ties.own_ties(actor=actor)],
        others=[_tie(row) for row in ties.heard_of(actor=actor)],
    )


@operation(
    router, "POST", "/ties", permission=Permission.TIES, purpose="oversight", response=shape.OwnTieOut, status=201
)
def declare_tie(request: HttpRequest, payload: shape.TieIn) -> shape.OwnTieOut:
    """Declare that one is close to a person: the file is shut from the next request on."""
    actor, person, kind, until = _actor(request), payload.person_id, payload.kind, payload.until
    if payload.account_id is None:
        return _own_tie(declare(actor=actor, person_id=person, kind=kind, until=until))
    made = record_tie(actor=actor, account_id=payload.account_id, person_id=person, kind=kind, until=until)
    return _own_tie(made)


@operation(
    router,
    "POST",
    "/ties/{uuid:tie_id}/withdraw",
    permission=Permission.TIES_HEAR,
    purpose="oversight",
    response=shape.TieOut,
)
def withdraw_tie(request: HttpRequest, tie_id: uuid.UUID, payload: shape.TieEndIn) -> shape.TieOut:
    """Withdraw the tie of somebody else."""
    actor = _actor(request)
    withdraw(actor=actor, tie_id=tie_id, why=payload.why)
    return _tie(ties.tie(actor=actor, tie_id=tie_id))


@operation(
    router,
    "POST",
    "/ties/{uuid:tie_id}/hand",
    permission=Permission.TIES_HEAR,
    purpose="oversight",
    response=shape.TieOut,
)
def name_tie_hand(request: HttpRequest, tie_id: uuid.UUID, payload: shape.HandIn) -> shape.TieOut:
    """Name a colleague who works on the own file of a member of staff."""
    actor = _actor(request)
    name_hand(actor=actor, tie_id=tie_id, account_id=payload.account_id)
    return _tie(ties.tie(actor=actor, tie_id=tie_id))
