# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key that signs the heads of the log: Ed25519, its private half sealed like what is in the database (KY-02, LG-05).

It lies in the folder of the key store, outside the database: whoever has the database alone can sign nothing. Earlier public keys
stay, since the heads that they signed do.
"""

import base64
import contextlib
import fcntl
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from panah.foundation import clock
from panah.foundation.audit import note
from panah.foundation.keys import places
from panah.foundation.keys.envelope import place
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.keys.master import write_private
from panah.foundation.keys.vault import SERVICE, vault

FILE = "log-signing.json"
SUBJECT = uuid.uuid5(uuid.NAMESPACE_URL, "panah:log-signing")
_WHERE = place("log-signing", "seed", SUBJECT)


@dataclass(frozen=True)
class LogKey:
    """A key of the log. public: 32 bytes; sealed: the private half; made_at: ISO 8601.

    since: how many events the log had when its name became this one; what an earlier name signed beyond that was lost.
    """

    name: str
    public: bytes
    sealed: bytes
    made_at: str
    since: int = 0

    @property
    def text(self) -> str:
        """The public half as verifiers take it."""
        return note.key_text(self.name, self.public)

    def opened(self) -> Ed25519PrivateKey:
        """The private half. Raises Locked while the service is locked."""
        return Ed25519PrivateKey.from_private_bytes(vault().unseal(_WHERE, self.sealed))


def _file() -> Path:
    return places.folder(Path(settings.HOME)) / FILE


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    value.encode()
    return value


def log_keys() -> list[LogKey]:
    """Every key that has signed, the one in use last. Raises KeysProblem for a damaged file."""
    try:
        held = json.loads(_file().read_bytes())
        return [
            LogKey(
                _text(one["name"]),
                base64.b64decode(one["public"]),
                base64.b64decode(one["sealed"]),
                _text(one["made_at"]),
                int(one["since"]),
            )
            for one in held["keys"]
        ]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeysProblem(f"{_file()} is damaged: bring it back from the archive of the keys.") from error


def public_keys() -> dict[bytes, bytes]:
    """The keys by what a signature names them with, as `note.check` takes them."""
    return {note.key_hash(one.name, one.public): one.public for one in log_keys()}


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    folder = _file().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / (FILE + ".lock"), "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _add(name: str = "", since: int = 0) -> LogKey:
    private = Ed25519PrivateKey.generate()
    sealed = vault().seal(SUBJECT, SERVICE, _WHERE, private.private_bytes_raw())
    now = clock.now().isoformat(timespec="seconds")
    made = LogKey(name or settings.PANAH_LOG_NAME, private.public_key().public_bytes_raw(), sealed, now, since)
    held = [
        {
            "name": one.name,
            "public": base64.b64encode(one.public).decode(),
            "sealed": base64.b64encode(one.sealed).decode(),
            "made_at": one.made_at,
            "since": one.since,
        }
        for one in (*log_keys(), made)
    ]
    write_private(_file(), json.dumps({"keys": held}, indent=1).encode())
    return made


def current() -> LogKey:
    """The key to sign with; made when there is none yet. Raises Locked while the service is locked."""
    held = log_keys()
    if held:
        return held[-1]
    with _alone():
        held = log_keys()
        return held[-1] if held else _add()


def renew() -> LogKey:
    """A new key, with which heads are signed from now on. Tell the witnesses its text before."""
    with _alone():
        held = log_keys()
        return _add(held[-1].name, held[-1].since) if held else _add()


def branch(since: int) -> LogKey:
    """A new name and key for a log that goes on from an earlier moment: no name ever signs two histories.

    Args:
        since: how many events of the old log the new one goes on from.
    """
    with _alone():
        held = log_keys()
        base = (held[0].name if held else settings.PANAH_LOG_NAME).partition(".")[0]
        number = len({one.name for one in held}) + 1
        return _add(f"{base}.{number}", since)


def reach() -> dict[str, int | None]:
    """Each name of the log -> up to how many events what it signed still counts; None for the name in use."""
    held = log_keys()
    names = list(dict.fromkeys(one.name for one in held))
    since = {one.name: one.since for one in held}
    # A second restore may have gone back before the first: what any later name goes on from is the most that counts.
    return {name: min((since[later] for later in names[at + 1 :]), default=None) for at, name in enumerate(names)}
