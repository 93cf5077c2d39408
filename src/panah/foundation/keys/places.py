# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where keys, the master key and its passphrase lie."""

import hashlib
import os
from pathlib import Path

VARIABLES = (
    "PANAH_KEYS", "PANAH_MASTER", "PANAH_MASTER_FILE", "PANAH_MASTER_COMMAND", "PANAH_PASSPHRASE", "PANAH_PASSPHRASE_FILE",
    "PANAH_PKCS11_MODULE", "PANAH_PKCS11_TOKEN", "PANAH_PKCS11_KEY",
)  # fmt: skip
"""What an installation says about its keys in the environment."""
STORE = "store.sqlite"
MASTER = "master.json"


def folder(home: Path) -> Path:
    """The folder of the key store, or what PANAH_KEYS says. It is backed up apart from the database (KY-04)."""
    given = os.environ.get("PANAH_KEYS", "").strip()
    return Path(given).expanduser().resolve() if given else home / "keys"


def store_file(home: Path) -> Path:
    """The key store."""
    return folder(home) / STORE


def master_file(home: Path) -> Path:
    """The sealed master key: beside the store, or where PANAH_MASTER_FILE says (a removable disk, another host's share)."""
    given = os.environ.get("PANAH_MASTER_FILE", "").strip()
    return Path(given).expanduser().resolve() if given else folder(home) / MASTER


def drills_file(home: Path) -> Path:
    """The record of the drills of the recovery: days and numbers of shares, nothing secret."""
    return folder(home) / "drills.json"


def passphrase_file(home: Path) -> Path:
    """Where `./panah up` keeps the passphrase of the invented country: not with the keys, whose copies it would open."""
    return home / "passphrase"


def refused_file(home: Path) -> Path:
    """Where it is remembered, in memory as well, which PIN a token has refused: it is not tried again by itself."""
    return typed_file(home).with_name("refused")


def typed_file(home: Path) -> Path:
    """Where a passphrase that was typed lies until the machine stops: in memory, readable by this account alone."""
    name = hashlib.sha256(str(folder(home).resolve()).encode()).hexdigest()[:16]
    return Path("/dev/shm") / f"panah-{os.geteuid()}-{name}" / "passphrase"  # noqa: S108 - made private, checked on reading
