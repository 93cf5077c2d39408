# SPDX-License-Identifier: AGPL-3.0-or-later
"""The master key, which wraps the keys of the compartments and lies outside the database (KY-03).

Three ways, chosen by PANAH_MASTER: `file` (the default; sealed under a passphrase), `command` (a program of the installation that
asks its key management service) and `pkcs11` (a token or hardware module, `master_pkcs11`).
"""

import base64
import binascii
import contextlib
import hashlib
import json
import os
import secrets
import shlex
import stat
import subprocess
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from panah.foundation.keys import envelope, places
from panah.foundation.keys.errors import KeysProblem, Locked, SealBroken

TYPED_COST = 2**17
"""scrypt's N for what a person typed: some 0.4 s and 128 MiB for each try."""
RANDOM_COST = 2**14
"""And for a passphrase of 256 random bits, which nobody tries out."""
_DEAREST = 2**22
"""4 GiB for a try: a file that asks for more was changed."""
COMMAND_SECONDS = 30


class Master(Protocol):
    """What wraps the compartments' keys. `current`: the id of the master key in use."""

    @property
    def current(self) -> str: ...

    def wrap(self, bound: bytes, key: bytes) -> bytes:
        """The key, wrapped under the current master key for that use."""

    def unwrap(self, master: str, bound: bytes, wrapped: bytes) -> bytes:
        """The key. Raises SealBroken; Locked when that master key is not there (any more)."""

    def begin_rotation(self) -> None:
        """Make a new master key the current one; the earlier one still unwraps."""

    def end_rotation(self) -> None:
        """Destroy every master key but the current one."""

    def keep(self, names: set[str]) -> None:
        """Forget what is neither current nor one of these: the store has nothing under it any more."""

    def is_there(self) -> bool:
        """Whether what holds the key is still there. Asked once in a second, where people are served."""


# -- a file under a passphrase


def passphrase(home: Path) -> bytes | None:
    """The passphrase, without its line end: typed at `./panah keys unlock`, else PANAH_PASSPHRASE_FILE, PANAH_PASSPHRASE, else
    the file of the invented country. None where there is none.

    Raises KeysProblem for a file that others could read.
    """
    typed = places.typed_file(home)
    given = os.environ.get("PANAH_PASSPHRASE_FILE", "").strip()
    for path in (typed, Path(given) if given else None):
        if path is not None:
            with contextlib.suppress(FileNotFoundError):
                return read_private(path)
    spoken = os.environ.get("PANAH_PASSPHRASE", "")
    if spoken:
        return spoken.encode()
    with contextlib.suppress(FileNotFoundError):
        return read_private(places.passphrase_file(home))
    return None


def read_private(path: Path) -> bytes:
    """A file that this account alone may read, without its line end. Raises KeysProblem where others may read it."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if status.st_uid not in {os.geteuid(), 0} or status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeysProblem(f"Others may read {path}. Make it private first: chown it to yourself, chmod 600.")
        return file.read().strip(b"\r\n")


def write_private(path: Path, content: bytes) -> None:
    """Write a file that this account alone may read: whole or not at all, and on the disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stretch(phrase: bytes, salt: bytes, cost: int) -> AESGCM:
    return AESGCM(hashlib.scrypt(phrase, salt=salt, n=cost, r=8, p=1, maxmem=cost * 2048, dklen=32))


