# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing a person who asks for it: recorded, checked against holds and what is going on, decided by a second person (DP-09, DP-10)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import shut_people
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.privacy.erasing import PERSON, Held, NotErasable, dry_run, erase, is_there, was_erased
from panah.foundation.privacy.models import Erasure, ErasureGround, ErasureRefusal, ErasureRequest, LegalHold
from panah.foundation.privacy.policy import PrivacyPermission

ANSWER_WITHIN = 30  # not-law: GDPR Article 12(3), a month
"""Days after the day of asking by which the person is answered."""
LISTED = 200


class RequestRefused(Exception):
    """A request cannot be recorded or answered like this. key: a field, `own`, `held`, `open`, or `over`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Outlook:
    """Whether a person could be erased now. rows: by table, what would go. held_until: a hold stops it. is_open: something goes on."""

    rows: Mapping[str, int]
    held_until: dt.date | None = None
    is_open: bool = False

    @property
    def can_go(self) -> bool:
        """Whether nothing stands in the way."""
        return self.held_until is None and not self.is_open


@dataclass(frozen=True)
class Waiting:
    """A request that waits, with what stands in its way. due_on: by when the person is answered. mine: the actor recorded it."""

    request: ErasureRequest
    outlook: Outlook
    due_on: dt.date
    mine: bool

    @property
    def is_late(self) -> bool:
        """Whether the person should have been answered."""
        return self.due_on < clock.today()


def outlook(person_id: uuid.UUID) -> Outlook:
    """What an erasure of a person would meet today: done and taken back, so that it cannot differ. For callers who have asked."""
    try:
        return Outlook({name: count for name, count in dry_run(kind=PERSON, subject_id=person_id).items() if count})
    except Held:
        holds = LegalHold.objects.filter(person_id=person_id, ended_at=None, until__gt=clock.today()).order_by("-until")
        first = holds.first()
        return Outlook({}, held_until=first.until if first else clock.today())
    except NotErasable:
        return Outlook({}, is_open=True)


def record_request(*, actor: Actor, person_id: uuid.UUID, asked_on: dt.date, ground: str) -> ErasureRequest:
    """Note that a person asks to be erased.

    Raises Denied; NotFound: no such person. RequestRefused: `ground`, `asked_on` (of the future), `over` (one waits already).
    """
    require(actor, PrivacyPermission.ERASE)
    if ground not in ErasureGround.values:
        raise RequestRefused("ground")
    if asked_on > clock.today():
        raise RequestRefused("asked_on")
    with transaction.atomic():
        # Whoever is close to the person has no part in it, and hears that there is nobody (PZ-10).
        if person_id in shut_people() or not is_there(PERSON, person_id) or was_erased(person_id):
            raise NotFound("person")
        made = ErasureRequest(
            person_id=person_id,
            asked_on=asked_on,
            ground=ground,
            recorded_at=clock.now(),
            recorded_by=actor.holder_id or actor.signed_in_as,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise RequestRefused("over") from None
        record(
            actor,
            Verb.CREATE,
            subject_type="erasure_request",
            subject_id=made.pk,
            persons=[person_id],
            purpose="erasure",
            detail={"ground": ground},
        )
    return made


def carry_out(*, actor: Actor, request_id: uuid.UUID) -> dict[str, int]:
    """Agree to a request that somebody else recorded, and erase the person with all files. Returns table -> rows.

    Raises Denied; NotFound; RequestRefused: `own`, `over`, `held`, `open`; nothing went.
    """
    require(actor, PrivacyPermission.ERASE)
    with transaction.atomic():
        request = _waiting(actor, request_id)
        try:
            return erase(
                actor=actor,
                kind=PERSON,
                subject_id=request.person_id,
                rule="request",
                asked_by=request.recorded_by,
                agreed_by=actor.holder_id or actor.signed_in_as,
            )
        except Held:
            raise RequestRefused("held") from None
        except NotErasable:
            raise RequestRefused("open") from None


def refuse(*, actor: Actor, request_id: uuid.UUID, why: str) -> ErasureRequest:
    """Refuse a request that somebody else recorded, with the reason that the person is told.

    Raises Denied; NotFound; RequestRefused: `own`, `over`, `why`.
    """
    require(actor, PrivacyPermission.ERASE)
    if why not in ErasureRefusal.values:
        raise RequestRefused("why")
    with transaction.atomic():
        request = _waiting(actor, request_id)
        request.refused_at, request.refused_by = clock.now(), actor.holder_id or actor.signed_in_as
        request.refusal = why
        request.save(update_fields=["refused_at", "refused_by", "refusal"])
        record(
            actor,
            Verb.CHANGE,
            subject_type="erasure_request",
            subject_id=request.pk,
            persons=[request.person_id],
            purpose="erasure",
            detail={"refused": why},
        )
    return request


def waiting_requests(*, actor: Actor) -> list[Waiting]:
    """The requests that wait, the oldest first; the list is an event. Raises Denied."""
    require(actor, PrivacyPermission.ERASE)
    rows = list(ErasureRequest.objects.filter(refused_at=None).order_by("asked_on")[:LISTED])
    record(actor, Verb.LIST, subject_type="erasure_request", persons=[row.person_id for row in rows], purpose="erasure")
    me = actor.holder_id or actor.signed_in_as
    return [
        Waiting(row, outlook(row.person_id), row.asked_on + dt.timedelta(days=ANSWER_WITHIN), row.recorded_by == me)
        for row in rows
    ]


def erased_at(ids: Iterable[uuid.UUID]) -> dt.datetime | None:
    """When a person or a file of one of these ids was erased; None where none was. For callers who have seen that the actor may know."""
    wanted = list(ids)
    if not wanted:
        return None
    rows = Erasure.objects.filter(Q(subject_id__in=wanted) | Q(persons__overlap=wanted) | Q(cases__overlap=wanted))
    return rows.exclude(kind="rows").order_by("at").values_list("at", flat=True).first()


def _waiting(actor: Actor, request_id: uuid.UUID) -> ErasureRequest:
    found = ErasureRequest.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NotFound("request")
    if found.refused_at is not None:
        raise RequestRefused("over")
    if found.recorded_by == (actor.holder_id or actor.signed_in_as):
        raise RequestRefused("own")
    return found
