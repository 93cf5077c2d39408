# SPDX-License-Identifier: AGPL-3.0-or-later
"""A row of a file as a person: its cells cleaned and checked, or all that is wrong with it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any
from unicodedata import is_normalized

from panah.names import NameTooLong, clean, keys_of_word, words
from panah.register.intake import values
from panah.register.intake.columns import Plan
from panah.register.intake.errors import Fault
from panah.register.intake.values import UNKNOWN, Born, Wrong
from panah.register.intake.xlsx_file import ERROR_CELL, INEXACT_CELL
from panah.register.services.people import paper_key

_LONGEST = {
    "name": 300,
    "name_original": 300,
    "address": 300,
    "external_id": 60,
    "document_number": 60,
    "household_id": 100,
}
_MOST_BLOCKS = 12


@dataclass(frozen=True, slots=True)
class Taken:
    """What a row says, as the register keeps it. Written down with `dump`, read again with `load`."""

    full: str
    given: str = ""
    family: str = ""
    patronymic: str = ""
    original: str = ""
    external_id: str = ""
    sex: str = "U"
    born: Born = UNKNOWN
    citizenships: tuple[str, ...] = ()
    paper_kind: str = ""
    paper_number: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""
    household: str = ""
    role: str = "other"

    def dump(self) -> str:
        """As text; what is empty is left out, so that equal rows have equal texts."""
        first, last, precision = self.born
        kept: dict[str, Any] = {
            "n": [self.full, self.given, self.family, self.patronymic, self.original],
            "x": self.external_id,
            "s": self.sex,
            "b": [first.isoformat(), last.isoformat(), precision] if first and last else None,
            "c": self.citizenships,
            "d": [self.paper_kind, self.paper_number] if self.paper_number else None,
            "p": self.phones,
            "a": self.address,
            "h": self.household,
            "r": self.role,
        }
        return json.dumps(
            {key: value for key, value in kept.items() if value}, ensure_ascii=False, separators=(",", ":")
        )

    @classmethod
    def load(cls, text: str) -> "Taken":
        """From what `dump` wrote."""
        kept = json.loads(text)
        full, given, family, patronymic, original = kept["n"]
        born = kept.get("b")
        kind, number = kept.get("d") or ("", "")
        day = dt.date.fromisoformat
        return cls(
            full, given, family, patronymic, original,
            external_id=kept.get("x", ""),
            sex=kept["s"],
            born=(day(born[0]), day(born[1]), born[2]) if born else UNKNOWN,
            citizenships=tuple(kept.get("c", ())),
            paper_kind=kind,
            paper_number=number,
            phones=tuple(kept.get("p", ())),
            address=kept.get("a", ""),
            household=kept.get("h", ""),
            role=kept["r"],
        )  # fmt: skip

    @property
    def number_key(self) -> str:
        """The number of the paper as papers are searched for."""
        return paper_key(self.paper_number)

    def _spoken(self) -> Iterator[tuple[tuple[tuple[str, ...], ...], str]]:
        """What each name sounds like. Parts are few and come again; whole names are many."""
        father = _sounds(self.patronymic) if self.patronymic else ((), "")
        his = father[1] or (father[0][0][0] if father[0] else "")
        if self.given and self.family:
            yield (_sounds(self.given)[0] + _sounds(self.family)[0])[:4], his
        else:
            own, told = _sounds(self.full)
            yield own, told or his
        if self.original:
            own, told = _sounds(self.original)
            yield own, told or his

    def blocks(self) -> list[str]:
        """Keys that likely duplicates share: two parts of the name with the birth, or with the father and the year."""
        first, _last, precision = self.born
        if first is None:
            return []
        found: dict[str, None] = {}
        when = first.isoformat() if precision == "day" else f"{first:%Y}"
        for own, father in self._spoken():
            for one, other in combinations(own, 2):
                for left in one:
                    for right in other:
                        pair = f"{left} {right}" if left < right else f"{right} {left}"
                        found[f"{pair}|{when}"] = None
                        if father:
                            found[f"{pair}|{father}|{first.year}"] = None
        return list(found)[:_MOST_BLOCKS]


@lru_cache(maxsize=200_000)
def _sounds(name: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Two keys of each part of a name but the father's, and the likeliest key of his."""
    parts = words(name)
    own = tuple(keys_of_word(word)[:2] for word in parts if not word.father)
    return own[:4], next((keys_of_word(word)[0] for word in parts if word.father), "")


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row that was read: what it says, or why it is refused; never both. external_id: to find a refused one by."""

    number: int
    taken: Taken | None
    faults: tuple[Fault, ...] = ()
    external_id: str = ""


class RowReader:
    """Reads rows by a plan.

    Args:
        plan: which column is which.
        source: the register that the file comes from; it goes before each external id, so that two sources may count alike.
        today: nobody is born after it.
        ragged: whether a row with fewer cells than the header has lost something (CSV), or just ends earlier (XLSX).
    """

    def __init__(self, plan: Plan, *, source: str, today: dt.date, ragged: bool) -> None:
        self._places = plan.places()
        self._width = len(plan.header)
        self._source, self._today, self._ragged = source, today, ragged

    def read(self, number: int, cells: Sequence[str]) -> RowRead:
        """The row in line `number`."""
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return self._misshapen(number, "too_many_cells", len(cells))
        if len(cells) < self._width and self._ragged:
            return self._misshapen(number, "too_few_cells", len(cells))
        faults: list[Fault] = []
        texts = {column: self._clean(column, cells, place, faults) for column, place in self._places.items()}
        taken = self._taken(texts, faults)
        external_id = taken.external_id if taken else texts.get("external_id", "")
        return RowRead(number, taken, tuple(faults), external_id)

    def _misshapen(self, number: int, code: str, cells: int) -> RowRead:
        return RowRead(number, None, (Fault(code, "", {"cells": str(cells), "columns": str(self._width)}),))

    @staticmethod
    def _clean(column: str, cells: Sequence[str], place: int, faults: list[Fault]) -> str:
        raw = cells[place] if place < len(cells) else ""
        if not raw:
            return ""
        if raw in (ERROR_CELL, INEXACT_CELL):
            faults.append(Fault("cell_error" if raw == ERROR_CELL else "cell_inexact", column))
            return ""
        limit = _LONGEST.get(column, 200)
        if len(raw) <= limit and raw.isprintable() and is_normalized("NFC", raw):
            # What `clean` would do with such a text, without looking at each of its letters.
            return " ".join(raw.split())
        try:
            return clean(raw, limit)
        except NameTooLong:
            faults.append(Fault("too_long", column, {"limit": str(limit)}))
            return ""

    def _taken(self, texts: dict[str, str], faults: list[Fault]) -> Taken | None:
        def told(column: str, function: Any, *more: Any, nothing: Any = None) -> Any:
            try:
                return function(texts.get(column, ""), *more)
            except Wrong as wrong:
                faults.append(Fault(wrong.code, column, wrong.params))
                return nothing

        given, family, patronymic = (texts.get(name, "") for name in ("given_name", "family_name", "patronymic"))
        full = texts.get("name", "") or " ".join(part for part in (given, patronymic, family) if part)
        original = texts.get("name_original", "")
        if not full:
            full, original = original, ""
        if len(full) > _LONGEST["name"]:
            faults.append(Fault("too_long", "name", {"limit": str(_LONGEST["name"])}))
        elif not any(char.isalpha() for char in full) and not faults:
            faults.append(Fault("no_name", "name"))
        external = texts.get("external_id", "")
        if external and self._source:
            external = f"{self._source}:{external}"
            if len(external) > _LONGEST["external_id"]:
                faults.append(Fault("too_long", "external_id", {"limit": str(_LONGEST["external_id"])}))
        number = texts.get("document_number", "")
        if number and not paper_key(number):
            faults.append(Fault("document_number", "document_number"))
        kind = told("document_type", values.paper_kind, nothing="") if number else ""
        household, role = texts.get("household_id", ""), told("relation", values.relation, nothing="other")
        if not household and role not in ("other", "principal"):
            faults.append(Fault("relation_alone", "relation"))
        sex = told("sex", values.sex, nothing="U")
        citizenships = told("nationality", values.countries, nothing=())
        phones = told("phone", values.phones, nothing=())
        born = self._born(texts, told, faults)
        if faults:
            return None
        return Taken(
            full, given, family, patronymic, "" if original == full else original,
            external_id=external, sex=sex, born=born, citizenships=citizenships, paper_kind=kind, paper_number=number,
            phones=phones, address=texts.get("address", ""), household=household, role=role if household else "other",
        )  # fmt: skip

    def _born(self, texts: dict[str, str], told: Any, faults: list[Fault]) -> Born:
        day: Born = UNKNOWN
        if texts.get("birth_date"):
            day = told("birth_date", values.birth_date, self._today, nothing=UNKNOWN)
        if not texts.get("birth_year"):
            return day
        year: Born = told("birth_year", values.birth_year, self._today, nothing=UNKNOWN)
        if day[0] is None or year[0] is None:
            return day if day[0] else year
        if day[0].year != year[0].year and year[2] != "estimated":
            faults.append(
                Fault("birth_year_differs", "birth_year", {"day": day[0].isoformat(), "year": str(year[0].year)})
            )
        return day


def digest(text: str) -> str:
    """A short hash of what a row says, to tell equal rows."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
