# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who was given something of a person: one list, from which the copy of all that is held tells its part (DP-06) and a correction those
who are told (DP-07).

Each app that lets something out says so by `@gives`. What a recipient is told of a correction it says itself, in fields of the list of
its receiver (`access.receivers.FACTS`) and only where it had been given the old value.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panah.foundation.access.receivers import FACTS, Fact, Receiver, is_outside
from panah.foundation.privacy.copying import Copying, tells

PAGE, LETTER, FILE = "page", "letter", "file"
"""By which door a recipient is told: it has accounts and reads it; somebody sends a letter; somebody fetches an encrypted file."""

Value = str | list[str] | dict[str, str]
"""A fact as it is kept in a message: text, a day as far as it is known, codes; a paper in its parts."""


@dataclass(frozen=True)
class Change:
    """What of a person was corrected.

    compartment: of the row where it is known to one compartment alone, else "". since: from when on the old value stood there.
    row_id: of a name or paper. shown: of names, compartment -> (as given, in Latin letters) of the name that stood first, before and
    after. born: first days of birth, before and after.
    """

    fact: Fact
    was: Value
    now: Value
    compartment: str = ""
    since: dt.datetime | None = None
    row_id: uuid.UUID | None = None
    shown: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] | None = None
    born: tuple[dt.date | None, dt.date | None] | None = None

    def known_to(self, compartment: str, at: dt.datetime) -> bool:
        """Whether somebody who is given what a compartment knows can have been given the old value until an instant."""
        return self.compartment in ("", compartment) and (self.since is None or self.since <= at)


@dataclass(frozen=True)
class Line:
    """What a recipient is told: of what it was given under `about`, `field` of its list was this and is that."""

    about: str
    field: str
    was: Value
    now: Value


def nothing(change: Change) -> Iterable[Line]:
    """Of a recipient that was given nothing that the register can correct."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who was given something of the person.

    key: one receiver has one key, however often it was given something. at: when it was given something last; of whoever can still
    read it, now. what, whom: in words of the language of the moment. more: what else the copy says (a number, a kind).
    door: by which it is told of corrections; "" for whoever is not told: the person, the service itself, everybody.
    office_id: with a page the office whose accounts read it, else that of ours which sends it. compartment: of whoever sends it.
    case_id: the file that it was about. to: the name on the envelope. lines: what of a change it was given.
    mend: puts right what it is shown on its own page.
    """

    key: str
    receiver: Receiver
    at: dt.datetime
    what: str
    whom: str
    more: Mapping[str, str]
    door: str = ""
    office_id: uuid.UUID | None = None
    compartment: str = ""
    case_id: uuid.UUID | None = None
    to: str = ""
    lines: Callable[[Change], Iterable[Line]] = nothing
    mend: Callable[[Sequence[Line]], None] | None = None

    @property
    def is_told(self) -> bool:
        """Whether it is another house, which learns of corrections from a message alone."""
        return bool(self.door) and is_outside(self.receiver)

    def told_of(self, change: Change) -> list[Line]:
        """What of a change it is told: no field but that which its list has for the fact."""
        field = FACTS.get(self.receiver, {}).get(change.fact)
        return [one for one in self.lines(change) if one.field == field and one.was != one.now]


@dataclass(frozen=True)
class Whose:
    """Of whom it is asked: every file that is this person, and their cases."""

    persons: frozenset[uuid.UUID]
    cases: frozenset[uuid.UUID]


Source = Callable[[Whose], Iterable[Recipient]]
_sources: list[Source] = []


def gives(source: Source) -> Source:
    """Register a function that says who was given something of a person. It is called with every compartment open."""
    _sources.append(source)
    return source


def recipients_of(whose: Whose) -> list[Recipient]:
    """Everybody who was given something, newest first. For a service that has asked and opened every compartment."""
    return sorted((one for source in _sources for one in source(whose)), key=lambda one: one.at, reverse=True)


@tells("recipients")
def in_the_copy(copying: Copying) -> list[dict[str, Any]]:
    """What the person reads of them, newest first: what, for whom, when. Never who took it."""
    found = recipients_of(Whose(frozenset(copying.persons), frozenset(copying.cases)))
    return [{"what": one.what, **one.more, "for": one.whom, "at": one.at.isoformat()} for one in found]
