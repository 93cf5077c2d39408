# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented households: who is in them, what they bring, through which door they come."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from panah.interfaces.cli.seed.names import Name, Pool, draw_family, draw_name, draw_pool
from panah.register.models import NeedCode

STREETS = (
    "Pomegranate",
    "Mulberry",
    "Saffron",
    "Willow",
    "Harbour",
    "Sunrise",
    "Weavers",
    "Library",
    "Orchard",
    "Mill",
)
NEAR = 4
"""Up to so many years above the age of majority the day of birth is known: nobody's age is in doubt by mere chance."""
TOWNS = ("Narlı", "Çinarlı", "Göllər", "Bağçakənd", "Dənizkənarı", "Yaşıltəpə")


@dataclass
class Somebody:
    """One invented person. `born` as an intake takes it; `years`: age in whole years when the claim is made."""

    name: Name
    pool: Pool
    sex: str
    years: int
    born: str
    relation: str
    citizenships: list[str]
    languages: list[str]
    paper: str = ""
    phone: str = ""
    needs: list[str] = field(default_factory=list)
    wish: str = ""
    minor: bool = False
    estimated: bool = False
    caregiver: int | None = None

    @property
    def alone(self) -> bool:
        """Whether this is a child for whom nobody in the household answers."""
        return self.minor and self.caregiver is None and self.relation in ("principal", "sibling")


@dataclass
class Family:
    """One invented household: who, at which door, in which office, since when.

    kind: `single`, `couple`, `parents`, `parent`, `siblings` (an adult with a minor brother or sister), `alone` (a child
    without anybody), `elders`.
    """

    number: int
    kind: str
    people: list[Somebody]
    channel: str
    office: str
    address: str
    town: str
    arrived_before: int
    majority: int


KINDS = ("single", "couple", "parents", "parent", "siblings", "alone", "elders")
KIND_WEIGHTS = (46, 12, 20, 10, 4, 4, 4)
CHANNELS = ("service", "border", "police", "detention")
CHANNEL_WEIGHTS = (62, 22, 10, 6)


