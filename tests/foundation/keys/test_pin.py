# SPDX-License-Identifier: AGPL-3.0-or-later
"""A token that counts wrong PINs and can be pulled out, played by a few lines; test_token.py has a real one (KY-03)."""

import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from panah.foundation.keys import envelope, places, setup
from panah.foundation.keys import vault as vault_module
from panah.foundation.keys.errors import Locked
from panah.foundation.keys.vault import Vault

WHERE = envelope.place("t", "c", uuid.UUID(int=1))
RIGHT, WRONG = "86420864", "13571357"


class PKCS11Error(Exception):
    pass


class PinIncorrect(PKCS11Error):
    pass


class UserAlreadyLoggedIn(PKCS11Error):
    pass


class Key:
    def __init__(self, label: str) -> None:
        self.label, self._cipher = label, AESGCM(envelope.new_key())

    def encrypt(self, plain: bytes, *, mechanism: Any, mechanism_param: Any) -> bytes:
        return self._cipher.encrypt(mechanism_param, plain, None)

    def decrypt(self, sealed: bytes, *, mechanism: Any, mechanism_param: Any) -> bytes:
        return self._cipher.decrypt(mechanism_param, sealed, None)


class Token:
    """A library with one token."""

    def __init__(self) -> None:
        self.tries: list[str] = []
        self.keys: list[Key] = []
        self.is_in = True

    def get_token(self, *, token_label: str) -> "Token":
        return self

    def open(self, *, rw: bool, user_pin: str) -> "Token":
        self.tries.append(user_pin)
        if user_pin != RIGHT:
            raise PinIncorrect
        return self

    def get_objects(self, _wanted: Any) -> list[Key]:
        if not self.is_in:
            raise PKCS11Error
        return list(self.keys)

    def generate_key(self, _kind: Any, _bits: int, *, label: str, store: bool, template: Any) -> None:
        self.keys.append(Key(label))


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Token]:
    """The token of an installation in `tmp_path`, whose PIN lies in a file."""
    held = Token()
    kinds = SimpleNamespace(CLASS=1, SENSITIVE=2, EXTRACTABLE=3, SECRET_KEY=4, AES=5, AES_GCM=6)
    module = SimpleNamespace(
        lib=lambda _path: held, GCMParams=lambda nonce, _more, _bits: nonce, Attribute=kinds, ObjectClass=kinds, KeyType=kinds,
        Mechanism=kinds,
        exceptions=SimpleNamespace(
            PKCS11Error=PKCS11Error, PinIncorrect=PinIncorrect, UserAlreadyLoggedIn=UserAlreadyLoggedIn
        ),
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "pkcs11", module)
    monkeypatch.setenv("PANAH_MASTER", "pkcs11")
    monkeypatch.setenv("PANAH_PKCS11_MODULE", "/played")
    monkeypatch.setenv("PANAH_PKCS11_TOKEN", "one")
    monkeypatch.setenv("PANAH_PASSPHRASE", RIGHT)
    setup.make_elsewhere(tmp_path)
    held.tries.clear()
    yield held
    places.refused_file(tmp_path).unlink(missing_ok=True)


def test_a_wrong_pin_is_tried_once_by_all_processes_together(
    token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = Vault(tmp_path).seal(uuid.uuid4(), "claim", WHERE, b"said")
    token.tries.clear()
    monkeypatch.setattr(vault_module, "UNLOCK_SECONDS", 0.0)
    monkeypatch.setenv("PANAH_PASSPHRASE", WRONG)
    for _process in range(4):
        locked = Vault(tmp_path)
        for _second in range(3):
            assert not locked.is_open()
    assert token.tries == [WRONG]
    assert "not tried again" in locked.why_locked
    monkeypatch.setenv("PANAH_PASSPHRASE", RIGHT)
    assert locked.is_open()
    assert locked.unseal(WHERE, sealed) == b"said"
    # What it refused, it may have been told of since: whoever types it at `keys unlock` lets it be tried again.
    monkeypatch.setenv("PANAH_PASSPHRASE", WRONG)
    places.refused_file(tmp_path).unlink()
    with pytest.raises(Locked, match="refuses this PIN"):
        Vault(tmp_path).unlock()


def test_a_token_that_is_pulled_out_locks_at_the_next_request(
    token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_module, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(vault_module, "UNLOCK_SECONDS", 0.0)
    keys = Vault(tmp_path)
    sealed = keys.seal(uuid.uuid4(), "claim", WHERE, b"said")
    keys.look()
    assert keys.unseal(WHERE, sealed) == b"said"
    token.is_in = False
    keys.look()
    with pytest.raises(Locked):
        keys.unseal(WHERE, sealed)
    assert not keys.is_open()
    token.is_in = True
    assert keys.is_open()
    assert keys.unseal(WHERE, sealed) == b"said"
