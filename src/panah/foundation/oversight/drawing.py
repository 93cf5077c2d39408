# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drawing the week's readings, and pausing whoever does not answer (LG-12)."""

import datetime as dt
import hashlib
import random
import secrets
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, QuerySet

from panah.foundation import clock
from panah.foundation.accounts.models import Account
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import COMPLAINT, record
from panah.foundation.oversight.limits import Limits
from panah.foundation.oversight.models import Cause, Question, ReviewRound
from panah.foundation.oversight.watch import pause, watching

_WEEK = dt.timedelta(days=7)  # not-law: a week
DRAWN_BY = 6  # not-law: policy: hour of Monday after which a week that was not drawn is drawn all the same
MOST_MISSED = 8  # not-law: policy: weeks that are drawn afterwards at most
_READINGS = (Verb.READ, Verb.PRINT, Verb.EXPORT)


def monday_before(day: dt.date) -> dt.date:
    """The Monday of the last whole week before a day."""
    return day - dt.timedelta(days=day.weekday()) - _WEEK


def how_many(readings: int, limits: Limits) -> int:
    """How many of a week's readings are asked about: a share of them, some at least, all where there are fewer."""
    return min(readings, max(limits.review_least, -(-readings * limits.review_percent // 100)))


def draw(ids: Sequence[uuid.UUID], seed: str, count: int) -> list[uuid.UUID]:
    """The readings that a seed draws out of the ids of all readings of a week, in whatever order these come."""
    return random.Random(seed).sample(sorted(ids), count)  # noqa: S311 - to be drawn again, by whoever has the seed


def digest(ids: Sequence[uuid.UUID]) -> str:
    """SHA-256 over the ids in order."""
    return hashlib.sha256(b"".join(one.bytes for one in sorted(ids))).hexdigest()


def readings_of(week: dt.date) -> QuerySet[Event]:
    """The readings of a week by members of staff in which somebody's file was opened; stands inside `watching`."""
    start = dt.datetime.combine(week, dt.time(), clock.zone())
    end = dt.datetime.combine(week + _WEEK, dt.time(), clock.zone())
    return (
        Event.objects.filter(
            at__gte=start, at__lt=end, actor_kind="staff", verb__in=_READINGS, account_id__isnull=False
        )
        .exclude(persons=[])
        .exclude(subject_type=COMPLAINT)
    )


def draw_week(week: dt.date | None = None) -> ReviewRound | None:
    """Draw the readings of the last whole week and ask about them. None where the week was drawn already. Safe to repeat.

    Readings of accounts that nobody can use any more are drawn and count, and nobody is asked.
    """
    limits = Limits.in_force()
    with watching() as actor, transaction.atomic():
        now = clock.now()
        week = week or monday_before(clock.today())
        if ReviewRound.objects.filter(week=week).exists():
            return None
        ids = list(readings_of(week).values_list("pk", flat=True))
        seed = secrets.token_hex(16)
        drawn = draw(ids, seed, how_many(len(ids), limits))
        made = ReviewRound.objects.create(
            week=week, seed=seed, digest=digest(ids), readings=len(ids), drawn=len(drawn), drawn_at=now
        )
        usable = set(Account.objects.filter(is_active=True, ends_on__gt=clock.today()).values_list("pk", flat=True))
        due = now + dt.timedelta(days=limits.review_days)
        Question.objects.bulk_create(
            Question(
                round=made,
                account_id=event.account_id,
                holder_id=event.holder_id,
                event_id=event.pk,
                read_at=event.at,
                subject_type=event.subject_type,
                subject_id=event.subject_id,
                person_id=event.persons[0] if len(event.persons) == 1 else None,
                read_for=event.purpose,
                asked_at=now,
                due_at=due,
                accepted_at=None if event.account_id in usable else now,
            )
            for event in Event.objects.filter(pk__in=drawn)
            if event.account_id is not None
        )
        record(
            actor,
            Verb.JOB,
            subject_type="review",
            subject_id=made.pk,
            detail={"readings": len(ids), "drawn": len(drawn), "seed": seed},
        )
    return made


def draw_missed() -> int:
    """Draw the weeks that nobody has drawn: the worker may have been away on their Monday. Returns how many. Safe to repeat.

    A week is left to Monday's own job until the hour after it; weeks before the first draw were never asked about.
    """
    local = clock.now().astimezone(clock.zone())
    last = monday_before(local.date())
    if local.weekday() == 0 and local.hour < DRAWN_BY:
        last -= _WEEK
    with watching():
        newest = ReviewRound.objects.aggregate(newest=Max("week"))["newest"]
    if newest is None:
        return 0
    weeks = [last - n * _WEEK for n in range(MOST_MISSED) if last - n * _WEEK > newest]
    return sum(draw_week(week) is not None for week in reversed(weeks))


def pause_late() -> int:
    """Pause every account that has not answered in time. Returns how many were paused. Safe to repeat."""
    with watching() as actor, transaction.atomic():
        late = Question.objects.filter(answered_at=None, accepted_at=None, due_at__lte=clock.now())
        holders = dict(late.values_list("account_id", "holder_id"))
        return sum(pause(actor, account, person, Cause.UNANSWERED) is not None for account, person in holders.items())
