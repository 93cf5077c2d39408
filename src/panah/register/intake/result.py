# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of each row, for whoever keeps the machine and imports from there; and a file as it could be."""

from collections.abc import Iterable, Iterator

from panah.foundation.exports.sheets import csv_line
from panah.register.intake.exports import HEADER, cells
from panah.register.models import ImportRow

EXAMPLE = (
    "\ufeffexternal_id,name,given_name,family_name,patronymic,name_original,sex,birth_date,birth_year,nationality,"
    "document_type,document_number,phone,address,household_id,relation\r\n"
    "R-0001,,Leyla,Nümunəyeva,Rauf qızı,,F,1987-05-03,,AZE,identity_card,AA0000001,+994 12 000 00 01,"
    '"Nümunə küçəsi 1, Bakı",H-17,principal\r\n'
    "R-0002,,Kamal,Nümunəyev,Əli oğlu,,M,12.11.1984,,AZE,identity_card,AA0000002,,,H-17,spouse\r\n"
    "R-0003,Aysel Nümunəyeva,,,,Айсель Нумунаева,F,,2015,AZE,,,,,H-17,child\r\n"
)
"""A file with every column and three invented people."""


def lines(rows: Iterable[ImportRow]) -> Iterator[str]:
    """The file, line by line. It begins with a mark by which spreadsheets know UTF-8."""
    yield "\ufeff" + csv_line(HEADER)
    for row in rows:
        yield csv_line(cells(row))