class FileMaster:
    """Master keys in a file, each sealed under the passphrase; more than one only while a rotation runs."""

    def __init__(self, path: Path, phrase: bytes, keys: dict[str, bytes], current: str, cost: int) -> None:
        self.path, self._phrase, self._keys, self._current, self._cost = path, phrase, keys, current, cost
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._rotates = False

    @classmethod
    def make(
        cls, path: Path, phrase: bytes, *, cost: int | None = None, key: bytes | None = None, name: str = ""
    ) -> "FileMaster":
        """A new master key in a new file, or one put together from the shares of its keepers.

        Raises KeysProblem where the file exists.
        """
        if path.exists():
            raise KeysProblem(f"There is a master key already: {path}. Keys are never overwritten.")
        name = name or secrets.token_hex(8)
        made = cls(path, phrase, {name: key or envelope.new_key()}, name, cost or TYPED_COST)
        made.save()
        return made

    @classmethod
    def read(cls, path: Path, phrase: bytes) -> "FileMaster":
        """Open the file. Raises Locked for a wrong passphrase, KeysProblem for no file or one that is damaged."""
        try:
            held: dict[str, Any] = json.loads(path.read_bytes())
            salt, cost = bytes.fromhex(held["salt"]), held["scrypt_n"]
            if not isinstance(cost, int) or not 2 <= cost <= _DEAREST:
                raise ValueError("scrypt_n")
            cipher = _stretch(phrase, salt, cost)
            sealed = {name: bytes.fromhex(text) for name, text in held["keys"].items()}
            current = str(held["current"])
            keys = {
                name: envelope.unwrap(cipher, b"panah-master " + name.encode(), text) for name, text in sealed.items()
            }
            if current not in keys or any(len(key) != 32 for key in keys.values()):
                raise ValueError("current")
            return cls(path, phrase, keys, current, cost)
        except FileNotFoundError:
            raise KeysProblem(
                f"There is no master key at {path}. Bring the file back, name it with PANAH_MASTER_FILE, put the key together "
                "from its shares (./panah keys recovery join), or, on a new installation, make one: ./panah keys init."
            ) from None
        except SealBroken:
            raise Locked(f"The passphrase does not open {path}.") from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise KeysProblem(f"{path} is damaged ({type(error).__name__}). Bring back a copy of it.") from error

    def save(self) -> None:
        """Write the file anew, with a new salt."""
        salt = os.urandom(16)
        cipher = _stretch(self._phrase, salt, self._cost)
        held = {
            "what": "master key of Panah, sealed under a passphrase (docs/keys.md)",
            "scrypt_n": self._cost,
            "salt": salt.hex(),
            "current": self._current,
            "keys": {
                name: envelope.wrap(cipher, b"panah-master " + name.encode(), key).hex()
                for name, key in self._keys.items()
            },
        }
        write_private(self.path, json.dumps(held, indent=1).encode() + b"\n")

    @property
    def current(self) -> str:
        """The id of the key in use."""
        return self._current

    @property
    def secret(self) -> bytes:
        """The key in use itself, for the shares of its keepers."""
        return self._keys[self._current]

    def wrap(self, bound: bytes, key: bytes) -> bytes:
        """See `Master`."""
        return envelope.wrap(self._ciphers[self._current], bound, key)

    def unwrap(self, master: str, bound: bytes, wrapped: bytes) -> bytes:
        """See `Master`."""
        cipher = self._ciphers.get(master)
        if cipher is None:
            raise Locked(
                f"The master key {master} is not in {self.path}: another one is, or this store is an old copy."
            )
        return envelope.unwrap(cipher, bound, wrapped)

    def begin_rotation(self) -> None:
        """See `Master`. A rotation that was interrupted goes on with the key that it had made."""
        self._rotates = True
        if len(self._keys) == 1:
            name = secrets.token_hex(8)
            self._keys[name] = envelope.new_key()
            self._ciphers[name] = AESGCM(self._keys[name])
            self._current = name
            self.save()

    def end_rotation(self) -> None:
        """See `Master`."""
        self._rotates = False
        self.keep(set())
        self.save()

    def keep(self, names: set[str]) -> None:
        """See `Master`. Whoever rotates keeps both until the end: a key may yet be made under the old one."""
        if not self._rotates and not self._keys.keys() <= names | {self._current}:
            self._keys = {name: key for name, key in self._keys.items() if name in names or name == self._current}
            self._ciphers = {name: self._ciphers[name] for name in self._keys}

    def is_there(self) -> bool:
        """See `Master`. It was read, and stays in memory until the service stops."""
        return True

    def change_passphrase(self, phrase: bytes, cost: int | None = None) -> None:
        """Seal the same keys under another passphrase."""
        self._phrase, self._cost = phrase, cost or TYPED_COST
        self.save()


