# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sealed for a backup can be read with the key alone, and not after anything was done to it (DB-08, T20)."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.foundation.backup import keys
from panah.foundation.backup.sealing import CHUNK, Damaged, Opened, seal
from panah.foundation.database.errors import DatabaseProblem

NAME = "7/wal/000000010000000000000001"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("host")
    keys.make(home, home.parent / f"{home.name}.key")
    return home


def key_of(home: Path) -> keys.KeyFile:
    return keys.read(home.parent / f"{home.name}.key")


def sealed(home: Path, content: bytes, path: Path, name: str = NAME) -> Path:
    known = keys.load(home)
    assert known is not None
    seal(path, content, name=name, recipient=known.recipient, signer=keys.signing_key(home), when=1)
    return path


def opened(home: Path, path: Path, name: str = NAME) -> bytes:
    key = key_of(home)
    return Opened(path, name=name, private=key.private, signer=key.signer).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK, 3 * CHUNK + 17])
def test_what_was_sealed_comes_back(host: Path, tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    path = sealed(host, content, tmp_path / "f")
    assert opened(host, path) == content
    assert size < CHUNK or content[:64] not in path.read_bytes()
    key = key_of(host)
    one = Opened(path, name=NAME, private=key.private, signer=key.signer)
    assert one.about["when"] == 1
    assert len(one.check()) == 64


@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
@settings(max_examples=150)
def test_no_bit_can_be_turned_and_no_byte_taken_off(
    tmp_path_factory: pytest.TempPathFactory, host: Path, at: float, bit: int, cut: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "turned"
    whole = sealed(host, b"An invented person. " * 20, path).read_bytes()
    place = int(at * len(whole))
    path.write_bytes(whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
    with pytest.raises(Damaged):
        opened(host, path)


def test_chunks_can_be_neither_dropped_nor_swapped(host: Path, tmp_path: Path) -> None:
    path = sealed(host, os.urandom(3 * CHUNK), tmp_path / "f")
    whole = path.read_bytes()
    begin, size = len(whole.split(b"\n", 1)[0]) + 1 + 32, 5 + CHUNK + 16
    head = begin + 5 + int.from_bytes(whole[begin + 1 : begin + 5], "big")
    one, two = whole[head : head + size], whole[head + size : head + 2 * size]
    for wrong in (
        whole[:head] + two + one + whole[head + 2 * size :],
        whole[:head] + whole[head + size :],
        whole + b"x",
        whole[: head + size],
    ):
        path.write_bytes(wrong)
        with pytest.raises(Damaged):
            opened(host, path)
    path.write_bytes(whole)
    assert len(opened(host, path)) == 3 * CHUNK


def test_a_file_opens_under_its_own_name_and_key_alone(host: Path, tmp_path: Path) -> None:
    path = sealed(host, b"x", tmp_path / "f")
    with pytest.raises(Damaged):
        opened(host, path, NAME[:-1] + "2")
    other = tmp_path / "other"
    other.mkdir()
    keys.make(other, tmp_path / "other.key")
    wrong = keys.read(tmp_path / "other.key")
    with pytest.raises(Damaged):
        Opened(path, name=NAME, private=wrong.private, signer=wrong.signer).read()


def test_what_another_host_sealed_for_the_same_key_is_refused(host: Path, tmp_path: Path) -> None:
    """The public key is no secret: whoever writes into the folder of the backups could seal what they like."""
    known = keys.load(host)
    assert known is not None
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    seal(
        tmp_path / "f",
        b"forged",
        name=NAME,
        recipient=known.recipient,
        signer=keys.signing_key(stranger),
    )
    with pytest.raises(Damaged, match="somebody else"):
        opened(host, tmp_path / "f")


def test_the_private_key_is_not_on_the_host(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(DatabaseProblem, match="beside the data"):
        keys.make(home, home / "key")
    keys.make(home, tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    private = keys.read(tmp_path / "key").private.private_bytes_raw()
    left = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert private not in left
    import base64

    assert base64.b64encode(private) not in left
    with pytest.raises(DatabaseProblem, match="already"):
        keys.make(home, tmp_path / "second")
    with pytest.raises(DatabaseProblem, match="never written over"):
        keys.make(home, tmp_path / "key", anew=True)
