# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the access log."""

import datetime as dt
import hashlib
import hmac
import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import current_purpose
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.policy import AuditPermission

COMPLAINT = "complaint"
"""What a complaint is called in the log. Its events are shown to a member of staff who may read the complaint, and to no other: a line
that stands in the log and not in the list of complaints would tell the reader of whom it is (NR-15, T15)."""
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,59}", re.ASCII)
_PLAIN = (str, int, bool, float, type(None))
_listeners: list[Callable[[Event], None]] = []


def after_recording(listener: Callable[[Event], None]) -> None:
    """Register what is told of every event once it is written, in its transaction. It must be quick, and it writes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def record(
    actor: Actor,
    verb: Verb,
    *,
    subject_type: str,
    subject_id: uuid.UUID | None = None,
    persons: Iterable[uuid.UUID] = (),
    purpose: str = "",
    request_id: uuid.UUID | None = None,
    outcome: str = "ok",
    detail: dict[str, Any] | None = None,
    parts: Iterable[str] = (),
) -> Event:
    """Write one event in the current transaction; if this fails, so does what it tells of (LG-01).

    persons: ids of everybody whose data was read, changed or shown in a list (LG-03).
    detail: codes and numbers only, one level deep; text of or about a person is refused (LG-08).
    parts: which parts of the subject are shown, or which answers (LG-02): names of fields.

    Raises ValueError for a detail or a part that could hold personal text.
    """
    seen = sorted(set(parts))
    if not all(_CODE.fullmatch(one) for one in seen):
        raise ValueError("A part of an audit event must be the name of a field.")
    for key, value in (detail or {}).items():
        flat = value if isinstance(value, list) else [value]
        if not all(isinstance(item, _PLAIN) for item in flat) or any(isinstance(i, str) and len(i) > 80 for i in flat):
            raise ValueError(f"The detail {key!r} of an audit event must be a short code or a number.")
    event = Event.objects.create(
        at=clock.now(),
        verb=verb,
        outcome=outcome,
        purpose=purpose or current_purpose(),
        actor_kind=actor.kind,
        account_id=actor.account_id,
        holder_id=actor.holder_id,
        roles=sorted(actor.roles),
        offices=sorted(actor.offices()),
        subject_type=subject_type,
        subject_id=subject_id,
        persons=sorted(set(persons)),
        request_id=request_id,
        detail=detail or {},
        parts=seen,
        device=actor.device,
    )
    for listener in _listeners:
        listener(event)
    return event


def keyed_digest(text: str) -> str:
    """A keyed hash of search words, so that the log can tell equal searches without holding what was typed (LG-02)."""
    return hmac.new(settings.SECRET_KEY.encode(), text.casefold().encode(), hashlib.sha256).hexdigest()[:32]


def events_of_person(*, actor: Actor, person_id: uuid.UUID, limit: int = 100) -> list[Event]:
    """Who opened the file of a person, newest first: for the person alone (DP-18).

    Events in which the file merely stood in somebody's list are left out of the person's view only when no row was
    opened; nothing of another person is in an event that is shown (DP-19): callers show verb, time, role and purpose.
    """
    require(actor, AuditPermission.OWN, None)
    return list(Event.objects.filter(persons__contains=[person_id]).exclude(verb=Verb.LIST).order_by("-at")[:limit])


def events(
    *,
    actor: Actor,
    since: dt.datetime | None = None,
    verb: str = "",
    account_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    limit: int = 200,
) -> list[Event]:
    """The log for the data protection officer; reading it is an event too (LG-09)."""
    require(actor, AuditPermission.READ)
    query = Q()
    if since:
        query &= Q(at__gte=since)
    if verb:
        query &= Q(verb=verb)
    if account_id:
        query &= Q(account_id=account_id)
    if subject_id:
        query &= Q(subject_id=subject_id) | Q(persons__contains=[subject_id])
    found = list(Event.objects.filter(query).order_by("-at")[:limit])
    record(actor, Verb.READ, subject_type="log", purpose="data_protection", detail={"shown": len(found)})
    return found
