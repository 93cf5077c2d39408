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


@dataclass(frozen=True)
class OpenFile:
    """An open file of a person to whom somebody is tied, for whoever has to find other hands."""

    case_id: uuid.UUID
    number: str
    person_id: uuid.UUID
    given: bool
    """Whether it is given to an officer."""


Knows = Callable[[Actor, uuid.UUID], bool]
HandsBack = Callable[[Collection[uuid.UUID], Collection[uuid.UUID]], int]
OpenFiles = Callable[[Actor, Collection[uuid.UUID]], list[OpenFile]]


@dataclass
class _Sources:
    people: list[People] = field(default_factory=list)
    relations: list[Relations] = field(default_factory=list)
    words: list[NameWords] = field(default_factory=list)
    knows: list[Knows] = field(default_factory=list)
    hands_back: list[HandsBack] = field(default_factory=list)
    open_files: list[OpenFiles] = field(default_factory=list)


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


def knows_people(function: Knows) -> Knows:
    """Register what says whether an actor may know a person."""
    _sources.knows.append(function)
    return function


def knows(actor: Actor, person: uuid.UUID) -> bool:
    """Whether the actor may know the person; nobody does where nobody tells."""
    return any(function(actor, person) for function in _sources.knows)


def gives_files_back(function: HandsBack) -> HandsBack:
    """Register what takes the open files of people, and the tasks in them, from accounts. It returns how many files there were."""
    _sources.hands_back.append(function)
    return function


def give_files_back(persons: Collection[uuid.UUID], accounts: Collection[uuid.UUID]) -> int:
    """Take the open files of these people from these accounts, so that others find them unassigned."""
    return sum(function(persons, accounts) for function in _sources.hands_back)


def tells_open_files(function: OpenFiles) -> OpenFiles:
    """Register what tells of the open files of people, as far as an actor sees them."""
    _sources.open_files.append(function)
    return function


def open_files(actor: Actor, persons: Collection[uuid.UUID]) -> list[OpenFile]:
    """The open files of these people that the actor sees, by number."""
    return [one for function in _sources.open_files for one in function(actor, persons)] if persons else []
