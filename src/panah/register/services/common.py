# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every write of the register begins and ends with."""

import uuid
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.errors import NotNow, Stale
from panah.register.models import Person
from panah.register.policy import RegisterPermission


def lock_person(actor: Actor, permission: RegisterPermission, person_id: uuid.UUID) -> Person:
    """The person, locked until the transaction ends, after asking for permission.

    Raises:
        Denied: the actor's roles do not include the permission.
        NotFound: no such person, or none that the actor may know (NR-15).
    """
    # A person in the portal is refused anybody else's file before the database is asked.
    require(actor, permission, _Subject(person_id), hide=actor.person_id != person_id and actor.kind == "person")
    found = Person.objects.select_for_update().filter(pk=person_id).first()
    if found is None:
        raise NotFound("person")
    return found


class _Subject:
    """A person that policies can ask about before it is read."""

    def __init__(self, person_id: uuid.UUID) -> None:
        self.person_id = person_id


def lock_version(
    actor: Actor, permission: RegisterPermission, person_id: uuid.UUID, expected_version: int | None
) -> Person:
    """The person, locked as by `lock_person`, as it was when the caller looked at it.

    expected_version: the version that the caller had in sight, or None where it does not matter.

    Raises Denied, NotFound, and Stale when somebody changed the person since.
    """
    person = lock_person(actor, permission, person_id)
    if expected_version is not None and person.version != expected_version:
        raise Stale(person.version)
    return person


def holder_of(actor: Actor) -> uuid.UUID:
    """The natural person behind an actor, where two have to be told apart. Raises NotNow for an actor that is nobody."""
    if actor.holder_id is None:
        raise NotNow(_("Only a member of staff with an own account can do this."))
    return actor.holder_id


def known_compartment(compartment: str) -> str:
    """The value of a compartment; ValueError for an unknown one: a mistake in the calling code."""
    return Compartment(compartment).value


def touch(person: Person) -> None:
    """Count a change of the person, so that a stale page is noticed."""
    person.changed_at = clock.now()
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1, changed_at=person.changed_at)
    person.version += 1


def changed(actor: Actor, person: Person, what: str, request_id: uuid.UUID | None, **detail: Any) -> None:
    """The audit event of a change; `what` and `detail` are code words."""
    record(
        actor,
        Verb.CHANGE,
        subject_type="person",
        subject_id=person.pk,
        persons=[person.pk],
        request_id=request_id,
        detail={"what": what, **detail},
    )
