# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hash tree of RFC 9162: what makes a change of an old event show (LG-05).

A leaf is `SHA-256(0x00 || entry)`, a node `SHA-256(0x01 || left || right)`. The hashes of whole subtrees of 256, 65 536, ... leaves
are kept, so that a root or a proof reads a few hundred hashes, however large the log has grown. Knows neither Django nor events.
"""

import hashlib
from collections.abc import Callable, Sequence

TILE_BITS = 8
TILE = 1 << TILE_BITS
"""How many hashes of one level make one of the next."""
EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""

Read = Callable[[int, int, int], Sequence[bytes]]
"""`read(level, start, count)`: hashes of whole subtrees of `TILE ** level` leaves each; level 0 are the leaves."""


class Inconsistent(ValueError):
    """A proof that does not hold, or hashes that are not there."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of 2**n equal subtrees. Raises ValueError for another number."""
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError(f"{len(hashes)} subtrees do not make a whole one.")
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


def _split(count: int) -> int:
    """The largest power of two below a number of leaves, of which there are two or more."""
    return 1 << ((count - 1).bit_length() - 1)


class Tree:
    """Roots and proofs over hashes that are read where they are kept."""

    def __init__(self, read: Read) -> None:
        self._read = read

    def _whole(self, start: int, bits: int) -> bytes:
        """The hash of the 2**bits leaves from `start`, a multiple of their number."""
        level, rest = divmod(bits, TILE_BITS)
        count = 1 << rest
        hashes = self._read(level, start >> (level * TILE_BITS), count)
        if len(hashes) != count:
            raise Inconsistent(f"Of {count} hashes of level {level} from leaf {start}, {len(hashes)} are there.")
        return fold(hashes)

    def over(self, start: int, end: int) -> bytes:
        """The hash over the leaves from `start` up to `end`, as RFC 9162 cuts the tree."""
        count = end - start
        if count & (count - 1) == 0:
            return self._whole(start, count.bit_length() - 1)
        middle = start + _split(count)
        return node_hash(self.over(start, middle), self.over(middle, end))

    def root(self, size: int) -> bytes:
        """The root of the first `size` leaves."""
        return self.over(0, size) if size else EMPTY

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """That the leaf at `position` is in the tree of that size (RFC 9162, 2.1.3.1). Raises ValueError for no such leaf."""
        if not 0 <= position < size:
            raise ValueError(f"A tree of {size} leaves has none at {position}.")
        start, end, path = 0, size, []
        while end - start > 1:
            middle = start + _split(end - start)
            if position < middle:
                path.append(self.over(middle, end))
                end = middle
            else:
                path.append(self.over(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, earlier: int, size: int) -> list[bytes]:
        """That the tree of `earlier` leaves is the beginning of that of `size` (RFC 9162, 2.1.4.1).

        Raises ValueError unless 0 < earlier <= size.
        """
        if not 0 < earlier <= size:
            raise ValueError(f"A tree of {size} leaves does not go on from one of {earlier}.")
        start, end, path, known = 0, size, [], True
        while end != earlier:
            middle = start + _split(end - start)
            if earlier <= middle:
                path.append(self.over(middle, end))
                end = middle
            else:
                path.append(self.over(start, middle))
                start, known = middle, False
        return path[::-1] if known else [self.over(start, end), *path[::-1]]


def check_inclusion(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Hold a proof against a root (RFC 9162, 2.1.3.2). Raises Inconsistent."""
    if not 0 <= position < size:
        raise Inconsistent("The leaf is not in a tree of that size.")
    number, last, seen = position, size - 1, leaf
    for step in path:
        if last == 0:
            raise Inconsistent("The proof is too long.")
        if number & 1 or number == last:
            seen = node_hash(step, seen)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            seen = node_hash(seen, step)
        number, last = number >> 1, last >> 1
    if last or seen != root:
        raise Inconsistent("The proof leads to another root.")


def check_consistency(earlier: int, root: bytes, size: int, later: bytes, path: Sequence[bytes]) -> None:
    """Hold a proof against two roots (RFC 9162, 2.1.4.2). Raises Inconsistent."""
    if not 0 < earlier <= size:
        raise Inconsistent("The later tree is the smaller one.")
    if earlier == size:
        if path or root != later:
            raise Inconsistent("Two roots of one size differ.")
        return
    steps = list(path)
    if earlier & (earlier - 1) == 0:
        steps.insert(0, root)
    if not steps:
        raise Inconsistent("The proof is empty.")
    number, last = earlier - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Inconsistent("The proof is too long.")
        if number & 1 or number == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            after = node_hash(after, step)
        number, last = number >> 1, last >> 1
    if last or before != root or after != later:
        raise Inconsistent("The proof leads to other roots: the log was rewritten.")
