# SPDX-License-Identifier: AGPL-3.0-or-later
"""Composing machine-readable zones (ICAO Doc 9303): for invented registers, examples and tests."""

import re
from datetime import date

from .mrz import PartialDate, check_digit


def _letters(text: str, what: str) -> str:
    plain = re.sub(r"[\s\-]+", "<", text.strip().upper().replace("'", ""))
    if not re.fullmatch(r"[A-Z<]*", plain):
        raise ValueError(f"{what}: write it in Latin letters A-Z, spaces and hyphens (ICAO 9303-3, section 6).")
    return plain


def _signs(text: str, what: str, width: int) -> str:
    plain = text.strip().upper().replace(" ", "<")
    if not re.fullmatch(r"[A-Z0-9<]*", plain) or len(plain) > width:
        raise ValueError(f"{what}: at most {width} letters A-Z and digits.")
    return plain.ljust(width, "<")


def _day(value: date | PartialDate | None) -> str:
    if value is None:
        return "<<<<<<"
    year = None if value.year is None else value.year % 100
    return "".join("<<" if part is None else f"{part:02d}" for part in (year, value.month, value.day))


def _names(surname: str, given_names: str, width: int) -> str:
    first, rest = _letters(surname, "Surname"), _letters(given_names, "Given names")
    return (first + ("<<" + rest if rest else ""))[:width].ljust(width, "<")


def _head(document_code: str, country: str) -> str:
    return _letters(document_code, "Document code").ljust(2, "<") + _letters(country, "Country").ljust(3, "<")


def _sex(sex: str) -> str:
    if sex not in ("F", "M", "X"):
        raise ValueError("Sex is F, M or X.")
    return "<" if sex == "X" else sex


def _number(number: str, room: int, optional: str) -> tuple[str, str]:
    """Return the number field with its digit (10 characters) and the optional data, `room` wide.

    A longer number goes on in the optional data (ICAO 9303-5, 4.2.2 note j).
    """
    plain = number.strip().upper()
    if len(plain) <= 9:
        field = _signs(plain, "Document number", 9)
        return field + check_digit(field), _signs(optional, "Optional data", room)
    whole = _signs(plain, "Document number", 9 + room - 2).rstrip("<")
    tail = whole[9:] + check_digit(whole) + "<" + optional
    return whole[:9] + "<", _signs(tail, "Optional data", room)


def compose_td3(
    *, surname: str, given_names: str, number: str, nationality: str, birth_date: date | PartialDate | None, sex: str,
    expiry_date: date | PartialDate | None, country: str | None = None, document_code: str = "P", optional_data: str = "",
) -> str:  # fmt: skip
    """Return the two lines of 44 of a passport, joined by a line break. `country` (issuer) defaults to `nationality`.

    Raises: ValueError when a part has characters that a zone cannot hold, or is too long.
    """
    first = _head(document_code, country or nationality) + _names(surname, given_names, 39)
    field = _signs(number, "Document number", 9)
    birth, expiry = _day(birth_date), _day(expiry_date)
    optional = _signs(optional_data, "Optional data", 14)
    second = (
        field + check_digit(field) + _letters(nationality, "Nationality").ljust(3, "<") + birth + check_digit(birth)
        + _sex(sex) + expiry + check_digit(expiry) + optional + check_digit(optional)
    )  # fmt: skip
    return f"{first}\n{second}{check_digit(second[0:10] + second[13:20] + second[21:43])}"


def compose_td2(
    *, surname: str, given_names: str, number: str, nationality: str, birth_date: date | PartialDate | None, sex: str,
    expiry_date: date | PartialDate | None, country: str | None = None, document_code: str = "I", optional_data: str = "",
) -> str:  # fmt: skip
    """Return the two lines of 36 of a TD2 document; arguments as for `compose_td3`."""
    first = _head(document_code, country or nationality) + _names(surname, given_names, 31)
    field, optional = _number(number, 7, optional_data)
    birth, expiry = _day(birth_date), _day(expiry_date)
    second = (
        field + _letters(nationality, "Nationality").ljust(3, "<") + birth + check_digit(birth)
        + _sex(sex) + expiry + check_digit(expiry) + optional
    )  # fmt: skip
    return f"{first}\n{second}{check_digit(second[0:10] + second[13:20] + second[21:35])}"


def compose_td1(
    *, surname: str, given_names: str, number: str, nationality: str, birth_date: date | PartialDate | None, sex: str,
    expiry_date: date | PartialDate | None, country: str | None = None, document_code: str = "I", optional_data: str = "",
    optional_data_2: str = "",
) -> str:  # fmt: skip
    """Return the three lines of 30 of a card; arguments as for `compose_td3`, with a second optional field (11)."""
    field, optional = _number(number, 15, optional_data)
    first = _head(document_code, country or nationality) + field + optional
    birth, expiry = _day(birth_date), _day(expiry_date)
    second = (
        birth + check_digit(birth) + _sex(sex) + expiry + check_digit(expiry)
        + _letters(nationality, "Nationality").ljust(3, "<") + _signs(optional_data_2, "Optional data", 11)
    )  # fmt: skip
    total = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return f"{first}\n{second}{total}\n{_names(surname, given_names, 30)}"
