# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables as files: values only, one visible sheet, nothing that a program which opens it would work out (EX-02, EX-03)."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.writer.excel import save_workbook

# With these a spreadsheet begins a formula; a tab or the end of a line may hide one, and so may a blank before it.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BLANK = " \u00a0\ufeff"
HIDDEN = "*"
"""Stands in a file for a figure that is hidden."""
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zone
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "zip": "application/zip",
}


def safe(value: Any) -> Any:
    """The value as a file may hold it: a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return (
        f"'{text}" if text.startswith(("\t", "\r", "\n")) or text.lstrip(_BLANK).startswith(_BEGINS_A_FORMULA) else text
    )


def csv_line(cells: Iterable[Any]) -> str:
    """One line of a CSV file."""
    out = io.StringIO()
    csv.writer(out).writerow([safe(cell) for cell in cells])
    return out.getvalue()


def as_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    """A CSV file that spreadsheets read as Unicode."""
    text = io.StringIO()
    csv.writer(text).writerows([[safe(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[Any]], title: str = "values") -> bytes:
    """A workbook with one sheet of values; texts are written as texts, whatever they begin with.

    It says nothing of who made it, when and with what, beside what stands in its cells.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        cells = []
        for value in row:
            kept = safe(value)
            if isinstance(kept, str):
                kept = ILLEGAL_CHARACTERS_RE.sub("", kept)
            cell = WriteOnlyCell(sheet, value=kept)
            if isinstance(cell.value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.properties.creator = None
    book.properties.created = book.properties.modified = _MADE
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """An archive of files; it says nothing of when and where it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _MADE.timetuple()[:6]), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
