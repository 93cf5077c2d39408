# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the rows of an XLSX file, once `xlsx_scan` has found nothing hidden in it."""

import datetime as dt
import itertools
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

from openpyxl import load_workbook

from panah.register.intake.errors import FileRefused, SheetInDoubt
from panah.register.intake.limits import Limits
from panah.register.intake.xlsx_scan import check_archive, look_at_sheet, sheets

Row = tuple[int, list[str]]
ERROR_CELL = "\ufffferror"
"""Stands for a cell that shows an error (#REF!, #N/A); no text of a file holds it, and its row is refused."""
INEXACT_CELL = "\uffffinexact"
"""Stands for a number with more digits than a spreadsheet keeps: what stands there is no longer what was typed."""
_DIGITS_KEPT = 15


class XlsxTable:
    """A sheet of an XLSX file: `header`, then `rows()` with the number of each row. As `csv_file.CsvTable`.

    Raises:
        FileRefused: something in it that is refused (`xlsx_scan`).
        SheetInDoubt: several sheets hold data, and `sheet` names none of them.
    """

    kind = "xlsx"
    encoding = ""
    delimiter = ""

    def __init__(self, file: BinaryIO, limits: Limits, sheet: str = "") -> None:
        self._file, self._limits = file, limits
        check_archive(file, limits)
        known = sheets(file)
        filled = [name for name, part in known if look_at_sheet(file, part, limits)]
        if not filled:
            raise FileRefused("file.empty")
        self.sheets = filled
        if sheet and sheet not in filled:
            raise FileRefused("xlsx.no_such_sheet", sheet=sheet[:80])
        if not sheet and len(filled) > 1:
            raise SheetInDoubt(filled)
        self.sheet = sheet or filled[0]
        rows = self._cells()
        first = next(rows, None)
        if first is None:
            raise FileRefused("file.empty")
        self.header = [text.strip() for text in first[1]]
        while self.header and not self.header[-1]:
            self.header.pop()

    def rows(self) -> Iterator[Row]:
        """Each row below the header, with its number; empty ones are left out."""
        for seen, row in enumerate(itertools.islice(self._cells(), 1, None), 1):
            if seen > self._limits.rows:
                raise FileRefused("file.rows", limit=self._limits.rows)
            yield row

    def _cells(self) -> Iterator[Row]:
        self._file.seek(0)
        try:
            with warnings.catch_warnings():
                # What the library does not keep (pictures, rules of validation) is nothing that is read here.
                warnings.simplefilter("ignore")
                book = load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
                try:
                    page = book[self.sheet]
                    page.reset_dimensions()
                    for number, cells in enumerate(page.iter_rows(), 1):
                        texts = [_text(cell) for cell in cells]
                        if any(texts):
                            yield number, texts
                finally:
                    book.close()
        except FileRefused:
            raise
        except Exception:
            # The library meets damaged files with many kinds of error; all mean that the file cannot be relied on.
            raise FileRefused("xlsx.broken") from None


def _text(cell: Any) -> str:
    """What a cell shows, as text: days as year-month-day, whole numbers without a decimal point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return ERROR_CELL if getattr(cell, "data_type", "") == "e" else value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number(value)
    return str(value)


def _number(value: int | float) -> str:
    whole = int(value) if isinstance(value, int) or (value == value and abs(value) < 1e300) else None
    if whole is None:
        return ERROR_CELL
    if whole == value:
        return str(whole) if len(str(abs(whole))) <= _DIGITS_KEPT else INEXACT_CELL
    return repr(value)
