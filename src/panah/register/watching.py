# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the watch over the log must know of people: surnames, nationality, who lives with whom. Nothing of it is shown to anybody."""

import functools
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.oversight.facts import About, knows_people, reads_names, tells_people
from panah.names import fold, roles, words
from panah.names.stems import canonical, stem
from panah.register.bitemporal import current
from panah.register.country import home_country
from panah.register.models import HouseholdMember, Person, PersonName
from panah.register.selectors.visible import visible


@reads_names
@functools.lru_cache(maxsize=4096)
def name_of(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a name, folded and sorted, and the keys of its surname: the same for a woman and a man, in any script."""
    folded = tuple(sorted(fold(name).split()))
    return folded, _surname(roles(name).family if len(folded) > 1 else "")


#: Sounds that spellings of one surname change between.
_ONE_SOUND = str.maketrans({"q": "k", "g": "k", "e": "a", "-": None})


def _surname(family: str) -> frozenset[str]:
    """The stem of each word of a surname, as it sounds: Qarayev, Qarayeva and Караева have one."""
    found = (canonical(stem(word.sounded).slots).lower().translate(_ONE_SOUND) for word in words(family))
    return frozenset(key for key in found if len(key) > 1)


@tells_people
def people(persons: Collection[uuid.UUID]) -> Mapping[uuid.UUID, About]:
    """What is known of each of these people, wherever they are known."""
    with elevated(
        *Compartment, reason="the watch compares names and nationalities; only counts and ids of events leave"
    ):
        borne: dict[uuid.UUID, list[PersonName]] = defaultdict(list)
        households = dict(
            HouseholdMember.objects.filter(current(), person_id__in=persons).values_list("person_id", "household_id")
        )
        members: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        for person, household in HouseholdMember.objects.filter(
            current(), household_id__in=set(households.values())
        ).values_list("person_id", "household_id"):
            members[household].add(person)
        everybody = {*persons, *(one for some in members.values() for one in some)}
        for name in PersonName.objects.filter(person_id__in=everybody):
            borne[name.person_id].append(name)
        home = home_country()
        found = {}
        for pk, citizenships in Person.objects.filter(pk__in=persons).values_list("pk", "citizenships"):
            beside = members.get(households.get(pk, pk), set()) - {pk}
            found[pk] = About(
                surnames=frozenset(key for name in borne[pk] for key in _keys(name)),
                names=tuple(name_of(name.full)[0] for name in borne[pk]),
                beside=tuple(name_of(name.full)[0] for one in beside for name in borne[one]),
                country=citizenships[0] if len(citizenships) == 1 and citizenships[0] != home else "",
            )
    return found


def _keys(name: PersonName) -> frozenset[str]:
    return (_surname(name.family) or name_of(name.full)[1]) | (name_of(name.latin)[1] if name.latin else frozenset())


@knows_people
def may_know(actor: Actor, person: uuid.UUID) -> bool:
    """Whether the actor may know the person: a tie is declared to somebody whom one may know, and to nobody else."""
    return visible(actor, Person.objects.filter(pk=person)).exists()
