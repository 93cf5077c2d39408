# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was determined of a person's citizenship, over time. Called by the effects of decisions."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.register.bitemporal import current, supersede
from panah.register.data import parse
from panah.register.models import Nationality, PairSource, Person
from panah.register.nationality_data import NewNationality
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_person
from panah.register.services.tocheck import mark_for_check
from panah.register.services.told import telling_of_person


@transaction.atomic
def determine_nationality(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewNationality | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID | None = None,
) -> Nationality:
    """Record what was found of the person's citizenship; the person's own row follows what is found.

    What was neither found nor denied leaves the row alone: it goes on saying what the person says.

    Args:
        actor: who acts. person_id: the person.
        data: what was found, since when, on which article, and the case that it comes from.
        compartment: the compartment that may know the finding.
        request_id: for the log.

    Raises:
        Denied, NotFound, Invalid (stateless and a citizen at once, a day to come, no article).
    """
    person = lock_person(actor, RegisterPermission.STATUS, person_id)
    new, where = parse(NewNationality, data), known_compartment(compartment)
    earlier = Nationality.objects.filter(person=person, compartment=where)
    standing = earlier.filter(current()).order_by("-valid").first()
    instant, _ = supersede(earlier, new.valid_from, None, clock.now())
    row = Nationality.objects.create(
        person=person,
        compartment=where,
        affiliation=new.affiliation,
        countries=new.countries,
        denied=new.denied,
        stateless=new.stateless,
        basis=new.basis,
        ground=new.ground,
        case_id=new.case_id,
        # What stood before any finding: it is that to which the row returns when all findings fall.
        told_countries=standing.told_countries if standing else list(person.citizenships),
        told_stateless=standing.told_stateless if standing else person.stateless,
        valid=DateRange(new.valid_from, None),
        recorded=DateTimeTZRange(instant, None),
        recorded_by=actor.account_id,
    )
    _follow(person, *_said_with(row), request_id)
    changed(actor, person, "nationality", request_id, found=str(new.affiliation))
    return row


@transaction.atomic
def take_nationality_back(
    *, actor: Actor, person_id: uuid.UUID, case_id: uuid.UUID, compartment: str, request_id: uuid.UUID | None = None
) -> int:
    """Stop holding what a case found, because its decision fell; the person's row says again what it said before.

    What another case found meanwhile goes on. Returns how many findings fell. Raises Denied, NotFound.
    """
    person = lock_person(actor, RegisterPermission.STATUS, person_id)
    rows = Nationality.objects.filter(person=person, compartment=known_compartment(compartment))
    fallen = list(rows.filter(current(), case_id=case_id).order_by("-valid"))
    for row in fallen:
        supersede(rows.filter(pk=row.pk), row.valid.lower, None, clock.now())
    if fallen:
        left = rows.filter(current()).order_by("-valid").first()
        said = _said_with(left) if left else (fallen[0].told_countries, fallen[0].told_stateless)
        _follow(person, *said, request_id)
        changed(actor, person, "nationality_taken_back", request_id, fallen=len(fallen))
    return len(fallen)


def _said_with(found: Nationality) -> tuple[list[str], bool]:
    """What the person's row says with a finding: what the person says, without what was denied, and with what was found."""
    kept = [code for code in found.told_countries if code not in found.denied]
    countries = list(dict.fromkeys([*kept, *found.countries]))
    return ([], True) if found.stateless else (countries, found.told_stateless and not countries)


def _follow(person: Person, countries: list[str], stateless: bool, request_id: uuid.UUID | None) -> None:
    """The person's own row says what is found; its history keeps what it said, and whoever was given that is told (DP-07)."""
    with telling_of_person(person, request_id):
        person.citizenships, person.stateless = list(countries), stateless
        person.changed_at = clock.now()
        person.version += 1
        person.save(update_fields=["citizenships", "stateless", "changed_at", "version"])
    mark_for_check([person.pk], PairSource.CHANGE)
