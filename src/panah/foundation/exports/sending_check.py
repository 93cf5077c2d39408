# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this house signs of a file that goes to another one, and how either side checks it later, offline (LG-13).

A statement is eleven lines and the signature of the log's key under them, in the form of its heads (`audit.note`):

    panah-sending-1                     the form
    log panah                           whose key signs
    number EX-2026-000042               of the export
    export claims_for_unhcr
    copy 1
    receiver unhcr
    certificate 3f9a...                 to which the envelope is encrypted, SHA-256
    sha-256 88ab...                     of the envelope, byte for byte
    bytes 4711
    at 2026-11-28T01:02:03Z
    event 5d2c...                       the leaf of the event in the log; the event itself holds the digest and is shown to nobody
    head 20852163 CsUYapGG...           size and root of a head of the log over that leaf

Beside it lie the head with its own signature and the path from the leaf to its root: witnesses outside hold that head, so that the
time is not this house's word alone.
"""

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from panah.foundation.audit import note
from panah.foundation.audit.merkle import Inconsistent, check_inclusion

FORM = "panah-sending-1"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_LINES = {
    "log": r"[^\s]{1,60}",
    "number": r"EX-\d{4}-\d{6}",
    "export": r"[a-z0-9_]{1,40}",
    "copy": r"[1-9]\d{0,4}",
    "receiver": r"[a-z_]{1,20}",
    "certificate": r"[0-9a-f]{64}",
    "sha-256": r"[0-9a-f]{64}",
    "bytes": r"\d{1,15}",
    "at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "event": r"[0-9a-f]{64}",
    "head": r"[1-9]\d{0,17} [A-Za-z0-9+/]{43}=",
}


class NotGenuine(ValueError):
    """What was handed over does not belong together, in words."""


@dataclass(frozen=True)
class Statement:
    """What is signed. The fields stand in the order of the lines; `head` is `SIZE ROOT`."""

    log: str
    number: str
    export: str
    copy: str
    receiver: str
    certificate: str
    digest: str
    size: str
    at: str
    event: str
    head: str

    @property
    def text(self) -> str:
        """What is signed, as bytes of ASCII but for the name of the log."""
        values = [getattr(self, one.name) for one in fields(self)]
        return "".join([f"{FORM}\n", *(f"{word} {value}\n" for word, value in zip(_LINES, values, strict=True))])


def moment(at: dt.datetime) -> str:
    """A time as a statement holds it."""
    return at.astimezone(dt.UTC).strftime(_TIME)


def signed(statement: Statement, private: Ed25519PrivateKey) -> str:
    """The statement with the signature under it. Raises ValueError for one that could not be read again."""
    public = private.public_key().public_bytes_raw()
    mark = note.key_hash(statement.log, public)
    made = base64.b64encode(mark + private.sign(statement.text.encode())).decode()
    text = f"{statement.text}\n{note.DASH} {statement.log} {made}\n"
    if _read(text)[0] != statement:
        raise ValueError("A statement cannot be read again.")
    return text


def _read(text: str) -> tuple[Statement, bytes]:
    body, gap, tail = text.partition("\n\n")
    form, *lines = body.split("\n")
    words = list(_LINES.items())
    if not gap or form != FORM or len(lines) != len(words):
        raise NotGenuine("This is no statement of a sending.")
    values = []
    for line, (word, pattern) in zip(lines, words, strict=True):
        name, _blank, value = line.partition(" ")
        if name != word or not re.fullmatch(pattern, value, re.ASCII if word != "log" else 0):
            raise NotGenuine("This is no statement of a sending.")
        values.append(value)
    statement = Statement(*values)
    found = re.fullmatch(rf"{note.DASH} (\S+) ([A-Za-z0-9+/=]+)\n", tail)
    if found is None or found[1] != statement.log:
        raise NotGenuine("The statement bears no signature.")
    try:
        return statement, base64.b64decode(found[2], validate=True)
    except ValueError:
        raise NotGenuine("The statement bears no signature.") from None


def verify(proof: bytes, content: bytes, keys: Mapping[bytes, bytes], receiver: str = "") -> Statement:
    """Hold a file against its proof. Needs no database and no network.

    Args:
        proof: the file that came beside it. content: the file as it was sent, before it is decrypted.
        keys: of the house that sent it, by `audit.note.key_hash`; they came by another way.
        receiver: for whom it has to be, where the caller knows.

    Raises NotGenuine.
    """
    told = _told(proof)
    statement, signature = _read(told["statement"])
    public = keys.get(signature[:4])
    if public is None or note.key_hash(statement.log, public) != signature[:4]:
        raise NotGenuine("The statement is signed by none of the keys that were given.")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], statement.text.encode())
    except InvalidSignature:
        raise NotGenuine("The signature does not hold: the statement was changed.") from None
    if str(len(content)) != statement.size or sha256(content).hexdigest() != statement.digest:
        raise NotGenuine("The file is not the one that was signed.")
    if receiver and receiver != statement.receiver:
        raise NotGenuine(f"It was sent to {statement.receiver}, and not to {receiver}.")
    _in_the_log(told, statement, keys)
    return statement


def _in_the_log(told: Mapping[str, str], statement: Statement, keys: Mapping[bytes, bytes]) -> None:
    try:
        head = note.check(told["head"], dict(keys))
        path = [bytes.fromhex(step) for step in told["path"].split()]
        size, root = statement.head.split(" ")
        if (str(head.size), base64.b64encode(head.root).decode(), head.name) != (size, root, statement.log):
            raise NotGenuine("The head of the log is not the one that the statement names.")
        check_inclusion(bytes.fromhex(statement.event), int(told["position"]), head.size, path, head.root)
    except (note.BadNote, Inconsistent, ValueError) as wrong:
        raise wrong if isinstance(wrong, NotGenuine) else NotGenuine(str(wrong)) from None
    if statement.at > moment(head.at):
        raise NotGenuine("The head of the log is older than the sending.")


def _told(proof: bytes) -> dict[str, str]:
    try:
        told = json.loads(proof)
        if told["type"] != "sending" or told["form"] != FORM:
            raise KeyError("type")
        found = {name: told[name] for name in ("statement", "head", "path", "position")}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotGenuine("This is no proof of a sending.") from None
    if not all(isinstance(one, str) and len(one) < 100_000 for one in found.values()):
        raise NotGenuine("This is no proof of a sending.")
    if not re.fullmatch(r"\d{1,18}", found["position"], re.ASCII):
        raise NotGenuine("This is no proof of a sending.")
    return found


def proof_text(statement: str, head: str, path: str, position: int) -> str:
    """The file that goes beside the envelope."""
    told = {
        "type": "sending",
        "form": FORM,
        "statement": statement,
        "head": head,
        "path": path,
        "position": str(position),
    }
    return json.dumps(told, indent=1, ensure_ascii=True) + "\n"
