# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys without a database: sealing, the store, rotation, erasure, recovery (KY-02 to KY-05, KY-08, KY-09)."""

import contextlib
import itertools
import json
import multiprocessing
import os
import shutil
import sqlite3
import stat
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from panah.foundation.keys import envelope, places, recovery, setup
from panah.foundation.keys import vault as vault_module
from panah.foundation.keys.errors import KeyGone, KeyMissing, KeysProblem, Locked, SealBroken
from panah.foundation.keys.master import CommandMaster, FileMaster, open_master
from panah.foundation.keys.store import CompartmentKey
from panah.foundation.keys.vault import INDEX, Vault, bound_compartment

PHRASE = "invented words for a test of keys"
CHEAP = 2**10
ROW = uuid.UUID(int=7)
WHERE = envelope.place("casework_actioncontent", "data", ROW)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with keys of its own."""
    monkeypatch.setenv("PANAH_PASSPHRASE", PHRASE)
    setup.make(tmp_path, PHRASE, cost=CHEAP)
    return tmp_path


@pytest.fixture
def keys(home: Path) -> Vault:
    """An unlocked vault."""
    found = Vault(home)
    found.unlock()
    return found


def files(home: Path) -> bytes:
    """Everything that lies in the folder of the keys but the master key."""
    return b"".join(path.read_bytes() for path in (home / "keys").iterdir() if path.name != places.MASTER)


# -- sealing


@given(st.binary(max_size=2000), st.uuids(), st.text(max_size=20))
def test_what_is_sealed_opens_in_its_place_alone(plain: bytes, row: uuid.UUID, column: str) -> None:
    cipher, key_id = AESGCM(envelope.new_key()), os.urandom(16)
    where = envelope.place("t", column, row)
    sealed = envelope.seal(cipher, key_id, where, plain)
    assert envelope.key_of(sealed) == key_id
    assert envelope.unseal(cipher, where, sealed) == plain
    assert len(sealed) == len(plain) + envelope.SHORTEST
    elsewhere = envelope.place("t" + column[:1], column[1:], row)  # the same letters, cut at another place
    for other in (envelope.place("t", column, uuid.UUID(int=row.int ^ 1)), envelope.place("t", column + "x", row)):
        with pytest.raises(SealBroken):
            envelope.unseal(cipher, other, sealed)
    if column:
        with pytest.raises(SealBroken):
            envelope.unseal(cipher, elsewhere, sealed)


@given(st.binary(min_size=1, max_size=200), st.data())
def test_no_bit_of_a_sealed_value_can_be_changed(plain: bytes, data: st.DataObject) -> None:
    cipher = AESGCM(envelope.new_key())
    sealed = bytearray(envelope.seal(cipher, os.urandom(16), WHERE, plain))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    # A changed version is no sealed value; a changed id of the key, which the vault looks for, opens under no key.
    look = envelope.key_of if sealed[0] != envelope.VERSION else lambda value: envelope.unseal(cipher, WHERE, value)
    with pytest.raises(SealBroken):
        look(bytes(sealed))


def test_no_nonce_comes_twice() -> None:
    """The long run is 10 million (KY-09): PANAH_NONCES."""
    count = int(os.environ.get("PANAH_NONCES", "50000"))
    cipher, key_id = AESGCM(envelope.new_key()), os.urandom(16)
    seen = {envelope.seal(cipher, key_id, WHERE, b"")[17:29] for _ in range(count)}
    assert len(seen) == count


def test_equal_texts_look_different_and_blind_indexes_differ_by_compartment(keys: Vault) -> None:
    person = uuid.uuid4()
    assert keys.seal(person, "claim", WHERE, b"yes") != keys.seal(person, "claim", WHERE, b"yes")
    assert keys.blind("claim", "passport", "P1") == keys.blind("claim", "passport", "P1")
    assert keys.blind("claim", "passport", "P1") != keys.blind("stay", "passport", "P1")
    assert keys.blind("claim", "passport", "P1") != keys.blind("claim", "card", "P1")
    assert keys.digest(person, "claim", b"yes") != keys.digest(uuid.uuid4(), "claim", b"yes")


# -- the master key


def test_without_the_passphrase_nothing_opens(home: Path, keys: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = keys.seal(uuid.uuid4(), "claim", WHERE, b"said")
    monkeypatch.delenv("PANAH_PASSPHRASE")
    locked = Vault(home)
    assert not locked.is_open()
    assert "./panah keys unlock" in locked.why_locked
    for attempt in (lambda: locked.unseal(WHERE, sealed), lambda: locked.seal(uuid.uuid4(), "claim", WHERE, b"x")):
        with pytest.raises(Locked):
            attempt()
    monkeypatch.setenv("PANAH_PASSPHRASE", "another invented passphrase")
    with pytest.raises(Locked, match="does not open"):
        locked.unlock()
    monkeypatch.setenv("PANAH_PASSPHRASE", PHRASE)
    locked.unlock()
    assert locked.unseal(WHERE, sealed) == b"said"


def test_a_passphrase_that_others_may_read_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home / "phrase"
    file.write_text(PHRASE + "\n")
    file.chmod(0o640)
    monkeypatch.setenv("PANAH_PASSPHRASE_FILE", str(file))
    with pytest.raises(KeysProblem, match="Others may read"):
        Vault(home).unlock()
    file.chmod(0o600)
    Vault(home).unlock()


def test_keys_are_private_and_never_overwritten(home: Path) -> None:
    for file in (places.store_file(home), places.master_file(home)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def kept() -> tuple[list[str], bytes]:
        # What SQLite keeps beside its file comes and goes with connections.
        with contextlib.closing(sqlite3.connect(places.store_file(home))) as store:
            return list(store.iterdump()), places.master_file(home).read_bytes()

    before = kept()
    assert before[0]
    with pytest.raises(KeysProblem, match="never overwritten"):
        setup.make(home, PHRASE)
    assert setup.invent(home) is None
    assert kept() == before


def test_a_master_key_of_another_store_is_told_at_once(home: Path, keys: Vault, tmp_path: Path) -> None:
    keys.key_for(uuid.uuid4(), "claim")
    places.master_file(home).unlink()
    FileMaster.make(places.master_file(home), PHRASE.encode(), cost=CHEAP)
    with pytest.raises(Locked):
        Vault(home).unlock()


def test_a_program_can_hold_the_master_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "kms.py"
    program.write_text(
        "import base64, os, sys\n"
        "from cryptography.hazmat.primitives.ciphers.aead import AESGCM\n"
        "cipher, given = AESGCM(bytes(range(32))), base64.b64decode(sys.stdin.readline())\n"
        "if sys.argv[1] == 'wrap':\n"
        "    nonce = os.urandom(12); answer = nonce + cipher.encrypt(nonce, given, b'')\n"
        "else:\n"
        "    answer = cipher.decrypt(given[:12], given[12:], b'')\n"
        "print(base64.b64encode(answer).decode())\n"
    )
    monkeypatch.setenv("PANAH_MASTER", "command")
    monkeypatch.setenv("PANAH_MASTER_COMMAND", f"{sys.executable} {program}")
    assert setup.invent(tmp_path) is None
    keys, person = Vault(tmp_path), uuid.uuid4()
    sealed = keys.seal(person, "claim", WHERE, b"said")
    assert Vault(tmp_path).unseal(WHERE, sealed) == b"said"
    assert keys.rotate_master() == 1
    assert Vault(tmp_path).unseal(WHERE, sealed) == b"said"
    master = CommandMaster([sys.executable, str(program)])
    with pytest.raises(SealBroken):
        master.unwrap("command", b"for something else", master.wrap(b"for this", envelope.new_key()))
    program.write_text("import sys; sys.exit(3)")
    with pytest.raises(Locked, match="refused to unwrap"):
        Vault(tmp_path).unlock()


# -- rotation


def test_rotation_keeps_what_is_sealed_and_destroys_the_old_keys(home: Path, keys: Vault, tmp_path: Path) -> None:
    people = [uuid.uuid4() for _ in range(40)]
    sealed = [keys.seal(person, "claim", WHERE, b"said") for person in people]
    index = keys.blind("claim", "passport", "P1")
    copy = tmp_path / "copy"
    shutil.copytree(home / "keys", copy / "keys")
    old = [keys.store.of_subject(person, "claim") for person in people]
    assert keys.rotate_compartment("claim") == len(people) + 1  # and the key of its indexes
    assert keys.rotate_master() == 1
    fresh = Vault(home)
    assert {fresh.unseal(WHERE, one) for one in sealed} == {b"said"}
    assert fresh.blind("claim", "passport", "P1") == index
    # Neither the old wrapping nor the old master key is good for anything.
    stored = files(home)
    assert not [one for one in old if one is None or one.wrapped in stored or one.under.wrapped in stored]
    one = old[0]
    assert one is not None
    with fresh.store.writing() as writer:
        writer.execute("UPDATE data_key SET wrapped = ? WHERE id = ?", (one.wrapped, one.id))
    with pytest.raises(SealBroken):
        Vault(home).unseal(WHERE, sealed[0])
    # A copy of the whole store from before is locked for whoever has the master key of today.
    shutil.copy(places.master_file(home), copy / "keys" / places.MASTER)
    with pytest.raises(Locked):
        Vault(copy).unlock()


def _work(
    home: Path, people: list[uuid.UUID], sealed: list[bytes], stop: Any, answers: "multiprocessing.Queue[str]"
) -> None:
    """Read and write as a server does, until told to stop; tell every failure."""
    keys, done = Vault(home), 0
    while not stop.is_set():
        for person, one in zip(people, sealed, strict=True):
            try:
                assert keys.unseal(WHERE, one) == person.bytes
                assert keys.unseal(WHERE, keys.seal(person, "claim", WHERE, b"new")) == b"new"
                keys.key_for(uuid.uuid4(), "claim" if done % 2 else f"made-{done % 3}")
            except Exception as error:
                answers.put(f"{type(error).__name__}: {error}")
            done += 1
            keys.look()
    answers.put(f"done {done}")


def test_rotating_while_others_work_fails_nobody(home: Path, keys: Vault) -> None:
    """Here 8 processes, each on keys that it forgets whenever somebody rotates; 50 users at served sites (KY-05) are in
    tests/concurrency/test_rotation.py."""
    people = [uuid.uuid4() for _ in range(30)]
    sealed = [keys.seal(person, "claim", WHERE, person.bytes) for person in people]
    spawn = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[str] = spawn.Queue()
    stop = spawn.Event()
    workers = [spawn.Process(target=_work, args=(home, people, sealed, stop, answers)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for _ in range(4):
        time.sleep(0.2)
        keys.rotate_compartment("claim")
        keys.rotate_master()
    time.sleep(0.2)
    stop.set()
    said = [answers.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
    while not answers.empty():
        said.append(answers.get())
    assert [one for one in said if not one.startswith("done")] == []
    assert all(int(one.split()[1]) for one in said)
    assert {Vault(home).unseal(WHERE, one) for one in sealed} == {person.bytes for person in people}
    assert len({key.compartment for key in keys.store.compartment_keys()}) == len(keys.store.compartment_keys())


def test_two_rotations_at_once_would_lose_a_master_key_so_the_second_is_refused(home: Path, keys: Vault) -> None:
    """Each would make a master key, and the file that is written last would lack the one that the other has wrapped under."""
    sealed = keys.seal(uuid.uuid4(), "claim", WHERE, b"said")
    other = Vault(home)
    with keys.store.rotating():
        for rotate in (other.rotate_master, lambda: other.rotate_compartment("claim")):
            with pytest.raises(KeysProblem, match="being rotated already"):
                rotate()
    assert other.rotate_master() == 1
    assert Vault(home).unseal(WHERE, sealed) == b"said"


def test_a_process_that_starts_in_the_middle_of_a_rotation_opens(
    home: Path, keys: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has read the old master key, and before it looks what that is to open, the rotation has begun and ended."""
    sealed = keys.seal(uuid.uuid4(), "claim", WHERE, b"said")
    late, opened = Vault(home), 0

    def slow(of: Path) -> Any:
        nonlocal opened
        opened += 1
        found = open_master(of)
        if opened == 1:
            monkeypatch.setattr(vault_module, "open_master", open_master)
            keys.rotate_master()
            monkeypatch.setattr(vault_module, "open_master", slow)
        return found

    monkeypatch.setattr(vault_module, "open_master", slow)
    late.unlock()
    assert opened == 2
    assert late.unseal(WHERE, sealed) == b"said"


