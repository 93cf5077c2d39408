# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing many people at once: what an import and an invented country have in common."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.ids import secret_id
from panah.foundation.inserting import insert_many
from panah.names import LONGEST, romanise, script_of
from panah.register.models import (
    Address,
    Contact,
    ContactKind,
    FamilyLink,
    Household,
    HouseholdMember,
    HouseholdRole,
    IdentityPaper,
    Person,
    PersonName,
)
from panah.register.policy import RegisterPermission
from panah.register.services.common import known_compartment
from panah.register.services.family import PRINCIPAL_IS
from panah.register.services.index import NewName, index_new
from panah.register.services.people import paper_key
from panah.register.tokens import Written

MOST = 5_000
"""People of one call: a transaction that others need not wait for, and an audit event that can still be read."""


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

    Permission first (`person.create`), one statement for each table, history by the same triggers as ever, search index,
    one audit event that lists all of them last. Households are joined within one call only: keep a household in one call.
    Who lives together is kin of the first principal of the household as `create_household` would have it; a household
    without one has members and no bonds. A membership begins with the address, or today, and never before the birth.

    Args:
        actor: who registers; need not be able to see them afterwards.
        people: at most `MOST` of them: all of one event of the log, and of one transaction.
        compartment: the compartment that knows them.
        request_id: of the whole call, for the log.

    Raises:
        Denied: the actor may not register people.
        ValueError: more than `MOST` people, an unknown compartment, or somebody without a name.
        IntegrityError: a request id of a person is taken, or a value that was not checked cannot be.
    """
    require(actor, RegisterPermission.CREATE)
    where = known_compartment(compartment)
    if len(people) > MOST:
        raise ValueError(f"At most {MOST} people are written at once, not {len(people)}.")
    if not all(person.names for person in people):
        raise ValueError("Everybody needs a name.")
    if not people:
        return
    now = clock.now()
    with transaction.atomic():
        _persons(people, where, now)
        names = _names(people, where, now)
        _papers(people, now)
        _contacts(people, where, now)
        _addresses(people, where, now, actor.account_id)
        households = _households(people, where, now)
        ids = [person.id for person in people]
        index_new(names)
        record(
            actor,
            Verb.CREATE,
            subject_type="person",
            persons=ids,
            request_id=request_id,
            detail={"compartment": where, "people": len(people), "households": households},
        )


def _persons(people: Sequence[BulkPerson], where: str, now: dt.datetime) -> None:
    insert_many(
        Person,
        {
            "id": [one.id for one in people],
            "sex": [one.sex for one in people],
            "born_from": [one.born_from for one in people],
            "born_to": [one.born_to for one in people],
            "birth_precision": [one.birth_precision for one in people],
            "birth_place": [one.birth_place for one in people],
            "birth_country": [one.birth_country for one in people],
            "citizenships": [list(dict.fromkeys(one.citizenships)) for one in people],
            "external_id": [one.external_id for one in people],
            "request_id": [one.request_id for one in people],
        },
        {"compartments": [where], "registered_at": now},
    )


def _names(people: Sequence[BulkPerson], where: str, now: dt.datetime) -> list[NewName]:
    """Write the names; returns them as the search takes them."""
    borne = [(person.id, name) for person in people for name in person.names]
    forms = [_forms(name.full, name.language, name.latin) for _id, name in borne]
    ids = [secret_id() for _ in borne]
    insert_many(
        PersonName,
        {
            "id": ids,
            "person_id": [person_id for person_id, _name in borne],
            "kind": [name.kind for _id, name in borne],
            "full": [name.full for _id, name in borne],
            "given": [name.given for _id, name in borne],
            "family": [name.family for _id, name in borne],
            "patronymic": [name.patronymic for _id, name in borne],
            "language": [name.language for _id, name in borne],
            "script": [script for script, _latin in forms],
            "latin": [latin for _script, latin in forms],
        },
        {"recorded_at": now},
    )
    bearers = [person for person in people for _name in person.names]
    known_to = [where]
    return [
        NewName(
            name_id, person.id, "", known_to,
            Written(name.full, name.family, name.given, name.patronymic, latin[:LONGEST]),
            person.born_from, person.birth_precision, person.sex,
        )
        for name_id, person, (_id, name), (_script, latin) in zip(ids, bearers, borne, forms, strict=True)
    ]  # fmt: skip


# Letters that are all Latin, ə and its like included: nothing has to be found out about them one by one.
_LATIN = re.compile("[\x00-\u02af]*")


def _forms(full: str, language: str, latin: str) -> tuple[str, str]:
    """Script and Latin form of a name, as `write_name` makes them."""
    return script_of(full), (latin or romanise(full, language or None))[:400]


def _papers(people: Sequence[BulkPerson], now: dt.datetime) -> None:
    shown = [(person.id, paper) for person in people for paper in person.papers]
    insert_many(
        IdentityPaper,
        {
            "id": [secret_id() for _ in shown],
            "person_id": [person_id for person_id, _paper in shown],
            "kind": [paper.kind for _id, paper in shown],
            "country": [paper.country for _id, paper in shown],
            "number": [paper.number for _id, paper in shown],
            "number_key": [paper_key(paper.number) for _id, paper in shown],
        },
        {"recorded_at": now},
    )


def _contacts(people: Sequence[BulkPerson], where: str, now: dt.datetime) -> None:
    told = [(person.id, phone) for person in people for phone in person.phones]
    insert_many(
        Contact,
        {
            "id": [secret_id() for _ in told],
            "person_id": [person_id for person_id, _phone in told],
            "value": [phone for _id, phone in told],
        },
        {"compartment": where, "kind": ContactKind.PHONE, "recorded_at": now},
    )


def _addresses(people: Sequence[BulkPerson], where: str, now: dt.datetime, by: uuid.UUID | None) -> None:
    lived = [(person.id, *person.address) for person in people if person.address]
    insert_many(
        Address,
        {
            "id": [secret_id() for _ in lived],
            "person_id": [person_id for person_id, *_address in lived],
            "text": [text for _id, text, _district, _country, _since in lived],
            "district": [district for _id, _text, district, _country, _since in lived],
            "country": [country for _id, _text, _district, country, _since in lived],
            "valid": [f"[{since},)" for *_address, since in lived],
        },
        {"compartment": where, "recorded": DateTimeTZRange(now, None), "recorded_by": by},
    )


def _households(people: Sequence[BulkPerson], where: str, now: dt.datetime) -> int:
    """Households, who belongs to them, and what the principal is to the others. Returns how many households."""
    together: dict[str, list[BulkPerson]] = {}
    for person in people:
        if person.household:
            together.setdefault(person.household, []).append(person)
    ids = {word: secret_id() for word in together}
    insert_many(Household, {"id": list(ids.values())}, {"compartment": where, "formed_at": now})
    members = [(ids[word], person) for word, those in together.items() for person in those]
    today = clock.local_date(now)
    insert_many(
        HouseholdMember,
        {
            "id": [secret_id() for _ in members],
            "household_id": [household_id for household_id, _person in members],
            "person_id": [person.id for _id, person in members],
            "role": [person.role for _id, person in members],
            "valid": [f"[{_member_since(person, today)},)" for _id, person in members],
        },
        {"compartment": where, "recorded": DateTimeTZRange(now, None)},
    )
    bonds: list[tuple[uuid.UUID, uuid.UUID, str]] = []
    for those in together.values():
        principal = next((person for person in those if person.role == HouseholdRole.PRINCIPAL), None)
        if principal is None:
            continue
        for person in those:
            bond = PRINCIPAL_IS.get(HouseholdRole(person.role))
            if bond is not None:
                bonds.append((principal.id, person.id, bond.value))
    insert_many(
        FamilyLink,
        {
            "id": [secret_id() for _ in bonds],
            "person_id": [principal for principal, _relative, _bond in bonds],
            "relative_id": [relative for _principal, relative, _bond in bonds],
            "bond": [bond for _principal, _relative, bond in bonds],
        },
        {"compartment": where, "recorded_at": now},
    )
    return len(ids)


def _member_since(person: BulkPerson, today: dt.date) -> dt.date:
    since = person.address[3] if person.address else today
    return max(since, person.born_from or since)
