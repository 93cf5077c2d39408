# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work of the register that no person starts: looking for duplicates after every change, and once more at night (MC-07)."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import OperationalError, transaction
from procrastinate.contrib.django import app

from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.register.models import PairSource, PersonToCheck
from panah.register.services.duplicates import recheck
from panah.register.services.tocheck import mark_for_check

AT_ONCE = 50  # people looked at in one transaction
PER_RUN = 2_000
TRY_AGAIN = dt.timedelta(hours=1)  # not-law: when a person on whom the check failed is looked at again
log = logging.getLogger("panah.duplicates")
LOOKS_BACK = dt.timedelta(hours=26)  # not-law: the nightly check overlaps with the night before
_CHANGES = (("PersonNameEvent", "person_id"), ("IdentityPaperEvent", "person_id"), ("PersonEvent", "pgh_obj_id"))


def check_waiting(limit: int = PER_RUN) -> tuple[int, int]:
    """Compare those whose names, births or papers are new with those who look like them.

    People leave the list in the transaction that has looked at them: whatever a stop interrupts is looked at again.
    Several may run at once; each takes others.

    Args:
        limit: how many entries of the list at most.

    Returns:
        How many people were looked at, and how many pairs are new in the queue.
    """
    looked = new = 0
    actor = service_actor("duplicates")
    while looked < limit:
        with (
            acting(actor, "duplicates"),
            elevated(*Compartment, reason="the list holds people of every compartment; only counts leave"),
            transaction.atomic(),
        ):
            due = PersonToCheck.objects.filter(since__lte=clock.now()).order_by("since", "pk")
            rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
            if not rows:
                break
            new += _look_at(actor, rows)
            looked += len(rows)
    return looked, new


def _look_at(actor: Actor, rows: list[PersonToCheck]) -> int:
    """Compare the people of some entries and take these off the list. Whom a check fails on waits, and holds up nobody."""
    new = 0
    for source in sorted({row.source for row in rows}):
        these = [row for row in rows if row.source == source]
        try:
            with transaction.atomic():
                new += recheck(actor=actor, person_ids=[row.person_id for row in these], source=source)
                PersonToCheck.objects.filter(pk__in=[row.pk for row in these]).delete()
        except OperationalError:
            # The database itself: everybody stays on the list.
            raise
        except Exception:
            if len(these) > 1:
                new += sum(_look_at(actor, [row]) for row in these)
                continue
            # An id is no word about a person.
            log.exception("The check for duplicates failed on the person %s.", these[0].person_id)
            PersonToCheck.objects.filter(pk=these[0].pk).update(since=clock.now() + TRY_AGAIN)
    return new


def mark_changed(since: dt.datetime) -> int:
    """Put everybody whose person, name or paper changed since an instant on the list, by the history that the database keeps.

    What a service marked already is looked at twice at most. Returns how many.
    """
    actor = service_actor("duplicates")
    found: dict[Any, None] = {}
    with (
        acting(actor, "duplicates"),
        elevated(*Compartment, reason="who changed since yesterday is looked at anew; nothing read here is shown"),
        transaction.atomic(),
    ):
        for model, column in _CHANGES:
            events = apps.get_model("register", model).objects.filter(pgh_created_at__gte=since)
            found.update(dict.fromkeys(_distinct(events.values_list(column, flat=True))))
        waiting = set(PersonToCheck.objects.values_list("person_id", flat=True))
        mark_for_check([one for one in found if one not in waiting], PairSource.NIGHTLY)
    return len(found)


def _distinct(rows: Any) -> Iterable[Any]:
    return rows.order_by().distinct().iterator(chunk_size=5_000)


@app.periodic(cron="* * * * *")
@app.task(name="register.check_waiting", queueing_lock="register.check_waiting", pass_context=False)
def check_every_minute(timestamp: int) -> None:
    """Every minute: what changed since the last one."""
    check_waiting()


@app.periodic(cron="30 1 * * *")
@app.task(name="register.nightly_check", queueing_lock="register.nightly_check", pass_context=False)
def check_every_night(timestamp: int) -> None:
    """Every night, before offices open: whatever the day's changes may have left out."""
    mark_changed(clock.now() - LOOKS_BACK)
