# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the exports refuse, and how long a reason is."""

SHORTEST, LONGEST = 20, 1000
"""Signs of a reason: "needed" is none."""


class ExportRefused(Exception):
    """An export cannot be taken, asked for or decided like this. key: `reason`, `kind`, `keep`, a parameter, or "" for the whole."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key
