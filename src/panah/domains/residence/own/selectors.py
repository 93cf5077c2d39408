# SPDX-License-Identifier: AGPL-3.0-or-later
"""For whom somebody in the portal may act, and which files of stay are theirs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q

from panah.casework.models import Case
from panah.casework.registry import mark_of_new_files
from panah.casework.selectors import OwnFile, own_file
from panah.domains.residence.models import SelfDeclared
from panah.domains.residence.own.representing import represented_by
from panah.domains.residence.policy import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Office, OfficeKind
from panah.law.engine import assess
from panah.register.marks import SELF_DECLARED
from panah.register.models import Bond, FamilyLink, Person
from panah.register.public import display_name

_MINDS = (Bond.PARENT, Bond.GUARDIAN)


@dataclass(frozen=True)
class Ward:
    """A child, or a grown person by a power of attorney, for whom somebody may act; with the name by which these know each other."""

    person_id: uuid.UUID
    name: str


def wards_in_stay(*, actor: Actor) -> list[Ward]:
    """For whom the person may act. The children whose parent or guardian they are by the register of stay, as recorded at the
    desk, until they are of age; and whoever gave a power of attorney, until it ends (MC 47.1).

    Links that only another compartment knows count for nothing: what is kept there is not opened from here (NR-11).
    """
    require(actor, PermitPermission.REPRESENT)
    if actor.person_id is None:
        return []
    today = clock.today()
    open_links = Q(compartment=Compartment.STAY) & (Q(ended_on=None) | Q(ended_on__gt=today))
    with elevated(
        Compartment.STAY, reason="links are hidden from their own people; only those for whom this person acts leave"
    ):
        links = FamilyLink.objects.filter(open_links).filter(
            Q(person_id=actor.person_id, bond__in=_MINDS) | Q(relative_id=actor.person_id, bond=Bond.CHILD)
        )
        children = {row.relative_id if row.person_id == actor.person_id else row.person_id for row in links}
        people = Person.objects.filter(pk__in=children, compartments__contains=[Compartment.STAY.value])
        found = [Ward(one.pk, display_name(one)) for one in people.prefetch_related("names") if _is_minor(one)]
        others = Person.objects.filter(
            pk__in=represented_by(actor.person_id), compartments__contains=[Compartment.STAY.value]
        )
        found += [Ward(one.pk, display_name(one)) for one in others.prefetch_related("names")]
    return sorted(found, key=lambda one: one.name)


def _is_minor(person: Person) -> bool:
    if person.born_to is None:
        return False
    # Of a birth that is not exactly known the earliest day counts here: nobody acts for somebody who may be of age.
    born = (person.born_from or person.born_to).isoformat()
    found = assess({"birth_date": born}, clock.today(), pack=settings.PANAH_PACK, variables=["is_minor"])
    return found.value("is_minor") is True


def acting_for(actor: Actor, person_id: uuid.UUID) -> Actor:
    """The actor for one's own matters, or for those of somebody whom one represents: then everything is done in that person's
    place by the representative's own account, which the log names.

    Raises:
        NotFound: somebody else's matters; whether they exist is not told.
    """
    if actor.kind != "person" or actor.person_id is None:
        raise NotFound("page")
    if person_id == actor.person_id:
        return actor
    if person_id not in {ward.person_id for ward in wards_in_stay(actor=actor)}:
        raise NotFound("page")
    return replace(actor, person_id=person_id)


@contextmanager
def stay_file(*, actor: Actor, case_id: uuid.UUID) -> Iterator[tuple[Actor, OwnFile]]:
    """One file of stay, one's own or a child's, with the actor in whose place it is read; open for the block.

    Raises:
        NotFound: no such file, or none that is theirs.
    """
    require(actor, PermitPermission.REPRESENT)
    mine = [actor.person_id] if actor.person_id else []
    for person_id in [*mine, *(ward.person_id for ward in wards_in_stay(actor=actor))]:
        whose = acting_for(actor, person_id)
        with acting(whose, "own_file"):
            case = Case.objects.filter(pk=case_id, person_id=person_id, compartment=Compartment.STAY).first()
            if case is not None:
                yield whose, own_file(actor=whose, case_id=case_id)
                return
    raise NotFound("file")


def stay_cases(*, actor: Actor, person_id: uuid.UUID) -> list[Case]:
    """The files of stay of oneself or a child, the newest first."""
    require(actor, PermitPermission.REPRESENT)
    whose = acting_for(actor, person_id)
    with acting(whose, "own_file"):
        rows = Case.objects.filter(person_id=person_id, compartment=Compartment.STAY)
        return list(rows.order_by("-opened_at"))


def offices_for_filing() -> list[Office]:
    """The offices that take applications in matters of stay."""
    return list(Office.objects.filter(kind=OfficeKind.STAY).order_by("code"))


def is_shown(person_id: uuid.UUID) -> bool:
    """Whether nobody need doubt who the person is: registered at a desk, or seen there since."""
    return not SelfDeclared.objects.filter(person_id=person_id, shown_at=None).exists()


@mark_of_new_files(SELF_DECLARED)
def is_self_declared(person_id: uuid.UUID) -> bool:
    """Whether the person has only said who they are."""
    return not is_shown(person_id)
