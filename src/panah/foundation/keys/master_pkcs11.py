# SPDX-License-Identifier: AGPL-3.0-or-later
"""A master key in a token or hardware module (PKCS#11), which it never leaves.

PANAH_MASTER=pkcs11, PANAH_PKCS11_MODULE (the library of the maker), PANAH_PKCS11_TOKEN (the token's label), PANAH_PKCS11_KEY (label of
an AES key of 256 bits; `panah-master` where left out), and the PIN in a private file that PANAH_PASSPHRASE_FILE names, or typed at
`./panah keys unlock`. It needs the package python-pkcs11 (requirements/pkcs11.txt), which is not installed with Panah.
"""

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from panah.foundation.keys.errors import KeysProblem, Locked
from panah.foundation.keys.master import checked, write_private

NONCE_BYTES = 12
DEFAULT_KEY = "panah-master"


def configured() -> tuple[str, str, str]:
    """Library, label of the token, label of the key. Raises KeysProblem where the environment does not say."""
    module, token = os.environ.get("PANAH_PKCS11_MODULE", ""), os.environ.get("PANAH_PKCS11_TOKEN", "")
    if not module or not token:
        raise KeysProblem(
            "Say in PANAH_PKCS11_MODULE and PANAH_PKCS11_TOKEN which library and token hold the master key."
        )
    return module, token, os.environ.get("PANAH_PKCS11_KEY", "") or DEFAULT_KEY


class TokenMaster:
    """Wraps by AES-GCM inside the module. A rotation makes a key of the next number under the same label."""

    def __init__(self, session: Any, label: str) -> None:
        self._session, self._label = session, label
        # A session does one thing at a time; the threads of a server share it.
        self._one = threading.RLock()

    @classmethod
    def from_environment(cls, pin: bytes | None, refused: Path) -> "TokenMaster":
        """Open the token. Args: refused: where a PIN that it refused is remembered.

        Raises Locked without a PIN or token, KeysProblem for a wrong set-up.
        """
        try:
            import pkcs11
        except ImportError:
            raise KeysProblem(
                "PANAH_MASTER is pkcs11, and the package python-pkcs11 is not installed. Install it into the environment of "
                "Panah: .venv/bin/python -m pip install --require-hashes -r requirements/pkcs11.txt."
            ) from None
        module, token, label = configured()
        if pin is None:
            raise Locked(
                "The PIN of the token is not here. Type it with ./panah keys unlock, or name a file with PANAH_PASSPHRASE_FILE."
            )
        mark = hashlib.sha256(b"\0".join((module.encode(), token.encode(), pin))).hexdigest().encode()
        with contextlib.suppress(FileNotFoundError):
            # A token counts wrong PINs and locks itself for good after a few; several processes would try once in a second.
            if refused.read_bytes() == mark:
                raise Locked(
                    "The token has refused this PIN, and it is not tried again. Type the right one with ./panah keys unlock."
                )
        try:
            held = pkcs11.lib(module).get_token(token_label=token)
            try:
                session = held.open(rw=True, user_pin=pin.decode())
            except pkcs11.exceptions.UserAlreadyLoggedIn:
                session = held.open(rw=True)
        except pkcs11.exceptions.PinIncorrect as error:
            write_private(refused, mark)
            raise Locked("The token refuses this PIN. Type the right one with ./panah keys unlock.") from error
        except (pkcs11.exceptions.PKCS11Error, RuntimeError, UnicodeDecodeError) as error:
            raise Locked(f"The token does not open ({type(error).__name__}).") from error
        return cls(session, label)

    @contextlib.contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        """Ask the token something. Raises Locked when it does not answer: it was pulled out, or its module is away."""
        import pkcs11

        with self._one:
            try:
                yield
            except pkcs11.exceptions.PKCS11Error as error:
                raise Locked(f"The token does not {what} ({type(error).__name__}).") from error

    def _keys(self) -> dict[str, Any]:
        import pkcs11

        with self._asking("show its keys"):
            found = list(self._session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY}))
            labels = [(str(key.label), key) for key in found]
        return {label: key for label, key in labels if label == self._label or self._numbered(label)}

    def _numbered(self, label: str) -> bool:
        start, dash, number = label.rpartition("-")
        return bool(dash) and start == self._label and number.isdigit()

    @property
    def current(self) -> str:
        """The label of the key in use: the last that was made."""
        keys = self._keys()
        if not keys:
            raise Locked(
                f"The token has no key {self._label!r}. On a new installation ./panah keys init makes it; otherwise this is "
                "another token."
            )
        return max(keys, key=self._number)

    def _number(self, label: str) -> int:
        return int(label.removeprefix(self._label).strip("-") or 1)

    def make(self) -> bool:
        """Make the key where the token has none of the label yet. Returns whether it was made."""
        if self._keys():
            return False
        self._generate(self._label)
        return True

    def _generate(self, label: str) -> None:
        import pkcs11

        with self._asking("make a key"):
            self._session.generate_key(
                pkcs11.KeyType.AES, 256, label=label, store=True,
                template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
            )  # fmt: skip

    def wrap(self, bound: bytes, key: bytes) -> bytes:
        """See `Master`."""
        import pkcs11

        with self._asking("wrap a key"):
            nonce = os.urandom(NONCE_BYTES)
            parameters = pkcs11.GCMParams(nonce, b"", 128)
            plain = hashlib.sha256(bound).digest() + key
            sealed = self._keys()[self.current].encrypt(
                plain, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=parameters
            )
        return nonce + bytes(sealed)

    def unwrap(self, master: str, bound: bytes, wrapped: bytes) -> bytes:
        """See `Master`."""
        import pkcs11

        with self._asking("unwrap a key"):
            key = self._keys().get(master)
            if key is None:
                raise Locked(f"The token has no key {master!r}.")
            parameters = pkcs11.GCMParams(wrapped[:NONCE_BYTES], b"", 128)
            plain = key.decrypt(wrapped[NONCE_BYTES:], mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=parameters)
        return checked(bytes(plain), bound)

    def begin_rotation(self) -> None:
        """See `Master`."""
        current = self.current
        if len(self._keys()) == 1:
            self._generate(f"{self._label}-{self._number(current) + 1}")

    def end_rotation(self) -> None:
        """See `Master`."""
        with self._asking("destroy a key"):
            current = self.current
            for label, key in self._keys().items():
                if label != current:
                    key.destroy()

    def keep(self, names: set[str]) -> None:
        """Nothing of the token is held here."""

    def is_there(self) -> bool:
        """See `Master`: a token that was pulled out, or emptied, locks the service within a second."""
        try:
            return bool(self._keys())
        except Locked:
            return False
