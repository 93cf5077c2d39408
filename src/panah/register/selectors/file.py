# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading one person: names, family, place, status, and what was known of them at another time."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from django.db.models import Prefetch, Q

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Gone, NotFound
from panah.foundation.access.policy import SOME, require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.privacy.requests import erased_at
from panah.names import romanise
from panah.register.bitemporal import current
from panah.register.models import (
    Address,
    Bond,
    Contact,
    FamilyLink,
    Guardianship,
    Household,
    HouseholdMember,
    IdentityPaper,
    LegalStatus,
    NameKind,
    Nationality,
    Person,
    PersonName,
    SafeToUse,
    SpecificNeed,
    Whereabouts,
)
from panah.register.policy import RegisterPermission
from panah.register.selectors.merged import survivors, whole
from panah.register.selectors.visible import open_to, visible

_NAME_ORDER = {kind: place for place, kind in enumerate(NameKind.values)}


class _Subject:
    def __init__(self, person_id: uuid.UUID) -> None:
        self.person_id = person_id


@dataclass
class Reading:
    """A person who is read, and which parts of the file are shown; whoever shows them adds their names (LG-02)."""

    person: Person
    parts: set[str] = field(default_factory=lambda: {"identity", "names"})

    def shows(self, rows: Mapping[str, Any]) -> None:
        """Add the parts in which something stands."""
        self.parts |= {name for name, found in rows.items() if found}


def person(actor: Actor, person_id: uuid.UUID, *, purpose: str = "") -> Person:
    """One person with names and papers at hand, of whom no more than who it is is shown; the reading is an audit event.

    The arguments and what is raised are those of `reading_person`.
    """
    with reading_person(actor, person_id, purpose=purpose) as reading:
        return reading.person


@contextmanager
def reading_person(actor: Actor, person_id: uuid.UUID, *, purpose: str = "") -> Iterator[Reading]:
    """One person with names and papers at hand; the reading is an audit event, written when the parts that are shown are known.

    What fails on the way shows nothing, and is not written.

    Args:
        actor: who reads.
        person_id: whom.
        purpose: why, as a code word; that of the door when left out.

    Raises:
        Denied: the actor's roles read nobody.
        NotFound: no such person, or none that the actor may know: the same answer (NR-15).
        Gone: a person whom the actor might know, and who was erased.
    """
    require(
        actor,
        RegisterPermission.READ,
        _Subject(person_id),
        hide=actor.person_id != person_id and actor.kind == "person",
    )
    found = (
        visible(actor, Person.objects.filter(pk=person_id))
        .prefetch_related(Prefetch("names", visible(actor, PersonName.objects.order_by("recorded_at", "id"))), "papers")
        .first()
    )
    if found is None:
        raise NotFound("person")
    if not found.names.all() and (at := erased_at([person_id])):
        raise Gone("person", at)
    reading = Reading(found)
    yield reading
    record(
        actor,
        Verb.READ,
        subject_type="person",
        subject_id=found.pk,
        persons=[found.pk],
        purpose=purpose,
        parts=reading.parts,
    )


def names_of(subject: Person) -> list[PersonName]:
    """The names of a person that the actor may know: the one in use first, those borne no longer last."""
    return used_first(subject.names.all())


class _Borne(Protocol):
    """What of a name says where it stands among those of one person."""

    full: str
    latin: str
    kind: str
    valid_to: dt.date | None
    recorded_at: dt.datetime


_Name = TypeVar("_Name", bound=_Borne)


def used_first(names: Iterable[_Name]) -> list[_Name]:
    """Names of one person: the one in use first, those borne no longer last."""
    today = clock.today()
    return sorted(
        names,
        key=lambda name: (bool(name.valid_to and name.valid_to <= today), _NAME_ORDER[name.kind], name.recorded_at),
    )


def papers_of(actor: Actor, subject: Person) -> list[IdentityPaper]:
    """The identity papers of a person that the actor may know: those that still are, then those given up or lost."""
    rows = visible(actor, IdentityPaper.objects.filter(person=subject)).order_by("recorded_at", "id")
    return sorted(rows, key=lambda paper: paper.ended_on is not None)


def display_name(subject: Person) -> str:
    """The name to show, as given; "" when the actor may know none."""
    names = names_of(subject)
    return names[0].full if names else ""


def latin_name(subject: Person) -> str:
    """The name in Latin letters: the one agreed with the person, else the suggestion; "" when there is none."""
    return latin_of(names_of(subject))


def latin_of(names: Sequence[_Borne]) -> str:
    """The same of names that stand in order."""
    agreed = [name for name in names if name.kind == NameKind.LATIN]
    chosen = [*(agreed or names)][:1]
    return (chosen[0].latin or romanise(chosen[0].full)) if chosen else ""