def test_a_process_reads_on_however_often_keys_are_wrapped_anew_under_its_hands(home: Path, keys: Vault) -> None:
    """Between reading a wrapped key and opening it, both the compartment's key and the master key change, several times."""
    person = uuid.uuid4()
    sealed = keys.seal(person, "claim", WHERE, b"said")
    reader, other, left = Vault(home), Vault(home), 3
    reader.unlock()
    by_id = reader.store.by_id

    def read_and_wait(key_id: bytes) -> Any:
        nonlocal left
        found = by_id(key_id)
        if left:
            left -= 1
            other.rotate_compartment("claim")
            other.rotate_master()
            reader.unlock()  # another thread has heard of it: the old master key is gone here as well
        return found

    reader.store.by_id = read_and_wait  # type: ignore[method-assign]
    assert reader.unseal(WHERE, sealed) == b"said"
    assert left == 0


def test_a_running_process_forgets_the_old_master_key(home: Path, keys: Vault) -> None:
    sealed = keys.seal(uuid.uuid4(), "claim", WHERE, b"said")
    before = keys.store.compartment_keys()[0]
    bound = bound_compartment(before.compartment, before.number)
    running, seen = Vault(home), []
    running.unlock()
    rotating = keys.master
    end = rotating.end_rotation

    def look_meanwhile() -> None:
        running.unlock()  # the file holds both now
        seen.append(running.master.unwrap(before.master, bound, before.wrapped))
        end()

    rotating.end_rotation = look_meanwhile  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault_module, "open_master", lambda _home: rotating)
        keys.unlock()
        patch.undo()
        patch.setattr(keys, "unlock", lambda: None)
        keys.rotate_master()
    assert len(seen) == 1
    running.look()
    with pytest.raises(Locked):
        running.master.unwrap(before.master, bound, before.wrapped)
    assert running.unseal(WHERE, sealed) == b"said"


