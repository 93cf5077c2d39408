# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with a machine-readable zone, and how that is told: named fields, places, look-alikes."""

from dataclasses import dataclass
from datetime import date

MESSAGES = {
    "mrz.empty": "Type or paste the two or three lines at the foot of the document's data page.",
    "mrz.character": "Line {line}, place {position}: “{found}” cannot stand in a machine-readable zone. "
    "Only A-Z, 0-9 and < can; check the keyboard layout.",
    "mrz.length": "The lines have {found} characters. A passport has two lines of 44, a small passport or visa-size "
    "document two of 36, a card three of 30. Compare the lines with the document.",
    "mrz.visa": "These are the lines of a visa. Use those of the passport or the identity document.",
    "mrz.check_digit": "{label}: the check digit does not fit (line {line}, place {position}: it reads “{found}”, "
    "the field gives “{expected}”). Compare the field and its digit with the document.",
    "mrz.not_a_digit": "{label}: a digit must stand at line {line}, place {position}, not “{found}”.",
    "mrz.date": "{label}: line {line}, place {position}: “{found}” is not a date (year, month, day in two digits each).",
    "mrz.sex": "Sex: line {line}, place {position} must be F, M or <, not “{found}”.",
    "mrz.country": "{label}: line {line}, place {position}: “{found}” is not a known country code.",
    "mrz.names": "Names: the surname must begin at line {line}, place {position}.",
}
LABELS = {
    "number": "Document number", "birth_date": "Date of birth", "expiry_date": "Date of expiry",
    "optional_data": "Personal number or optional data", "composite": "Last check digit, over the whole line",
    "issuing_country": "Issuing state", "nationality": "Nationality", "sex": "Sex", "names": "Names", "zone": "Lines",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which parts may be unknown (ICAO 9303-3, 4.8: unknown parts are fillers).

    Attributes: `year` (four digits), `month` (1-12), `day` (1-31), each None when the document leaves it out.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def as_date(self) -> date | None:
        """Return the full date, or None when a part is unknown."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        year = "XXXX" if self.year is None else f"{self.year:04d}"
        month = "XX" if self.month is None else f"{self.month:02d}"
        day = "XX" if self.day is None else f"{self.day:02d}"
        return f"{year}-{month}-{day}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A look-alike that would make a check digit fit: shown to the person, never applied."""

    line: int
    position: int
    found: str
    perhaps: str


@dataclass(frozen=True, slots=True)
class MrzFault:
    """One thing wrong with a zone.

    Attributes: `field` (a key of `LABELS`), `key` (a key of `MESSAGES`, for translation), `line` and `position`
    (both count from 1), `found`, `expected`, `suggestions`.
    """

    field: str
    key: str
    line: int = 1
    position: int = 1
    found: str = ""
    expected: str = ""
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def params(self) -> dict[str, str | int]:
        """Return what a translated message may name."""
        return {
            "label": LABELS[self.field], "line": self.line, "position": self.position,
            "found": self.found, "expected": self.expected,
        }  # fmt: skip

    def __str__(self) -> str:
        text = MESSAGES[self.key].format(**self.params)
        for hint in self.suggestions:
            text += f" It would fit if place {hint.position} of line {hint.line} were “{hint.perhaps}” and not “{hint.found}”."
        return text


class MrzUnreadable(ValueError):
    """The text cannot be laid out as a zone; `faults` says why, each with what to do."""

    def __init__(self, faults: list[MrzFault]) -> None:
        super().__init__(" ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)
