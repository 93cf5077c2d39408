# SPDX-License-Identifier: AGPL-3.0-or-later
"""Specific needs and guardians."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.register.data import NewGuardian, NewNeed, parse
from panah.register.errors import Invalid
from panah.register.models import Guardianship, SpecificNeed
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_person, touch


@transaction.atomic
def record_need(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewNeed | Mapping[str, Any],
    compartment: str = Compartment.NEEDS,
    request_id: uuid.UUID | None = None,
) -> SpecificNeed:
    """Record a specific need; an open one of the same code gets its review date moved instead.

    Raises Denied, NotFound, Invalid.
    """
    person = lock_person(actor, RegisterPermission.NEED, person_id)
    new, where = parse(NewNeed, data), known_compartment(compartment)
    need = SpecificNeed.objects.filter(person=person, code=new.code, compartment=where, ended_on__isnull=True).first()
    if need is None:
        need = SpecificNeed.objects.create(
            person=person,
            compartment=where,
            code=new.code,
            seen_on=new.seen_on,
            source=new.source,
            review_on=new.review_on,
            recorded_at=clock.now(),
            recorded_by=actor.account_id,
        )
    elif new.review_on:
        need.review_on = new.review_on
        need.save(update_fields=["review_on"])
    touch(person)
    changed(actor, person, "need", request_id)
    return need


@transaction.atomic
def end_need(
    *, actor: Actor, need_id: uuid.UUID, ended_on: dt.date, request_id: uuid.UUID | None = None
) -> SpecificNeed:
    """Record that a need is over. Raises Denied, NotFound, Invalid."""
    require(actor, RegisterPermission.NEED)
    need = SpecificNeed.objects.filter(pk=need_id, ended_on__isnull=True).first()
    if need is None:
        raise NotFound("need")
    if ended_on < need.seen_on:
        raise Invalid({"ended_on": _("The need would end before it was seen. Check the date.")})
    person = lock_person(actor, RegisterPermission.NEED, need.person_id)
    need.ended_on = ended_on
    need.save(update_fields=["ended_on"])
    touch(person)
    changed(actor, person, "need_ended", request_id)
    return need


@transaction.atomic
def appoint_guardian(
    *,
    actor: Actor,
    child_id: uuid.UUID,
    data: NewGuardian | Mapping[str, Any],
    compartment: str = Compartment.CHILD,
    request_id: uuid.UUID | None = None,
) -> Guardianship:
    """Record who stands for a child; an earlier guardian ends on the day the new one begins (CH-01).

    A guardian who signs in may from then on know the child. That the guardian is nobody of the deciding unit (CH-03) is
    for the caller to see to: the register knows no offices. Raises Denied, NotFound, Invalid.
    """
    child = lock_person(actor, RegisterPermission.GUARDIAN, child_id)
    new = parse(NewGuardian, data)
    earlier = Guardianship.objects.filter(child=child, ended_on__isnull=True).first()
    if earlier is not None:
        if new.appointed_on < earlier.appointed_on:
            raise Invalid({"appointed_on": _("The present guardian was appointed later than this. Check the date.")})
        earlier.ended_on = new.appointed_on
        earlier.save(update_fields=["ended_on"])
    guardianship = Guardianship.objects.create(
        child=child,
        compartment=known_compartment(compartment),
        kind=new.kind,
        name=new.name,
        body=new.body,
        account_id=new.account_id,
        appointed_on=new.appointed_on,
        recorded_at=clock.now(),
    )
    touch(child)
    changed(actor, child, "guardian", request_id, kind=str(new.kind))
    return guardianship


@transaction.atomic
def end_guardian(
    *, actor: Actor, child_id: uuid.UUID, ended_on: dt.date, request_id: uuid.UUID | None = None
) -> Guardianship:
    """Record that the child's guardian no longer stands for it. Raises Denied, NotFound, Invalid."""
    child = lock_person(actor, RegisterPermission.GUARDIAN, child_id)
    guardianship = Guardianship.objects.filter(child=child, ended_on__isnull=True).first()
    if guardianship is None:
        raise NotFound("guardianship")
    if ended_on < guardianship.appointed_on:
        raise Invalid({"ended_on": _("The guardianship would end before it began. Check the date.")})
    guardianship.ended_on = ended_on
    guardianship.save(update_fields=["ended_on"])
    touch(child)
    changed(actor, child, "guardian_ended", request_id)
    return guardianship
