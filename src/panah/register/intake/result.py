# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of each row, as a CSV file that a spreadsheet can open without carrying anything out."""

import csv
import io
from collections.abc import Iterable, Iterator

from panah.register.intake.words import of_row
from panah.register.models import ImportRow

HEADER = ("row", "outcome", "external_id", "person", "columns", "reasons")
EXAMPLE = (
    "\ufeffexternal_id,name,given_name,family_name,patronymic,name_original,sex,birth_date,birth_year,nationality,"
    "document_type,document_number,phone,address,household_id,relation\r\n"
    "R-0001,,Leyla,Nümunəyeva,Rauf qızı,,F,1987-05-03,,AZE,identity_card,AA0000001,+994 12 000 00 01,"
    '"Nümunə küçəsi 1, Bakı",H-17,principal\r\n'
    "R-0002,,Kamal,Nümunəyev,Əli oğlu,,M,12.11.1984,,AZE,identity_card,AA0000002,,,H-17,spouse\r\n"
    "R-0003,Aysel Nümunəyeva,,,,Айсель Нумунаева,F,,2015,AZE,,,,,H-17,child\r\n"
)
"""A file with every column and three invented people."""
# With these a spreadsheet begins a formula; a tab or a line end may hide one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (CSV injection): an apostrophe goes before its first sign."""
    return f"'{cell}" if cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else cell


def lines(rows: Iterable[ImportRow]) -> Iterator[str]:
    """The file, line by line. It begins with a mark by which spreadsheets know UTF-8."""
    yield "\ufeff" + _line(HEADER)
    for row in rows:
        person = row.person_id or (row.own_id if row.outcome != "refused" else "")
        yield _line(
            (
                str(row.number),
                row.outcome,
                row.external_id,
                str(person),
                ", ".join(dict.fromkeys(fault["column"] for fault in row.faults if fault.get("column"))),
                " ".join(of_row(fault) for fault in row.faults),
            )
        )


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe(cell) for cell in cells])
    return out.getvalue()
