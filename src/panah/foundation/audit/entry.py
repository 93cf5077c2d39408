# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event as the bytes that the tree hashes: one event, one text, for ever (docs/evidence.md).

An entry is JSON of the columns of `audit_event` in the order of FIELDS after its version, without spaces, texts beyond ASCII escaped,
the keys of `detail` sorted; a time is UTC with six digits of the second; ids are lower case with hyphens. Version 1 knows neither
parts nor a device: an event that has neither is written as it always was, and what was sealed before stays what it was.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

FIELDS = (
    "id", "at", "verb", "outcome", "purpose", "actor_kind", "account_id", "holder_id", "roles", "offices", "subject_type",
    "subject_id", "persons", "request_id", "detail", "parts", "device",
)  # fmt: skip
SINCE_2 = ("parts", "device")
"""Columns of version 2."""


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
    said = {name: _plain(value) for name, value in zip(FIELDS, row, strict=True)}
    version = 2 if any(said[name] for name in SINCE_2) else 1
    told = {"v": version} | {name: value for name, value in said.items() if version == 2 or name not in SINCE_2}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")
