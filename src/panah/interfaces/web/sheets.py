# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables as files: values only, one visible sheet, nothing that a program which opens it would work out (EX-02, EX-03)."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from django.http import HttpResponse
from openpyxl.cell import WriteOnlyCell
from openpyxl.writer.excel import save_workbook

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HIDDEN = "*"
"""Stands in a file for a figure that is hidden."""


def safe(value: Any) -> Any:
    """The value as a file may hold it: a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def as_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    """A CSV file that spreadsheets read as Unicode."""
    text = io.StringIO()
    csv.writer(text).writerows([[safe(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[Any]], title: str = "values") -> bytes:
    """A workbook with one sheet of values; texts are written as texts, whatever they begin with."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=safe(value))
            if isinstance(cell.value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def sheet_response(rows: Sequence[Sequence[Any]], kind: str, name: str) -> HttpResponse:
    """A table to be saved.

    Args:
        kind: `xlsx`, or else CSV. name: of the file, without its ending; nothing personal may stand in it (EX-11).
    """
    workbook = kind == "xlsx"
    media = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if workbook else "text/csv; charset=utf-8"
    )
    response = HttpResponse(as_xlsx(rows) if workbook else as_csv(rows), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}.{"xlsx" if workbook else "csv"}"'
    return response
