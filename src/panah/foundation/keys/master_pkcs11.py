# SPDX-License-Identifier: AGPL-3.0-or-later
"""A master key in a token or hardware module (PKCS#11), which it never leaves.

PANAH_MASTER=pkcs11, PANAH_PKCS11_MODULE (the library of the maker), PANAH_PKCS11_TOKEN (the token's label), PANAH_PKCS11_KEY (label of
an AES key of 256 bits; `panah-master` where left out), and the PIN in a private file that PANAH_PASSPHRASE_FILE names, or typed at
`./panah keys unlock`. It needs the package python-pkcs11, which is not installed with Panah.
"""

import os
from typing import Any

from panah.foundation.keys.errors import KeysProblem, Locked
from panah.foundation.keys.master import checked

NONCE_BYTES = 12


class TokenMaster:
    """Wraps by AES-GCM inside the module. A rotation makes a key of the next number under the same label."""

    def __init__(self, session: Any, label: str) -> None:
        self._session, self._label = session, label

    @classmethod
    def from_environment(cls, pin: bytes | None) -> "TokenMaster":
        """Open the token. Raises Locked without a PIN or token, KeysProblem for a wrong set-up."""
        try:
            import pkcs11
        except ImportError:
            raise KeysProblem("PANAH_MASTER is pkcs11, and the package python-pkcs11 is not installed.") from None
        module, token = os.environ.get("PANAH_PKCS11_MODULE", ""), os.environ.get("PANAH_PKCS11_TOKEN", "")
        if not module or not token:
            raise KeysProblem(
                "Say in PANAH_PKCS11_MODULE and PANAH_PKCS11_TOKEN which library and token hold the master key."
            )
        if pin is None:
            raise Locked(
                "The PIN of the token is not here. Type it with ./panah keys unlock, or name a file with PANAH_PASSPHRASE_FILE."
            )
        try:
            session = pkcs11.lib(module).get_token(token_label=token).open(rw=True, user_pin=pin.decode())
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            session = pkcs11.lib(module).get_token(token_label=token).open(rw=True)
        except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
            raise Locked(f"The token does not open ({type(error).__name__}).") from error
        return cls(session, os.environ.get("PANAH_PKCS11_KEY", "") or "panah-master")

    def _keys(self) -> dict[str, Any]:
        import pkcs11

        found = self._session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY})
        return {key.label: key for key in found if key.label == self._label or key.label.startswith(f"{self._label}-")}

    @property
    def current(self) -> str:
        """The label of the key in use: the last that was made."""
        keys = self._keys()
        if not keys:
            raise KeysProblem(
                f"The token has no key {self._label!r}. Make an AES key of 256 bits in it with that label."
            )
        return max(keys, key=self._number)

    def _number(self, label: str) -> int:
        return int(label.removeprefix(self._label).strip("-") or 1)

    def wrap(self, bound: bytes, key: bytes) -> bytes:
        """See `Master`."""
        return self._cipher(self.current, bound, key)

    def _cipher(self, label: str, bound: bytes, key: bytes) -> bytes:
        import hashlib

        import pkcs11

        nonce = os.urandom(NONCE_BYTES)
        parameters = pkcs11.GCMParams(nonce, b"", 128)
        plain = hashlib.sha256(bound).digest() + key
        sealed = self._keys()[label].encrypt(plain, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=parameters)
        return nonce + bytes(sealed)

    def unwrap(self, master: str, bound: bytes, wrapped: bytes) -> bytes:
        """See `Master`."""
        import pkcs11

        key = self._keys().get(master)
        if key is None:
            raise Locked(f"The token has no key {master!r}.")
        parameters = pkcs11.GCMParams(wrapped[:NONCE_BYTES], b"", 128)
        try:
            plain = key.decrypt(wrapped[NONCE_BYTES:], mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=parameters)
        except pkcs11.exceptions.PKCS11Error as error:
            raise Locked(f"The token does not unwrap the key ({type(error).__name__}).") from error
        return checked(bytes(plain), bound)

    def begin_rotation(self) -> None:
        """See `Master`."""
        import pkcs11

        current = self.current
        if len(self._keys()) == 1:
            label = f"{self._label}-{self._number(current) + 1}"
            self._session.generate_key(
                pkcs11.KeyType.AES, 256, label=label, store=True,
                template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
            )  # fmt: skip

    def end_rotation(self) -> None:
        """See `Master`."""
        current = self.current
        for label, key in self._keys().items():
            if label != current:
                key.destroy()
