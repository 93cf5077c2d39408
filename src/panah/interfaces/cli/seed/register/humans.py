# SPDX-License-Identifier: AGPL-3.0-or-later
"""Families of invented human beings: who they truly are, before anybody writes them down.

Who is hard to tell apart in life is so here: brothers and sisters, twins with names that rhyme, children named after
their grandparents, a few after their own father, and very many people of one name.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random

from panah.interfaces.cli.seed.register.family_names import ENDINGS, SHARES, STEMS, Family
from panah.interfaces.cli.seed.register.given_names import MEN, WOMEN
from panah.interfaces.cli.seed.register.places import DISTRICTS, STREETS, VILLAGES

TODAY = dt.date(2026, 1, 1)
"""The day on which the invented register was last written to; fixed, so that the same seed gives the same people."""
COUNTRY = "AZE"
LARGEST_FAMILY = 0.10
"""Share of people who bear the commonest surname (men's and women's form together)."""
COMMONEST_MAN, COMMONEST_WOMAN = 0.035, 0.025
_GRAIN = 1 << 16


def _zipf(count: int, largest: float) -> list[int]:
    """A table of places to draw from: the first has the share `largest`, and shares fall by Zipf's law."""
    low, high = 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        share = 1 / sum(place**-middle for place in range(1, count + 1))
        low, high = (middle, high) if share < largest else (low, middle)
    sums = list(accumulate(place**-low for place in range(1, count + 1)))
    return [bisect_right(sums, (grain + 0.5) / _GRAIN * sums[-1]) for grain in range(_GRAIN)]


class Drawer:
    """Draws words by their share. Reading a table takes a third of the time of `random.choices`."""

    def __init__(self, words: Sequence[str], largest: float) -> None:
        self._table = [words[place] for place in _zipf(len(words), largest)]

    def draw(self, chance: Random) -> str:
        """A word."""
        return self._table[int(chance.random() * _GRAIN)]


_MEN, _WOMEN, _STEMS = Drawer(MEN, COMMONEST_MAN), Drawer(WOMEN, COMMONEST_WOMAN), Drawer(STEMS, LARGEST_FAMILY)
_FAMILIES = {(stem, ending): Family(stem, ending) for stem in STEMS for ending in ENDINGS}
_UP_TO = list(accumulate(SHARES))
_CHILDREN = (0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)


class Human:
    """Who somebody truly is. `number`: place in the block. `luck`: decides on the papers, the same whenever it is asked."""

    __slots__ = ("born", "family", "father", "given", "luck", "number", "role", "sex")

    def __init__(self, sex: str, given: str, father: str, family: Family, born: dt.date, role: str) -> None:
        self.sex, self.given, self.father, self.family, self.born, self.role = sex, given, father, family, born, role
        self.number, self.luck = 0, 0.0


class Household:
    """People who live together. `address`: district, village, street and house. `since`: when they came there."""

    __slots__ = ("birthplace", "district", "number", "people", "since", "street", "village")

    def __init__(self, number: int, people: list[Human], chance: Random) -> None:
        self.number, self.people = number, people
        self.settle(chance)
        self.birthplace = f"{VILLAGES[int(chance.random() * len(VILLAGES))]}, {self.district}"

    def settle(self, chance: Random) -> None:
        """Let them live somewhere."""
        self.district = DISTRICTS[int(chance.random() * len(DISTRICTS))]
        self.village, self.street = draw_address(chance)
        self.since = TODAY - dt.timedelta(days=100 + int(chance.random() * 11_000))  # not-law: invented


def draw_address(chance: Random) -> tuple[str, str]:
    """A village, and a street with a house."""
    return (
        VILLAGES[int(chance.random() * len(VILLAGES))],
        f"{STREETS[int(chance.random() * len(STREETS))]} küçəsi {1 + int(chance.random() * 120)}",
    )


def draw_family(chance: Random) -> Family:
    """A surname."""
    stem = _STEMS.draw(chance)
    return _FAMILIES[stem, ENDINGS[min(bisect_right(_UP_TO, chance.random()), len(ENDINGS) - 1)]]


def draw_given(chance: Random, sex: str) -> str:
    """A given name of a sex."""
    return (_MEN if sex == "M" else _WOMEN).draw(chance)


def _day(chance: Random, first_age: float, last_age: float) -> dt.date:
    age = first_age + chance.random() * (last_age - first_age)
    return TODAY - dt.timedelta(days=int(age * 365.25) + 1)  # not-law: length of a year


