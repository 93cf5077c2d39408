# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data class, purpose, retention and eraser of every column (standards DP-01, design idea 7)."""

from panah.foundation.privacy.declaration import (
    C0,
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C7,
    CODED,
    COMPARED,
    DERIVED,
    HASHED,
    KEYED,
    LOG,
    ONCE,
    OTHERS,
    UNFINISHED,
    WALLS,
    WATCH,
    DataClass,
    Privacy,
    column_class,
)

__all__ = [
    "C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "CODED", "COMPARED", "DERIVED", "HASHED", "KEYED", "LOG", "ONCE", "OTHERS",
    "UNFINISHED", "WALLS", "WATCH",
    "DataClass", "Privacy", "column_class",
]  # fmt: skip
