# SPDX-License-Identifier: AGPL-3.0-or-later
"""Households and family links."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.bitemporal import supersede
from panah.register.data import NewHousehold, NewLink, parse
from panah.register.errors import Invalid, RequestReused
from panah.register.models import Bond, FamilyLink, Household, HouseholdMember, HouseholdRole, Person
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_person, touch
from panah.register.services.known import look_before, wait_turn
from panah.register.services.people import write_person

# What a member in each role is to the principal applicant.
MEMBER_IS: dict[HouseholdRole, Bond] = {
    HouseholdRole.SPOUSE: Bond.SPOUSE,
    HouseholdRole.CHILD: Bond.CHILD,
    HouseholdRole.PARENT: Bond.PARENT,
    HouseholdRole.SIBLING: Bond.SIBLING,
    HouseholdRole.OTHER_RELATIVE: Bond.OTHER_RELATIVE,
}
# What the principal applicant is to a member in each role.
PRINCIPAL_IS: dict[HouseholdRole, Bond] = {
    HouseholdRole.SPOUSE: Bond.SPOUSE,
    HouseholdRole.CHILD: Bond.PARENT,
    HouseholdRole.PARENT: Bond.CHILD,
    HouseholdRole.SIBLING: Bond.SIBLING,
    HouseholdRole.OTHER_RELATIVE: Bond.OTHER_RELATIVE,
}
"""What the principal applicant is to a member in each role."""


def create_household(
    *,
    actor: Actor,
    data: NewHousehold | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID | None = None,
    check: bool = False,
    although: str = "",
) -> tuple[Household, list[Person]]:
    """Register people who came together, with their bonds to the principal applicant.

    Args:
        actor: who registers; need not be able to see them afterwards.
        data: a NewHousehold, or what was typed for one.
        compartment: the compartment that knows them.
        request_id: the same id again returns what was registered with it before.
        check, although: as `create_person` has them, for every member.

    Returns:
        The household and its people, in the order of `data`.

    Raises:
        Denied, Invalid (paths such as `members.1.person.born`), RequestReused, LooksRegistered.
    """
    require(actor, RegisterPermission.CREATE)
    new, where = parse(NewHousehold, data), known_compartment(compartment)
    _not_born_after_arrival(new)
    if request_id and (before := _made_before(request_id)):
        return before
    try:
        with transaction.atomic():
            if check:
                wait_turn([member.person for member in new.members], where)
                if request_id and (before := _made_before(request_id)):
                    return before
            household, people = _write(actor, new, where, request_id)
            if check:
                for person in people:
                    look_before(actor, person, where, although)
            return household, people
    except IntegrityError as error:
        if request_id is None or "request_id" not in str(error):
            raise
        raced = _made_before(request_id)
        if raced is None:
            raise RequestReused() from None
        return raced


def _not_born_after_arrival(new: NewHousehold) -> None:
    if new.arrived_on is None:
        return
    errors = {}
    if new.arrived_on > clock.today():
        errors["arrived_on"] = _("The arrival lies in the future. Check the date.")
    for place, member in enumerate(new.members):
        first = member.person.birth.first
        if first and first > new.arrived_on:
            errors[f"members.{place}.person.born"] = _("The person would be born after the arrival. Check both dates.")
    if errors:
        raise Invalid(errors)


def _made_before(request_id: uuid.UUID) -> tuple[Household, list[Person]] | None:
    household = Household.objects.filter(request_id=request_id).first()
    if household is None:
        return None
    members = household.members.select_related("person").order_by("person__registered_at", "person_id")
    wanted = {member.person_id: member.person for member in members}
    # The people of one request carry ids derived from it, in their order.
    ordered = [uuid.uuid5(request_id, str(place)) for place in range(len(wanted))]
    by_request = {person.request_id: person for person in wanted.values()}
    return household, [by_request[one] for one in ordered if one in by_request]


def _write(actor: Actor, new: NewHousehold, where: str, request_id: uuid.UUID | None) -> tuple[Household, list[Person]]:
    now, since = clock.now(), new.arrived_on or clock.today()
    household = Household.objects.create(compartment=where, formed_at=now, request_id=request_id)
    people: list[Person] = []
    for place, member in enumerate(new.members):
        derived = uuid.uuid5(request_id, str(place)) if request_id else None
        person = write_person(actor, member.person, where, derived)
        HouseholdMember.objects.create(
            household=household,
            person=person,
            compartment=where,
            role=member.role,
            valid=DateRange(max(since, person.born_from or since), None),
            recorded=DateTimeTZRange(now, None),
        )
        people.append(person)
    principal = next(
        person for person, member in zip(people, new.members, strict=True) if member.role is HouseholdRole.PRINCIPAL
    )
    for person, member in zip(people, new.members, strict=True):
        bond = PRINCIPAL_IS.get(member.role)
        if bond is not None:
            FamilyLink.objects.create(person=principal, relative=person, compartment=where, bond=bond, recorded_at=now)
    for person in people:
        record(
            actor,
            Verb.CREATE,
            subject_type="person",
            subject_id=person.pk,
            persons=[person.pk],
            request_id=request_id,
            detail={"compartment": where, "household": str(household.pk)},
        )
    return household, people


@transaction.atomic
def join_household(
    *,
    actor: Actor,
    household_id: uuid.UUID,
    person_id: uuid.UUID,
    role: HouseholdRole | str,
    since: dt.date,
    request_id: uuid.UUID | None = None,
) -> HouseholdMember:
    """Let a person belong to a household from a day on; another membership of the same compartment ends there.

    Raises Denied, NotFound.
    """
    person = lock_person(actor, RegisterPermission.CHANGE, person_id)
    household = Household.objects.filter(pk=household_id).first()
    if household is None:
        raise NotFound("household")
    held = HouseholdMember.objects.filter(person=person, compartment=household.compartment)
    instant, _touched = supersede(held, since, None, clock.now())
    member = HouseholdMember.objects.create(
        household=household,
        person=person,
        compartment=household.compartment,
        role=HouseholdRole(role),
        valid=DateRange(since, None),
        recorded=DateTimeTZRange(instant, None),
    )
    touch(person)
    changed(actor, person, "household_joined", request_id)
    return member


@transaction.atomic
def leave_household(
    *,
    actor: Actor,
    household_id: uuid.UUID,
    person_id: uuid.UUID,
    ends_on: dt.date,
    request_id: uuid.UUID | None = None,
) -> int:
    """End a membership on a day (exclusive). Returns how many rows it ended. Raises Denied, NotFound."""
    person = lock_person(actor, RegisterPermission.CHANGE, person_id)
    held = HouseholdMember.objects.filter(person=person, household_id=household_id)
    _instant, ended = supersede(held, ends_on, None, clock.now())
    if not ended:
        raise NotFound("membership")
    touch(person)
    changed(actor, person, "household_left", request_id)
    return ended


@transaction.atomic
def link_family(
    *,
    actor: Actor,
    data: NewLink | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID | None = None,
) -> FamilyLink:
    """Record what a person is to a relative. The same open link again changes its whereabouts and what is added.

    Raises Denied, NotFound (either of the two), Invalid.
    """
    new, where = parse(NewLink, data), known_compartment(compartment)
    # Locked in one order, so that two officers cannot wait for each other.
    first, second = sorted([new.person_id, new.relative_id])
    locked = {person_id: lock_person(actor, RegisterPermission.CHANGE, person_id) for person_id in (first, second)}
    link = FamilyLink.objects.filter(
        person_id=new.person_id,
        relative_id=new.relative_id,
        bond=new.bond,
        compartment=where,
        ended_on__isnull=True,
    ).first()
    if link is None:
        link = FamilyLink.objects.create(
            person_id=new.person_id,
            relative_id=new.relative_id,
            compartment=where,
            bond=new.bond,
            whereabouts=new.whereabouts,
            place=new.place,
            seen_on=new.seen_on,
            began_on=new.began_on,
            recorded_at=clock.now(),
        )
    else:
        link.whereabouts, link.changed_at = new.whereabouts, clock.now()
        link.place, link.seen_on = new.place or link.place, new.seen_on or link.seen_on
        link.began_on = new.began_on or link.began_on
        link.save(update_fields=["whereabouts", "place", "seen_on", "began_on", "changed_at"])
    for person in locked.values():
        touch(person)
        changed(actor, person, "family", request_id, bond=str(new.bond))
    return link


@transaction.atomic
def end_link(*, actor: Actor, link_id: uuid.UUID, ended_on: dt.date, request_id: uuid.UUID | None = None) -> FamilyLink:
    """End a bond (a divorce, a care that ended). Raises Denied, NotFound, Invalid."""
    require(actor, RegisterPermission.CHANGE)
    link = FamilyLink.objects.filter(pk=link_id, ended_on__isnull=True).first()
    if link is None:
        raise NotFound("family link")
    if link.began_on and ended_on < link.began_on:
        raise Invalid({"ended_on": _("The bond would end before it began. Check both dates.")})
    person = lock_person(actor, RegisterPermission.CHANGE, link.person_id)
    link.ended_on, link.changed_at = ended_on, clock.now()
    link.save(update_fields=["ended_on", "changed_at"])
    touch(person)
    changed(actor, person, "family_ended", request_id, bond=link.bond)
    return link
