# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a copy that turned up somewhere to whoever took it (EX-04): by its number, by the codes of its rows, by their order."""

import csv
import io
import itertools
import uuid
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import load_workbook

from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.exports.marking import CODE, NUMBER, Mark
from panah.foundation.exports.models import Export

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is looked at."""
MOST_UNPACKED = 8 * LARGEST
MOST_ROWS, MOST_COLUMNS = 200_000, 200
"""Of a sheet: no export has more."""


class NotReadable(Exception):
    """The file is too large, or no text and no workbook."""


@dataclass(frozen=True)
class Traced:
    """One export that a file comes from. number: its number stands in the file. codes: rows whose code is of this export.
    order: its rows stand in the order of this export."""

    export: Export
    number: bool
    codes: int
    order: bool


def tracer() -> Actor:
    """The system, as data protection: it sees every export."""
    service = service_actor("trace")
    seat = (Assignment(Role.DATA_PROTECTION, uuid.UUID(int=0)),)
    return Actor(kind="service", account_id=service.account_id, assignments=seat)


def trace(content: bytes) -> list[Traced]:
    """The exports that a file, or a part of one, comes from; the best proved first. Looking is an event.

    Raises NotReadable.
    """
    rows = rows_of(content)
    words = [cell for row in rows for cell in row]
    text = "\n".join(words)
    numbers, codes = set(NUMBER.findall(text)), set(CODE.findall(text))
    columns = _columns(rows)
    found = []
    with acting(tracer(), "data_protection"):
        for export in Export.objects.filter(copies__gt=0).exclude(kind="file").order_by("-asked_at"):
            mark = Mark(export.pk)
            matches = len(codes & mark.codes(export.rows)) if codes else 0
            in_order = any(mark.in_order(column) for column in columns)
            if export.number in numbers or matches or in_order:
                found.append(Traced(export, export.number in numbers, matches, in_order))
        record(tracer(), Verb.CHECK, subject_type="export", detail={"traced": len(found)})
    return sorted(found, key=lambda one: (-one.codes, not one.order, not one.number))


def rows_of(content: bytes) -> list[list[str]]:
    if len(content) > LARGEST:
        raise NotReadable("The file is too large.")
    if content[:2] == b"PK":
        return _of_workbook(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable("The file is neither a workbook nor text.") from None
    head = text[:4096]
    delimiter = max(",;\t", key=head.count)
    try:
        return [[plain_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        return [[line] for line in text.splitlines()]


def _of_workbook(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            swollen = sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED
        if swollen:
            raise NotReadable("The workbook would become too large.")
        with warnings.catch_warnings():
            # What the library does not keep is nothing that is looked for here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            return [
                [plain_cell("" if cell is None else str(cell)) for cell in row]
                for sheet in book.worksheets
                for row in itertools.islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS)
            ]
    except NotReadable:
        raise
    except Exception:
        # The library meets damaged files with many kinds of error; all mean that the file cannot be read.
        raise NotReadable("The workbook cannot be opened.") from None


def plain_cell(cell: str) -> str:
    """A cell as it was before an apostrophe was put before it."""
    return cell.removeprefix("'")


def _columns(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """The columns of what looks like the table: lines as wide as most are, the headings left out by whoever looks."""
    wide = [row for row in rows if sum(bool(cell) for cell in row) > 1]
    if not wide:
        return [[row[0] for row in rows if row and row[0]]]
    widths = [len(row) for row in wide]
    usual = max(set(widths), key=widths.count)
    table = [row for row in wide if len(row) == usual]
    # What stands above the rows is no row: each start up to the last line of a heading is tried.
    return [
        [row[column] for row in table[start:] if row[column]]
        for column in range(usual)
        for start in range(min(5, len(table)))
    ]
