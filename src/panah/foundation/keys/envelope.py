# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a sealed value: one byte of version, the id of the key, the nonce, the ciphertext with its tag.

AES-256-GCM; the nonce is 96 random bits for each message. Each person has a key of their own, so that far fewer messages than
the 2^32 of NIST SP 800-38D (8.3) are ever sealed under one key.
"""

import os
import struct
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from panah.foundation.keys.errors import SealBroken

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
ID_BYTES = 16
TAG_BYTES = 16
HEAD = 1 + ID_BYTES
SHORTEST = HEAD + NONCE_BYTES + TAG_BYTES
"""Bytes that sealing adds; nothing shorter is a sealed value."""


def new_key() -> bytes:
    """A random key of 256 bits."""
    return os.urandom(KEY_BYTES)


def place(table: str, column: str, row: uuid.UUID) -> bytes:
    """Where a value belongs, as authenticated data: a ciphertext moved elsewhere does not open (KY-02)."""
    names = [table.encode(), column.encode(), row.bytes]
    return b"panah-seal-1" + b"".join(struct.pack(">H", len(name)) + name for name in names)


def seal(cipher: AESGCM, key_id: bytes, where: bytes, plain: bytes) -> bytes:
    """A sealed value. Args: cipher: of the key; where: `place`."""
    nonce = os.urandom(NONCE_BYTES)
    head = bytes([VERSION]) + key_id
    return head + nonce + cipher.encrypt(nonce, plain, head + where)


def key_of(sealed: bytes) -> bytes:
    """The id of the key that a value is sealed under. Raises SealBroken for what is no sealed value."""
    if len(sealed) < SHORTEST or sealed[0] != VERSION:
        raise SealBroken("This is not a sealed value: it was cut, or written by something else.")
    return sealed[1:HEAD]


def unseal(cipher: AESGCM, where: bytes, sealed: bytes) -> bytes:
    """What was sealed. Raises SealBroken when it is not what was written in this place."""
    try:
        return cipher.decrypt(sealed[HEAD : HEAD + NONCE_BYTES], sealed[HEAD + NONCE_BYTES :], sealed[:HEAD] + where)
    except InvalidTag:
        raise SealBroken("A sealed value is not the one that was written in this place.") from None


def wrap(cipher: AESGCM, bound: bytes, key: bytes) -> bytes:
    """A key wrapped under another. Args: bound: what it is the key of; unwrapping asks for the same."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, key, bound)


def unwrap(cipher: AESGCM, bound: bytes, wrapped: bytes) -> bytes:
    """The key. Raises SealBroken when it was wrapped under another key, or for something else."""
    try:
        return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise SealBroken("A key of the store does not open: it was wrapped under another key, or changed.") from None
