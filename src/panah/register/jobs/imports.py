# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work of the register outside requests: imports that somebody began on the pages.

The row of the run says what is to be done, and not the job: whoever looks, at the word of the page or once a minute, goes on
with whatever waits. A worker that was killed in the middle is followed by the next look.
"""

import contextlib
import uuid

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import AccessError
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.sign_in import actor_of, is_usable
from panah.register.intake.run import refuse_starter, work
from panah.register.models import ImportRun, RunPhase, RunState

PURPOSE = "import"
QUEUE = "imports"
"""A queue with a worker of its own: a long import holds up nobody else's work."""


def drain_imports() -> int:
    """Go on with every import that was begun on the pages and waits for nobody. Returns how many it worked on."""
    done: set[uuid.UUID] = set()
    while run := _next(done):
        done.add(run.pk)
        accounts = Account.objects.select_related("holder")
        account = accounts.filter(pk=run.account_id).first() if run.account_id else None
        if account is None or not is_usable(account):
            _refused(run)
            continue
        actor = actor_of(account)
        with acting(actor, PURPOSE):
            try:
                work(actor=actor, run_id=run.pk)
            except AccessError:
                # Whoever began it may no longer import; the run says so and waits for somebody who may.
                _refused(run)
    return len(done)


def _next(done: set[uuid.UUID]) -> ImportRun | None:
    with (
        acting(service_actor("imports"), PURPOSE),
        elevated(*Compartment, reason="imports wait in every compartment; only their ids are used"),
    ):
        waiting = ImportRun.objects.filter(starter="staff", state__in=(RunState.CHECKING, RunState.RUNNING))
        return waiting.exclude(phase=RunPhase.DONE).exclude(pk__in=done).order_by("moved_at").first()


def _refused(run: ImportRun) -> None:
    with (
        acting(service_actor("imports"), PURPOSE),
        elevated(Compartment(run.compartment), reason="only the state of the run is noted; nothing read here is shown"),
    ):
        refuse_starter(run)


# No lock of the queue: a worker that is killed would hold it for good. The run has a lock that goes with its process.
@app.task(name="register.imports", queue=QUEUE, queueing_lock="register.imports", pass_context=False)
def drain() -> None:
    """At the word of a page."""
    drain_imports()


@app.periodic(cron="* * * * *")
@app.task(name="register.imports_again", queue=QUEUE, queueing_lock="register.imports_again", pass_context=False)
def drain_again(timestamp: int) -> None:
    """Every minute, for what a worker that died has left."""
    drain_imports()


def wake() -> None:
    """Let a worker look soon, once the caller's transaction is committed. A word that stands in the queue is enough."""

    def call() -> None:
        with contextlib.suppress(exceptions.AlreadyEnqueued), transaction.atomic():
            drain.defer()

    transaction.on_commit(call)
