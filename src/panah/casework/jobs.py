# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work of the engine that no person starts: the daily look at terms that have run out (RS-03, MC-02)."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from panah.casework.models import Case, Clock, ClockPause, Task
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

TERM_OVER = "term_over"


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
                role=Role.HEAD_OF_UNIT,
                blocking=False,
                opened_at=now,
            )
            opened += 1
        gone = [task.pk for case_id, task in open_tasks.items() if case_id not in late_cases]
        Task.objects.filter(pk__in=gone).update(done_at=now)
        record(actor, Verb.JOB, subject_type="terms", detail={"opened": opened, "closed": len(gone)})
    return opened, len(gone)


@app.periodic(cron="0 1 * * *")
@app.task(name="casework.watch_terms", queueing_lock="casework.watch_terms", pass_context=False)
def daily_watch(timestamp: int) -> None:
    """Every night, before offices open."""
    watch_terms()
