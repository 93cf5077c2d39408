# SPDX-License-Identifier: AGPL-3.0-or-later
"""A device with passkeys, in software: it makes real keys and real signatures, and can be told to misbehave."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encode(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One passkey. origin: of the page that asks; verifies: whether it asks its owner for finger, face or code."""

    origin: str = "http://testserver"
    verifies: bool = True
    count: int = 0
    counts: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: bytes = b""

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, host: str, more: int = 0) -> bytes:
        if self.counts:
            self.count += 1
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def make(self, options: str) -> str:
        """Answer a page that asks to make a passkey."""
        asked = json.loads(options)
        self.user = decode(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        data = self._data(asked["rp"]["id"], ATTESTED)
        data += bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        told = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": encode(client), "attestationObject": encode(told)})

    def use(self, options: str) -> str:
        """Answer a page that asks for a passkey."""
        asked = json.loads(options)
        client = self._client_data("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": encode(client),
                "authenticatorData": encode(data),
                "signature": encode(signature),
                "userHandle": encode(self.user),
            }
        )

    def _answer(self, response: dict[str, str]) -> str:
        ident = encode(self.credential_id)
        return json.dumps(
            {"id": ident, "rawId": ident, "type": "public-key", "clientExtensionResults": {}, "response": response}
        )
