# SPDX-License-Identifier: AGPL-3.0-or-later
"""How large a file may be. Each limit is a setting (`PANAH_IMPORT_...` in the environment)."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read.

    bytes: size of the file. unpacked: bytes of an XLSX file once unpacked. cells: cells of an XLSX sheet.
    rows: rows below the header. columns: columns. line: characters of a line of a CSV file. household: people of one
    household: more than that is a district or a camp, and not a household.
    """

    bytes: int
    unpacked: int
    cells: int
    rows: int
    columns: int = 200
    line: int = 200_000
    household: int = 40


def limits() -> Limits:
    """The limits of this installation."""
    return Limits(
        bytes=settings.PANAH_IMPORT_MAX_MB * 1024 * 1024,
        unpacked=settings.PANAH_IMPORT_MAX_UNPACKED_MB * 1024 * 1024,
        cells=settings.PANAH_IMPORT_MAX_CELLS,
        rows=settings.PANAH_IMPORT_MAX_ROWS,
    )