def display_names(actor: Actor, person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names to show in a list, for those of the ids whom the actor may know. The caller logs the list (LG-03)."""
    found: dict[uuid.UUID, tuple[bool, int, dt.datetime, str]] = {}
    today = clock.today()
    for name in visible(actor, PersonName.objects.filter(person_id__in=list(person_ids))):
        over = bool(name.valid_to and name.valid_to <= today)
        rank = (over, _NAME_ORDER[name.kind], name.recorded_at, name.full)
        if name.person_id not in found or rank < found[name.person_id]:
            found[name.person_id] = rank
    return {person_id: rank[-1] for person_id, rank in found.items()}


def known_at(actor: Actor, subject: Person) -> list[str]:
    """The compartments that know the person, as far as the actor may know: never the others (NR-15)."""
    return sorted(set(subject.compartments) & open_to(actor))


_HOMES = {str(one): place for place, one in enumerate((Compartment.ASYLUM, Compartment.STAY, Compartment.DISPLACED))}


def home_of(actor: Actor, subject: Person) -> str:
    """The compartment in which an actor writes about a person: one that both know; the person's first for a guardian."""
    known = known_at(actor, subject) or list(subject.compartments)
    return min(known, key=lambda one: _HOMES.get(one, len(_HOMES)))


def needs_home_of(actor: Actor, subject: Person) -> str:
    """The compartment of specific needs: their own, where the actor's work is with it, else where the actor writes."""
    return str(Compartment.NEEDS) if Compartment.NEEDS in actor.compartments() else home_of(actor, subject)


def current_statuses(actor: Actor, person_id: uuid.UUID, on: dt.date) -> list[LegalStatus]:
    """The legal statuses of a person on a day, as held now and as far as the actor may know.

    Of a group in which the person has a status it is the person's own; those of files read as one with it come after.
    """
    rows = visible(actor, LegalStatus.objects.filter(current(on), person_id__in=whole(actor, person_id)))
    return sorted(rows.order_by("group", "valid"), key=lambda row: (row.group, row.person_id != person_id))


def nationalities_of(actor: Actor, person_id: uuid.UUID) -> list[Nationality]:
    """What is held now to have been determined of the person's citizenship, of whatever time, the latest first."""
    rows = Nationality.objects.filter(current(), person_id__in=whole(actor, person_id))
    return list(visible(actor, rows).order_by("-valid", "id"))


def current_address(actor: Actor, person_id: uuid.UUID, on: dt.date, compartment: str = "") -> Address | None:
    """Where the person lives on a day, as held now; of several files read as one, what was recorded last.

    compartment: what was told there alone, and what was merged there, whatever else has been opened; "" for all that is open.
    """
    rows = visible(actor, Address.objects.filter(current(on), person_id__in=whole(actor, person_id, compartment)))
    if compartment:
        rows = rows.filter(compartment=compartment)
    return rows.order_by("-recorded").first()


def safe_contacts(actor: Actor, person_id: uuid.UUID) -> list[Contact]:
    """Contacts that may be used at all: those that the person called safe, or safe for neutral texts."""
    rows = Contact.objects.filter(
        person_id__in=whole(actor, person_id),
        ended_at__isnull=True,
        safe_to_use__in=[SafeToUse.YES, SafeToUse.ONLY_TEXT],
    )
    return list(visible(actor, rows).order_by("recorded_at"))


def needs_of(actor: Actor, person_id: uuid.UUID) -> list[SpecificNeed]:
    """The open specific needs of a person, as far as the actor may know."""
    rows = SpecificNeed.objects.filter(person_id__in=whole(actor, person_id), ended_on__isnull=True)
    return list(visible(actor, rows).order_by("seen_on", "code"))


def guardian_of(actor: Actor, child_id: uuid.UUID, on: dt.date) -> Guardianship | None:
    """Who stands for a child on a day, or None."""
    rows = Guardianship.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), child_id__in=whole(actor, child_id), appointed_on__lte=on
    )
    return visible(actor, rows).order_by("-appointed_on").first()


def guardians_of(actor: Actor, child_id: uuid.UUID) -> list[Guardianship]:
    """Everybody who stands or stood for a child, as far as the actor may know, whoever stands for it now first."""
    rows = visible(actor, Guardianship.objects.filter(child_id__in=whole(actor, child_id)))
    return sorted(rows, key=lambda one: (one.ended_on is not None, -one.appointed_on.toordinal()))


def guardians_home_of(actor: Actor, subject: Person) -> str:
    """The compartment of a child's guardians: that of children, where the actor's work is with it, else where the actor writes."""
    return str(Compartment.CHILD) if Compartment.CHILD in actor.compartments() else home_of(actor, subject)


def household(actor: Actor, household_id: uuid.UUID) -> Household:
    """One household; the reading of its members is logged by whoever shows them. Raises Denied, NotFound."""
    require(actor, RegisterPermission.READ, SOME)
    found = visible(actor, Household.objects.filter(pk=household_id)).first()
    if found is None:
        raise NotFound("household")
    return found