def test_a_rotation_that_is_cut_off_loses_nothing_and_goes_on(home: Path, keys: Vault) -> None:
    """Cut off at each write in turn: what is on the disk opens, and the next call finishes."""
    people = [uuid.uuid4() for _ in range(3)]
    sealed = [keys.seal(person, compartment, WHERE, b"said") for person, compartment in zip(people, "abc", strict=True)]
    for stop_at in range(6):
        cut, written = Vault(home), 0
        rewrap = cut.store.rewrap_compartment_key

        def stops(*given: Any, at: int = stop_at, goes_on: Any = rewrap) -> None:
            nonlocal written
            written += 1
            if written > at:
                raise KeyboardInterrupt
            goes_on(*given)

        cut.store.rewrap_compartment_key = stops  # type: ignore[method-assign]
        with contextlib.suppress(KeyboardInterrupt):
            cut.rotate_master()
        assert {Vault(home).unseal(WHERE, one) for one in sealed} == {b"said"}
    assert Vault(home).rotate_master() == 3
    assert len(json.loads(places.master_file(home).read_bytes())["keys"]) == 1
    assert {Vault(home).unseal(WHERE, one) for one in sealed} == {b"said"}


def test_a_key_that_was_made_under_the_old_master_key_meanwhile_survives_a_cut(home: Path, keys: Vault) -> None:
    """Another process had not heard of the rotation; the power fails before its key is wrapped anew."""
    keys.seal(uuid.uuid4(), "claim", WHERE, b"said")
    old, cut, written = keys.master, Vault(home), 0
    rewrap = cut.store.rewrap_compartment_key

    def meanwhile(writer: Any, *given: Any) -> None:
        nonlocal written
        written += 1
        if written > 1:
            raise KeyboardInterrupt
        rewrap(writer, *given)
        late = old.wrap(bound_compartment("late", 1), envelope.new_key())
        cut.store.add_compartment_key(writer, CompartmentKey(os.urandom(16), "late", 1, old.current, late))

    cut.store.rewrap_compartment_key = meanwhile  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        cut.rotate_master()

    def opened() -> set[str]:
        there = Vault(home)
        for key in there.store.compartment_keys():
            there.master.unwrap(key.master, bound_compartment(key.compartment, key.number), key.wrapped)
        return {key.compartment for key in there.store.compartment_keys()}

    assert opened() == {"claim", "late"}
    assert Vault(home).rotate_master() == 2
    assert opened() == {"claim", "late"}


