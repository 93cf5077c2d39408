# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules must know and the log does not say: who people are, and what an account has to do with them.

The register and the engine lie above; each registers a function here when it is set up.
"""

import enum
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from panah.foundation.access.actor import Actor


class Relation(enum.IntEnum):
    """What an account has to do with a person."""

    NONE = 0
    """Nothing."""
    ONCE = 1
    """A file of the person was the account's, and is no longer."""
    UNIT = 2
    """A file of the person waits for a step of the account's role in its office."""
    OWN = 3
    """A file of the person is the account's, names it, or was worked on by it while it is open."""


@dataclass(frozen=True)
class About:
    """A person, as far as the rules ask.

    surnames: keys of family names, the same for a woman and a man. names: the words of each full name, sorted.
    beside: the words of the names of those in the same household. country: the nationality, "" for the own country's, for several
    and for none.
    """

    surnames: frozenset[str] = frozenset()
    names: tuple[tuple[str, ...], ...] = ()
    beside: tuple[tuple[str, ...], ...] = ()
    country: str = ""


People = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, About]]
Relations = Callable[[Actor, Collection[uuid.UUID]], Mapping[uuid.UUID, Relation]]
NameWords = Callable[[str], tuple[tuple[str, ...], frozenset[str]]]


@dataclass
class _Sources:
    people: list[People] = field(default_factory=list)
    relations: list[Relations] = field(default_factory=list)
    words: list[NameWords] = field(default_factory=list)


_sources = _Sources()


def tells_people(function: People) -> People:
    """Register what tells of people. It is called with every compartment open to it or opens them; nothing it tells is shown."""
    _sources.people.append(function)
    return function


def tells_relations(function: Relations) -> Relations:
    """Register what tells what an account has to do with people."""
    _sources.relations.append(function)
    return function


def reads_names(function: NameWords) -> NameWords:
    """Register what takes a name apart: its words, and the keys of its surname."""
    _sources.words.append(function)
    return function


def about(persons: Collection[uuid.UUID]) -> dict[uuid.UUID, About]:
    """What is known of each."""
    found: dict[uuid.UUID, About] = {}
    for source in _sources.people:
        found |= source(persons)
    return found


def relations(actor: Actor, persons: Collection[uuid.UUID]) -> dict[uuid.UUID, Relation]:
    """What the actor's account has to do with each; the closest that anybody tells."""
    found: dict[uuid.UUID, Relation] = {}
    for source in _sources.relations:
        for person, relation in source(actor, persons).items():
            found[person] = max(relation, found.get(person, Relation.NONE))
    return found


def name_of(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of the name of a member of staff, and the keys of the surname."""
    return _sources.words[0](name) if _sources.words else ((), frozenset())
