# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an opening in an emergency shows, and the list of openings for those who look at them afterwards."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.bitemporal import current
from panah.register.models import (
    Address,
    Contact,
    EmergencyNotice,
    EmergencyOpening,
    EmergencyReview,
    Guardianship,
    Part,
    Person,
    PersonName,
    SafeToUse,
    SpecificNeed,
)
from panah.register.models.emergency import PURPOSE
from panah.register.policy import RegisterPermission
from panah.register.selectors.file import display_name, latin_name

REVIEW_WITHIN = dt.timedelta(days=5)  # not-law: policy
OFTEN = 3  # not-law: policy
"""Openings of one account in a month from which on the list marks them."""
MONTH = dt.timedelta(days=30)  # not-law: policy
LISTED = 200


@dataclass(frozen=True)
class Opened:
    """The opened parts; what was not asked for is empty. Nothing of it tells which part of the service knows the person."""

    opening: EmergencyOpening
    name: str = ""
    latin: str = ""
    born: str = ""
    sex: str = ""
    languages: Sequence[str] = ()
    calls: Sequence[tuple[str, str]] = ()
    """Kind and number or address of what is safe to use."""
    guardians: Sequence[tuple[str, str]] = ()
    """Name and contact."""
    places: Sequence[str] = ()
    needs: Sequence[str] = ()


def opened_in_emergency(*, actor: Actor, opening_id: uuid.UUID) -> Opened:
    """The parts that the actor opened, for as long as the opening lasts; each look is an event (LG-01).

    Raises NotFound: no opening of the actor, or its time is over, or nobody was found.
    """
    require(actor, RegisterPermission.EMERGENCY)
    now = clock.now()
    opening = EmergencyOpening.objects.filter(
        pk=opening_id, account_id=actor.signed_in_as, opened_at__lte=now, ends_at__gt=now, person__isnull=False
    ).first()
    if opening is None or opening.person_id is None:
        raise NotFound("emergency")
    files = [opening.person_id, *opening.also]
    with elevated(*Compartment, reason="the opening names one person, the parts and an hour; only these are read"):
        # Who is close to the person is shut out, whatever the danger: somebody else opens it (PZ-10).
        if not Person.objects.filter(pk=opening.person_id).exists():
            raise NotFound("emergency")
        found = _read(opening, files)
    record(
        actor,
        Verb.READ,
        subject_type="emergency",
        subject_id=opening.pk,
        persons=files,
        purpose=PURPOSE,
        detail={"parts": list(opening.parts)},
    )
    return found


def _read(opening: EmergencyOpening, files: list[uuid.UUID]) -> Opened:
    today = clock.today()
    subject = (
        Person.objects.filter(pk=files[0])
        .prefetch_related(Prefetch("names", PersonName.objects.order_by("recorded_at", "id")))
        .get()
    )
    shows = set(opening.parts)
    more: dict[str, Sequence[str] | Sequence[tuple[str, str]]] = {}
    if Part.CALL in shows:
        safe = Contact.objects.filter(person_id__in=files, ended_at=None).exclude(safe_to_use=SafeToUse.NO)
        more["calls"] = sorted({(one.kind, one.value) for one in safe if one.safe_to_use == SafeToUse.YES})
        wards = Guardianship.objects.filter(child_id__in=files)
        more["guardians"] = sorted(
            {(one.name or one.body, one.contact) for one in wards if one.ended_on is None or one.ended_on > today}
        )
    if Part.PLACE in shows:
        lived = Address.objects.filter(current(), person_id__in=files)
        more["places"] = sorted({", ".join(part for part in (one.text, one.district) if part) for one in lived})
    if Part.CARE in shows:
        needs = SpecificNeed.objects.filter(person_id__in=files)
        more["needs"] = sorted({one.code for one in needs if one.ended_on is None or one.ended_on > today})
    if Part.WHO not in shows:
        return Opened(opening, **more)  # type: ignore[arg-type]
    spoken = [*([subject.interpreter_language] if subject.interpreter_language else []), *subject.languages]
    return Opened(
        opening,
        name=display_name(subject),
        latin=latin_name(subject),
        born=subject.born,
        sex=subject.sex,
        languages=list(dict.fromkeys(spoken)),
        **more,  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class Listed:
    """One opening for those who look at it. late: nobody has looked at it in time. often: how many of the account in a month,
    where that is more than a few; else 0."""

    opening: EmergencyOpening
    review: EmergencyReview | None
    due_at: dt.datetime
    late: bool
    often: int
    notices: Sequence[EmergencyNotice] = ()
    """Whether the second organisations were told, one for each."""


def emergency_openings(*, actor: Actor) -> list[Listed]:
    """Openings of which the actor may hear: the officer for data protection of all, the head of a unit of the unit's, each of the
    own. Those that wait come first. Row-level security decides which these are. Raises Denied."""
    require(actor, RegisterPermission.EMERGENCY_HEAR)
    # What waits does not fall off the end of the list, however much came after it.
    waiting = list(EmergencyOpening.objects.filter(review__isnull=True).order_by("opened_at")[:LISTED])
    others = EmergencyOpening.objects.exclude(pk__in=[one.pk for one in waiting]).order_by("-opened_at")
    rows = sorted([*waiting, *others[: LISTED - len(waiting)]], key=lambda one: one.opened_at, reverse=True)
    reviews = {one.opening_id: one for one in EmergencyReview.objects.filter(opening__in=rows)}
    told: dict[uuid.UUID, list[EmergencyNotice]] = {}
    for notice in EmergencyNotice.objects.filter(opening__in=rows).order_by("sink"):
        told.setdefault(notice.opening_id, []).append(notice)
    now = clock.now()
    recent: dict[uuid.UUID, int] = {}
    for one in rows:
        if one.opened_at > now - MONTH:
            recent[one.account_id] = recent.get(one.account_id, 0) + 1
    found = []
    for one in rows:
        seen = reviews.get(one.pk)
        due = one.opened_at + REVIEW_WITHIN
        count = recent.get(one.account_id, 0)
        often = count if count > OFTEN else 0
        found.append(Listed(one, seen, due, seen is None and due < now, often, told.get(one.pk, ())))
    record(actor, Verb.LIST, subject_type="emergency", purpose="data_protection", detail={"shown": len(found)})
    return sorted(found, key=lambda one: one.review is not None)


def waiting_openings(actor: Actor) -> int:
    """How many openings nobody has looked at yet, of those that the actor may hear of and did not make."""
    waiting = EmergencyOpening.objects.filter(review__isnull=True).exclude(account_id=actor.signed_in_as)
    return waiting[:LISTED].count()
