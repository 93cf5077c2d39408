# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work of the engine that no person starts: the daily look at terms that have run out (RS-03, MC-02), and what the law
itself says the end of a term means."""

import logging
import uuid

from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from panah.casework.errors import CaseworkError
from panah.casework.models import Case, Clock, ClockPause, Task
from panah.casework.services import perform
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

logger = logging.getLogger(__name__)
TERM_OVER = "term_over"
HEAD_OF: dict[str, Role] = {Compartment.STAY: Role.STAY_HEAD}
"""Who answers for the terms of a compartment's cases, where it is not the head of a determining unit."""


def watch_terms() -> tuple[int, int]:
    """Give the head of the unit a task for each open case in which a term of the office has run out.

    A task whose cause is gone is closed. Returns how many were opened and closed.
    """
    actor = service_actor("terms")
    now = clock.now()
    with (
        acting(actor, "terms"),
        elevated(*Compartment, reason="terms run out in every office; nothing read here is shown"),
        transaction.atomic(),
    ):
        paused = ClockPause.objects.filter(clock=OuterRef("pk"), ended_at=None)
        late = Clock.objects.filter(~Exists(paused), stopped_at=None, addressee="office", due_at__lte=now)
        late_cases = set(late.values_list("case_id", flat=True))
        open_tasks = {task.case_id: task for task in Task.objects.filter(key=TERM_OVER, done_at=None)}
        opened = 0
        for case in Case.objects.filter(pk__in=late_cases - open_tasks.keys(), closed_at=None):
            Task.objects.create(
                case=case,
                compartment=case.compartment,
                key=TERM_OVER,
                role=HEAD_OF.get(case.compartment, Role.HEAD_OF_UNIT),
                blocking=False,
                opened_at=now,
            )
            opened += 1
        gone = [task.pk for case_id, task in open_tasks.items() if case_id not in late_cases]
        Task.objects.filter(pk__in=gone).update(done_at=now)
        record(actor, Verb.JOB, subject_type="terms", detail={"opened": opened, "closed": len(gone)})
    return opened, len(gone)


def act_on_due() -> tuple[int, int]:
    """Take the action that a procedure names for the end of a term: silence that counts as consent, a fee unpaid too long.

    Each case in a transaction of its own, through `perform` like everybody else, so that guards hold and the record says
    that the system did it. Returns how many were done, and how many something stood in the way of.
    """
    actor = service_actor("terms")
    now = clock.now()
    with acting(actor, "terms"), elevated(*Compartment, reason="terms end in every office; nothing read here is shown"):
        paused = ClockPause.objects.filter(clock=OuterRef("pk"), ended_at=None)
        over = Clock.objects.filter(~Exists(paused), stopped_at=None, due_at__lte=now, case__closed_at=None)
        done = hindered = 0
        for term in over.select_related("case").order_by("due_at"):
            rule = term.case.procedure.clocks.get(term.key)
            action = term.case.procedure.actions.get(rule.on_due) if rule and rule.on_due else None
            if action is None or term.case.state not in action.from_:
                continue
            version = Case.objects.values_list("version", flat=True).get(pk=term.case_id)
            try:
                perform(
                    actor=actor,
                    case_id=term.case_id,
                    action=action.name,
                    data={},
                    expected_version=version,
                    request_id=uuid.uuid5(term.pk, "on_due"),
                )
            except CaseworkError as error:
                # Somebody was quicker, or a guard holds it back: the next look tries again.
                logger.info("The end of a term was not acted upon: %s", error.key)
                hindered += 1
            else:
                done += 1
    return done, hindered


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.act_on_due", queueing_lock="casework.act_on_due", pass_context=False)
def look_at_ends(timestamp: int) -> None:
    """Every ten minutes: terms in hours end in the middle of a day."""
    act_on_due()


@app.periodic(cron="0 1 * * *")
@app.task(name="casework.watch_terms", queueing_lock="casework.watch_terms", pass_context=False)
def daily_watch(timestamp: int) -> None:
    """Every night, before offices open."""
    watch_terms()