# -- a program


class CommandMaster:
    """A program of the installation that wraps and unwraps with a key that never leaves its service.

    It is called as `PROGRAM... wrap` or `PROGRAM... unwrap`, gets base64 in one line on stdin and answers base64 in one line; it
    exits with something other than 0 when it cannot. What it wraps is 64 bytes: what the key is for, and the key.
    """

    current = "command"

    def __init__(self, command: list[str]) -> None:
        self._command = command

    def _ask(self, verb: str, content: bytes) -> bytes:
        try:
            done = subprocess.run(
                [*self._command, verb],
                input=base64.b64encode(content) + b"\n",
                capture_output=True,
                timeout=COMMAND_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Locked(f"The program of PANAH_MASTER_COMMAND did not run ({type(error).__name__}).") from error
        if done.returncode:
            # What it says on stderr is for its own log: it may hold what it was given.
            raise Locked(f"The program of PANAH_MASTER_COMMAND refused to {verb} (code {done.returncode}).")
        try:
            return base64.b64decode(done.stdout.strip(), validate=True)
        except binascii.Error:
            raise Locked("The program of PANAH_MASTER_COMMAND did not answer base64.") from None

    def wrap(self, bound: bytes, key: bytes) -> bytes:
        """See `Master`."""
        return self._ask("wrap", hashlib.sha256(bound).digest() + key)

    def unwrap(self, master: str, bound: bytes, wrapped: bytes) -> bytes:
        """See `Master`."""
        return checked(self._ask("unwrap", wrapped), bound)

    def begin_rotation(self) -> None:
        """The service rotates its own key; wrapping again is all that is to be done here."""

    def end_rotation(self) -> None:
        """The old version is retired in the service, by whoever keeps it."""

    def keep(self, names: set[str]) -> None:
        """Nothing is held here."""

    def is_there(self) -> bool:
        """The service is asked when there is something to open; it is not called each second for nothing."""
        return True


def checked(plain: bytes, bound: bytes) -> bytes:
    """The key out of what a service unwrapped. Raises SealBroken when it was wrapped for something else."""
    if len(plain) != 64 or not secrets.compare_digest(plain[:32], hashlib.sha256(bound).digest()):
        raise SealBroken("A key of the store was wrapped for something else, or changed.")
    return plain[32:]


def open_master(home: Path, phrase: bytes | None = None) -> Master:
    """The master key as configured. Args: phrase: passphrase or PIN; what `passphrase` finds where it is left out.

    Raises Locked when what opens it is not there, KeysProblem for a wrong set-up.
    """
    way = os.environ.get("PANAH_MASTER", "file").strip() or "file"
    if way == "command":
        command = shlex.split(os.environ.get("PANAH_MASTER_COMMAND", ""))
        if not command:
            raise KeysProblem("PANAH_MASTER is command: say in PANAH_MASTER_COMMAND which program wraps and unwraps.")
        return CommandMaster(command)
    if way == "pkcs11":
        from panah.foundation.keys.master_pkcs11 import TokenMaster

        return TokenMaster.from_environment(phrase or passphrase(home), places.refused_file(home))
    if way != "file":
        raise KeysProblem(f"PANAH_MASTER is {way!r}; set it to file, command or pkcs11.")
    phrase = phrase or passphrase(home)
    if phrase is None:
        raise Locked(
            "The passphrase of the master key is not here. Type it with ./panah keys unlock, or name a file with "
            "PANAH_PASSPHRASE_FILE."
        )
    return FileMaster.read(places.master_file(home), phrase)
