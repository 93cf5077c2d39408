# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pair of keys of the backups: the public half is on the host, the private half is not.

Whoever breaks into the host finds nothing there that opens a backup; whoever loses the key file has lost every backup. It
is made once, carried away on paper or on a stick, and kept in two places that do not burn together.
"""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from panah.foundation.database.errors import DatabaseProblem

SETTINGS = "backup.json"
SIGNING = "backup-signing"
_FORMAT = "panah-backup-key"


@dataclass(frozen=True)
class KeyFile:
    """What the key file holds. signer: the public key of the host that made it, whose signature every file must bear."""

    private: X25519PrivateKey
    signer: bytes | None


@dataclass
class Settings:
    """What the host knows. recipient: the public key that everything is sealed for. to: the folder of the backups."""

    recipient: bytes
    to: Path | None = None


def make(home: Path, out: Path, *, anew: bool = False) -> str:
    """Make a pair: the private half goes into a file that is to be taken away, the public half into the state folder.

    Args:
        home: the state folder.
        out: the file to write (mode 0600); it must not exist.
        anew: replace the public half that is there; older backups still need the older key file.

    Returns the public half, for the record. Raises DatabaseProblem.
    """
    if load(home) is not None and not anew:
        raise DatabaseProblem(
            "There is a key for backups already. Add --anew to seal from now on for another one, and keep the old key file "
            "as long as a backup that was sealed for it."
        )
    if home.resolve() in out.resolve().parents:
        raise DatabaseProblem(
            f"{out} lies on the host beside the data. Write the key file somewhere you can take it away from."
        )
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    content = {
        "what": "The private key of Panah's backups. Whoever has it can read them; without it nobody can.",
        _FORMAT: 1,
        "private": base64.b64encode(private.private_bytes_raw()).decode(),
        "public": base64.b64encode(public).decode(),
        "signer": base64.b64encode(signing_key(home).public_key().public_bytes_raw()).decode(),
    }
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise DatabaseProblem(
            f"{out} exists already, and a key file is never written over. Name another file."
        ) from error
    except OSError as error:
        raise DatabaseProblem(f"{out} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    before = load(home)
    save(home, Settings(public, before.to if before else None))
    return base64.b64encode(public).decode()


def read(path: Path) -> KeyFile:
    """The key file. Raises DatabaseProblem when it is none."""
    try:
        content = json.loads(path.read_text())
        if content[_FORMAT] != 1:
            raise ValueError
        private = X25519PrivateKey.from_private_bytes(base64.b64decode(content["private"], validate=True))
        signer = base64.b64decode(content["signer"], validate=True) if content.get("signer") else None
    except OSError as error:
        raise DatabaseProblem(f"The key file {path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DatabaseProblem(f"{path} is no key file of `panah backup keys`, or it is damaged.") from error
    return KeyFile(private, signer)


def load(home: Path) -> Settings | None:
    """What this host knows of its backups; None where nothing was set up."""
    path = home / SETTINGS
    try:
        content = json.loads(path.read_text())
        recipient = base64.b64decode(content["recipient"], validate=True)
        X25519PublicKey.from_public_bytes(recipient)
        return Settings(recipient, Path(content["to"]) if content.get("to") else None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DatabaseProblem(f"{path} cannot be read. Write it anew with `panah backup keys --anew`.") from error


def save(home: Path, settings: Settings) -> None:
    """Keep it, whole or not at all."""
    content = {
        "recipient": base64.b64encode(settings.recipient).decode(),
        "to": str(settings.to) if settings.to else None,
    }
    fresh = home / f"{SETTINGS}.{os.getpid()}"
    fresh.write_text(json.dumps(content, indent=1) + "\n")
    fresh.replace(home / SETTINGS)


def signing_key(home: Path) -> Ed25519PrivateKey:
    """The key that this host signs its backups with; made on the first call (mode 0600)."""
    path = home / SIGNING
    if not path.exists():
        fresh = home / f"{SIGNING}.{os.getpid()}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
