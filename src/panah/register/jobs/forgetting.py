# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deleting by term what is left of imports: files that nobody went on with, and rows that somebody was to look at."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app

from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.privacy.declaration import DRAFT_DAYS
from panah.register.intake import staging
from panah.register.models import ImportPart, ImportRow, ImportRun, RunState

PURPOSE = "retention"
_WORKING = (RunState.CHECKING, RunState.RUNNING)
_OVER = (RunState.DONE, RunState.DISCARDED)


def forget_imports() -> int:
    """Delete file and rows of every import that nobody has touched for the term of drafts (`privacy.DRAFT_DAYS`).

    An import that was not finished is thrown away with them; people whom it wrote stay. One that is being worked on is
    left alone. Each is a transaction of its own with an event of the log, so that a stop leaves none half deleted.

    Returns how many imports were cleared.
    """
    actor, before = service_actor("retention"), clock.now() - dt.timedelta(days=DRAFT_DAYS)
    done = 0
    with (
        acting(actor, PURPOSE),
        elevated(*Compartment, reason="terms end in every compartment; nothing that is deleted here is read"),
    ):
        left = Q(Exists(ImportRow.objects.filter(run=OuterRef("pk")))) | Exists(
            ImportPart.objects.filter(run=OuterRef("pk"))
        )
        due = ImportRun.objects.filter(moved_at__lt=before).exclude(state__in=_WORKING)
        for run_id in list(due.filter(left | ~Q(state__in=_OVER)).values_list("pk", flat=True)):
            with transaction.atomic():
                run = due.select_for_update(skip_locked=True).filter(pk=run_id).first()
                if run is None:
                    continue  # somebody went on with it meanwhile
                rows = ImportRow.objects.filter(run=run).count()
                staging.forget_file(run)
                staging.forget_rows(run)
                if run.state not in _OVER:
                    run.state, run.ended_at = RunState.DISCARDED, clock.now()
                    run.save(update_fields=["state", "ended_at"])
                record(
                    actor,
                    Verb.JOB,
                    subject_type="import",
                    subject_id=run.pk,
                    detail={"what": "term_over", "compartment": run.compartment, "rows": rows},
                )
                done += 1
    return done


@app.periodic(cron="45 2 * * *")
@app.task(name="register.forget_imports", queueing_lock="register.forget_imports", pass_context=False)
def forget_every_night(timestamp: int) -> None:
    """Every night, before offices open."""
    forget_imports()