def households(chance: Random, people: int) -> Iterator[Household]:
    """Households with so many people in all; the last one is cut off where there would be more."""
    made = number = 0
    while made < people:
        those = _invent(chance)[: people - made]
        for place, human in enumerate(those):
            human.number, human.luck = made + place, chance.random()
        yield Household(number, those, chance)
        made += len(those)
        number += 1


def _invent(chance: Random) -> list[Human]:
    """A household: somebody alone, a couple or a single parent with children, at times with a grandparent or a sibling."""
    kind = chance.random()
    grandfather, sex = draw_given(chance, "M"), "M" if chance.random() < 0.72 else "F"
    family, born = draw_family(chance), _day(chance, 22, 78)
    first = Human(sex, draw_given(chance, sex), grandfather, family, born, "principal")
    people = [first]
    if kind < 0.16:
        return people
    man, woman = (first, None) if sex == "M" else (None, first)
    if kind < 0.88:
        other = "F" if sex == "M" else "M"
        years = dt.timedelta(days=int(chance.gauss(1100 if sex == "M" else -1100, 1300)))  # not-law: invented
        hers = family if chance.random() < 0.5 else draw_family(chance)
        spouse = Human(
            other,
            draw_given(chance, other),
            draw_given(chance, "M"),
            hers,
            min(born + years, _day(chance, 20, 24)),
            "spouse",
        )
        people.append(spouse)
        man, woman = (man or spouse), (woman or spouse)
    _children(chance, people, man, woman, grandfather)
    if chance.random() < 0.16:
        _elder(chance, people, first)
    if chance.random() < 0.06:
        _sibling(chance, people, first)
    return people


def _children(chance: Random, people: list[Human], man: Human | None, woman: Human | None, grandfather: str) -> None:
    father = man.given if man else draw_given(chance, "M")
    family = man.family if man else people[0].family
    mother_born = woman.born if woman else man.born if man else people[0].born
    at = mother_born + dt.timedelta(days=int(chance.gauss(8400, 1200)))  # not-law: invented
    taken: set[str] = set()
    before: Human | None = None
    for _ in range(_CHILDREN[int(chance.random() * len(_CHILDREN))]):
        sex = "M" if chance.random() < 0.52 else "F"
        twin = before is not None and chance.random() < 0.025
        if twin and before is not None:
            born = before.born
            sex = before.sex if chance.random() < 0.6 else sex
        else:
            born = at
            at += dt.timedelta(days=400 + int(chance.random() * 1300))  # not-law: invented
        if born >= TODAY:
            return
        given = _child_name(chance, sex, father, grandfather, before.given if twin and before else "")
        tries = 0
        while given in taken and tries < 5:
            given, tries = draw_given(chance, sex), tries + 1
        taken.add(given)
        before = Human(sex, given, father, family, born, "child")
        people.append(before)


def _child_name(chance: Random, sex: str, father: str, grandfather: str, twin: str) -> str:
    if twin:
        for _ in range(12):
            given = draw_given(chance, sex)
            if given[0] == twin[0] and given != twin:
                return given
    after = chance.random()
    if sex == "M" and after < 0.12:
        return grandfather
    if sex == "M" and after < 0.13:
        return father
    return draw_given(chance, sex)


def _elder(chance: Random, people: list[Human], first: Human) -> None:
    """The father or the mother of the first; the name of the father is known already."""
    born = first.born - dt.timedelta(days=int(6600 + chance.random() * 7000))  # not-law: invented
    if born < dt.date(1925, 1, 1):
        return
    if chance.random() < 0.35:
        people.append(Human("M", first.father, draw_given(chance, "M"), first.family, born, "parent"))
    else:
        hers = first.family if chance.random() < 0.5 else draw_family(chance)
        people.append(Human("F", draw_given(chance, "F"), draw_given(chance, "M"), hers, born, "parent"))


def _sibling(chance: Random, people: list[Human], first: Human) -> None:
    sex = "M" if chance.random() < 0.5 else "F"
    twin = chance.random() < 0.1
    born = first.born if twin else first.born + dt.timedelta(days=int(chance.gauss(0, 2500)))  # not-law: invented
    given = draw_given(chance, sex)
    if given != first.given and born < TODAY:
        people.append(Human(sex, given, first.father, first.family, born, "sibling"))
