# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a correction of the register changes of what others were given, handed to those who tell them (DP-07)."""

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from panah.foundation.access.context import elevated
from panah.foundation.access.receivers import Fact
from panah.foundation.access.roles import Compartment
from panah.foundation.privacy.corrections import tell_recipients
from panah.foundation.privacy.recipients import Change, Value
from panah.register.models import Address, BirthPrecision, Contact, IdentityPaper, Person, PersonName, Sex
from panah.register.selectors.file import latin_of, used_first

Shown = Mapping[str, tuple[str, str]]
STATELESS = "stateless"


@contextlib.contextmanager
def telling_of_person(person: Person, request_id: uuid.UUID | None) -> Iterator[None]:
    """Around a change of the person's own row: what is another than before is told."""
    before, born = facts_of(person), person.born_from
    yield
    after = facts_of(person)
    changes = [
        Change(fact, before[fact], after[fact], born=(born, person.born_from) if fact is Fact.BIRTH else None)
        for fact in after
        if before[fact] != after[fact]
    ]
    tell_recipients(person_id=person.pk, changes=changes, request_id=request_id)


@contextlib.contextmanager
def telling_of_name(name: PersonName, request_id: uuid.UUID | None) -> Iterator[None]:
    """Around a correction of a name: the name itself, and what each side showed as the person's name."""
    was, shown = name.full, _shown(name.person_id)
    yield
    after = _shown(name.person_id)
    both = {side: (one, after[side]) for side, one in shown.items() if side in after}
    change = Change(Fact.NAME, was, name.full, name.compartment, name.recorded_at, name.pk, shown=both)
    if was == name.full and all(one == other for one, other in both.values()):
        return
    tell_recipients(person_id=name.person_id, changes=[change], request_id=request_id)


@contextlib.contextmanager
def telling_of_row(row: IdentityPaper | Contact, request_id: uuid.UUID | None) -> Iterator[None]:
    """Around a correction of a paper or a contact."""
    said = _paper if isinstance(row, IdentityPaper) else _contact
    fact = Fact.PAPER if isinstance(row, IdentityPaper) else Fact.CONTACT
    was = said(row)
    yield
    change = Change(fact, was, said(row), row.compartment, row.recorded_at, row.pk)
    tell_recipients(person_id=row.person_id, changes=[change], request_id=request_id)


def tell_of_address(wrong: Address, right: Address, request_id: uuid.UUID | None) -> None:
    """That an address was another than others were told. A move is no correction."""
    change = Change(Fact.ADDRESS, _address(wrong), _address(right), wrong.compartment, wrong.recorded.lower, wrong.pk)
    tell_recipients(person_id=wrong.person_id, changes=[change], request_id=request_id)


def facts_of(person: Person) -> dict[Fact, Value]:
    """What the person's own row says and others may have been given; an empty value says nothing."""
    return {
        Fact.SEX: "" if person.sex == Sex.UNKNOWN else person.sex,
        Fact.BIRTH: birth_text(person),
        Fact.BIRTH_PLACE: ", ".join(one for one in (person.birth_place, person.birth_country) if one),
        Fact.CITIZENSHIP: [STATELESS] if person.stateless else sorted(person.citizenships),
        Fact.LANGUAGES: list(person.languages or [person.interpreter_language])
        if person.languages or person.interpreter_language
        else [],
    }


def birth_text(person: Person) -> str:
    """The birth as far as it is known: `1987-05-03`, `1987-05`, `1987`; "" where nothing is."""
    if person.born_from is None or person.born_to is None:
        return ""
    day = person.born_from.isoformat()
    if person.born_from == person.born_to:
        return day
    same_month = (person.born_from.year, person.born_from.month) == (person.born_to.year, person.born_to.month)
    if person.birth_precision == BirthPrecision.MONTH or same_month:
        return day[:7]
    return day[:4] if person.born_from.year == person.born_to.year else f"{day[:4]}–{person.born_to.year}"


def _shown(person_id: uuid.UUID) -> Shown:
    """Compartment -> the name that stands first for whoever knows what that compartment knows: as given, and in Latin letters."""
    with elevated(
        *Compartment, reason="which name each side was shown; it goes into the messages alone, not to whoever corrects"
    ):
        names = list(PersonName.objects.filter(person_id=person_id))
    found = {}
    for side in Compartment:
        known = used_first([one for one in names if one.compartment in ("", side)])
        found[side.value] = (known[0].full, latin_of(known)) if known else ("", "")
    return found


def _paper(row: Any) -> Value:
    said = {"kind": row.kind, "country": row.country, "number": row.number}
    days = {"issued_on": row.issued_on, "expires_on": row.expires_on}
    return {key: str(value) for key, value in {**said, **days}.items() if value}


def _contact(row: Any) -> Value:
    return f"{row.kind}: {row.value}"


def _address(row: Address) -> Value:
    return ", ".join(one for one in (row.text, row.district, row.country) if one)
