# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking through the log, raising alerts, and stopping an account (LG-11, T1, T2). The watch reads; what it shows is ids and codes."""

import datetime as dt
import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, RoleAssignment
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import COMPLAINT, record
from panah.foundation.oversight import facts
from panah.foundation.oversight.limits import Limits
from panah.foundation.oversight.models import PURPOSE, Alert, Cause, Pause, Rule, Watched, WatchRun
from panah.foundation.oversight.policy import HEADS
from panah.foundation.oversight.rules import DAYS_BACK, RULES, Day, Found, Look, Reader, slack
from panah.law.pack import load_pack

AGAIN = dt.timedelta(minutes=30)  # not-law: how long a transaction may take until its events are seen
MOST_EVENTS = 200
"""Ids of events that an alert keeps; the log has the rest."""
_ASKED = (
    Verb.READ,
    Verb.PRINT,
    Verb.EXPORT,
    Verb.SEARCH,
    Verb.DENIED,
    Verb.ACT,
    Verb.CREATE,
    Verb.CHANGE,
    Verb.DRAFT,
)
_NAME = "log"
logger = logging.getLogger(__name__)


class NotAllSeen(Exception):
    """An account could not be looked at."""


def watcher() -> Actor:
    """The system itself, with the right to read the log."""
    system = service_actor(PURPOSE)
    return Actor(
        kind="service",
        account_id=system.account_id,
        assignments=(Assignment(Role.DATA_PROTECTION, uuid.UUID(int=0)),),
    )


@contextmanager
def watching() -> Iterator[Actor]:
    """Let the database know that the watch is at work."""
    with acting(watcher(), PURPOSE) as actor:
        yield actor


def look_through() -> int:
    """Look through what came into the log since the last time. Returns how many alerts were raised. Safe to repeat.

    The days on which an account did something since then are looked at whole: each rule raises one alert a day at most.

    Raises NotAllSeen at its end, with the alerts about all others raised, where an account could not be looked at; it is tried again.
    """
    with watching() as actor, transaction.atomic():
        now = clock.now()
        run = WatchRun.objects.select_for_update().filter(name=_NAME).first()
        since = run.seen_until - AGAIN if run else now - dt.timedelta(days=1)
        newest = Event.objects.filter(at__gte=since).aggregate(newest=Max("at"))["newest"]
        touched: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
        rows = Event.objects.filter(
            at__gte=since, actor_kind="staff", verb__in=_ASKED, account_id__isnull=False
        ).exclude(subject_type=COMPLAINT)
        for account, at in rows.values_list("account_id", "at"):
            if account is not None:
                touched[account].add(clock.local_date(at))
        colleagues = _colleagues() if touched else {}
        raised, failed = 0, 0
        for account, days in touched.items():
            for day in sorted(days):
                try:
                    with transaction.atomic():
                        raised += _look(actor, account, day, colleagues)[0]
                except Exception as error:
                    # One account that cannot be looked at hides none of the others; what the error says may be personal.
                    logger.error("the day of the account %s could not be looked at (%s)", account, type(error).__name__)
                    failed += 1
        if not failed:
            WatchRun.objects.update_or_create(
                name=_NAME,
                defaults={
                    # Never beyond now: one event of a clock that had jumped would hide all that is done until then.
                    "seen_until": min(now, max(newest or now, run.seen_until) if run else newest or now),
                    "looked_at": now,
                },
            )
        if raised or failed:
            record(actor, Verb.JOB, subject_type="oversight", detail={"raised": raised, "failed": failed})
    if failed:
        raise NotAllSeen(f"{failed} days of accounts could not be looked at; the log of the program says which.")
    return raised


def look_at_account(account_id: uuid.UUID) -> int:
    """Look at one account's day at once. Returns of how many further people it may open files before that is worth while again."""
    with watching() as actor, transaction.atomic():
        return _look(actor, account_id, clock.today(), _colleagues())[1]


def crawled(actor: Actor, count: int) -> None:
    """Raise the alert for an account that is shown people faster than anybody reads; once a day."""
    with watching() as watch, transaction.atomic():
        raise_alert(watch, Rule.CRAWLING, actor.signed_in_as, actor.holder_id, clock.today(), Found(count, ()))


def sent_a_virus(actor: Actor, event_id: uuid.UUID) -> None:
    """Raise the alert for whoever sent a file in which the scanner found something; once a day, each file added to it.

    It accuses nobody: most who send one do not know of it, and the account or the device may be in somebody else's hands.
    """
    with watching() as watch, transaction.atomic():
        today = clock.today()
        before = Alert.objects.filter(rule=Rule.VIRUS, account_id=actor.signed_in_as, day=today).first()
        events = (*before.events, event_id) if before else (event_id,)
        raise_alert(watch, Rule.VIRUS, actor.signed_in_as, actor.holder_id, today, Found(len(events), events))


