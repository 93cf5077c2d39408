# SPDX-License-Identifier: AGPL-3.0-or-later
"""Encrypting a file to the receiver in another house: CMS (RFC 5652), without a password that would have to be told (ADR 0019).

The receiver's certificate lies in a folder beside the database, put there by whoever keeps the machine after it was compared over
another way. The receiver opens the file with any program for CMS: `openssl cms -decrypt -inform DER -in FILE -inkey KEY`.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import pkcs7
from django.conf import settings

from panah.foundation import clock
from panah.foundation.access.receivers import Receiver

ENDING = ".p7m"
MEDIA = "application/pkcs7-mime"
SHORTEST = 3072
"""Bits of a receiver's key."""


class NoCertificate(Exception):
    """There is none that one could encrypt to. key: `missing`, `broken`, `weak` or `over`."""

    def __init__(self, receiver: Receiver, key: str) -> None:
        self.receiver, self.key = receiver, key
        super().__init__(f"{receiver}: {key}")


@dataclass(frozen=True)
class Certificate:
    """The certificate of a receiver. fingerprint: SHA-256, hexadecimal."""

    receiver: Receiver
    certificate: x509.Certificate
    fingerprint: str
    ends_at: dt.datetime


def folder() -> Path:
    """Where the certificates lie: `PANAH_RECEIVERS`, or `receivers` in the state of the installation."""
    return Path(settings.PANAH_RECEIVERS)


def certificate_of(receiver: Receiver) -> Certificate:
    """The certificate of a receiver that can be used now. Raises NoCertificate."""
    path = folder() / f"{receiver.value}.pem"
    if not path.is_file():
        raise NoCertificate(receiver, "missing")
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
        key, begins, ends = found.public_key(), found.not_valid_before_utc, found.not_valid_after_utc
    except (ValueError, TypeError, OSError, OverflowError, UnsupportedAlgorithm):
        raise NoCertificate(receiver, "broken") from None
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SHORTEST:
        raise NoCertificate(receiver, "weak")
    if not begins <= clock.now() < ends:
        raise NoCertificate(receiver, "over")
    return Certificate(receiver, found, found.fingerprint(hashes.SHA256()).hex(), ends)


def encrypted_to(receiver: Certificate, content: bytes) -> bytes:
    """The content, to be opened by the receiver alone: CMS enveloped data, AES-256, in DER."""
    return (
        pkcs7.PKCS7EnvelopeBuilder()
        .set_data(content)
        .add_recipient(receiver.certificate)
        .set_content_encryption_algorithm(AES256)
        .encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )
