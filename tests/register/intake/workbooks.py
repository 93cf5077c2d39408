# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSX files as people and attackers make them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from panah.register.intake.limits import Limits

LIMITS = Limits(bytes=50 << 20, unpacked=40 << 20, cells=20_000, rows=10_000)


def workbook(rows: Iterable[Sequence[Any]], also: Callable[[Workbook], object] | None = None) -> bytes:
    """A workbook with rows in its first sheet; `also` changes it before it is saved."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if also:
        also(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, parts: dict[str, bytes], *, without: Sequence[str] = ()) -> bytes:
    """The same archive with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name not in without:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def sheet_xml(inside: str) -> bytes:
    """The XML of a sheet."""
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{inside}</worksheet>"
    ).encode()
