# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of human beings: what a clerk wrote down, in some script, with what happens to records.

The shares are those of docs/seed.md. Originals are written with more care than the records of people who come again.
"""

import datetime as dt
from bisect import bisect_right
from itertools import accumulate
from random import Random

from panah.interfaces.cli.seed.register import cyrillic, eastern, latin
from panah.interfaces.cli.seed.register.humans import COUNTRY, TODAY, Household, Human, draw_address, draw_family
from panah.interfaces.cli.seed.register.places import DISTRICTS
from panah.interfaces.cli.seed.register.writers import Writer

WRITERS: tuple[Writer, ...] = (*latin.WRITERS, *cyrillic.WRITERS, *eastern.WRITERS)
"""All ways of writing."""
_SHARES = list(accumulate(writer.share for writer in WRITERS))
_ORDERS = {
    writer.rendering: (
        tuple(order for order, _share in writer.orders),
        list(accumulate(s for _order, s in writer.orders)),
    )
    for writer in WRITERS
}
_BY_NAME = {writer.rendering: writer for writer in WRITERS}
_FOREIGN = frozenset({"mrz", "english", "russian_passport", "turkish"})

TYPO, TYPO_AGAIN = 0.03, 0.10
"""Share of name fields with a slip of the keyboard: in first records, and in the records of those who come again."""
SWAPPED = 0.03
MARRIED = 0.04
"""Of women: recorded under a husband's name, which is not the one that she truly bears."""
GROWN = 18  # not-law: from when on invented women marry and invented people have identity cards
NO_PLACE = 0.10
PAPER = 0.60
SAME_PAPER = 0.10 / PAPER**2
"""Of two records of one human that both have a paper: that it is the same one. One in ten of all pairs agrees."""
PHONE = 0.55
ORIGINAL_BESIDE = 0.15
"""Of names in foreign Latin spellings: the original script stands beside it."""
YEAR_ONLY, NO_BIRTH = 0.03, 0.01
AGAIN_BIRTH = (
    ("born_january_1", 0.075),
    ("born_day_month_swapped", 0.09),
    ("born_typo", 0.035),
    ("born_other_year", 0.05),
)
"""What happens to the birth date of those who come again: with the years-only it parts 24 of 100 true pairs."""
MOVED = 0.30


class Record:
    """What stands in the register about somebody, and who it truly is (`human`, `truth_id`)."""

    __slots__ = (
        "address", "again", "born", "district", "external_id", "family", "full", "given", "household_id", "human", "noise",
        "original", "paper", "patronymic", "phone", "place", "role", "since", "truth_id", "writer",
    )  # fmt: skip

    def __init__(self, human: Human, truth_id: str, writer: Writer, again: bool) -> None:
        self.human, self.truth_id, self.writer, self.again = human, truth_id, writer, again
        self.noise: list[str] = []
        self.external_id = self.household_id = self.original = self.born = self.phone = self.address = ""
        self.district = self.place = ""
        self.paper: tuple[str, str] | None = None
        self.role = human.role
        self.given = self.family = self.patronymic = self.full = ""
        self.since: dt.date = TODAY


def draw_writer(chance: Random) -> Writer:
    """A way of writing, by its share."""
    return WRITERS[min(bisect_right(_SHARES, chance.random()), len(WRITERS) - 1)]


def write_name(record: Record, chance: Random) -> None:
    """Fill in the name of a record, with the slips that happen."""
    human, writer = record.human, record.writer
    style = int(chance.random() * writer.styles)
    family = human.family
    if human.sex == "F" and chance.random() < MARRIED and human.born.year < TODAY.year - GROWN:
        family = draw_family(chance)
        if family is not human.family:
            record.noise.append("married_name")
    given, surname = writer.word(human.given, style), writer.family(family, human.sex, style)
    patronymic = ""
    if chance.random() < writer.no_father:
        record.noise.append("no_patronymic")
    else:
        patronymic = writer.father(human.father, human.sex, style)
    slip = TYPO_AGAIN if record.again else TYPO
    if chance.random() < slip:
        given = _slipped(given, writer.alphabet, chance)
        record.noise.append("typo_given")
    if chance.random() < slip:
        surname = _slipped(surname, writer.alphabet, chance)
        record.noise.append("typo_family")
    if patronymic and chance.random() < slip:
        patronymic = _slipped(patronymic, writer.alphabet, chance)
        record.noise.append("typo_patronymic")
    if chance.random() < SWAPPED:
        given, surname = surname, given
        record.noise.append("swapped")
    record.given, record.family, record.patronymic = given, surname, patronymic
    record.full = _whole(writer, given, surname, patronymic, chance)
    if writer.rendering in _FOREIGN and chance.random() < ORIGINAL_BESIDE:
        own = _BY_NAME["az_latin" if chance.random() < 0.6 else "russian"]
        habit = int(chance.random() * own.styles)
        first, last = own.word(human.given, habit), own.family(family, human.sex, habit)
        record.original = f"{last} {first}"


