# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signed tree head as a text that can be printed, mailed and checked (LG-05).

The form is that of C2SP tlog-checkpoint in a C2SP signed-note with Ed25519, which other logs and their witnesses use:

    panah                                       the name of the log
    20852163                                    how many events
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=    the root, in base64
    at 2026-11-27T16:20:00Z                     when
                                                an empty line
    — panah Az3grlgtzPICa5OS8npVmf1Myq/5I...    name, and base64 of four bytes of the key's hash and the signature
"""

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = b"\x01"
DASH = "\u2014"


class BadNote(ValueError):
    """A text that is no signed head, or whose signature does not hold."""


@dataclass(frozen=True)
class Head:
    """How many events there were, the root over them, and when."""

    name: str
    size: int
    root: bytes
    at: dt.datetime

    @property
    def text(self) -> str:
        """What is signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.name}\n{self.size}\n{root}\nat {self.at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}\n"


def key_hash(name: str, public: bytes) -> bytes:
    """Four bytes by which a signature names its key (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + ALGORITHM + public).digest()[:4]


def key_text(name: str, public: bytes) -> str:
    """A public key in one line, as verifiers take it: `name+hash+key`."""
    return f"{name}+{key_hash(name, public).hex()}+{base64.b64encode(ALGORITHM + public).decode()}"


def read_key(text: str) -> tuple[bytes, bytes]:
    """(`key_hash`, 32 bytes) of a public key in one line. Raises BadNote."""
    try:
        name, mark, key = text.strip().split("+", 2)
        raw = base64.b64decode(key, validate=True)
    except ValueError:
        raise BadNote("This is no key of a log: it looks like name+1a2b3c4d+AV...") from None
    if raw[:1] != ALGORITHM or len(raw) != 33 or key_hash(name, raw[1:]).hex() != mark:
        raise BadNote("There is a slip in the key of the log.")
    return key_hash(name, raw[1:]), raw[1:]


def sign(head: Head, private: Ed25519PrivateKey) -> str:
    """The signed head as a text."""
    public = private.public_key().public_bytes_raw()
    signature = key_hash(head.name, public) + private.sign(head.text.encode())
    return f"{head.text}\n{DASH} {head.name} {base64.b64encode(signature).decode()}\n"


def read(note: str) -> tuple[Head, list[bytes]]:
    """The head that a text states, and its signatures, which are not checked here. Raises BadNote."""
    if not isinstance(note, str):
        raise BadNote("This is no signed head of a log.")
    body, gap, lines = note.partition("\n\n")
    try:
        name, size, root, at = body.split("\n")
        signatures = [base64.b64decode(line.split(" ")[2], validate=True) for line in lines.splitlines()]
        moment = dt.datetime.strptime(at, "at %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
        head = Head(name, int(size), base64.b64decode(root, validate=True), moment)
        # Numbers, days and base64 can be written in several ways; what was signed is one of them.
        as_it_is_written = head.text.encode() == f"{body}\n".encode()
    except (ValueError, IndexError, OverflowError) as error:
        raise BadNote("This is no signed head of a log.") from error
    if not gap or not signatures or not as_it_is_written or len(head.root) != hashlib.sha256().digest_size:
        raise BadNote("This is no signed head of a log.")
    return head, signatures


def check(note: str, keys: dict[bytes, bytes]) -> Head:
    """The head, when one of these keys has signed it. Args: keys: `key_hash` -> public key. Raises BadNote."""
    head, signatures = read(note)
    for signature in signatures:
        public = keys.get(signature[:4])
        if public is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], head.text.encode())
        except InvalidSignature:
            raise BadNote(f"The signature of the head over {head.size:,} events does not hold.") from None
        return head
    raise BadNote(f"The head over {head.size:,} events is signed by no key of this log.")
