# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machine-readable zones of travel documents (ICAO Doc 9303 parts 3 to 6: TD1, TD2, TD3).

What a registrar types, pastes or scans is read into named fields. Nothing is guessed: a check digit that does not fit
is named, with the place where it stands and the look-alike characters (O and 0, I and 1 ...) that would make it fit,
and the person at the desk looks at the paper again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pycountry

from .mrz_faults import MrzFault, MrzUnreadable, PartialDate, Suggestion

WEIGHTS = (7, 3, 1)  # ICAO 9303-3, 4.9: repeating weights, modulo 10
LOOK_ALIKES = {
    "O": "0", "0": "O", "Q": "0", "D": "0", "I": "1", "1": "I", "L": "1", "Z": "2", "2": "Z",
    "S": "5", "5": "S", "G": "6", "6": "G", "B": "8", "8": "B",
}  # fmt: skip
FILLER_SIGNS = str.maketrans({"«": "<<", "‹": "<", "〈": "<", "≺": "<", "＜": "<", "˂": "<", "⟨": "<"})
# Codes of ICAO 9303-3 section 5 that are not ISO 3166-1 alpha-3, and former codes still printed in old documents.
TO_ISO = {
    "D": "DEU", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR",
    "ZAR": "COD", "ROM": "ROU", "TMP": "TLS", "BUR": "MMR",
}  # fmt: skip
# Codes that name a legal situation or an organisation instead of a state: there is no ISO country for them.
SPECIAL_CODES = {
    "XXA": "stateless", "XXB": "refugee", "XXC": "refugee_other", "XXX": "unspecified",
    "UNO": "organisation", "UNA": "organisation", "UNK": "organisation", "EUE": "organisation",
    "XOM": "organisation", "XPO": "organisation", "XBA": "organisation", "XIM": "organisation",
    "XCC": "organisation", "XCE": "organisation", "XCO": "organisation", "XEC": "organisation",
    "XMP": "organisation", "XES": "organisation", "XDC": "organisation", "IAO": "organisation",
    "RKS": "no_iso_code", "NTZ": "no_iso_code", "UTO": "specimen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MachineReadableZone:
    """The fields of a zone, as the document has them, and what is wrong with it.

    Attributes:
        format: "TD1", "TD2" or "TD3".
        document_code: the one or two letters that open the zone ("P", "ID", "AR" ...).
        document_type: "passport", "identity_card", "crew_certificate" or "other".
        issuing_country, nationality: ISO 3166-1 alpha-3, or None where there is none (see the `_code` and `_status`).
        issuing_code, nationality_code: the letters in the zone, without fillers.
        nationality_status: "country", "stateless" (XXA), "refugee" (XXB), "refugee_other" (XXC), "unspecified" (XXX),
            "organisation", "specimen" (UTO), "no_iso_code", "former_country" or "unknown".
        number, surname, given_names, sex ("F", "M", "X"), optional_data.
        names_truncated: the names fill their field to the end, so they may go on in the document.
        birth_date, expiry_date: with the century rule of `read_mrz`.
        lines: the zone as it was read. faults: what is wrong; empty when every check digit fits.
    """

    format: str
    document_code: str
    document_type: str
    issuing_country: str | None
    issuing_code: str
    number: str
    surname: str
    given_names: str
    names_truncated: bool
    nationality: str | None
    nationality_code: str
    nationality_status: str
    birth_date: PartialDate
    sex: str
    expiry_date: PartialDate
    optional_data: str
    lines: tuple[str, ...]
    faults: tuple[MrzFault, ...]

    @property
    def valid(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class _Span:
    """A run of characters: line and start count from 0, the end is open."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Layout:
    name: str
    lines: int
    width: int
    names: _Span
    issuing: _Span
    number: _Span
    nationality: _Span
    birth: _Span
    sex: _Span
    expiry: _Span
    optional: tuple[_Span, ...]
    number_rest: _Span | None  # where a number longer than nine characters goes on
    optional_checked: bool
    composite: tuple[_Span, ...]
    composite_at: tuple[int, int]


LAYOUTS = {
    "TD1": _Layout(
        "TD1", 3, 30, _Span(2, 0, 30), _Span(0, 2, 5), _Span(0, 5, 14), _Span(1, 15, 18), _Span(1, 0, 6), _Span(1, 7, 8),
        _Span(1, 8, 14), (_Span(0, 15, 30), _Span(1, 18, 29)), _Span(0, 15, 30), False,
        (_Span(0, 5, 30), _Span(1, 0, 7), _Span(1, 8, 15), _Span(1, 18, 29)), (1, 29),
    ),
    "TD2": _Layout(
        "TD2", 2, 36, _Span(0, 5, 36), _Span(0, 2, 5), _Span(1, 0, 9), _Span(1, 10, 13), _Span(1, 13, 19), _Span(1, 20, 21),
        _Span(1, 21, 27), (_Span(1, 28, 35),), _Span(1, 28, 35), False,
        (_Span(1, 0, 10), _Span(1, 13, 20), _Span(1, 21, 35)), (1, 35),
    ),
    "TD3": _Layout(
        "TD3", 2, 44, _Span(0, 5, 44), _Span(0, 2, 5), _Span(1, 0, 9), _Span(1, 10, 13), _Span(1, 13, 19), _Span(1, 20, 21),
        _Span(1, 21, 27), (_Span(1, 28, 42),), None, True,
        (_Span(1, 0, 10), _Span(1, 13, 20), _Span(1, 21, 43)), (1, 43),
    ),
}  # fmt: skip


def check_digit(text: str) -> str:
    """Return the check digit of `text` (ICAO 9303-3, 4.9): A = 10 ... Z = 35, filler = 0, weights 7, 3, 1, modulo 10."""
    total = sum((0 if sign == "<" else int(sign, 36)) * WEIGHTS[place % 3] for place, sign in enumerate(text))
    return str(total % 10)


def _clean_lines(text: str) -> list[str]:
    # The dotless ı and the dotted İ of an Azerbaijani keyboard are slips for I; upper() handles the first only.
    upper = text.translate(FILLER_SIGNS).replace("İ", "I").upper()
    lines = ["".join(sign for sign in line if not sign.isspace() and sign.isprintable()) for line in upper.splitlines()]
    return [line for line in lines if line]


def _lay_out(lines: list[str]) -> tuple[_Layout, tuple[str, ...]]:
    for layout in LAYOUTS.values():
        if len(lines) == layout.lines and lines[0][:1] != "":
            names = layout.names.line
            others_fit = all(len(line) == layout.width for place, line in enumerate(lines) if place != names)
            # Only fillers can follow the names, so fillers left off at their end lose nothing.
            if others_fit and len(lines[names]) <= layout.width:
                padded = [*lines]
                padded[names] = lines[names].ljust(layout.width, "<")
                return layout, tuple(padded)
    joined = "".join(lines)
    for layout in LAYOUTS.values():
        if len(joined) == layout.lines * layout.width:
            return layout, tuple(joined[at : at + layout.width] for at in range(0, len(joined), layout.width))
    found = " + ".join(str(len(line)) for line in lines)
    raise MrzUnreadable([MrzFault("zone", "mrz.length", found=found)])


class _Reader:
    def __init__(self, layout: _Layout, lines: tuple[str, ...]) -> None:
        self.layout = layout
        self.lines = lines
        self.faults: list[MrzFault] = []

    def text(self, *spans: _Span) -> str:
        return "".join(self.lines[span.line][span.start : span.end] for span in spans)

    def check(self, field: str, spans: tuple[_Span, ...], at: tuple[int, int], *, blank_ok: bool = False) -> None:
        content, found = self.text(*spans), self.lines[at[0]][at[1]]
        expected = check_digit(content)
        if found == expected or (blank_ok and found == "<" and not content.strip("<")):
            return
        if not found.isdigit():
            self.faults.append(
                MrzFault(field, "mrz.not_a_digit", at[0] + 1, at[1] + 1, found, expected, self._at_digit(at, expected))
            )
            return
        hints = self._hints(spans, found)
        self.faults.append(MrzFault(field, "mrz.check_digit", at[0] + 1, at[1] + 1, found, expected, hints))

    def _at_digit(self, at: tuple[int, int], expected: str) -> tuple[Suggestion, ...]:
        found = self.lines[at[0]][at[1]]
        if LOOK_ALIKES.get(found) == expected:
            return (Suggestion(at[0] + 1, at[1] + 1, found, expected),)
        return ()

    def _hints(self, spans: tuple[_Span, ...], wanted: str) -> tuple[Suggestion, ...]:
        content = self.text(*spans)
        places = [(span.line, column) for span in spans for column in range(span.start, span.end)]
        hints = []
        for index, sign in enumerate(content):
            other = LOOK_ALIKES.get(sign)
            if other and check_digit(content[:index] + other + content[index + 1 :]) == wanted:
                line, column = places[index]
                hints.append(Suggestion(line + 1, column + 1, sign, other))
        return tuple(hints)

    def number(self) -> tuple[str, tuple[_Span, ...]]:
        """Return the document number, and the spans that its continuation takes from the optional data.

        ICAO 9303-5, 4.2.2 note j (and 9303-6): a number longer than nine characters has a filler in place of the check
        digit and goes on in the optional data, where its check digit and a filler end it.
        """
        span, rest = self.layout.number, self.layout.number_rest
        digit_at = (span.line, span.end)
        if rest is not None and self.lines[span.line][span.end] == "<" and self.text(span).strip("<"):
            more = self.text(rest).split("<", 1)[0]
            if len(more) >= 2:
                tail = _Span(rest.line, rest.start, rest.start + len(more) - 1)
                self.check("number", (span, tail), (rest.line, rest.start + len(more) - 1))
                return self.text(span) + more[:-1], (_Span(rest.line, rest.start, rest.start + len(more)),)
        self.check("number", (span,), digit_at)
        return self.text(span).rstrip("<"), ()

    def optional(self, taken: tuple[_Span, ...]) -> str:
        parts = []
        for span in self.layout.optional:
            start = span.start
            for used in taken:
                if used.line == span.line and used.start == span.start:
                    start = used.end
            parts.append(self.text(_Span(span.line, start, span.end)).strip("<"))
        if self.layout.optional_checked:
            span = self.layout.optional[0]
            self.check("optional_data", (span,), (span.line, span.end), blank_ok=True)
        return " ".join(part.replace("<", " ") for part in parts if part)

    def day(self, field: str, span: _Span, century: Callable[[int, int | None, int | None], int]) -> PartialDate:
        raw = self.text(span)
        self.check(field, (span,), (span.line, span.end), blank_ok=field == "expiry_date")
        letters = [(place, sign) for place, sign in enumerate(raw) if not sign.isdigit() and sign != "<"]
        for place, sign in letters:
            perhaps = LOOK_ALIKES.get(sign, "")
            hint = (Suggestion(span.line + 1, span.start + place + 1, sign, perhaps),) if perhaps.isdigit() else ()
            self.faults.append(
                MrzFault(field, "mrz.not_a_digit", span.line + 1, span.start + place + 1, sign, perhaps, hint)
            )
        if letters:
            return PartialDate()
        pieces = [raw[0:2], raw[2:4], raw[4:6]]
        if any(piece != "<<" and "<" in piece for piece in pieces):
            self.faults.append(MrzFault(field, "mrz.date", span.line + 1, span.start + 1, raw))
            return PartialDate()
        # Some states print 00 for an unknown month or day where the standard asks for fillers.
        month = None if pieces[1] in ("<<", "00") else int(pieces[1])
        day = None if pieces[2] in ("<<", "00") else int(pieces[2])
        if pieces[0] == "<<":
            return PartialDate(None, month, day) if _plausible(2000, month, day) else self._bad_date(field, span, raw)
        year = century(int(pieces[0]), month, day)
        if not _plausible(year, month, day):
            return self._bad_date(field, span, raw)
        return PartialDate(year, month, day)

    def _bad_date(self, field: str, span: _Span, raw: str) -> PartialDate:
        self.faults.append(MrzFault(field, "mrz.date", span.line + 1, span.start + 1, raw))
        return PartialDate()

    def country(self, field: str, span: _Span) -> tuple[str | None, str, str]:
        code = self.text(span).rstrip("<")
        iso, status = _country(code)
        if status == "unknown":
            self.faults.append(MrzFault(field, "mrz.country", span.line + 1, span.start + 1, code))
        return iso, code, status

    def names(self) -> tuple[str, str, bool]:
        span = self.layout.names
        raw = self.text(span)
        if raw[0] == "<":
            self.faults.append(MrzFault("names", "mrz.names", span.line + 1, span.start + 1, "<"))
        surname, _, given = raw.strip("<").partition("<<")
        tidy = (" ".join(part.replace("<", " ").split()) for part in (surname, given))
        return *tidy, raw[-1] != "<"  # type: ignore[return-value]

    def sex(self) -> str:
        span = self.layout.sex
        sign = self.text(span)
        if sign in ("F", "M"):
            return sign
        if sign not in ("<", "X"):
            self.faults.append(MrzFault("sex", "mrz.sex", span.line + 1, span.start + 1, sign))
        return "X"


def _plausible(year: int, month: int | None, day: int | None) -> bool:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _country(code: str) -> tuple[str | None, str]:
    if code in SPECIAL_CODES:
        return None, SPECIAL_CODES[code]
    iso = TO_ISO.get(code, code)
    if pycountry.countries.get(alpha_3=iso) is not None:
        return iso, "country"
    if len(code) == 3 and pycountry.historic_countries.get(alpha_3=code) is not None:
        return None, "former_country"
    return None, "unknown"


def _document_type(code: str, layout: str) -> str:
    if code.startswith("P"):
        return "passport"
    if code == "AC":
        return "crew_certificate"
    if code[:1] in ("I", "A", "C") and layout in ("TD1", "TD2"):
        return "identity_card"
    return "other"


def read_mrz(text: str, *, today: date) -> MachineReadableZone:
    """Read a machine-readable zone that was typed, pasted or scanned.

    Lower case, spaces, guillemets for fillers, missing line breaks and fillers left off after the names are put right,
    because that loses nothing. Anything else is reported in `faults`.

    Century rule (the zone has two-digit years): a birth date is the latest such date that is not after `today`, so an
    age of 100 or more cannot be told; an expiry date lies from 50 years before to 49 years after `today`.

    Args:
        text: the zone; two or three lines, or one run of 72, 88 or 90 characters.
        today: the day of reading, for the century rule.

    Returns:
        The fields, with every fault found; `valid` when there is none.

    Raises:
        MrzUnreadable: empty text, characters that no zone has, wrong lengths, or the lines of a visa.
    """
    lines = _clean_lines(text)
    if not lines:
        raise MrzUnreadable([MrzFault("zone", "mrz.empty")])
    strange = [
        MrzFault("zone", "mrz.character", row + 1, column + 1, sign)
        for row, line in enumerate(lines)
        for column, sign in enumerate(line)
        if not (sign == "<" or (sign.isascii() and sign.isalnum()))
    ]
    if strange:
        raise MrzUnreadable(strange)
    layout, fixed = _lay_out(lines)
    code = fixed[0][:2].rstrip("<")
    if code.startswith("V"):
        raise MrzUnreadable([MrzFault("zone", "mrz.visa", found=code)])

    def birth_century(yy: int, month: int | None, day: int | None) -> int:
        year = today.year - today.year % 100 + yy
        return year if (year, month or 1, day or 1) <= (today.year, today.month, today.day) else year - 100

    def expiry_century(yy: int, month: int | None, day: int | None) -> int:
        first = today.year - 50
        return first + (yy - first) % 100

    reader = _Reader(layout, fixed)
    issuing, issuing_code, _ = reader.country("issuing_country", layout.issuing)
    number, taken = reader.number()
    nationality, nationality_code, status = reader.country("nationality", layout.nationality)
    birth = reader.day("birth_date", layout.birth, birth_century)
    sex = reader.sex()
    expiry = reader.day("expiry_date", layout.expiry, expiry_century)
    optional = reader.optional(taken)
    surname, given, truncated = reader.names()
    reader.check("composite", layout.composite, layout.composite_at)
    return MachineReadableZone(
        layout.name, code, _document_type(code, layout.name), issuing, issuing_code, number, surname, given, truncated,
        nationality, nationality_code, status, birth, sex, expiry, optional, fixed, tuple(reader.faults),
    )  # fmt: skip


__all__ = ["MachineReadableZone", "MrzFault", "MrzUnreadable", "PartialDate", "Suggestion", "check_digit", "read_mrz"]