def household_of(actor: Actor, person_id: uuid.UUID, on: dt.date) -> Household | None:
    """The household that the person belongs to on a day, as held now: the own, or else that of a file read as one with it."""
    files = whole(actor, person_id)
    rows = visible(actor, HouseholdMember.objects.filter(current(on), person_id__in=files))
    found = {member.person_id: member.household for member in rows.select_related("household")}
    return next((found[one] for one in dict.fromkeys([person_id, *files]) if one in found), None)


def members_of(actor: Actor, household_id: uuid.UUID, on: dt.date) -> list[HouseholdMember]:
    """The members of a household on a day, as held now: the principal applicant first.

    Of two files read as one the one that goes on is told, where it is a member as well.
    """
    rows = visible(actor, HouseholdMember.objects.filter(current(on), household_id=household_id))
    found = list(rows.select_related("person").order_by("person__born_from", "person_id"))
    top = survivors(actor, [member.person_id for member in found])
    found = [
        member for member in found if top[member.person_id] == member.person_id or top[member.person_id] not in top
    ]
    return sorted(found, key=lambda member: member.role != "principal")


@dataclass(frozen=True)
class Relative:
    """A relative, seen from a person: what the relative is to the person, and where.

    told_of: the whereabouts are the relative's; False where the link tells of the person instead.
    """

    link_id: uuid.UUID
    person_id: uuid.UUID
    bond: Bond
    whereabouts: Whereabouts
    ended_on: dt.date | None
    began_on: dt.date | None = None
    place: str = ""
    seen_on: dt.date | None = None
    told_of: bool = True


_INVERSE = {
    Bond.PARENT: Bond.CHILD,
    Bond.CHILD: Bond.PARENT,
    Bond.SPOUSE: Bond.SPOUSE,
    Bond.SIBLING: Bond.SIBLING,
    Bond.OTHER_RELATIVE: Bond.OTHER_RELATIVE,
}


def family_of(actor: Actor, person_id: uuid.UUID) -> list[Relative]:
    """The relatives of a person, links of both directions, each told as what the relative is to the person.

    Bonds that have no word for their other side (guardian, caregiver, grandparent) are told from the child's side only.
    A relative whose file goes on in another is told by that one, and the same bond once.
    """
    files = whole(actor, person_id)
    rows = FamilyLink.objects.filter(Q(person_id__in=files) | Q(relative_id__in=files))
    links = list(visible(actor, rows).order_by("recorded_at", "id"))
    top = survivors(actor, {end for link in links for end in (link.person_id, link.relative_id)} - set(files))
    return relatives(links, files, top)


def relatives(
    links: Iterable[FamilyLink], files: Collection[uuid.UUID], top: Mapping[uuid.UUID, uuid.UUID] | None = None
) -> list[Relative]:
    """Links of a person, or earlier states of them, each told as what the relative is to the person.

    Args:
        links: the links, of either direction.
        files: the person, with the files that were merged into the person's.
        top: the file that tells of a relative today, where it is another than the link names.
    """
    found: dict[tuple[uuid.UUID, Bond, object], Relative] = {}
    for link in links:
        bond = Bond(link.bond)
        told_of = link.relative_id in files
        if told_of:
            other = link.person_id
        elif bond in _INVERSE:
            other, bond = link.relative_id, _INVERSE[bond]
        else:
            continue
        if other in files:
            continue
        other = (top or {}).get(other, other)
        found[other, bond, link.ended_on] = Relative(
            link_id=link.id,
            person_id=other,
            bond=bond,
            whereabouts=Whereabouts(link.whereabouts),
            ended_on=link.ended_on,
            began_on=link.began_on,
            place=link.place,
            seen_on=link.seen_on,
            told_of=told_of,
        )
    return list(found.values())


class Company(StrEnum):
    """With whom a child is (CH-01): with who answers for it, with other relatives only (separated), or alone."""

    CAREGIVER = "caregiver"
    RELATIVES = "relatives"
    ALONE = "alone"


_ANSWERS_FOR_CHILD = (Bond.PARENT, Bond.CAREGIVER_CUSTOMARY)
_ADULT_KIN = (Bond.GRANDPARENT, Bond.SIBLING, Bond.OTHER_RELATIVE, Bond.GUARDIAN)


def company_of(actor: Actor, child_id: uuid.UUID) -> Company:
    """With whom a child is, by the links that are open and present.

    `ALONE` is an unaccompanied child, `RELATIVES` a separated one; whether the person is a child the law says.
    """
    present = [
        relative.bond
        for relative in family_of(actor, child_id)
        if relative.ended_on is None and relative.whereabouts is Whereabouts.PRESENT
    ]
    if any(bond in _ANSWERS_FOR_CHILD for bond in present):
        return Company.CAREGIVER
    return Company.RELATIVES if any(bond in _ADULT_KIN for bond in present) else Company.ALONE