def _whole(writer: Writer, given: str, surname: str, patronymic: str, chance: Random) -> str:
    orders, shares = _ORDERS[writer.rendering]
    order = orders[min(bisect_right(shares, chance.random()), len(orders) - 1)] if len(orders) > 1 else orders[0]
    if not patronymic:
        return f"{surname} {given}" if order[0] == "F" else f"{given} {surname}"
    if order == "FGP":
        return f"{surname} {given} {patronymic}"
    if order == "GPF":
        return f"{given} {patronymic} {surname}"
    if order == "GFP":
        return f"{given} {surname} {patronymic}"
    return f"{surname} {given}" if order == "FG" else f"{given} {surname}"


def _slipped(text: str, alphabet: str, chance: Random) -> str:
    """A slip: a letter left out, doubled, changed with its neighbour, another one typed, or one too many."""
    if len(text) < 3:
        return text + alphabet[int(chance.random() * len(alphabet))]
    place, kind = 1 + int(chance.random() * (len(text) - 2)), chance.random()
    if text[place] == " ":
        place -= 1
    letter = alphabet[int(chance.random() * len(alphabet))]
    if letter == text[place].lower():
        letter = alphabet[(alphabet.index(letter) + 1) % len(alphabet)]
    if text.isupper():
        letter = letter.upper()
    if kind < 0.25:
        return text[:place] + text[place + 1 :]
    if kind < 0.40:
        return text[:place] + text[place] + text[place:]
    if kind < 0.60 and text[place] != text[place + 1] and text[place + 1] != " ":
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind < 0.90:
        return text[:place] + letter + text[place + 1 :]
    return text[:place] + letter + text[place:]


def write_birth(record: Record, chance: Random) -> None:
    """Fill in the birth as written."""
    born, drawn = record.human.born, chance.random()
    if drawn < NO_BIRTH:
        record.noise.append("born_missing")
        return
    if drawn < NO_BIRTH + YEAR_ONLY:
        record.born = f"{born.year}"
        record.noise.append("born_year_only")
        return
    record.born = born.isoformat()
    if not record.again:
        return
    drawn = chance.random()
    for kind, share in AGAIN_BIRTH:
        if drawn < share:
            word, written = _miswritten(kind, born, chance)
            if written != born:
                record.born = written.isoformat()
                record.noise.append(word)
            return
        drawn -= share


def _miswritten(word: str, born: dt.date, chance: Random) -> tuple[str, dt.date]:
    if word == "born_january_1":
        return word, dt.date(born.year, 1, 1)
    if word == "born_day_month_swapped" and born.day <= 12 and born.day != born.month:
        return word, dt.date(born.year, born.day, born.month)
    if word == "born_other_year":
        years = (-2, -1, -1, 1, 1, 2)[int(chance.random() * 6)]
        return word, _possible(born.year + years, born.month, born.day)
    # One digit of the day or the month.
    if chance.random() < 0.6:
        day = (born.day + (1, 10, -1, -10)[int(chance.random() * 4)] - 1) % 28 + 1
        return "born_typo", _possible(born.year, born.month, day)
    month = (born.month + (1, -1, 2)[int(chance.random() * 3)] - 1) % 12 + 1
    return "born_typo", _possible(born.year, month, born.day)


def _possible(year: int, month: int, day: int) -> dt.date:
    return dt.date(min(year, TODAY.year - 1), month, min(day, 28))


def write_place(record: Record, household: Household, moved: tuple[str, str, str] | None, chance: Random) -> None:
    """Fill in where somebody lives and was born."""
    if moved:
        record.noise.append("moved")
    if chance.random() < NO_PLACE:
        record.noise.append("place_missing")
        return
    district, village, street = moved or (household.district, household.village, household.street)
    record.district, record.address = district, f"{village}, {street}"
    record.place = household.birthplace
    record.since = max(household.since, record.human.born)


def draw_move(chance: Random) -> tuple[str, str, str] | None:
    """Another address for those who come again, or None for the same."""
    if chance.random() >= MOVED:
        return None
    return DISTRICTS[int(chance.random() * len(DISTRICTS))], *draw_address(chance)


def paper_of(human: Human, serial: int, luck: float) -> tuple[str, str]:
    """A paper with a number of its own. `serial`: no two papers of a register share it. `luck`: from 0 to 1, its kind."""
    number = serial * 48_271 % 99_999_989
    if human.born.year > TODAY.year - GROWN + 2:
        return "birth_certificate", f"I-MK {number:08d}"
    if luck < 0.6:
        return "identity_card", f"AA{number:08d}"
    return ("passport", f"C{number:08d}") if luck < 0.85 else ("other", f"MK-{number:08d}")


def phone_of(serial: int) -> str:
    """A telephone number that rings nowhere."""
    return f"+994120{serial * 7_919 % 1_000_003 % 1_000_000:06d}"


__all__ = [
    "COUNTRY",
    "PAPER",
    "PHONE",
    "SAME_PAPER",
    "WRITERS",
    "Record",
    "draw_move",
    "draw_writer",
    "paper_of",
    "phone_of",
    "write_birth",
    "write_name",
    "write_place",
]
