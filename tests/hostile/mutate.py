# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes as attackers send them: pure noise, and good samples that were cut, flipped, swollen or nested.

Everything is drawn from small choices, so that hypothesis can shrink what it finds.
"""

import json
import math
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

HUGE = 10**400
"""A whole number that no float and no column holds."""
DEEP = 20_000
"""Levels of nesting: more than Python's own stack has."""

_PIECES = (
    b"\x00", b"\xff" * 4, b"\xff" * 8, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"\xed\xa0\x80", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\r\n", b"\n\n", b'"', b"'", b"{", b"[", b"<", b"&a *a", b"%PDF-", b"PK\x03\x04", b"1e999", b"-1", b"9" * 60, b"NaN",
    "İ٣０".encode(), "\u202e".encode(), b"..", b"/", b"=", b"+", b"A" * 300,
)  # fmt: skip
_NUMBER = re.compile(rb"[0-9]+")
_NUMBERS = (
    b"0",
    b"-1",
    b"255",
    b"65536",
    b"2147483648",
    b"4294967295",
    b"99999999999",
    b"9" * 400,
    b"1e400",
    b"0x10",
    b"00",
)

_ODD_TEXTS = (
    "",
    "\x00",
    "\ud800",
    "a\udfffb",
    "\u202ex",
    "İ",
    "9" * 50,
    "-1",
    "NaN",
    "x" * 3000,
    "../..",
    "٣",
    "2026-13-45",
    "0001-01-01",
)
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**64, HUGE, -HUGE, 0.5, 1e308, math.inf, -math.inf, math.nan, [], {}, [[]], {"": None},
    [None], {"a": {"b": [1]}}, *_ODD_TEXTS,
)  # fmt: skip

odd_values = st.sampled_from(_ODD)
"""One value of JSON that few readers expect where it stands."""


def noise(most: int = 300) -> st.SearchStrategy[bytes]:
    """Bytes without any sense."""
    return st.binary(max_size=most)


@st.composite
def mutated(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """A good sample to which one to six things were done."""
    content = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        run = draw(st.sampled_from((1, 1, 2, 4, 16, 200)))
        match draw(st.integers(0, 7)):
            case 0 if content:
                content[at] ^= 1 << draw(st.integers(0, 7))
            case 1 if content:
                content[at] = draw(st.integers(0, 255))
            case 2:
                content[at:at] = draw(st.sampled_from(_PIECES))
            case 3:
                del content[at : at + run]
            case 4:
                content[at:at] = content[at : at + run] * draw(st.sampled_from((1, 3, 20)))
            case 5:
                del content[at:]
            case 6:
                numbers = list(_NUMBER.finditer(content))
                if numbers:
                    one = draw(st.sampled_from(numbers))
                    content[one.start() : one.end()] = draw(st.sampled_from(_NUMBERS))
            case _:
                other = draw(st.sampled_from(samples))
                start = draw(st.integers(0, len(other)))
                content[at:] = other[start:]
    return bytes(content)


def _places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(tree, dict):
        found += [place for key, value in tree.items() for place in _places(value, (*path, key))]
    elif isinstance(tree, list):
        found += [place for at, value in enumerate(tree) for place in _places(value, (*path, at))]
    return found


def _put(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(tree, dict):
        return {key: _put(one, rest, value) if key == step else one for key, one in tree.items()}
    return [_put(one, rest, value) if at == step else one for at, one in enumerate(tree)]


def _without(tree: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return {}
    *above, last = path
    inner = tree
    for step in above:
        inner = inner[step]
    kept = (
        {key: one for key, one in inner.items() if key != last}
        if isinstance(inner, dict)
        else [one for at, one in enumerate(inner) if at != last]
    )
    return _put(tree, tuple(above), kept)


@st.composite
def changed(draw: st.DrawFn, tree: Any) -> Any:
    """A good value of JSON in which one to three places hold something else, are gone, or are nested once more."""
    for _ in range(draw(st.integers(1, 3))):
        places = _places(tree)
        path = draw(st.sampled_from(places))
        match draw(st.integers(0, 3)):
            case 0:
                tree = _without(tree, path)
            case 1:
                inner = tree
                for step in path:
                    inner = inner[step]
                tree = _put(tree, path, draw(st.sampled_from(([inner], {"a": inner}, str(inner)))))
            case _:
                tree = _put(tree, path, draw(odd_values))
    return tree


def as_json(tree: Any) -> bytes:
    """The value as whoever attacks writes it: Python's own NaN and half characters included."""
    return json.dumps(tree).encode()


@st.composite
def changed_json(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """As `changed`, over samples that are JSON texts."""
    return as_json(draw(changed(json.loads(draw(st.sampled_from(samples))))))


JSON_BOMBS = (
    b"[" * DEEP, b'{"a":' * DEEP, b"[" * DEEP + b"]" * DEEP, b"9" * 5000, b'"\\ud800"', b"1e999", b"NaN", b'{"a":1,"a":2}', b"\xff\xfe[\x00",
    b"null", b"[]", b'""', b"0", b"\xef\xbb\xbf{}", b"",
)  # fmt: skip
_LOLS = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
YAML_BOMBS = (
    b"[" * DEEP, b"{a: " * 3000, b"- " * 3000, b"? " * 2000, f"l0: &l0 x\n{_LOLS}".encode(), b"&a [*a]", b"a: &a {b: *a}",
    b"!!int x", b"!!int " + b"9" * 5000, b"a: " + b"9" * 5000, b"!!float x", b"!!bool perhaps", b"!!timestamp x", b"a: 2026-13-45",
    b"a: 2026-01-01T99:99:99Z", b"a: 0000-01-01", b"!!binary x", b"!!binary \xc3\xa9", b"!!set {a, b}", b"!!omap [a]", b"!!pairs [a]",
    b"!!python/object/apply:os.system [x]", b"!x y", b"? [a, b]\n: c", b"? {a: b}\n: c", b"a: !!map [x]", b"a: !!seq {x: y}", b"<<: 3",
    b"<<: [1]", b"<<: {a: 1}\nb: 2", b"!!null x", b"\x00", b"a: \x07", b"\xff\xfea\x00", b"a: '\\ud800'", b'a: "\\ud800"', b'"\\UFFFFFFFF"',
    b"a: 1:2:3", b"a: .nan", b"a: -.inf", b"a: 0b12", b"a: 0o9", b"a: 1__2", b"%YAML 9.9\n---\na: b", b"%TAG ! x\n---\n!y z", b"---\n---\n",
    b"--- a\n--- b", b"a: b: c", b"\t", b"@", b"`", b"a: |99\n b", b"a: >x", b"", b"~", b"3", b"[]", b"2026-01-01", b"=", b"a: =",
)  # fmt: skip
"""What YAML can say that tables of law and procedures never do."""
