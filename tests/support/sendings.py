# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a house signs of a file that it sent, made here for tests: a log of one event."""

import base64
import datetime as dt
import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from panah.foundation.audit import note
from panah.foundation.audit.merkle import leaf_hash
from panah.foundation.exports.sending_check import Statement, moment, proof_text, signed

LOG = "invented"
AT = dt.datetime(2026, 11, 28, 1, 2, 3, tzinfo=dt.UTC)
FILE = b"an envelope that nobody here can open"


def made(private: Ed25519PrivateKey, *, log: str = LOG, head_at: dt.datetime = AT, **other: Any) -> bytes:
    """The proof of `FILE`. Args: head_at: when the head was signed; other: what the statement says otherwise."""
    leaf = leaf_hash(b'{"v":1}')
    head = note.Head(log, 1, leaf, head_at)
    said: dict[str, str] = {
        "log": log,
        "number": "EX-2026-000042",
        "export": "claims_for_unhcr",
        "copy": "1",
        "receiver": "unhcr",
        "certificate": "ab" * 32,
        "digest": hashlib.sha256(FILE).hexdigest(),
        "size": str(len(FILE)),
        "at": moment(AT),
        "event": leaf.hex(),
        "head": f"1 {base64.b64encode(leaf).decode()}",
    }
    statement = Statement(**(said | other))
    return proof_text(signed(statement, private), note.sign(head, private), "", 0).encode()


def keys_of(private: Ed25519PrivateKey, log: str = LOG) -> dict[bytes, bytes]:
    """The public half, as it is checked with."""
    public = private.public_key().public_bytes_raw()
    return {note.key_hash(log, public): public}
