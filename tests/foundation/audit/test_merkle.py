# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of RFC 9162 over any number of leaves, and the signed heads (LG-05, LG-06)."""

import datetime as dt
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from panah.foundation.audit import note
from panah.foundation.audit.merkle import (
    TILE,
    Inconsistent,
    Tree,
    check_consistency,
    check_inclusion,
    fold,
    leaf_hash,
    node_hash,
)
from panah.foundation.audit.tree_check import Growing

ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The entries and roots with which implementations of Certificate Transparency test themselves."""


def in_memory(leaves: list[bytes]) -> Tree:
    """A tree whose kept hashes lie in lists."""
    levels = [leaves]
    while len(levels[-1]) >= TILE:
        below = levels[-1]
        levels.append([fold(below[at : at + TILE]) for at in range(0, len(below) - TILE + 1, TILE)])
    return Tree(lambda level, start, count: levels[level][start : start + count] if level < len(levels) else [])


def plainly(leaves: list[bytes]) -> bytes:
    """The root as RFC 9162 writes it down."""
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(plainly(leaves[:middle]), plainly(leaves[middle:]))


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def test_known_roots() -> None:
    for size, root in enumerate(ROOTS, 1):
        known = [leaf_hash(bytes.fromhex(text)) for text in ENTRIES[:size]]
        assert in_memory(known).root(size).hex() == root


@given(st.integers(1, 1100))
def test_root_of_any_size(size: int) -> None:
    there, growing = leaves(size), Growing()
    kept = [tile for leaf in there for tile in growing.add(leaf)]
    assert in_memory(there).root(size) == plainly(there) == growing.root()
    assert [(level, number) for level, number, _ in kept] == [(1, number) for number in range(size // TILE)]


@given(st.data(), st.integers(1, 700))
def test_proofs_hold_for_what_is_there_and_for_nothing_else(
    outsider: ModuleType, data: st.DataObject, size: int
) -> None:
    there = leaves(size)
    tree, root = in_memory(there), plainly(there)
    position = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(position, size)
    check_inclusion(there[position], position, size, path, root)
    assert outsider.root_of_path(there[position], position, size, path) == root
    with pytest.raises(Inconsistent):
        check_inclusion(leaf_hash(b"another"), position, size, path, root)
    earlier = data.draw(st.integers(1, size))
    before, steps = plainly(there[:earlier]), tree.consistency(earlier, size)
    check_consistency(earlier, before, size, root, steps)
    assert outsider.goes_on(earlier, before, size, root, steps)
    with pytest.raises(Inconsistent):
        check_consistency(earlier, leaf_hash(b"another"), size, root, steps)
    assert not outsider.goes_on(earlier, leaf_hash(b"another"), size, root, steps)


@given(st.binary(max_size=80), st.data())
def test_the_outsiders_signature_check_agrees_with_the_library(
    outsider: ModuleType, message: bytes, data: st.DataObject
) -> None:
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert outsider.signed_by(public, message, signature)
    at = data.draw(st.integers(0, 63))
    bent = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
    assert not outsider.signed_by(public, message, bent)
    assert not outsider.signed_by(public, message + b"x", signature)


def test_a_head_is_a_text_that_cannot_be_changed() -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    keys = {note.key_hash("panah", public): public}
    head = note.Head("panah", 7, leaf_hash(b"x"), dt.datetime(2026, 11, 27, 12, 30, tzinfo=dt.UTC))
    text = note.sign(head, private)
    assert text.splitlines()[0] == "panah"
    assert text.splitlines()[3] == "at 2026-11-27T12:30:00Z"
    assert note.check(text, keys) == head
    for other in (text.replace("\n7\n", "\n8\n"), text.replace("12:30", "12:31")):
        with pytest.raises(note.BadNote, match="does not hold"):
            note.check(other, keys)
    with pytest.raises(note.BadNote, match="no key of this log"):
        note.check(text, {})
    for broken in ("", "panah\n7\n", text.replace("\n\n", "\n"), "panah\nx\n\n\n"):
        with pytest.raises(note.BadNote):
            note.read(broken)
