# SPDX-License-Identifier: AGPL-3.0-or-later
"""The master key in shares for its keepers: enough of them together restore it, fewer learn nothing (KY-08).

Shamir's scheme over GF(256), the field of AES, byte by byte: each share holds the values of random polynomials at its own point,
whose value at 0 is the secret. A share is a line of text with a check against slips of the pen; a set of shares knows its key by
a digest that is kept with each share and says nothing about 256 random bits.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from panah.foundation.keys.errors import KeysProblem

KEEPERS = 5  # not-law: policy
NEEDED = 3  # not-law: policy
"""Five keepers of two organisations or more, any three of whom restore the key (KY-08)."""
_MARK = "panah-share-1"
_CHECK = 4  # bytes


def _tables() -> tuple[list[int], list[int]]:
    powers, logs = [0] * 510, [0] * 256
    value = 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)  # times 3, a generator
    return powers, logs


_POWERS, _LOGS = _tables()


def _times(one: int, other: int) -> int:
    return _POWERS[_LOGS[one] + _LOGS[other]] if one and other else 0


def _over(one: int, other: int) -> int:
    return _POWERS[_LOGS[one] - _LOGS[other] + 255] if one else 0


def split_bytes(secret: bytes, *, needed: int, keepers: int) -> dict[int, bytes]:
    """Point -> share. Raises ValueError unless 1 <= needed <= keepers <= 255."""
    if not 1 <= needed <= keepers <= 255:
        raise ValueError("Between one and all of at most 255 keepers.")
    shares = {point: bytearray() for point in range(1, keepers + 1)}
    for byte in secret:
        # The leading coefficient may be 0: were it not, fewer shares could rule a value out.
        polynomial = [byte, *secrets.token_bytes(needed - 1)]
        for point, share in shares.items():
            value = 0
            for coefficient in reversed(polynomial):
                value = _times(value, point) ^ coefficient
            share.append(value)
    return {point: bytes(share) for point, share in shares.items()}


def join_bytes(shares: dict[int, bytes]) -> bytes:
    """The value at 0 of the polynomials through these points: the secret, when there are enough of them."""
    joined = bytearray()
    for at in range(len(next(iter(shares.values())))):
        value = 0
        for point, share in shares.items():
            weight = 1
            for other in shares:
                if other != point:
                    weight = _times(weight, _over(other, other ^ point))
            value ^= _times(share[at], weight)
        joined.append(value)
    return bytes(joined)


@dataclass(frozen=True)
class Share:
    """One keeper's part. name: of the master key; needed: how many together restore it; proof: a digest of the key."""

    name: str
    needed: int
    point: int
    value: bytes
    proof: str

    @property
    def text(self) -> str:
        """One line, to be printed and put into an envelope."""
        body = f"{_MARK}:{self.name}:{self.needed}:{self.point}:{self.value.hex()}:{self.proof}"
        return f"{body}:{_check(body)}"

    @classmethod
    def read(cls, text: str) -> "Share":
        """Raises KeysProblem for what is no share, or one with a slip in it."""
        line = "".join(text.split())
        body, _, check = line.rpartition(":")
        parts = body.split(":")
        if len(parts) != 6 or parts[0] != _MARK:
            raise KeysProblem("This is not a share of a key: it begins with panah-share-1.")
        slip = "There is a slip in this share: compare it with the paper, sign by sign."
        try:
            right = _check(body) == check
            share = cls(parts[1], int(parts[2]), int(parts[3]), bytes.fromhex(parts[4]), parts[5])
        except ValueError:
            raise KeysProblem(slip) from None
        if not right or not 1 <= share.needed <= 255 or not 1 <= share.point <= 255:
            raise KeysProblem(slip)
        return share


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[: 2 * _CHECK]


def _proof(key: bytes) -> str:
    return hashlib.sha256(b"panah-share-proof " + key).hexdigest()[:16]


def split(name: str, key: bytes, *, needed: int = NEEDED, keepers: int = KEEPERS) -> list[Share]:
    """The shares of a master key. Args: name: its id."""
    proof = _proof(key)
    values = split_bytes(key, needed=needed, keepers=keepers)
    return [Share(name, needed, point, value, proof) for point, value in values.items()]


def join(shares: Sequence[Share]) -> tuple[str, bytes]:
    """The id of the master key and the key. Raises KeysProblem for too few, or for shares of different keys."""
    if not shares:
        raise KeysProblem("No shares were given.")
    first = shares[0]
    if len({(share.name, share.needed, share.proof, len(share.value)) for share in shares}) > 1:
        raise KeysProblem("These shares belong to different keys, or to different splittings of one.")
    by_point = {share.point: share.value for share in shares}
    if len(by_point) < first.needed:
        raise KeysProblem(f"{first.needed} different shares are needed, and there are {len(by_point)}.")
    key = join_bytes(by_point)
    if _proof(key) != first.proof:
        raise KeysProblem("These shares do not fit together.")
    return first.name, key
