# SPDX-License-Identifier: AGPL-3.0-or-later
"""The yearly drill: keepers bring their shares together, and it is seen whether these still restore the master key (KY-08).

Nothing is opened to anybody and nothing changes but the record of the day, which lies beside the key store. The joined key is held
against the store of today, so that shares of before a rotation are found out now and not on the day they are needed.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from panah.foundation.keys import envelope, places, recovery
from panah.foundation.keys.errors import KeysProblem, SealBroken
from panah.foundation.keys.master import write_private
from panah.foundation.keys.store import Store
from panah.foundation.keys.vault import bound_compartment

LASTS_DAYS = 366  # not-law: policy
"""A drill is held once a year (KY-08)."""
ELSEWHERE = "elsewhere"
"""Stands for the shares where the master key is in a token or a service, whose copies are proved by its own means."""


@dataclass(frozen=True)
class Drill:
    """What a drill has shown. on: the day; master: the id of the key that was restored; keepers: whose shares, by their numbers."""

    on: str
    master: str
    keepers: tuple[int, ...]


def _today() -> dt.date:
    # The machine's own day, as for the keys: training moves the clock of the cases.
    return dt.datetime.now(dt.UTC).date()


def prove(home: Path, shares: Sequence[recovery.Share]) -> Drill:
    """Join the shares and see whether the key opens every compartment's key of today; then record the day.

    Raises KeysProblem for too few shares, and for shares of another key.
    """
    name, secret = recovery.join(shares)
    store = Store(places.store_file(home))
    keys = store.compartment_keys()
    store.close()
    if not keys:
        raise KeysProblem("The key store is empty: nothing is sealed yet that shares could be held against.")
    cipher = AESGCM(secret)
    try:
        for key in keys:
            if key.master != name:
                raise SealBroken
            envelope.unwrap(cipher, bound_compartment(key.compartment, key.number), key.wrapped)
    except SealBroken:
        raise KeysProblem(
            "These shares restore another master key than that of today: it was rotated since. Make new ones with "
            "./panah keys recovery split, and call the old ones in."
        ) from None
    return _record(home, Drill(_today().isoformat(), name, tuple(sorted({share.point for share in shares}))))


def record_elsewhere(home: Path, master: str) -> Drill:
    """Record that the copies of a token or a service were proved by its own means."""
    return _record(home, Drill(_today().isoformat(), f"{ELSEWHERE} {master}", ()))


def _record(home: Path, drill: Drill) -> Drill:
    write_private(
        places.drills_file(home), json.dumps([asdict(one) for one in [*drills(home), drill]], indent=1).encode()
    )
    return drill


def drills(home: Path) -> list[Drill]:
    """Every drill that was recorded, oldest first. Raises KeysProblem for a record that cannot be read."""
    try:
        rows = json.loads(places.drills_file(home).read_bytes())
        return [
            Drill(dt.date.fromisoformat(row["on"]).isoformat(), str(row["master"]), tuple(row["keepers"]))
            for row in rows
        ]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeysProblem(f"{places.drills_file(home)} cannot be read ({type(error).__name__}).") from error


def last_day(home: Path) -> str | None:
    """The day of the last drill, as far as the record can be read."""
    try:
        return drills(home)[-1].on
    except (KeysProblem, IndexError):
        return None


def overdue(home: Path) -> str:
    """What is to be done about the drill, in words for the administrator; empty where nothing is."""
    advice = "Bring the keepers together: ./panah keys recovery drill."
    try:
        held = drills(home)
    except KeysProblem as problem:
        return str(problem)
    if not held:
        return f"No drill of the recovery is on record. {advice}"
    last = held[-1]
    if (_today() - dt.date.fromisoformat(last.on)).days > LASTS_DAYS:
        return f"The last drill of the recovery was on {last.on}, more than a year ago. {advice}"
    store = Store(places.store_file(home))
    if not last.master.startswith(ELSEWHERE) and store.exists():
        masters = {key.master for key in store.compartment_keys()}
        store.close()
        if masters and last.master not in masters:
            return f"The master key was changed after the last drill, on {last.on}: make new shares and prove them. {advice}"
    return ""
