# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making the key store and the master key of an installation."""

import os
import secrets
from pathlib import Path

from panah.foundation.keys import places
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.keys.master import RANDOM_COST, FileMaster, Master, open_master, passphrase, write_private
from panah.foundation.keys.store import Store

SHORTEST_PASSPHRASE = 16
"""Characters; `./panah keys init` proposes a longer one of random words' length (not-law: policy)."""


def make(home: Path, phrase: str, *, cost: int | None = None) -> None:
    """Make the key store and the master key of a new installation, sealed under a passphrase.

    Raises KeysProblem when there is one already, or the passphrase is too short.
    """
    if len(phrase) < SHORTEST_PASSPHRASE:
        raise KeysProblem(
            f"A passphrase has {SHORTEST_PASSPHRASE} characters or more: whoever steals the disk may try for years."
        )
    FileMaster.make(places.master_file(home), phrase.encode(), cost=cost)
    Store(places.store_file(home)).create()


def way() -> str:
    """Where the master key is, as PANAH_MASTER says."""
    return os.environ.get("PANAH_MASTER", "").strip() or "file"


def make_elsewhere(home: Path) -> None:
    """Make the key store of a new installation whose master key is in a token or a service; in an empty token the key as well.

    Raises KeysProblem when there is a store already, or the token or service does not answer.
    """
    store = Store(places.store_file(home))
    if store.exists():
        raise KeysProblem(f"There is a key store already: {store.path}. Keys are never overwritten.")
    prepare_master(open_master(home))
    store.create()


def prepare_master(master: Master) -> None:
    """Make the key in a token that has none, and see whether what wraps also unwraps. Raises KeysProblem."""
    if hasattr(master, "make"):
        master.make()
    proof = secrets.token_bytes(32)
    if master.unwrap(master.current, b"panah-proof", master.wrap(b"panah-proof", proof)) != proof:
        raise KeysProblem("What the token or service wraps is not what it unwraps.")


def invent(home: Path) -> Path | None:
    """Keys for a system without real people, whose passphrase lies in a file beside its data.

    Returns that file when it was made now; None where keys exist already.
    """
    store = Store(places.store_file(home))
    if store.exists() or places.master_file(home).exists():
        return None
    if way() != "file":
        make_elsewhere(home)
        return None
    given = passphrase(home)
    if given is not None:
        make(home, given.decode())
        return None
    phrase = secrets.token_urlsafe(32)
    file = places.passphrase_file(home)
    write_private(file, phrase.encode() + b"\n")
    make(home, phrase, cost=RANDOM_COST)
    return file