def _look(
    actor: Actor, account_id: uuid.UUID, on: dt.date, colleagues: dict[uuid.UUID, tuple[str, ...]]
) -> tuple[int, int]:
    account = Account.objects.select_related("holder").filter(pk=account_id).first()
    if account is None:
        return 0, 1
    day = day_of(account, on, colleagues)
    raised = 0
    for rule, finds in RULES.items():
        found = finds(day)
        if found is not None:
            raised += raise_alert(actor, rule, account_id, account.holder_id, on, found)
    return raised, slack(day)


def day_of(account: Account, on: dt.date, colleagues: dict[uuid.UUID, tuple[str, ...]]) -> Day:
    """What the rules look at; stands inside `watching`."""
    zone = clock.zone()
    start = dt.datetime.combine(on, dt.time(), zone)
    end = start + dt.timedelta(days=1)
    rows = (
        Event.objects.filter(
            account_id=account.pk,
            actor_kind="staff",
            verb__in=_ASKED,
            at__gte=start - dt.timedelta(days=DAYS_BACK),
            at__lt=end,
        )
        .exclude(subject_type=COMPLAINT)
        .order_by("at", "id")
    )
    looks = [
        Look(one["id"], one["at"], one["verb"], frozenset(one["persons"]), one["subject_type"], one["outcome"])
        for one in rows.values("id", "at", "verb", "persons", "subject_type", "outcome")
    ]
    persons = {person for look in looks if look.opens for person in look.persons}
    reader = actor_of(account)
    words, surnames = facts.name_of(account.holder.name)
    others = frozenset(name for holder, name in colleagues.items() if holder != account.holder_id and name != words)
    calendar = load_pack(settings.PANAH_PACK).calendar
    return Day(
        reader=Reader(reader.roles, words, surnames, others),
        looks=[look for look in looks if look.at >= start],
        before=[look for look in looks if look.at < start],
        about=facts.about(persons) if persons else {},
        relations=facts.relations(reader, persons) if persons else {},
        watched=frozenset(Watched.objects.filter(ends_on__gt=on).values_list("person_id", flat=True)),
        limits=Limits.in_force(),
        local=lambda instant: instant.astimezone(zone),
        is_off=lambda day: calendar.first <= day <= calendar.last and not calendar.is_working_day(day),
    )


def _colleagues() -> dict[uuid.UUID, tuple[str, ...]]:
    """The words of the name of everybody with a usable account."""
    today = clock.today()
    holders = Holder.objects.filter(accounts__is_active=True, accounts__ends_on__gt=today).distinct()
    return {pk: facts.name_of(name)[0] for pk, name in holders.values_list("pk", "name")}


def raise_alert(
    actor: Actor, rule: Rule, account_id: uuid.UUID, holder_id: uuid.UUID | None, on: dt.date, found: Found
) -> bool:
    """Write an alert down, or what was found since into the one of the day. Returns whether it is new."""
    alert, is_new = Alert.objects.get_or_create(
        rule=rule,
        account_id=account_id,
        day=on,
        defaults={
            "holder_id": holder_id,
            "raised_at": clock.now(),
            "files": found.files,
            "events": list(found.events[-MOST_EVENTS:]),
        },
    )
    if is_new:
        record(actor, Verb.ACT, subject_type="alert", subject_id=alert.pk, detail={"rule": rule.value})
    elif alert.files < found.files:
        alert.files = found.files
        alert.events = list(found.events[-MOST_EVENTS:])
        alert.save(update_fields=["files", "events"])
    if found.stops and on == clock.today() and not Pause.objects.filter(alert=alert).exists():
        # Whoever was let go on after this alert goes on for the day: somebody has looked.
        pause(actor, account_id, holder_id, Cause.STOPPED, alert)
    return is_new


def pause(
    actor: Actor, account_id: uuid.UUID, holder_id: uuid.UUID | None, cause: Cause, alert: Alert | None = None
) -> Pause | None:
    """Pause an account, and tell the heads of its units; None where it is paused for this cause already."""
    if Pause.objects.filter(account_id=account_id, cause=cause, ended_at=None).exists():
        return None
    made = Pause.objects.create(
        account_id=account_id,
        holder_id=holder_id,
        cause=cause,
        alert=alert,
        told=heads_of(account_id),
        began_at=clock.now(),
        began_by=actor.holder_id,
    )
    record(
        actor,
        Verb.RIGHTS,
        subject_type="account",
        subject_id=account_id,
        purpose=PURPOSE,
        detail={"change": "paused", "cause": cause.value, "told": len(made.told)},
    )
    return made


def heads_of(account_id: uuid.UUID) -> list[uuid.UUID]:
    """The accounts that lead the offices of an account today, its own left out."""
    today = clock.today()
    held = RoleAssignment.objects.filter(starts_on__lte=today, ends_on__gt=today)
    offices: Iterable[uuid.UUID] = held.filter(account_id=account_id).values_list("office_id", flat=True)
    heads = held.filter(office_id__in=list(offices), role__in=[one.value for one in HEADS], account__is_active=True)
    return sorted(set(heads.values_list("account_id", flat=True)) - {account_id})
