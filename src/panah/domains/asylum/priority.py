# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a file should come sooner, in words (RS-25). Read off the row of the case, so that a whole basket costs no query."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from panah.casework.models import Case
from panah.casework.registry import Priority, priority_for
from panah.domains.asylum.facts import CLAIM, REVIEW
from panah.domains.asylum.law import (
    FLAG_CHILD,
    FLAG_DETENTION,
    FLAG_NEEDS,
    FLAG_PRIORITY,
    FLAG_SEPARATED,
    FLAG_UNACCOMPANIED,
)
from panah.foundation import clock
from panah.law.pack import load_pack

# How much each reason weighs against the others: order of work, not law.
_FLAGS: dict[str, Priority] = {
    FLAG_UNACCOMPANIED: Priority(FLAG_UNACCOMPANIED, 60, _("A child who is alone")),
    FLAG_SEPARATED: Priority(FLAG_SEPARATED, 50, _("A child without its parents")),
    FLAG_PRIORITY: Priority(FLAG_PRIORITY, 45, _("A specific need that comes first")),
    FLAG_DETENTION: Priority(FLAG_DETENTION, 40, _("The person is held")),
    FLAG_CHILD: Priority(FLAG_CHILD, 20, _("A child")),
    FLAG_NEEDS: Priority(FLAG_NEEDS, 20, _("A specific need")),
}
_ALONE = frozenset({FLAG_UNACCOMPANIED, FLAG_SEPARATED})
_WAITS_FIRST = frozenset({FLAG_UNACCOMPANIED, FLAG_SEPARATED, FLAG_PRIORITY, FLAG_NEEDS, FLAG_CHILD})


def why_priority(case: Case, on: dt.date) -> list[Priority]:
    """The reasons why a case should come sooner on a day, the weightiest first; empty when there are none."""
    flags = set(case.flags)
    if flags & _ALONE:
        # Said once: a child who is alone is a child with a need.
        flags -= {FLAG_CHILD, FLAG_NEEDS}
    found = [reason for flag, reason in _FLAGS.items() if flag in flags]
    if case.closed_at is None:
        found += _time(case, on, waits=bool(set(case.flags) & _WAITS_FIRST))
    return sorted(found, key=lambda reason: -reason.points)


def _time(case: Case, on: dt.date, *, waits: bool) -> list[Priority]:
    found = []
    pack = load_pack(case.pack)
    if case.next_due_at is not None:
        now = clock.now()
        share = float(pack.parameter("alert.first", on).value) / 100
        if case.next_due_at <= now:
            found.append(Priority("overdue", 50, _("A term has run out")))
        elif now >= case.state_since + (case.next_due_at - case.state_since) * share:
            found.append(Priority("due_soon", 30, _("A term runs out soon")))
    if waits:
        since = clock.local_date(case.state_since)
        last = pack.calendar.add(since, pack.parameter("ref.priority", on).duration())
        if on > (last.date() if isinstance(last, dt.datetime) else last):
            found.append(Priority("waits_long", 25, _("Has waited long although it comes first")))
    return found


@priority_for(CLAIM)
@priority_for(REVIEW)
def priorities(cases: Sequence[Case], on: dt.date) -> Mapping[uuid.UUID, Sequence[Priority]]:
    """`why_priority` of many cases."""
    return {case.pk: why_priority(case, on) for case in cases}
