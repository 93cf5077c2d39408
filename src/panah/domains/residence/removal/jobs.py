# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decisions on expulsion that may no longer stand: what came to protect the person after they were made (NR-07).

A claim or a question of citizenship halts a matter at once (ADR 10). What protects and is no open matter, a status that some office
enters, says so to nobody: this looks at it again and again, halts what the law bars, with the one answer and the one letter, and puts a
decision beside which a permit holds before the people of the return unit.
"""

import uuid
from typing import NamedTuple

from django.db import transaction
from procrastinate.contrib.django import app

from panah.casework import registry
from panah.casework.context import Context
from panah.casework.models import Case, Task
from panah.casework.services.itself import step_by_itself
from panah.domains.residence.removal.effects import OVERTAKEN
from panah.domains.residence.removal.facts import EXPULSION, HALT
from panah.domains.residence.removal.guards import BARRED_AS
from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

OVERTAKEN_BY = "expulsion_decision_overtaken"


class Looked(NamedTuple):
    """What a look found: matters that were halted, tasks that were opened and closed."""

    halted: int
    opened: int
    closed: int


def look_at_standing() -> Looked:
    """Halt every matter that the law bars by now, and see to it that a permit beside a decision is seen.

    Each matter in a transaction of its own: one that cannot be halted at this moment is looked at again with the next run.
    """
    actor = service_actor("removal")
    with (
        acting(actor, "case"),
        elevated(
            *Compartment, reason="what protects a person lies in any office; a yes or a no leaves, and nothing else"
        ),
    ):
        open_matters = Case.objects.filter(procedure_key=EXPULSION, closed_at=None).order_by("opened_at")
        halted = opened = closed = 0
        for case_id in list(open_matters.values_list("pk", flat=True)):
            with transaction.atomic():
                if step_by_itself(case_id, _halts, system="removal"):
                    halted += 1
                else:
                    more, fewer = _see_to(actor, case_id)
                    opened, closed = opened + more, closed + fewer
        record(actor, Verb.JOB, subject_type="removal", detail={"halted": halted, "opened": opened, "closed": closed})
    return Looked(halted, opened, closed)


def _looking(actor: Actor, case: Case) -> Context:
    return Context(actor=actor, case=case, rule=case.procedure.actions[HALT], data=None, now=clock.now())


def _halts(case: Case) -> str | None:
    """The step for a case as it stands, locked: to halt it where the law bars it, weighed over all that is known."""
    rule = case.procedure.barred_by[BARRED_AS]
    if case.closed_at is not None or case.state not in rule.states or rule.law is None:
        return None
    return rule.gives_way if registry.weighed(_looking(service_actor("removal"), case), rule.law) else None


def _see_to(actor: Actor, case_id: uuid.UUID) -> tuple[int, int]:
    """Open the task where a permit holds beside the decision, close it where that is over. Returns how many of each."""
    case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case_id)
    overtaken = _looking(actor, case).finding(OVERTAKEN_BY).value is True
    waiting = Task.objects.filter(case=case, key=OVERTAKEN, done_at=None)
    if not overtaken:
        return 0, waiting.update(done_at=clock.now())
    # Whoever has proposed to take it back has seen it: a task that was done is not opened again for the same decision.
    since = case.state_since
    if waiting.exists() or Task.objects.filter(case=case, key=OVERTAKEN, done_at__gte=since).exists():
        return 0, 0
    Task.objects.create(
        case=case,
        compartment=case.compartment,
        key=OVERTAKEN,
        role=Role.RETURN_OFFICER,
        account_id=case.assigned_to,
        blocking=False,
        opened_at=clock.now(),
    )
    return 1, 0


@app.periodic(cron="*/10 * * * *")
@app.task(name="residence.look_at_standing", queueing_lock="residence.look_at_standing", pass_context=False)
def look_again(timestamp: int) -> None:
    """Every ten minutes: short times to leave are counted in hours."""
    look_at_standing()
