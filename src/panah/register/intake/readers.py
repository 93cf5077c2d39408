# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a file of people, whatever kind it is. The content decides, not the name."""

import dataclasses
from collections.abc import Mapping
from typing import Any, BinaryIO

from panah.register.intake.csv_file import DELIMITERS, CsvTable
from panah.register.intake.encodings import ENCODINGS
from panah.register.intake.errors import FileRefused
from panah.register.intake.limits import Limits
from panah.register.intake.xlsx_file import XlsxTable
from panah.register.intake.xlsx_scan import look_like_a_workbook

Table = CsvTable | XlsxTable

# What people take for a table and is none.
_OTHERS = {
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"<!DO": "HTML",
    b"<htm": "HTML",
}


@dataclasses.dataclass(frozen=True)
class Format:
    """How a file is to be read; "" where it is to be found out.

    encoding: of a CSV file (`encodings.ENCODINGS`). delimiter: of a CSV file. sheet: name of the sheet of an XLSX file.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Format":
        """From what a run or a saved mapping keeps. Raises FileRefused for an encoding or delimiter that is not offered."""
        encoding, delimiter = str(kept.get("encoding") or ""), str(kept.get("delimiter") or "")
        if encoding and encoding not in ENCODINGS:
            raise FileRefused("file.unknown_encoding", encoding=encoding[:30], known=", ".join(ENCODINGS))
        if delimiter and delimiter not in DELIMITERS:
            raise FileRefused("file.unknown_delimiter")
        return cls(encoding, delimiter, str(kept.get("sheet") or ""))


def open_table(file: BinaryIO, limits: Limits, how: Format | None = None) -> Table:
    """The table in a file.

    Args:
        file: opened for reading bytes, able to seek.
        limits: bounds; see `limits.limits`.
        how: how to read it.

    Raises:
        FileRefused, EncodingInDoubt, SheetInDoubt: with the reason and what to do.
    """
    how = how or Format()
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    start = file.read(8)
    if not start:
        raise FileRefused("file.empty")
    if size > limits.bytes:
        raise FileRefused("file.bytes", limit=limits.bytes // (1024 * 1024))
    if look_like_a_workbook(start):
        return XlsxTable(file, limits, how.sheet)
    for sign, kind in _OTHERS.items():
        if start.startswith(sign):
            raise FileRefused("file.kind", kind=kind)
    return CsvTable(file, limits, how.encoding, how.delimiter)
