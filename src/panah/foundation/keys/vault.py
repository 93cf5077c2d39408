# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vault of this process: opens and seals with the keys of the store, once the master key is there.

A data key belongs to one subject (a person; an author, for what is nobody's file yet) in one compartment. It is wrapped by the
key of that compartment, which is wrapped by the master key. What this process has unwrapped it remembers, within bounds, until
the store says that keys were erased or wrapped anew: at the next request, and otherwise within a second.
"""

import contextlib
import hashlib
import hmac
import logging
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from panah.foundation.keys import envelope, places
from panah.foundation.keys.errors import KeyGone, KeyMissing, KeysProblem, Locked, SealBroken
from panah.foundation.keys.master import Master, open_master
from panah.foundation.keys.store import CompartmentKey, DataKey, Store

log = logging.getLogger("panah.keys")

REMEMBERED = 20_000
"""Data keys that a process keeps unwrapped; some 20 MB."""
LOOK_SECONDS = 1.0
"""How long a process may go on with a key that another process erased, outside requests."""
UNLOCK_SECONDS = 1.0
"""A locked process looks for the passphrase this often at most."""
PERSON = "person"
"""The compartment, as far as keys go, of what goes with a person and belongs to no compartment."""
SERVICE = "service"
"""And of what is the service's own: numbers on cards, digests of requests."""
INDEX = uuid.UUID(int=0)
"""The subject of the key that makes a compartment's blind indexes."""
BATCH = 500


def bound_compartment(compartment: str, number: int) -> bytes:
    """What the wrapping of a compartment's key is bound to."""
    return f"panah-compartment-key {compartment} {number}".encode()


def bound_data(key: DataKey | None = None, *, key_id: bytes = b"", subject: bytes = b"", under: bytes = b"") -> bytes:
    """What the wrapping of a data key is bound to: another subject's wrapped key put in its place does not open."""
    if key is not None:
        key_id, subject, under = key.id, key.subject, key.under.id
    return b"panah-data-key " + key_id + subject + under


class Key:
    """An unwrapped data key: its id, its cipher, and the key of its digests."""

    __slots__ = ("cipher", "digests", "id")

    def __init__(self, key_id: bytes, key: bytes) -> None:
        self.id = key_id
        self.cipher = AESGCM(key)
        # Another use, another key (NIST SP 800-108, in the form of HMAC).
        self.digests = hmac.digest(key, b"panah-digest-1", "sha256")


class Vault:
    """One for each key store and process; see `vault()`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(places.store_file(home))
        self._master: Master | None = None
        self._lock = threading.RLock()
        self._by_id: dict[bytes, Key] = {}
        self._by_subject: dict[tuple[uuid.UUID, str], Key] = {}
        self._compartments: dict[bytes, AESGCM] = {}
        self._thread = threading.local()
        self._generation = 0
        self._looked = 0.0
        self._asked = 0.0
        self._tried = -UNLOCK_SECONDS
        self._why = ""

    # -- locked and unlocked

    def is_open(self) -> bool:
        """Whether sealed fields can be read and written; a locked one looks for its passphrase, once in a second."""
        if self._master is not None:
            return True
        with self._lock:
            if self._master is None and time.monotonic() - self._tried >= UNLOCK_SECONDS:
                with contextlib.suppress(KeysProblem):
                    self.unlock()
            return self._master is not None

    @property
    def why_locked(self) -> str:
        """What is missing, in words for the administrator."""
        return self._why

    def unlock(self) -> None:
        """Take the master key into memory. Raises Locked, KeysProblem; what was there before stays."""
        with self._lock:
            self._tried = time.monotonic()
            try:
                if not self.store.exists():
                    raise KeysProblem(
                        f"There is no key store at {self.store.path}. Bring it back from its archive; on a new installation make "
                        "one: ./panah keys init."
                    )
                master = open_master(self.home)
                try:
                    self._must_open(master)
                except Locked:
                    # A rotation may lie between reading the master key and reading what it is to open: once more, then.
                    master = open_master(self.home)
                    self._must_open(master)
            except SealBroken:
                self._why = "The master key does not belong to this key store."
                raise Locked(self._why) from None
            except KeysProblem as problem:
                self._why = str(problem)
                raise
            except sqlite3.Error as error:
                self._why = f"The key store {self.store.path} cannot be read ({type(error).__name__})."
                raise KeysProblem(self._why) from error
            self._master, self._why = master, ""

    def _must_open(self, master: Master) -> None:
        # A master key that opens nothing here is the wrong one: better said now than at the first file.
        for key in self.store.compartment_keys()[:1]:
            master.unwrap(key.master, bound_compartment(key.compartment, key.number), key.wrapped)

    def lock(self) -> None:
        """Forget the master key and every other."""
        with self._lock:
            self._master = None
            self._tried = -UNLOCK_SECONDS
            self.forget()

    @property
    def master(self) -> Master:
        """The master key. Raises Locked."""
        if not self.is_open() or self._master is None:
            raise Locked(self._why or "The service is locked: its master key is not there.")
        return self._master

    # -- what is remembered

    def forget(self) -> None:
        """Forget every unwrapped key."""
        with self._lock:
            self._by_id, self._by_subject, self._compartments = {}, {}, {}

    def look(self) -> None:
        """Forget what this process remembers when keys were erased or wrapped anew meanwhile, and all of it when the master
        key was taken away (a token that was pulled out)."""
        now = time.monotonic()
        master = self._master
        if master is not None and now - self._asked > LOOK_SECONDS:
            self._asked = now
            if not master.is_there():
                log.error("the master key was taken away: locked")
                self.lock()
        self._looked = now
        # The number is one of this connection alone: each thread has its own, and so has each process after a fork.
        change = (os.getpid(), self.store.change())
        if getattr(self._thread, "seen", None) != change:
            generation = self.store.generation()
            if generation != self._generation:
                self.forget()
                self._generation = generation
                if (master := self._master) is not None:
                    # After a rotation no process goes on holding the key that was destroyed.
                    master.keep({key.master for key in self.store.compartment_keys()})
            self._thread.seen = change

    def _look_at_times(self) -> None:
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self.look()

    def _remember(self, data: DataKey, generation: int) -> Key:
        key = Key(data.id, self._unwrapped(data))
        with self._lock:
            if generation != self._generation:
                return key  # erased or wrapped anew since it was read: not to be kept
            if len(self._by_id) >= REMEMBERED:
                self._by_id, self._by_subject = {}, {}
            self._by_id[data.id] = key
            self._by_subject[uuid.UUID(bytes=data.subject), data.compartment] = key
        return key

    def _unwrapped(self, data: DataKey) -> bytes:
        return envelope.unwrap(self._compartment(data.under), bound_data(data), data.wrapped)

    def _compartment(self, key: CompartmentKey) -> AESGCM:
        cipher = self._compartments.get(key.id)
        if cipher is None:
            bound, master = bound_compartment(key.compartment, key.number), self.master
            try:
                plain = master.unwrap(key.master, bound, key.wrapped)
            except Locked:
                # Another process has rotated the master key: the file holds a newer one. Of all the threads that find this
                # out at once, one reads it: stretching a passphrase takes half a second of work.
                with self._lock:
                    if self._master is master:
                        self.unlock()
                plain = self.master.unwrap(key.master, bound, key.wrapped)
            cipher = self._compartments[key.id] = AESGCM(plain)
        return cipher

    # -- keys

    def key(self, key_id: bytes) -> Key:
        """The key of that id. Raises Locked, KeyGone, KeyMissing."""
        self._look_at_times()
        key = self._by_id.get(key_id)
        if key is not None:
            return key
        _ = self.master  # locked before missing
        key = self._found(lambda: self.store.by_id(key_id))
        if key is not None:
            return key
        if self.store.is_gone(key_id):
            raise KeyGone("The key of this was erased.")
        raise KeyMissing(
            f"A value is sealed under a key that is not in {self.store.path}: this is another key store, or an older copy. "
            "Bring back the one that belongs to this database."
        )

    def key_for(self, subject: uuid.UUID, compartment: str) -> Key:
        """The key to seal with; made, and on the disk, when this is the first time. Raises Locked."""
        self._look_at_times()
        key = self._by_subject.get((subject, compartment))
        if key is not None:
            return key
        _ = self.master
        key = self._found(lambda: self.store.of_subject(subject, compartment))
        if key is None:
            self.prepare([(subject, compartment)])
            key = self._found(lambda: self.store.of_subject(subject, compartment))
        if key is None:
            raise KeyMissing("A key that was just made is gone: somebody erased it at the same moment. Try again.")
        return key

    def _found(self, read: Callable[[], DataKey | None]) -> Key | None:
        """What the store answers, unwrapped; asked again when the wrapping was replaced between the two."""
        before: DataKey | None = None
        while True:
            generation, data = self._generation, read()
            if data is None:
                return None
            try:
                return self._remember(data, generation)
            except (Locked, SealBroken):
                # Rotations may follow each other closely; what is refused twice in the same wrapping is broken.
                if data == before:
                    raise
                before = data

    def prepare(self, wanted: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Make the keys that are not there yet, in one write. Worth it before many rows of many people. Raises Locked."""
        missing = [pair for pair in dict.fromkeys(wanted) if pair not in self._by_subject]
        if not missing:
            return
        _ = self.master
        with self.store.writing() as writer:
            rows = []
            for subject, compartment in missing:
                under = self.store.current(writer, compartment) or self._new_compartment_key(writer, compartment, 1)
                key_id = os.urandom(envelope.ID_BYTES)
                bound = bound_data(key_id=key_id, subject=subject.bytes, under=under.id)
                wrapped = envelope.wrap(self._compartment(under), bound, envelope.new_key())
                rows.append((key_id, subject.bytes, compartment, under.id, wrapped))
            self.store.add_data_keys(writer, rows)

    def _new_compartment_key(self, writer: sqlite3.Connection, compartment: str, number: int) -> CompartmentKey:
        # The file is read again: had another process rotated it unheard, the new key would lie under a master key that is
        # destroyed. A rotation ends while it alone writes, as this does.
        self.unlock()
        master, plain = self.master, envelope.new_key()
        key = CompartmentKey(
            os.urandom(envelope.ID_BYTES),
            compartment,
            number,
            master.current,
            master.wrap(bound_compartment(compartment, number), plain),
        )
        self.store.add_compartment_key(writer, key)
        return key

    # -- use

    def seal(self, subject: uuid.UUID, compartment: str, where: bytes, plain: bytes) -> bytes:
        """A sealed value. Args: where: `envelope.place`. Raises Locked."""
        key = self.key_for(subject, compartment)
        return envelope.seal(key.cipher, key.id, where, plain)

    def unseal(self, where: bytes, sealed: bytes) -> bytes:
        """What was sealed. Raises Locked, KeyGone, KeyMissing, SealBroken."""
        return envelope.unseal(self.key(envelope.key_of(sealed)).cipher, where, sealed)

    def digest(self, subject: uuid.UUID, compartment: str, content: bytes) -> str:
        """64 hexadecimal digits over a content, which tell nothing to whoever lacks the subject's key."""
        return hmac.new(self.key_for(subject, compartment).digests, content, hashlib.sha256).hexdigest()

    def digest_like(self, sealed: bytes, content: bytes) -> str:
        """`digest` with the key that a value is sealed under."""
        return hmac.new(self.key(envelope.key_of(sealed)).digests, content, hashlib.sha256).hexdigest()

    def blind(self, compartment: str, use: str, text: str) -> str:
        """64 hexadecimal digits by which a value is found again in one compartment; another compartment's differ (KY-06)."""
        key = self.key_for(INDEX, compartment)
        return hmac.new(key.digests, f"{use}\0{text}".encode(), hashlib.sha256).hexdigest()

    # -- rotation and erasure

    def rotate_master(self) -> int:
        """Wrap every compartment's key under a new master key and destroy the old one, while others work (KY-05).

        Returns how many were wrapped. An interrupted rotation goes on where it stopped when it is called again.
        """
        with self.store.rotating():
            self.unlock()
            master = self.master
            master.begin_rotation()
            keys = waiting = self.store.compartment_keys()
            while True:
                for key in waiting:
                    wrapped = self._wrapped_anew(master, key)
                    with self.store.writing() as writer:
                        self.store.rewrap_compartment_key(writer, key.id, master.current, wrapped)
                with self.store.writing() as writer:
                    # One that was made meanwhile, by a process that had not heard yet, lies under the old master key. That one is
                    # destroyed while nobody else writes, and once nothing that is on the disk needs it.
                    waiting = [key for key in self.store.compartment_keys() if key.master != master.current]
                    if not waiting:
                        master.end_rotation()
                        self.store.next_generation(writer)
                        break
            with self._lock:
                self._master = master
                self.forget()
            self.store.scrub()
        return len(keys)

    def move_master(self, new: Master) -> int:
        """Wrap every compartment's key under a master key that another token or service holds. Whatever still asks the old one
        is locked from then on. Returns how many were wrapped.

        All at once: a store under two masters would open with neither.
        """
        with self.store.rotating():
            old = self.master
            with self.store.writing() as writer:
                keys = self.store.compartment_keys()
                for key in keys:
                    bound = bound_compartment(key.compartment, key.number)
                    wrapped = new.wrap(bound, old.unwrap(key.master, bound, key.wrapped))
                    self.store.rewrap_compartment_key(writer, key.id, new.current, wrapped)
                self.store.next_generation(writer)
            with self._lock:
                self._master = new
                self.forget()
            self.store.scrub()
        return len(keys)

    @staticmethod
    def _wrapped_anew(master: Master, key: CompartmentKey) -> bytes:
        bound = bound_compartment(key.compartment, key.number)
        return master.wrap(bound, master.unwrap(key.master, bound, key.wrapped))

    def rotate_compartment(self, compartment: str) -> int:
        """Wrap every data key of a compartment under a new key of it and destroy the old one, while others work (KY-05).

        Returns how many were wrapped. Raises KeysProblem for a compartment that has no key.
        """
        with self.store.rotating():
            return self._rotate_compartment(compartment)

    def _rotate_compartment(self, compartment: str) -> int:
        with self.store.writing() as writer:
            old = self.store.current(writer, compartment)
            if old is None:
                raise KeysProblem(f"There is no compartment {compartment!r} in the key store.")
            waiting = self.store.to_rewrap(writer, compartment, 1)
            if not waiting:
                self._new_compartment_key(writer, compartment, old.number + 1)
        moved = 0
        while True:
            with self.store.writing() as writer:
                rows = self.store.to_rewrap(writer, compartment, BATCH)
                new = self.store.current(writer, compartment)
                if not rows or new is None:
                    break
                changed = []
                for data in rows:
                    bound = bound_data(key_id=data.id, subject=data.subject, under=new.id)
                    changed.append(
                        (new.id, envelope.wrap(self._compartment(new), bound, self._unwrapped(data)), data.id)
                    )
                self.store.put_under(writer, changed)
                moved += len(rows)
        self.store.drop_unused(compartment)
        self.forget()
        self.store.scrub()
        return moved

    def erase(self, subjects: Iterable[uuid.UUID], *, but: Collection[str] = (), scrub: bool = True) -> int:
        """Destroy every key of these subjects: what is sealed under them is unreadable from now on, wherever a copy lies.

        Args: but: compartments whose keys stay. scrub: rewrite the store at once (`Store.erase`).

        Returns how many keys. Raises KeysProblem when the store's log is in use and has to be emptied later.
        """
        try:
            return self.store.erase((subject for subject in subjects if subject != INDEX), but=but, scrub=scrub)
        finally:
            self.forget()


@lru_cache(maxsize=4)
def _vault(home: str, _keys: str) -> Vault:
    return Vault(Path(home))


def vault() -> Vault:
    """The vault of this process, on the key store of PANAH_HOME."""
    from django.conf import settings

    return _vault(str(settings.HOME), os.environ.get("PANAH_KEYS", ""))


@contextlib.contextmanager
def working_on(home: Path) -> Iterator[Vault]:
    """Let the block work with the key store of another folder: benchmarks and tests on a database that has its own."""
    from django.test.utils import override_settings

    with override_settings(HOME=home):
        yield vault()
