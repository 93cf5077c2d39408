# SPDX-License-Identifier: AGPL-3.0-or-later
"""Legal status, over time. Called by the effects of decisions."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.register.bitemporal import supersede
from panah.register.data import NewStatus, parse
from panah.register.models import GROUP_OF, LegalStatus, StatusGroup
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_person, touch


@transaction.atomic
def set_status(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewStatus | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID | None = None,
) -> LegalStatus:
    """Give the person a legal status; another one of the same group ends where it begins.

    Args:
        actor: who acts.
        person_id: the person.
        data: kind, article, first day, and the case that it comes from.
        compartment: the compartment that may know the status.
        request_id: for the log.

    Raises:
        Denied, NotFound, Invalid.
    """
    person = lock_person(actor, RegisterPermission.STATUS, person_id)
    new, where = parse(NewStatus, data), known_compartment(compartment)
    group = GROUP_OF[new.kind]
    earlier = LegalStatus.objects.filter(person=person, compartment=where, group=group)
    instant, _ = supersede(earlier, new.valid_from, new.valid_to, clock.now())
    status = LegalStatus.objects.create(
        person=person,
        compartment=where,
        kind=new.kind,
        group=group,
        basis=new.basis,
        ground=new.ground,
        case_id=new.case_id,
        stay_days=new.stay_days,
        entered_on=new.entered_on,
        valid=DateRange(new.valid_from, new.valid_to),
        recorded=DateTimeTZRange(instant, None),
        recorded_by=actor.account_id,
    )
    touch(person)
    changed(actor, person, "status", request_id, kind=str(new.kind))
    return status


@transaction.atomic
def end_status(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    group: StatusGroup | str,
    ends_on: dt.date,
    compartment: str,
    cases: Collection[uuid.UUID] | None = None,
    request_id: uuid.UUID | None = None,
) -> int:
    """End whatever status of a group the person has, from `ends_on` (exclusive) on; none follows.

    cases: end only what comes from these; what another case gave meanwhile goes on. None: whatever it comes from.
    Returns how many statuses it ended or shortened. Raises Denied, NotFound.
    """
    person = lock_person(actor, RegisterPermission.STATUS, person_id)
    held = LegalStatus.objects.filter(
        person=person, compartment=known_compartment(compartment), group=StatusGroup(group)
    )
    if cases is not None:
        held = held.filter(case_id__in=list(cases))
    _, ended = supersede(held, ends_on, None, clock.now())
    if ended:
        touch(person)
    changed(actor, person, "status_ended", request_id, group=str(StatusGroup(group)), ended=ended)
    return ended
