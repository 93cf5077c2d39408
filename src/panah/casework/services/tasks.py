# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tasks beside the procedure's own actions."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Blocked, Problem
from panah.casework.models import Case, Task
from panah.casework.policy import CasePermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record


def open_task(
    ctx: Context,
    key: str,
    *,
    role: str,
    blocking: bool = False,
    due_at: dt.datetime | None = None,
    account_id: uuid.UUID | None = None,
) -> Task:
    """Open a task in a case, once: an open one of the same kind is returned as it is."""
    task, _created = Task.objects.get_or_create(
        case=ctx.case,
        key=key,
        done_at=None,
        defaults={
            "compartment": ctx.case.compartment,
            "role": role,
            "account_id": account_id,
            "blocking": blocking,
            "opened_at": ctx.now,
            "due_at": due_at,
        },
    )
    return task


def finish_task(ctx: Context, key: str) -> bool:
    """Close the open task of this kind, if there is one."""
    return bool(Task.objects.filter(case=ctx.case, key=key, done_at=None).update(done_at=ctx.now, done_by=ctx.action))


def complete_task(*, actor: Actor, task_id: uuid.UUID, request_id: uuid.UUID | None = None) -> Task:
    """Mark a task as done that no action of the procedure ends, such as handing out a card. Done twice is done once.

    Raises NotFound, Denied (the task is another role's), Blocked (an action ends it: a guardian is recorded, not ticked).
    """
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).filter(pk=task_id).first()
        case = Case.objects.filter(pk=task.case_id).first() if task else None
        if task is None or case is None:
            raise NotFound("task")
        require(actor, CasePermission.TASK, case)
        if not any(held.role == task.role and held.office_id in case.offices for held in actor.assignments):
            raise Denied(CasePermission.TASK)
        if task.blocking:
            raise Blocked(
                [
                    Problem(
                        "task_has_action",
                        _(
                            "This task ends by itself when what it asks for is recorded in the file. Record that instead."
                        ),
                        details={"task": task.key},
                    )
                ]
            )
        if task.done_at is None:
            task.done_at = clock.now()
            task.save(update_fields=["done_at"])
            record(
                actor,
                Verb.CHANGE,
                subject_type="case",
                subject_id=case.pk,
                persons=[case.person_id],
                purpose="case",
                request_id=request_id,
                detail={"task": task.key},
            )
    return task
