# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of a claim as a household of the register: new ones, and ones whom the search found."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext as _

from panah.casework.errors import Invalid
from panah.domains.asylum.reception.intake import Intake, new_person
from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.roles import Compartment
from panah.register.bitemporal import supersede
from panah.register.models import Bond, Household, HouseholdMember, HouseholdRole, Person, SearchShown
from panah.register.public import Invalid as RegisterInvalid
from panah.register.public import (
    NewPerson,
    create_household,
    create_person,
    home_country,
    link_family,
    make_known,
    parse,
    rejected,
    searches_behind,
    set_address,
    stand_behind,
    wait_turn,
)
from panah.register.public import person as find_person

_ASYLUM = Compartment.ASYLUM
# What a member in each role is to the first person of the household.
_TO_FIRST = {
    HouseholdRole.SPOUSE: Bond.SPOUSE,
    HouseholdRole.CHILD: Bond.CHILD,
    HouseholdRole.PARENT: Bond.PARENT,
    HouseholdRole.SIBLING: Bond.SIBLING,
    HouseholdRole.OTHER_RELATIVE: Bond.OTHER_RELATIVE,
}


@dataclass(frozen=True)
class Known:
    """How the register is asked whether somebody is there already: `check`, for which each new person needs a search that was
    shown, and why who looks so is somebody else."""

    check: bool
    although: str


@dataclass(frozen=True)
class Placed:
    """The household, its people in the order of the intake, and how many the searches showed who are somebody else."""

    household: Household
    people: list[Person]
    rejected: int


def place_household(actor: Actor, given: Intake, request_id: uuid.UUID, known: Known) -> Placed:
    """The household and its people; bonds, caregivers and the address included.

    Raises Invalid for what the register refuses, with paths of the form; LooksRegistered.
    """
    try:
        searches = _searches(actor, given) if known.check else {}
        if any(person.existing_person_id for person in given.persons):
            household, people = _with_known_people(actor, given, request_id, known)
        else:
            household, people = _all_new(actor, given, request_id, known)
        for place, search in searches.items():
            stand_behind(search, people[place])
        _caregivers(given, people, request_id)
        _address(given, people, request_id)
    except RegisterInvalid as error:
        raise Invalid({_path(path): sentence for path, sentence in error.errors.items()}) from error
    return Placed(household, people, rejected(searches.values()))


def _searches(actor: Actor, given: Intake) -> dict[int, SearchShown]:
    """The search behind each new person, by the place in the intake (as in `register_household`)."""
    new = {place: typed for place, typed in enumerate(given.persons) if typed.existing_person_id is None}
    found = searches_behind(
        actor, {f"persons.{place}": (typed.search_id, new_person(given, typed)) for place, typed in new.items()}
    )
    return {place: found[f"persons.{place}"] for place in new}


def _role(given: Intake, place: int) -> HouseholdRole:
    return HouseholdRole.PRINCIPAL if place == 0 else given.persons[place].relation


def _all_new(actor: Actor, given: Intake, request_id: uuid.UUID, known: Known) -> tuple[Household, list[Person]]:
    return create_household(
        actor=actor,
        data={
            "members": [
                {"person": new_person(given, person), "role": _role(given, place)}
                for place, person in enumerate(given.persons)
            ],
            "arrived_on": given.arrived_on,
        },
        compartment=_ASYLUM,
        request_id=request_id,
        check=known.check,
        although=known.although,
    )


def _with_known_people(
    actor: Actor, given: Intake, request_id: uuid.UUID, known: Known
) -> tuple[Household, list[Person]]:
    new = {
        place: parse(NewPerson, new_person(given, typed))
        for place, typed in enumerate(given.persons)
        if typed.existing_person_id is None
    }
    if known.check:
        # All at once: two clerks with the same people in another order would wait for each other.
        wait_turn(list(new.values()), _ASYLUM)
    now, since = clock.now(), given.arrived_on or given.received_on
    household = Household.objects.create(compartment=_ASYLUM, formed_at=now, request_id=request_id)
    people = []
    for place, typed in enumerate(given.persons):
        if typed.existing_person_id is None:
            key = uuid.uuid5(request_id, str(place))
            person = create_person(
                actor=actor,
                data=new[place],
                compartment=_ASYLUM,
                request_id=key,
                check=known.check,
                although=known.although,
            )
        else:
            person = _known(actor, typed.existing_person_id, place)
            if _ASYLUM not in person.compartments:
                person = make_known(actor=actor, person_id=person.pk, compartment=_ASYLUM)
        _join(household, person, _role(given, place), since, now)
        people.append(person)
    for place, person in enumerate(people[1:], start=1):
        bond = _TO_FIRST.get(given.persons[place].relation)
        if bond is not None:
            link_family(
                actor=actor,
                data={"person_id": person.pk, "relative_id": people[0].pk, "bond": bond},
                compartment=_ASYLUM,
                request_id=request_id,
            )
    return household, people


def _known(actor: Actor, person_id: uuid.UUID, place: int) -> Person:
    try:
        return find_person(actor, person_id, purpose="reception")
    except NotFound as error:
        message = _("This person cannot be found any more. Search again and choose from what is shown.")
        raise Invalid({f"persons-{place}-existing_person_id": message}) from error


def _join(household: Household, person: Person, role: HouseholdRole, since: dt.date, now: dt.datetime) -> None:
    held = HouseholdMember.objects.filter(person=person, compartment=_ASYLUM)
    first = max(since, person.born_from or since)
    instant, _touched = supersede(held, first, None, now)
    HouseholdMember.objects.create(
        household=household,
        person=person,
        compartment=_ASYLUM,
        role=role,
        valid=DateRange(first, None),
        recorded=DateTimeTZRange(instant, None),
    )


def _caregivers(given: Intake, people: list[Person], request_id: uuid.UUID) -> None:
    # A post writes the bond although it may not change people: the system does it, under the same request.
    actor = service_actor("reception")
    for child, typed in zip(people, given.persons, strict=True):
        if typed.caregiver is not None:
            link_family(
                actor=actor,
                data={
                    "person_id": people[typed.caregiver].pk,
                    "relative_id": child.pk,
                    "bond": Bond.CAREGIVER_CUSTOMARY,
                },
                compartment=_ASYLUM,
                request_id=request_id,
            )


def _address(given: Intake, people: list[Person], request_id: uuid.UUID) -> None:
    if given.address is None:
        return
    for person in people:
        set_address(
            actor=service_actor("reception"),
            person_id=person.pk,
            data={
                "text": given.address.text,
                "district": given.address.district,
                "country": home_country(),
                "valid_from": given.received_on,
            },
            compartment=_ASYLUM,
            request_id=request_id,
        )


def _path(path: str) -> str:
    return path.replace("members.", "persons.").replace(".person.", ".").replace(".", "-")
