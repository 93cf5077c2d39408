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
from panah.register import registry
from panah.register.data import NewGuardian, NewNeed, parse
from panah.register.errors import Invalid
from panah.register.models import GuardianEnd, Guardianship, SpecificNeed
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_person, lock_version, touch


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
    tell: bool = True,
) -> Guardianship:
    """Record who stands for a child; an earlier guardian ends on the day the new one begins (CH-01).

    A guardian who signs in may from then on know the child. That the guardian is nobody of the deciding unit (CH-03) is
    for the caller to see to: the register knows no offices. tell: False where the caller brings the open files of the child
    in line itself. Raises Denied, NotFound, Invalid.
    """
    child = lock_person(actor, RegisterPermission.GUARDIAN, child_id)
    new, where = parse(NewGuardian, data), known_compartment(compartment)
    now = clock.now()
    earlier = Guardianship.objects.filter(child=child, compartment=where, ended_on__isnull=True).first()
    if earlier is not None:
        if new.appointed_on < earlier.appointed_on:
            raise Invalid({"appointed_on": _("The present guardian was appointed later than this. Check the date.")})
        earlier.ended_on, earlier.end, earlier.changed_at = new.appointed_on, GuardianEnd.REPLACED, now
        earlier.save(update_fields=["ended_on", "end", "changed_at"])
    guardianship = Guardianship.objects.create(
        child=child,
        compartment=where,
        kind=new.kind,
        name=new.name,
        body=new.body,
        paper=new.paper,
        contact=new.contact,
        account_id=new.account_id,
        appointed_on=new.appointed_on,
        recorded_at=now,
    )
    touch(child)
    changed(actor, child, "guardian", request_id, kind=str(new.kind))
    if tell:
        registry.guardian_changed(child.pk, earlier.account_id if earlier else None)
    return guardianship


def _guardianship(guardianship_id: uuid.UUID) -> Guardianship:
    found = Guardianship.objects.filter(pk=guardianship_id).first()
    if found is None:
        raise NotFound("guardianship")
    return found


@transaction.atomic
def correct_guardian(
    *,
    actor: Actor,
    guardianship_id: uuid.UUID,
    data: Mapping[str, Any],
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> Guardianship:
    """Correct what is recorded of a guardian: name, body, paper, contact, day of appointment.

    Who it is stays: another guardian is another appointment, and a guardian who signs in keeps the account.

    Args:
        actor: who corrects.
        guardianship_id: the row, also one that is over.
        data: as for NewGuardian; `kind` and `account_id` of a guardian who signs in are not taken from it.
        expected_version: version of the child that the caller had in sight.
        request_id: for the log.

    Raises Denied, NotFound, Invalid, Stale.
    """
    require(actor, RegisterPermission.GUARDIAN)
    row = _guardianship(guardianship_id)
    child = lock_version(actor, RegisterPermission.GUARDIAN, row.child_id, expected_version)
    held = {"kind": row.kind, "account_id": row.account_id} if row.account_id else {}
    new = parse(NewGuardian, {**data, **held})
    if row.ended_on and new.appointed_on > row.ended_on:
        raise Invalid({"appointed_on": _("The guardianship would end before it began. Check the date.")})
    row.kind, row.name, row.body, row.paper, row.contact = new.kind, new.name, new.body, new.paper, new.contact
    row.appointed_on, row.changed_at = new.appointed_on, clock.now()
    row.save(update_fields=["kind", "name", "body", "paper", "contact", "appointed_on", "changed_at"])
    touch(child)
    changed(actor, child, "guardian_corrected", request_id, kind=str(row.kind))
    return row


@transaction.atomic
def end_guardian(
    *,
    actor: Actor,
    guardianship_id: uuid.UUID,
    ended_on: dt.date,
    end: str = GuardianEnd.OTHER,
    request_id: uuid.UUID | None = None,
) -> Guardianship:
    """Record that a guardian no longer stands for the child, and why; the guardian's access ends with it.

    Args:
        actor: who records it.
        guardianship_id: a guardianship that is not over.
        ended_on: the first day without the guardian, not ahead.
        end: why, a GuardianEnd.
        request_id: for the log.

    Raises Denied, NotFound, Invalid.
    """
    require(actor, RegisterPermission.GUARDIAN)
    guardianship = _guardianship(guardianship_id)
    child = lock_person(actor, RegisterPermission.GUARDIAN, guardianship.child_id)
    guardianship.refresh_from_db()
    if guardianship.ended_on is not None:
        raise NotFound("guardianship")
    errors = {}
    if end not in GuardianEnd.values:
        errors["end"] = _("Choose one of the answers")
    if ended_on < guardianship.appointed_on:
        errors["ended_on"] = _("The guardianship would end before it began. Check the date.")
    elif ended_on > clock.today():
        errors["ended_on"] = _("This date is in the future. Give a date up to today")
    if errors:
        raise Invalid(errors)
    guardianship.ended_on, guardianship.end, guardianship.changed_at = ended_on, end, clock.now()
    guardianship.save(update_fields=["ended_on", "end", "changed_at"])
    touch(child)
    changed(actor, child, "guardian_ended", request_id, end=str(end))
    registry.guardian_changed(child.pk, guardianship.account_id)
    return guardianship
