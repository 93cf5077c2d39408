# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register in blocks of records, each made by itself from the number of records, the seed and its own place: so many
processes can make it, none needs more memory than one block, and a load that was interrupted goes on."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

from panah.interfaces.cli.seed.register.humans import Household, Human, households
from panah.interfaces.cli.seed.register.records import (
    PAPER,
    PHONE,
    SAME_PAPER,
    Record,
    draw_move,
    draw_writer,
    paper_of,
    phone_of,
    write_birth,
    write_name,
    write_place,
)

VERSION = 1
"""Of what the generator makes: raised when the same seed no longer gives the same people."""
BLOCK = 2_500
DUPLICATES = 0.08
"""Share of the records whose human has one already."""
TOGETHER = 0.5
"""Of those who come again: that others of the household come along."""
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True)
class Plan:
    """An invented register. Args: persons: records, duplicates included. seed: the same gives the same."""

    persons: int
    seed: int

    @property
    def blocks(self) -> int:
        """How many blocks it has."""
        return -(-self.persons // BLOCK)

    @cached_property
    def tag(self) -> str:
        """What every external id of this register begins with, and of no other."""
        digest = hashlib.sha256(f"{VERSION}:{self.persons}:{self.seed}".encode()).digest()
        return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:5])

    def external_id(self, place: int) -> str:
        """The external id of the record at a place, counted from 0."""
        return f"{self.tag}-{place + 1:08d}"

    def size(self, block: int) -> int:
        """How many records a block has."""
        return min(BLOCK, self.persons - block * BLOCK)

    def repeated(self, block: int) -> int:
        """How many records of a block are of people who have one already: exact over the whole register."""
        first = block * BLOCK
        return round((first + self.size(block)) * DUPLICATES) - round(first * DUPLICATES)

    def source(self, block: int) -> int:
        """The block whose people come again in this one: another one, far away, where there is one."""
        return (block + max(1, self.blocks * 2 // 5)) % self.blocks

    def chance(self, block: int, what: str) -> Random:
        """The chance of a block."""
        return Random(f"{VERSION}:{self.persons}:{self.seed}:{block}:{what}")  # noqa: S311 - invented people, not keys


@lru_cache(maxsize=2)
def _humans(plan: Plan, block: int) -> list[Household]:
    """Everybody who is first recorded in a block."""
    return list(households(plan.chance(block, "humans"), plan.size(block) - plan.repeated(block)))


def records(plan: Plan, block: int) -> list[Record]:
    """The records of a block, in the order of their external ids; those of a household stand together."""
    chance = plan.chance(block, "records")
    units = [_first(plan, block, household, chance) for household in _humans(plan, block)]
    units += _again(plan, block, chance)
    chance.shuffle(units)
    made: list[Record] = []
    place = block * BLOCK
    for unit in units:
        together = plan.external_id(place) if len(unit) > 1 or unit[0].role == "principal" else ""
        for record in unit:
            record.external_id = plan.external_id(place)
            record.household_id = together.replace("-", "-H")
            place += 1
        made += unit
    return made


def truth_id(plan: Plan, block: int, human: Human) -> str:
    """The name of a human in the truth file."""
    return f"{plan.tag}-P{block * BLOCK + human.number + 1:08d}"


def _paper(plan: Plan, block: int, human: Human) -> tuple[str, str] | None:
    """The paper that a human has, or None."""
    if human.luck >= PAPER:
        return None
    return paper_of(human, block * BLOCK + human.number, human.luck / PAPER)


def _first(plan: Plan, block: int, household: Household, chance: Random) -> list[Record]:
    writer = draw_writer(chance)
    phone = phone_of(block * BLOCK + household.people[0].number) if chance.random() < PHONE else ""
    made = []
    for human in household.people:
        record = Record(human, truth_id(plan, block, human), writer, again=False)
        write_name(record, chance)
        write_birth(record, chance)
        write_place(record, household, None, chance)
        record.paper = _paper(plan, block, human)
        if record.paper is None:
            record.noise.append("document_missing")
        record.phone = phone if human.role in ("principal", "spouse") else ""
        made.append(record)
    return made


def _again(plan: Plan, block: int, chance: Random) -> list[list[Record]]:
    """People of another block who come again: alone, or with some of their household."""
    source, left = plan.source(block), plan.repeated(block)
    found = _humans(plan, source)
    units: list[list[Record]] = []
    serial = plan.persons + block * BLOCK
    while left > 0:
        household = found[int(chance.random() * len(found))]
        chosen = _who(household, chance)[:left]
        writer, moved = draw_writer(chance), draw_move(chance)
        phone = ""
        if chance.random() < PHONE:
            same = chance.random() < 0.4
            phone = phone_of(source * BLOCK + household.people[0].number if same else serial)
        unit = []
        for human in chosen:
            record = Record(human, truth_id(plan, source, human), writer, again=True)
            write_name(record, chance)
            write_birth(record, chance)
            write_place(record, household, moved, chance)
            serial += 1
            _paper_again(plan, source, record, serial, chance)
            record.phone = phone
            unit.append(record)
        _roles(unit)
        units.append(unit)
        left -= len(chosen)
    return units


def _who(household: Household, chance: Random) -> list[Human]:
    people = household.people
    if len(people) == 1 or chance.random() >= TOGETHER:
        return [people[int(chance.random() * len(people))]]
    return [human for human in people if chance.random() < 0.7] or [people[0]]


def _roles(unit: list[Record]) -> None:
    """Who comes without the principal of old has another one now."""
    if unit[0].human.role == "principal":
        return
    unit[0].role = "principal"
    for record in unit[1:]:
        both_children = unit[0].human.role == record.human.role == "child"
        record.role = "sibling" if both_children else "child" if record.human.role == "child" else "other_relative"


def _paper_again(plan: Plan, source: int, record: Record, serial: int, chance: Random) -> None:
    if chance.random() >= PAPER:
        record.noise.append("document_missing")
        return
    own = _paper(plan, source, record.human)
    if own is not None and chance.random() < SAME_PAPER:
        record.paper = own
        return
    record.paper = paper_of(record.human, serial, chance.random())
    record.noise.append("document_other")


def whole(plan: Plan) -> Iterator[Record]:
    """Every record of a register, one after the other."""
    for block in range(plan.blocks):
        yield from records(plan, block)
