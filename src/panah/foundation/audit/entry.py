# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event as the bytes that the tree hashes: one event, one text, for ever (docs/evidence.md).

Version 1 is JSON of the columns of `audit_event` in the order of FIELDS after `"v":1`, without spaces, texts beyond ASCII escaped,
the keys of `detail` sorted; a time is UTC with six digits of the second; ids are lower case with hyphens.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

VERSION = 1
FIELDS = (
    "id", "at", "verb", "outcome", "purpose", "actor_kind", "account_id", "holder_id", "roles", "offices", "subject_type",
    "subject_id", "persons", "request_id", "detail",
)  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def entry(row: Sequence[Any]) -> bytes:
    """The bytes of an event. Args: row: its columns, in the order of FIELDS, as they were read from the database."""
    told = {"v": VERSION} | {name: _plain(value) for name, value in zip(FIELDS, row, strict=True)}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")