# -- erasure


def test_an_erased_key_leaves_no_trace_and_no_copy_readable(home: Path, keys: Vault, tmp_path: Path) -> None:
    people = [uuid.uuid4() for _ in range(400)]
    keys.prepare((person, compartment) for person in people for compartment in ("claim", "asylum"))
    sealed = {person: keys.seal(person, "claim", WHERE, b"said") for person in people}
    other = Vault(home)
    assert other.unseal(WHERE, sealed[people[0]]) == b"said"
    gone = people[::7]
    wrapped = [one.wrapped for person in gone if (one := keys.store.of_subject(person, "claim"))]
    assert keys.erase(gone) == 2 * len(gone)
    stored = files(home)
    assert not [one for one in wrapped if one in stored]
    other.look()
    fresh = Vault(home)
    for vault_ in (keys, other, fresh):
        with pytest.raises(KeyGone):
            vault_.unseal(WHERE, sealed[gone[0]])
        assert vault_.unseal(WHERE, sealed[people[1]]) == b"said"
    # A new key of the same person opens nothing of the old.
    assert keys.seal(gone[0], "claim", WHERE, b"later")[:17] != sealed[gone[0]][:17]
    # A copy of the store of today does not hold it either; a foreign store does not call it erased.
    shutil.copytree(home / "keys", tmp_path / "copy" / "keys")
    with pytest.raises(KeyGone):
        Vault(tmp_path / "copy").unseal(WHERE, sealed[gone[0]])
    setup.make(tmp_path / "foreign", PHRASE, cost=CHEAP)
    with pytest.raises(KeyMissing):
        Vault(tmp_path / "foreign").unseal(WHERE, sealed[people[1]])


