# SPDX-License-Identifier: AGPL-3.0-or-later
"""What broke a reader once, each as it was found: it is refused now, in the reader's own words."""

import base64
import json

import pytest

from tests.hostile import proofs
from tests.hostile.mutate import DEEP
from tests.hostile.registry import READERS
from tests.hostile.texts import READERS as TEXTS

BY_NAME = {one.name: one for one in READERS}
_HEAD = proofs._head()

FOUND = [
    ("YAML of a pack", b"a: 2026-13-45"),
    ("YAML of a pack", b"!!int x"),
    ("YAML of a pack", b"!!bool perhaps"),
    ("YAML of a pack", b"!!timestamp x"),
    ("YAML of a pack", b"a: !!map [x]"),
    ("YAML of a pack", b"? [a, b]\n: c"),
    ("YAML of a pack", b'"\\UFFFFFFFF"'),
    ("YAML of a pack", b"[" * DEEP),
    ("YAML of a pack", b"? " * 2000),
    ("procedure", b"!!int x"),
    ("procedure", b"a: " + b"9" * 5000),
    ("procedure", b"parts: 5\nkey: lending"),
    ("published procedure", b"[" * DEEP),
    ("published procedure", b"5"),
    ("JSON of the API", b'{"a": 1e999}'),
    ("JSON of the API", b"9" * 400),
    ("JSON of the API", '{"a": 1}'.encode("utf-16")),
    ("new passkey", b"[" * 15_000),
    ("used passkey", json.dumps(json.loads(proofs._device()[3]) | {"response": []}).encode()),
    ("directory: its description", json.dumps(proofs._DESCRIBED | {"jwks_uri": "https://["}).encode()),
    ("directory: its description", json.dumps(proofs._DESCRIBED | {"jwks_uri": "https://a\nb/"}).encode()),
    ("directory: its keys", b'{"keys": 5}'),
    ("directory: its answer", b"[" * DEEP),
    ("directory: what it signed", b"[]"),
    ("directory: what it signed", json.dumps(proofs._good_claims() | {"exp": 10**400}).encode()),
    ("directory: what it signed", json.dumps(proofs._good_claims() | {"nonce": "\ud800"}).encode()),
    ("directory: what it signed", json.dumps(proofs._good_claims() | {"sub": "a\x00b"}).encode()),
    ("directory: what it signed", json.dumps(proofs._good_claims() | {"sub": "x" * 256}).encode()),
    ("signed head", _HEAD.replace(b"\n1\n", b"\n+1\n")),
    ("signed head", b"\xff" + _HEAD),
    ("keys of the log", json.dumps({"keys": [{"name": None, "public": "", "sealed": "", "made_at": "", "since": 0}]}).encode()),
    ("verifier: a line", b"0"),
    ("verifier: a line", b'{"type": "event", "position": 0}'),
    ("verifier: a line", b"[" * DEEP),
    ("verifier: a witness", b'{"type": "witness", "form": 1, "from": 0}'),
    ("verifier: a proof", b"{}"),
    ("master key", b'{"salt": "00", "scrypt_n": 1099511627776, "keys": {}, "current": "x"}'),
    ("master key", b'{"salt": "00", "scrypt_n": 4, "keys": [], "current": "x"}'),
    ("share of a key", proofs._checked("panah-share-1:n:x:1:00:p")),
    ("share of a key", proofs._checked("panah-share-1:n:2:999:00:p")),
    ("file of a backup", proofs._forged(b'{"signer":5}', b"")),
    ("key of the backups", b"[" * DEEP),
    ("archive of a backup", b"no archive"),
    ("notes of a restore", b"[]"),
    ("list of a database's files", b"{}"),
    ("copy that turned up", base64.b64decode("UEsDBBQAAAAIAA==")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), FOUND, ids=lambda one: one if isinstance(one, str) else "")
def test_what_broke_a_reader_once_is_refused(name: str, content: bytes) -> None:
    reader = BY_NAME[name]
    with pytest.raises(reader.refuses):
        reader.read(content)


def test_a_line_of_a_witness_that_says_nothing_is_named() -> None:
    """`{"note": 5}` ended the whole check with an error of Python: whoever writes into the file could hide a cut so."""
    for content in (b'{"note": 5}\n', b"[\n" * 3, b"[" * DEEP + b"\n"):
        BY_NAME["file of a witness"].read(content)


@pytest.mark.parametrize("name", [one.name for one in TEXTS if one.name.startswith("law: ")])
def test_a_pack_of_another_shape_is_told_as_a_problem(name: str) -> None:
    """`languages: 5` and a list where a mapping should be ended `./panah law check` with an error of Python."""
    for content in (b"a: b", b"languages: 5", b"days: [x]", b"\xff"):
        BY_NAME[name].read(content)
