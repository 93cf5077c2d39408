# SPDX-License-Identifier: AGPL-3.0-or-later
"""People on record as a row is held against them: are they the same, and in what do they differ."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from panah.names import compare, unify
from panah.register.intake.errors import Fault
from panah.register.intake.rows import Taken
from panah.register.models import Address, Contact, IdentityPaper, Person, PersonName

SAME_NAME = 0.7
"""From this score on two names may be of one person whose paper is the same."""


@dataclass
class Known:
    """What is on record of a person, or what another row of the file says."""

    names: list[str] = field(default_factory=list)
    born: tuple[dt.date | None, dt.date | None] = (None, None)
    born_words: str = ""
    sex: str = "U"
    external_id: str = ""
    citizenships: Sequence[str] = ()
    numbers: dict[str, str] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    address: str = ""

    @classmethod
    def of(cls, taken: Taken) -> "Known":
        """Another row of the file."""
        return cls(
            [name for name in (taken.full, taken.original) if name], taken.born[:2], _born(taken), taken.sex,
            taken.external_id, taken.citizenships, {taken.number_key: taken.paper_number} if taken.paper_number else {},
            list(taken.phones), taken.address,
        )  # fmt: skip


def load(person_ids: Collection[uuid.UUID], compartment: str) -> dict[uuid.UUID, Known]:
    """What a compartment has on record of people. Row-level security hides all others."""
    found: dict[uuid.UUID, Known] = {}
    people = Person.objects.filter(pk__in=person_ids, compartments__contains=[compartment])
    for person in people:
        found[person.pk] = Known(
            [], (person.born_from, person.born_to), person.born, person.sex, person.external_id, person.citizenships
        )
    ours = Q(person_id__in=list(found)) & Q(compartment__in=["", compartment])
    for person_id, full, latin in PersonName.objects.filter(ours).values_list("person_id", "full", "latin"):
        found[person_id].names += [full] if latin == full else [full, latin]
    for person_id, key, number in IdentityPaper.objects.filter(ours).values_list("person_id", "number_key", "number"):
        found[person_id].numbers[key] = number
    contacts = Contact.objects.filter(person_id__in=list(found), compartment=compartment, ended_at=None)
    for person_id, value in contacts.values_list("person_id", "value"):
        found[person_id].phones.append(value)
    lived = Address.objects.filter(person_id__in=list(found), compartment=compartment, recorded__upper_inf=True)
    for person_id, text in lived.filter(valid__upper_inf=True).values_list("person_id", "text"):
        found[person_id].address = text
    return found


def compatible(taken: Taken, known: Known) -> bool:
    """Whether somebody who shows the same paper may be the same person: nothing in name, birth or sex speaks against it."""
    if {taken.sex, known.sex} == {"F", "M"}:
        return False
    return birth_fits(taken.born[:2], known.born) and name_score(taken, known) >= SAME_NAME


def birth_fits(one: tuple[dt.date | None, dt.date | None], other: tuple[dt.date | None, dt.date | None]) -> bool:
    """Whether two births may be the same: their ranges touch, or day and month are swapped."""
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return True
    if one[0] <= other[1] and other[0] <= one[1]:
        return True
    both_days = one[0] == one[1] and other[0] == other[1]
    return both_days and (one[0].year, one[0].month, one[0].day) == (other[0].year, other[0].day, other[0].month)


def name_score(taken: Taken, known: Known) -> float:
    """How alike the names are, the best pair of them, from 0 to 1."""
    own = [name for name in (taken.full, taken.original) if name]
    if set(own) & set(known.names):
        return 1.0
    return max((compare(left, right).score for left in own for right in known.names), default=0.0)


def differences(taken: Taken, known: Known) -> list[Fault]:
    """In what a row differs from what is on record. Nothing of it is written: it is shown to an officer."""
    found: list[Fault] = []

    def differs(column: str, given: str, kept: str) -> None:
        found.append(Fault("differs", column, {"given": given[:300], "kept": kept[:300]}))

    if _flat(taken.full) not in {_flat(name) for name in known.names}:
        differs("name", taken.full, known.names[0] if known.names else "")
    if taken.born[0] and taken.born[:2] != known.born:
        differs("birth_date", _born(taken), known.born_words)
    if taken.sex not in ("U", known.sex):
        differs("sex", taken.sex, known.sex)
    if not set(taken.citizenships) <= set(known.citizenships):
        differs("nationality", ", ".join(taken.citizenships), ", ".join(known.citizenships))
    if taken.paper_number and taken.number_key not in known.numbers:
        differs("document_number", taken.paper_number, ", ".join(known.numbers.values()))
    new = [phone for phone in taken.phones if _digits(phone) not in {_digits(one) for one in known.phones}]
    if new:
        differs("phone", ", ".join(new), ", ".join(known.phones))
    if taken.address and _flat(taken.address) != _flat(known.address):
        differs("address", taken.address, known.address)
    if taken.external_id and taken.external_id != known.external_id:
        differs("external_id", taken.external_id, known.external_id)
    return found


def _born(taken: Taken) -> str:
    first, _last, precision = taken.born
    if first is None:
        return ""
    return {"day": first.isoformat(), "month": f"{first:%Y-%m}", "year": f"{first:%Y}"}.get(precision, f"~{first:%Y}")


def _flat(text: str) -> str:
    return unify(text).casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-9:]
