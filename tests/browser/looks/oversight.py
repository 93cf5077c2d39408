# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alerts, paused accounts, and why somebody read: the pages of data protection, of a head and of a reader."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.audit.models import Event
from panah.foundation.oversight.models import Alert, AlertDecision, Pause, Question, QuestionEntry, ReviewRound, Tie
from panah.foundation.oversight.services import watch_file
from panah.foundation.oversight.watch import watching
from panah.foundation.privacy.services import ask_to_end_hold, confirm_hold, propose_hold
from tests.browser.support import Town

STOPPED = "stay_reviewer"
"""Whose access is paused."""
RULES = ("strangers", "many_people", "at_night", "crawling")


def build(town: Town) -> dict[str, Any]:
    """Alerts of every state, an account that the watch stopped, questions that wait, are late, asked again and answered."""
    now = clock.now()
    officer, reader = town.world.accounts["case_officer2"], town.world.accounts["reviewer"]
    person = town.receive().people[0]
    with town.world.acting("data_protection") as actor:
        watch_file(
            actor=actor,
            person_id=person.person_id,
            reason="The papers write about the case.",
            ends_on=clock.today() + dt.timedelta(days=90),
        )
        decider = actor.holder_id
        until = clock.today() + dt.timedelta(days=90)
        propose_hold(actor=actor, person_id=uuid.uuid4(), reason="inspection", until=until)
        held = propose_hold(actor=actor, person_id=uuid.uuid4(), reason="court", until=until)
        other = replace(actor, account_id=uuid.uuid4(), holder_id=uuid.uuid4())
    with acting(other, "test"):
        confirm_hold(actor=other, hold_id=held.pk)
        ask_to_end_hold(actor=other, hold_id=held.pk)
        propose_hold(actor=other, person_id=uuid.uuid4(), reason="complaint", until=until)
    with watching():
        events = list(Event.objects.filter(subject_type="case").values_list("pk", flat=True)[:6])
        alerts = [
            Alert.objects.create(
                rule=rule,
                account_id=officer.pk,
                holder_id=officer.holder_id,
                day=clock.today(),
                raised_at=now - dt.timedelta(hours=number),
                files=7 * number + 5,
                events=events,
            )
            for number, rule in enumerate(RULES)
        ]
        for alert, verdict in zip(alerts[1:], ("escalated", "explained", "wrong"), strict=True):
            AlertDecision.objects.create(
                alert=alert,
                account_id=officer.pk,
                about=officer.holder_id,
                verdict=verdict,
                reason="A backlog was given out on that day; the head of the unit confirms it.",
                decided_by=decider,
                decided_at=now,
            )
        told = [town.world.accounts["head_of_unit"].pk]
        # Of the unit of the head who looks.
        away = town.world.accounts["reviewer2"]
        one = {"account_id": away.pk, "holder_id": away.holder_id, "told": told, "began_at": now}
        pause = Pause.objects.create(**one, cause="stopped", alert=alerts[1])
        Pause.objects.create(
            **one | {"account_id": officer.pk}, cause="escalated", ended_at=now, reason="It is settled."
        )
        stopped = town.world.accounts[STOPPED]
        Pause.objects.create(account_id=stopped.pk, holder_id=stopped.holder_id, cause="unanswered", began_at=now)
        told = {"account_id": away.pk, "holder_id": away.holder_id, "said_at": now, "said_by": away.holder_id}
        told["told"] = [town.world.accounts["head_of_unit"].pk]
        Tie.objects.create(
            **told, person_id=person.person_id, kind="community", until=clock.today() + dt.timedelta(days=90)
        )
        tie = Tie.objects.create(**told, person_id=uuid.uuid4(), kind="own")
        over = Tie.objects.create(**told, person_id=uuid.uuid4(), kind="business")
        Tie.objects.filter(pk=over.pk).update(ended_at=now, ended_by=decider, ended_why="over")
        drawn = ReviewRound.objects.create(
            week=clock.today() - dt.timedelta(days=clock.today().weekday() + 7),
            seed=uuid.uuid4().hex,
            digest="0" * 64,
            readings=2431,
            drawn=25,
            drawn_at=now - dt.timedelta(days=6),
        )

        def ask(days_left: int, **more: Any) -> Question:
            due = now + dt.timedelta(days=days_left)
            return Question.objects.create(
                round=drawn,
                account_id=reader.pk,
                holder_id=reader.holder_id,
                event_id=uuid.uuid4(),
                read_at=now - dt.timedelta(days=9),
                read_for="case",
                asked_at=due - dt.timedelta(days=5),
                due_at=due,
                **{"subject_type": "case", "subject_id": person.case_id, "person_id": person.person_id} | more,
            )

        ask(3)
        ask(-1, subject_type="content", subject_id=uuid.uuid4(), person_id=None)
        again, answered = ask(4, subject_type="person"), ask(2, answered_at=now)
        said = {"account_id": reader.pk, "asked": reader.holder_id, "at": now}
        QuestionEntry.objects.create(
            question=again, step="asked_again", words="On which day did she come?", by=decider, **said
        )
        QuestionEntry.objects.create(
            question=answered,
            step="answered",
            ground="came",
            words="Her lawyer called and asked when the interview is.",
            by=reader.holder_id,
            **said,
        )
    ids = {"alert": alerts[0].pk, "alert_decided": alerts[1].pk, "pause": pause.pk, "review_answered": answered.pk}
    return ids | {"tie": tie.pk, "near": person.person_id}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """The pages, by who opens them."""
    return {
        "data_protection": [
            at("staff:alerts"),
            at("staff:alert", ids["alert"]),
            at("staff:alert", ids["alert_decided"]),
            at("staff:watched"),
            at("staff:pauses"),
            at("staff:pause", ids["pause"]),
            at("staff:ties"),
            at("staff:reviews"),
            at("staff:review-answer", ids["review_answered"]),
        ],
        "head_of_unit": [
            at("staff:pauses"),
            at("staff:pause", ids["pause"]),
            at("staff:ties"),
            at("staff:tie", ids["tie"]),
        ],
        "reviewer": [at("staff:questions"), at("staff:ties")],
        "case_officer": [at("staff:questions"), at("staff:tie-new", ids["near"])],
    }