def invent_family(chance: Random, number: int, *, majority: int, kind: str = "", most: int = 40) -> Family:
    """A household by chance.

    Args:
        chance: where chance comes from; the same gives the same.
        number: of the household, from 0.
        majority: age in years from which the law takes somebody for an adult.
        kind: one of `KINDS`; drawn where it is empty.
        most: people in it at most.
    """
    pool = draw_pool(chance)
    kind = kind or chance.choices(KINDS, KIND_WEIGHTS)[0]
    surname = draw_family(chance, pool)
    country = chance.choice(pool.countries)
    stateless = chance.random() < 0.03
    spoken = _spoken(chance, pool)

    def somebody(relation: str, sex: str, low: int, high: int) -> Somebody:
        years = chance.randint(low, high)
        return Somebody(
            name=draw_name(chance, pool, sex, surname),
            pool=pool,
            sex=sex,
            years=years,
            born="",
            relation=relation,
            citizenships=[] if stateless else [country],
            languages=list(spoken),
            minor=years < majority,
        )

    sex = chance.choice("FM")
    other = "M" if sex == "F" else "F"
    grown, young = (majority + 1, 62), (0, majority - 1)
    people = [somebody("principal", sex, *(young if kind == "alone" else grown))]
    if kind == "alone":
        people[0].years = max(people[0].years, majority - chance.randint(1, 6))
    if kind in ("couple", "parents"):
        people.append(somebody("spouse", other, *grown))
    if kind in ("parents", "parent"):
        people += [
            somebody("child", chance.choice("FM"), *young) for _ in range(chance.choices((1, 2, 3), (4, 4, 2))[0])
        ]
    if kind == "siblings":
        people.append(somebody("sibling", chance.choice("FM"), majority // 2, majority - 1))
    if kind == "elders":
        people.append(somebody("parent", chance.choice("FM"), 66, 84))
    people = people[: max(1, most)]
    return Family(
        number=number,
        kind=kind if len(people) > 1 or kind == "alone" else "single",
        people=people,
        channel=chance.choices(CHANNELS, CHANNEL_WEIGHTS)[0] if kind != "alone" else chance.choice(CHANNELS[:3]),
        office=chance.choices(("first", "second"), (3, 2))[0],
        address=f"{chance.randint(1, 90)} {chance.choice(STREETS)} Street",
        town=chance.choice(TOWNS),
        arrived_before=chance.choice((0, 0, 1, 2, 3, 5, 9, 14, 30, 75)),
        majority=majority,
    )


def _spoken(chance: Random, pool: Pool) -> list[str]:
    first = chance.choice(pool.spoken[:2])
    more = [one for one in pool.spoken if one != first]
    return [first, *chance.sample(more, k=min(len(more), chance.choice((0, 0, 1, 2))))]


def settle(chance: Random, family: Family, received_on: dt.date) -> None:
    """Give births, papers, contacts, needs and wishes to a household, for the day on which its claim is made."""
    for place, person in enumerate(family.people):
        day = received_on - dt.timedelta(days=chance.randrange(2, 350))  # not-law: a birthday in the year before
        born = day.replace(year=day.year - person.years, day=min(day.day, 28))
        precision = chance.choices(("day", "month", "year"), (86, 5, 9))[0]
        person.born = {"day": born.isoformat(), "month": f"{born:%Y-%m}", "year": f"{born:%Y}"}[precision]
        if person.years < family.majority + NEAR:
            person.born = born.isoformat()
        person.estimated = precision == "year" and len(person.born) == 4 and chance.random() < 0.5
        adult = not person.minor
        if adult and chance.random() < 0.62:
            person.paper = "".join(chance.choice("ABCEHKLMNPRTX") for _ in range(2)) + f"{chance.randrange(10**7):07d}"
        if adult and chance.random() < 0.8:
            person.phone = f"+994 50 000 {chance.randrange(100):02d} {chance.randrange(100):02d}"
        if person.relation == "sibling" and person.minor and family.number % 2:
            person.caregiver = 0
        person.needs = _needs(chance, family, place, person)
        person.wish = person.sex if adult and chance.random() < 0.12 else ""


def _needs(chance: Random, family: Family, place: int, person: Somebody) -> list[str]:
    found = []
    if family.kind == "parent" and place == 0:
        found.append(NeedCode.SINGLE_PARENT.value)
    if person.relation == "parent":
        found.append(NeedCode.OLDER_PERSON.value)
    if chance.random() < 0.07:
        found.append(NeedCode.MEDICAL.value)
    if person.sex == "F" and not person.minor and person.years < 40 and chance.random() < 0.1:  # not-law: invented
        found.append(NeedCode.PREGNANT.value)
    if not person.minor and chance.random() < 0.04:
        found.append(NeedCode.DISABILITY.value)
    return found


def intake(
    family: Family, *, received_on: dt.date, received_by: str, office_id: str, notice: str, version: str
) -> dict[str, Any]:
    """What a registrar or a post types for a household: the input of `receive_claim`.

    Args:
        received_on: the day of the claim. received_by: the name of the office or post.
        office_id: the determining office. notice: language of the notice of rights; version: of its text.
    """
    return {
        "notice": {"given": True, "version": version, "language": notice, "means": "read_aloud"},
        "channel": family.channel,
        "received_by": received_by,
        "received_on": received_on.isoformat(),
        "arrived_on": (received_on - dt.timedelta(days=family.arrived_before)).isoformat(),
        "office_id": office_id,
        "address": {"text": family.address, "district": family.town},
        "persons": [_person(family, person) for person in family.people],
    }


def _person(family: Family, person: Somebody) -> dict[str, Any]:
    given: dict[str, Any] = {
        "relation": person.relation,
        "names": [
            {
                "given": person.name.given,
                "family": person.name.family,
                "full": person.name.full,
                "language": person.pool.language,
            }
        ],
        "sex": person.sex,
        "born": person.born,
        "born_estimated": person.estimated,
        "citizenships": person.citizenships,
        "stateless": not person.citizenships,
        "languages": person.languages,
        "interpreter_language": "" if person.languages[0] == "az" else person.languages[0],
        "interpreter_sex_wish": person.wish,
        "needs": person.needs,
    }
    if person.paper:
        given["papers"] = [{"kind": "passport", "number": person.paper, "country": (person.citizenships or [""])[0]}]
    if person.phone:
        given["contacts"] = [{"kind": "phone", "value": person.phone, "safe_to_use": "yes"}]
    if person.caregiver is not None:
        given["caregiver"] = person.caregiver
    return given
