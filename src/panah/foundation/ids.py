# SPDX-License-Identifier: AGPL-3.0-or-later
"""Identifiers made in Python.

Keys are made here and not by the database because a row may be written that its writer may not read
(row-level security): `INSERT ... RETURNING` would then fail.
"""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A random, time-ordered UUID (RFC 9562, version 7): neighbours in time are neighbours in the index."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76)
    value |= 0x7 << 76
    value &= ~(0x3 << 62)
    value |= 0x2 << 62
    return uuid.UUID(int=value)


def secret_id() -> uuid.UUID:
    """A wholly random UUID, for ids that stand in addresses (PZ-06): nothing of it can be guessed from the time."""
    return uuid.uuid4()
