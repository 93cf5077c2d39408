# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people live, over time."""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment
from panah.register.bitemporal import supersede
from panah.register.data import NewAddress, parse
from panah.register.models import Address, Person
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_person, touch


def write_address(actor: Actor, person: Person, new: NewAddress, compartment: str) -> Address:
    """The rows of an address: earlier ones end where it begins; permission and audit are the caller's."""
    earlier = Address.objects.filter(person=person, compartment=compartment)
    instant, _ = supersede(earlier, new.valid_from, new.valid_to, clock.now())
    return Address.objects.create(
        person=person,
        compartment=compartment,
        text=new.text,
        district=new.district,
        country=new.country,
        valid=DateRange(new.valid_from, new.valid_to),
        recorded=DateTimeTZRange(instant, None),
        recorded_by=actor.account_id,
    )


def _earlier_seen(actor: Actor, where: Compartment) -> contextlib.AbstractContextManager[None]:
    """Let a guardian, who reads no compartment, end the child's earlier address by reporting the new one."""
    if actor.kind == "staff" and where not in actor.compartments():
        return elevated(where, reason="who reports an address ends the earlier one without reading it")
    return contextlib.nullcontext()


@transaction.atomic
def set_address(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewAddress | Mapping[str, Any],
    compartment: str,
    request_id: uuid.UUID | None = None,
) -> Address:
    """Record where the person lives from a day on; what was held before stays answerable (DB-12).

    The person may report the own address from the portal. Raises Denied, NotFound, Invalid.
    """
    person = lock_person(actor, RegisterPermission.ADDRESS, person_id)
    new, where = parse(NewAddress, data), Compartment(known_compartment(compartment))
    with _earlier_seen(actor, where):
        address = write_address(actor, person, new, where)
    touch(person)
    changed(actor, person, "address", request_id)
    return address
