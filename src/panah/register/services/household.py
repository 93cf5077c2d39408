# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering a household in one sitting, outside of asylum reception: wholly or not at all.

Nobody is created here without a search having been shown to the one who registers (`SearchShown`): the pages cannot forget
it, and neither can a program.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.locks import take_turns
from panah.register.bitemporal import current, supersede
from panah.register.errors import Invalid
from panah.register.fields import parse
from panah.register.household_data import HouseholdIntake, Member
from panah.register.models import (
    Bond,
    FamilyLink,
    Household,
    HouseholdMember,
    HouseholdRole,
    Person,
    SearchShown,
    Whereabouts,
)
from panah.register.policy import RegisterPermission
from panah.register.selectors.file import known_at
from panah.register.services.care import record_need
from panah.register.services.common import changed, lock_person, touch
from panah.register.services.family import MEMBER_IS, PRINCIPAL_IS
from panah.register.services.known import look_before, wait_turn
from panah.register.services.looked import rejected, searches_behind, stand_behind
from panah.register.services.people import write_person
from panah.register.services.place import write_address

COMPARTMENTS = (Compartment.DISPLACED, Compartment.STAY)
"""Where households are registered here; a claim of asylum has its own reception."""


@dataclass(frozen=True)
class Registered:
    """What came of it. replayed: an earlier try with the same request id had done it."""

    household: Household
    people: tuple[Person, ...]
    replayed: bool


def registering_compartments(actor: Actor) -> list[Compartment]:
    """The compartments in which the actor registers households."""
    return [one for one in COMPARTMENTS if one in actor.compartments()]


def register_household(
    *,
    actor: Actor,
    data: HouseholdIntake | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID,
    although: str = "",
) -> Registered:
    """Register people who belong together, with bonds, whereabouts, needs and address.

    Args:
        actor: who registers.
        data: what was typed; see HouseholdIntake. Every new member names the search that was shown before.
        compartment: the compartment that knows them, one of the actor's own.
        request_id: one for each attempt of a person; sent again it changes nothing.
        although: why somebody who looks registered already is somebody else.

    Raises:
        LooksRegistered: somebody just like a new member is here, and `although` is empty; nothing was written.
        Denied: the actor registers no households, or none there.
        NotFound: an existing person, or the household, is not there or not to be known.
        Invalid: with paths such as `members.1.person.born`; `members.0.search_id` where nobody searched.
    """
    require(actor, RegisterPermission.HOUSEHOLD)
    if compartment not in registering_compartments(actor):
        raise Denied(RegisterPermission.HOUSEHOLD)
    given = parse(HouseholdIntake, data)
    with transaction.atomic():
        # Sent again while the first try still runs: the second waits, then finds what the first has written.
        take_turns(f"household:{request_id}")
        if earlier := _registered_before(given, request_id):
            return earlier
        new = [member.person for member in given.members if member.person is not None]
        # Others who register the same people at this moment wait, and then see what was written here.
        wait_turn(new, compartment)
        made = _register(actor, given, compartment, request_id)
        for person, member in zip(made.people, given.members, strict=True):
            if member.person is not None:
                look_before(actor, person, compartment, although)
        return made


def _registered_before(given: HouseholdIntake, request_id: uuid.UUID) -> Registered | None:
    keys = [uuid.uuid5(request_id, str(place)) for place in range(len(given.members))]
    new = {person.request_id: person for person in Person.objects.filter(request_id__in=keys)}
    if given.household_id is None:
        household = Household.objects.filter(request_id=request_id).first()
    else:
        household = Household.objects.filter(pk=given.household_id).first() if new else None
    if household is None:
        return None
    known = Person.objects.in_bulk([one.existing_person_id for one in given.members if one.existing_person_id])
    people = [new.get(key) or known.get(one.existing_person_id) for key, one in zip(keys, given.members, strict=True)]
    return Registered(household, tuple(person for person in people if person is not None), replayed=True)


def _register(actor: Actor, given: HouseholdIntake, compartment: str, request_id: uuid.UUID) -> Registered:
    searches = _searches(actor, given)
    now, today = clock.now(), clock.today()
    household = _household(given, compartment, request_id, now)
    since = given.since or today
    people: list[Person] = []
    for place, member in enumerate(given.members):
        person = _person(actor, member, place, compartment, request_id)
        if place in searches:
            stand_behind(searches[place], person)
        _join(household, person, member, since, compartment)
        people.append(person)
    _links(given, household, people, compartment, now)
    for place, member in enumerate(given.members):
        if given.address and member.whereabouts is Whereabouts.PRESENT:
            write_address(actor, people[place], given.address, compartment)
        for need in member.needs:
            record_need(
                actor=actor,
                person_id=people[place].pk,
                data={"code": need, "seen_on": today, "source": "person"},
                compartment=compartment,
                request_id=request_id,
            )
    _log(actor, given, household, people, searches, request_id)
    return Registered(household, tuple(people), replayed=False)


def _searches(actor: Actor, given: HouseholdIntake) -> dict[int, SearchShown]:
    """The search behind each new member. Raises Invalid where there is none, or it was for somebody else."""
    new = {place: one for place, one in enumerate(given.members) if one.person is not None}
    wanted = {f"members.{place}": (one.search_id, one.person) for place, one in new.items() if one.person is not None}
    found = searches_behind(actor, wanted)
    return {place: found[f"members.{place}"] for place in new}


