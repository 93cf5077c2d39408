# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing many people at once: what an import and an invented country have in common."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from panah.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class BulkName:
    """A name of a person to be written; `latin` is made when left out."""

    full: str
    given: str = ""
    family: str = ""
    patronymic: str = ""
    kind: str = "current"
    language: str = ""
    latin: str = ""


@dataclass(frozen=True, slots=True)
class BulkPaper:
    """A paper of a person to be written."""

    kind: str
    number: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class BulkPerson:
    """A person whose values have been checked already (`register.data`), as rows are made of it.

    address: text, district, country, first day, or None.
    household: any word that is the same for those who live together, "" for none; `role` as `HouseholdRole`.
    """

    names: tuple[BulkName, ...]
    id: uuid.UUID
    external_id: str = ""
    sex: str = "U"
    born_from: dt.date | None = None
    born_to: dt.date | None = None
    birth_precision: str = "unknown"
    birth_place: str = ""
    birth_country: str = ""
    citizenships: tuple[str, ...] = ()
    papers: tuple[BulkPaper, ...] = ()
    phones: tuple[str, ...] = ()
    address: tuple[str, str, str, dt.date] | None = None
    household: str = ""
    role: str = "other"
    request_id: uuid.UUID | None = field(default=None)


def write_people(*, actor: Actor, people: Sequence[BulkPerson], compartment: str, request_id: uuid.UUID | None) -> None:
    """Write people with everything that belongs to them, findable at once: all of them or none.

    Permission first (`person.create`), COPY into each table, history by the same triggers as ever, search index, one
    audit event that lists all of them last. Households are joined within one call only: keep a household in one call.

    Raises:
        Denied: the actor may not register people.
    """
    raise NotImplementedError
