# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that can be written here and read only where the private key is.

A file has a key of its own, agreed with the recipient's public key (X25519, HKDF-SHA256); the ephemeral private half is
forgotten at once, so that this host cannot read what it wrote. The text is cut into chunks, each sealed by AES-256-GCM
together with the name of the file, the number of the chunk and whether it is the last: a chunk that is changed, moved,
missing at the end or from another file does not open. A signature of the host stands at the end: whoever can write into
the folder of the backups, but not into this host, cannot put a backup of their own there.

    magic | ephemeral public key (32) | { last (1) | length (4) | sealed chunk } ... | signature (64)

The first chunk is a JSON object about the file; the text follows, compressed by zlib.
"""

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from panah.foundation.database.errors import DatabaseProblem

MAGIC = b"PANAH-SEALED-1\n"
CHUNK = 1 << 20
LARGEST_SMALL = 256 << 20
"""Bytes of a file that is read as a whole: lists of files, of erasures, of rows."""
_KEY, _SIGNATURE, _TAG = 32, 64, 16
_INFO = b"panah backup file 1"
_RECORD = struct.Struct(">BI")


class Damaged(DatabaseProblem):
    """A file of a backup is not what was written, or this key does not open it."""


def _file_key(shared: bytes, ephemeral: bytes, recipient: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=_KEY, salt=ephemeral + recipient, info=_INFO).derive(shared))


def _bound(name: str, number: int, last: bool) -> bytes:
    return MAGIC + struct.pack(">Q?", number, last) + name.encode()


def _nonce(number: int) -> bytes:
    # A key seals one file only, so that counting never repeats one.
    return struct.pack(">IQ", 0, number)


class Sealer:
    """Writes one sealed file. Nothing is under its name before it is whole and on the disk.

    Args:
        path: where to; a file of that name is replaced.
        name: what the file is called within the backup: bound to its content.
        recipient: the public key (32 bytes) of whoever may open it.
        signer: the key that this host signs with.
        about: short facts about the file, sealed with it.
    """

    def __init__(
        self, path: Path, *, name: str, recipient: bytes, signer: Ed25519PrivateKey, about: dict[str, Any] | None = None
    ) -> None:
        self.path, self.name, self._signer = path, name, signer
        ephemeral = X25519PrivateKey.generate()
        public = ephemeral.public_key().public_bytes_raw()
        self._aead = _file_key(ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient)), public, recipient)
        self._fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
        self._file: BinaryIO = os.fdopen(os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._total = hashlib.sha256()
        self._number, self._packer, self._rest = 0, zlib.compressobj(1), bytearray()
        self.size = 0
        self._put(MAGIC + public)
        head = dict(about or {}) | {"name": name, "signer": signer.public_key().public_bytes_raw().hex()}
        self._chunk(json.dumps(head).encode(), last=False)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._total.update(data)
        self.size += len(data)

    def _chunk(self, text: bytes, *, last: bool) -> None:
        sealed = self._aead.encrypt(_nonce(self._number), text, _bound(self.name, self._number, last))
        self._put(_RECORD.pack(last, len(sealed)) + sealed)
        self._number += 1

    def write(self, data: bytes) -> None:
        """Add to the text."""
        self._rest += self._packer.compress(data)
        while len(self._rest) > CHUNK:
            self._chunk(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]

    def close(self) -> str:
        """End the file and put it under its name, durably. Returns the SHA-256 of the sealed bytes."""
        self._rest += self._packer.flush()
        while len(self._rest) > CHUNK:
            self._chunk(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        self._chunk(bytes(self._rest), last=True)
        self._put(self._signer.sign(self._total.digest() + self.name.encode()))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._fresh.replace(self.path)
        sync_folder(self.path.parent)
        return self._total.hexdigest()

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._fresh.unlink(missing_ok=True)

    def __enter__(self) -> "Sealer":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.abandon()


class Opened:
    """A sealed file that is being read.

    Args:
        path: of the sealed file.
        name: what it must be called.
        private: the recipient's private key.
        signer: the public key of the host that must have written it; None takes what the file itself says.

    Raises Damaged, at the first chunk that is not what was written; who writes the text anywhere must see it to its end.
    """

    def __init__(self, path: Path, *, name: str, private: X25519PrivateKey, signer: bytes | None = None) -> None:
        self.path, self.name, self._trusted = path, name, signer
        self._total = hashlib.sha256()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise Damaged(f"{name} of the backup cannot be read: {error.strerror}.") from error
        begin = self._take(len(MAGIC) + _KEY)
        if not begin.startswith(MAGIC):
            self._file.close()
            raise Damaged(f"{name} is no file of a backup of Panah, or its beginning was changed.")
        public = begin[len(MAGIC) :]
        try:
            shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        except ValueError as error:
            raise self._wrong() from error
        self._aead = _file_key(shared, public, private.public_key().public_bytes_raw())
        self._number = 0
        head, last = self._chunk()
        if last:
            raise self._wrong()
        # Whoever knows the public key can seal; who did is known at the end of the file only.
        try:
            self.about: dict[str, Any] = dict(json.loads(head))
            self._written_by = bytes.fromhex(self.about["signer"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise self._wrong() from error

    def _wrong(self) -> Damaged:
        self._file.close()
        return Damaged(
            f"{self.name} does not open: it was changed, cut short or swapped after it was written, or it was sealed for "
            "another key. Try another copy of the backup, and see that the key file is the one of this installation."
        )

    def _take(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise self._wrong()
        self._total.update(data)
        return data

    def _chunk(self) -> tuple[bytes, bool]:
        flag, length = _RECORD.unpack(self._take(_RECORD.size))
        if flag > 1 or not _TAG <= length <= CHUNK + _TAG:
            raise self._wrong()
        last = bool(flag)
        try:
            text = self._aead.decrypt(_nonce(self._number), self._take(length), _bound(self.name, self._number, last))
        except InvalidTag as error:
            raise self._wrong() from error
        self._number += 1
        return text, last

    def _packed(self) -> Iterator[bytes]:
        last = False
        while not last:
            text, last = self._chunk()
            yield text
        digest = self._total.digest()
        signature = self._file.read(_SIGNATURE + 1)
        written_by = self._written_by
        try:
            Ed25519PublicKey.from_public_bytes(written_by).verify(signature, digest + self.name.encode())
        except (InvalidSignature, ValueError) as error:
            raise self._wrong() from error
        if self._trusted is not None and written_by != self._trusted:
            raise Damaged(
                f"{self.name} was not written by the installation that the key file belongs to: somebody else put it there."
            )

    def text(self) -> Iterator[bytes]:
        """The text, piece by piece."""
        unpacker = zlib.decompressobj()
        with self._file:
            for packed in self._packed():
                # In pieces: a chunk can hold a thousand times its size.
                while packed:
                    try:
                        piece = unpacker.decompress(packed, CHUNK)
                    except zlib.error as error:
                        raise self._wrong() from error
                    packed = unpacker.unconsumed_tail
                    if piece:
                        yield piece
            if not unpacker.eof or unpacker.unused_data:
                raise self._wrong()

    def read(self) -> bytes:
        """The whole text, for small files. Raises Damaged also for one that is none."""
        found = bytearray()
        for piece in self.text():
            found += piece
            if len(found) > LARGEST_SMALL:
                raise self._wrong()
        return bytes(found)

    def check(self) -> str:
        """See every chunk open and the signature hold, without unpacking. Returns the SHA-256 of the sealed bytes."""
        with self._file:
            for _ in self._packed():
                pass
            self._total.update(self._signature())
        return self._total.hexdigest()

    def _signature(self) -> bytes:
        self._file.seek(-_SIGNATURE, os.SEEK_END)
        return self._file.read(_SIGNATURE)


def seal(path: Path, content: bytes, *, name: str, recipient: bytes, signer: Ed25519PrivateKey, **about: Any) -> str:
    """Write a small sealed file whole. Returns the SHA-256 of the sealed bytes."""
    with Sealer(path, name=name, recipient=recipient, signer=signer, about=about) as sealer:
        sealer.write(content)
        return sealer.close()


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