def _household(given: HouseholdIntake, compartment: str, request_id: uuid.UUID, now: dt.datetime) -> Household:
    if given.household_id is not None:
        household = Household.objects.filter(pk=given.household_id, compartment=compartment).first()
        if household is None:
            raise NotFound("household")
        return household
    return Household.objects.create(
        compartment=compartment,
        formed_at=now,
        request_id=request_id,
        notice_on=given.notice.on or clock.today(),
        notice_language=given.notice.language,
        notice_means=given.notice.means,
    )


def _person(actor: Actor, member: Member, place: int, compartment: str, request_id: uuid.UUID) -> Person:
    if member.person is not None:
        return write_person(actor, member.person, compartment, uuid.uuid5(request_id, str(place)))
    if member.existing_person_id is None:
        raise RuntimeError("A member is a new person or a known one; HouseholdIntake sees to it.")
    try:
        person = lock_person(actor, RegisterPermission.HOUSEHOLD, member.existing_person_id)
        # A guardian sees the child without a compartment, and lets none of the own work know of the child (NR-15).
        if actor.kind != "service" and not known_at(actor, person):
            raise NotFound("person")
    except NotFound as error:
        message = _("This person cannot be found any more. Search again and choose from what is shown.")
        raise Invalid({f"members.{place}.existing_person_id": message}) from error
    if compartment not in person.compartments:
        person.compartments = sorted({*person.compartments, compartment})
        person.changed_at = clock.now()
        person.save(update_fields=["compartments", "changed_at"])
    return person


def _join(household: Household, person: Person, member: Member, since: dt.date, compartment: str) -> None:
    first = max(since, person.born_from or since)
    there = HouseholdMember.objects.filter(current(first), household=household, person=person)
    if there.filter(role=member.role, whereabouts=member.whereabouts).exists():
        return
    held = HouseholdMember.objects.filter(person=person, compartment=compartment)
    instant, _touched = supersede(held, first, None, clock.now())
    HouseholdMember.objects.create(
        household=household,
        person=person,
        compartment=compartment,
        role=member.role,
        whereabouts=member.whereabouts,
        valid=DateRange(first, None),
        recorded=DateTimeTZRange(instant, None),
    )


def _links(
    given: HouseholdIntake, household: Household, people: list[Person], compartment: str, now: dt.datetime
) -> None:
    """What each is to the first person, with where those are who are not here; then the bonds that were told."""
    first = _first(given, household, people)
    for person, member in zip(people, given.members, strict=True):
        if member.role not in MEMBER_IS or first is None or person.pk == first.pk:
            continue
        if member.whereabouts is Whereabouts.PRESENT:
            _link(first, person, PRINCIPAL_IS[member.role], compartment, now)
        else:
            # Where somebody is stands on the link in which that person comes first.
            where = {"whereabouts": member.whereabouts, "place": member.place, "seen_on": member.seen_on}
            _link(person, first, MEMBER_IS[member.role], compartment, now, **where)
    for bond in given.bonds:
        person, absent = people[bond.person], given.members[bond.person]
        where = {"whereabouts": absent.whereabouts, "place": absent.place, "seen_on": absent.seen_on}
        _link(person, people[bond.relative], bond.bond, compartment, now, began_on=bond.began_on, **where)


def _first(given: HouseholdIntake, household: Household, people: list[Person]) -> Person | None:
    for person, member in zip(people, given.members, strict=True):
        if member.role is HouseholdRole.PRINCIPAL:
            return person
    row = HouseholdMember.objects.filter(current(clock.today()), household=household, role=HouseholdRole.PRINCIPAL)
    found = row.select_related("person").first()
    return found.person if found else None


def _link(person: Person, relative: Person, bond: Bond, compartment: str, now: dt.datetime, **more: Any) -> None:
    """A bond, unless it stands already (of somebody whom the register knew)."""
    FamilyLink.objects.get_or_create(
        person=person,
        relative=relative,
        bond=bond,
        compartment=compartment,
        ended_on=None,
        defaults={"recorded_at": now, **more},
    )


def _log(
    actor: Actor,
    given: HouseholdIntake,
    household: Household,
    people: list[Person],
    searches: Mapping[int, SearchShown],
    request_id: uuid.UUID,
) -> None:
    for place, person in enumerate(people):
        if place in searches:
            record(
                actor,
                Verb.CREATE,
                subject_type="person",
                subject_id=person.pk,
                persons=[person.pk],
                request_id=request_id,
                detail={
                    "compartment": household.compartment,
                    "household": str(household.pk),
                    "search": str(searches[place].pk),
                },
            )
        else:
            touch(person)
            changed(actor, person, "household_joined", request_id)
    record(
        actor,
        Verb.CREATE if given.household_id is None else Verb.CHANGE,
        subject_type="household",
        subject_id=household.pk,
        persons=[person.pk for person in people],
        purpose="household",
        request_id=request_id,
        detail={
            "people": len(people),
            "new": len(searches),
            "rejected": rejected(searches.values()),
            "notice": given.notice.means,
        },
    )