def test_the_key_of_an_index_is_nobodys_to_erase(keys: Vault) -> None:
    before = keys.blind("claim", "passport", "P1")
    assert keys.erase([INDEX]) == 0
    assert keys.blind("claim", "passport", "P1") == before


# -- recovery


@given(st.binary(min_size=1, max_size=40), st.integers(2, 6), st.data())
def test_enough_shares_restore_and_fewer_say_nothing(secret: bytes, needed: int, data: st.DataObject) -> None:
    keepers = data.draw(st.integers(needed, 8))
    shares = recovery.split_bytes(secret, needed=needed, keepers=keepers)
    chosen = data.draw(st.permutations(sorted(shares)))
    assert recovery.join_bytes({point: shares[point] for point in chosen[:needed]}) == secret
    # One share fewer fits every other secret as well: for each there is a share of one more keeper that gives it.
    few = {point: shares[point][:1] for point in chosen[: needed - 1]}
    missing = chosen[needed - 1]
    found = {recovery.join_bytes(few | {missing: bytes([value])}) for value in range(256)}
    assert len(found) == 256


def test_any_three_of_five_keepers_restore_the_master_key(home: Path, keys: Vault, tmp_path: Path) -> None:
    sealed = keys.seal(uuid.uuid4(), "claim", WHERE, b"said")
    master = keys.master
    assert isinstance(master, FileMaster)
    shares = [recovery.Share.read(share.text) for share in recovery.split(master.current, master.secret)]
    assert len(shares) == 5
    for three in itertools.combinations(shares, 3):
        assert recovery.join(three) == (master.current, master.secret)
    for two in itertools.combinations(shares, 2):
        with pytest.raises(KeysProblem, match="3 different shares are needed"):
            recovery.join(two)
    with pytest.raises(KeysProblem, match="different keys"):
        recovery.join([*shares[:2], recovery.split("other", envelope.new_key())[2]])
    with pytest.raises(KeysProblem, match="slip"):
        recovery.Share.read(shares[0].text.replace(shares[0].value.hex()[:2], "zz", 1))
    places.master_file(home).unlink()
    name, key = recovery.join(shares[2:])
    FileMaster.make(places.master_file(home), PHRASE.encode(), cost=CHEAP, key=key, name=name)
    assert Vault(home).unseal(WHERE, sealed) == b"said"


def test_an_erasure_that_was_cut_off_before_the_file_was_rewritten_is_made_good(
    home: Path, keys: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = uuid.uuid4()
    keys.seal(person, "claim", WHERE, b"said")
    keys.seal(person, "emergency", WHERE, b"why")
    found = keys.store.of_subject(person, "claim")
    assert found is not None
    assert not keys.store.owes_scrub()
    with monkeypatch.context() as cut:
        cut.setattr(type(keys.store), "scrub", lambda _self: (_ for _ in ()).throw(RuntimeError("killed")))
        with pytest.raises(RuntimeError):
            keys.erase([person], but={"emergency"})
    # The key is gone from the table, and still lies in the file.
    assert keys.store.of_subject(person, "claim") is None
    assert keys.store.owes_scrub()
    assert found.wrapped in files(home)
    assert keys.erase([person], but={"emergency"}) == 0
    assert found.wrapped not in files(home)
    assert not keys.store.owes_scrub()
    assert keys.store.of_subject(person, "emergency") is not None
