# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tasks beside the procedure's own actions."""

import datetime as dt
import uuid

from panah.casework.context import Context
from panah.casework.models import Task


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
