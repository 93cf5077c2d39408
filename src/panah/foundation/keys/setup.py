# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making the key store and the master key of an installation."""

import os
import secrets
from pathlib import Path

from panah.foundation.keys import places
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.keys.master import RANDOM_COST, FileMaster, passphrase, write_private
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


def invent(home: Path) -> Path | None:
    """Keys for a system without real people, whose passphrase lies in a file beside its data.

    Returns that file when it was made now; None where keys exist already.
    """
    store = Store(places.store_file(home))
    if store.exists() or places.master_file(home).exists():
        return None
    if (os.environ.get("PANAH_MASTER", "").strip() or "file") != "file":
        store.create()
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
