# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving numbers."""

from django.db import connection


def next_number(prefix: str, year: int) -> str:
    """The next number of a series, such as `AC-2026-000123`.

    Must be called inside the transaction that uses it: the counter's row stays locked until then, and a rollback
    gives the number back, so a series has no gaps.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO numbering_series (key, last) VALUES (%s, 1)"
            " ON CONFLICT (key) DO UPDATE SET last = numbering_series.last + 1 RETURNING last",
            [f"{prefix}-{year}"],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}-{year}-{last:06d}"
