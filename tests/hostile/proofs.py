# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers of what proves something: bodies of the API, passkeys, a directory's answers, heads of the log, keys, backups."""

import base64
import contextlib
import hashlib
import io
import json
import sys
import tarfile
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib import util
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.test import RequestFactory, override_settings
from joserfc import jwt
from joserfc.jwk import RSAKey

from panah.foundation import clock
from panah.foundation.accounts.proof import directory, passkeys
from panah.foundation.accounts.proof.needs import FactorRefused
from panah.foundation.audit import note, signing, tree_check
from panah.foundation.backup import keys as backup_keys
from panah.foundation.backup import restoring
from panah.foundation.backup.sealing import Damaged, Opened, Sealer
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.keys import master, recovery
from panah.foundation.keys.errors import KeysProblem, Locked
from panah.interfaces.api.parser import StrictParser, Unreadable
from panah.interfaces.portal import guide
from tests.hostile.mutate import DEEP, HUGE, JSON_BOMBS
from tests.hostile.reader import Reader, text
from tests.support.authenticator import Device, decode

PROOF = "src/panah/foundation/accounts/proof/"
AUDIT = "src/panah/foundation/audit/"
BACKUP = "src/panah/foundation/backup/"
KEYS = "src/panah/foundation/keys/"


@lru_cache
def _place() -> Path:
    return Path(tempfile.mkdtemp(prefix="panah-hostile-"))


def _file(content: bytes, name: str = "file") -> Path:
    path = _place() / name
    path.write_bytes(content)
    path.chmod(0o600)
    return path


# -- the API


def _body(content: bytes) -> None:
    request = RequestFactory().generic("POST", "/", content, content_type="application/json")
    found = StrictParser().parse_body(request)
    # What comes out can be written again and kept by the database.
    json.dumps(found, allow_nan=False, ensure_ascii=False).encode()


# -- passkeys


_AT = passkeys.Place("localhost", "http://testserver")
_CHALLENGE = base64.urlsafe_b64encode(bytes(32)).rstrip(b"=").decode()


@lru_cache
def _device() -> tuple[Device, bytes, bytes, bytes]:
    """A device, its public key, and a good answer of each kind."""
    device = Device()
    made = device.make(json.dumps({"user": {"id": "AAAA"}, "rp": {"id": "localhost"}, "challenge": _CHALLENGE}))
    kept = passkeys.read_made(made, _CHALLENGE, _AT)
    used = device.use(json.dumps({"rpId": "localhost", "challenge": _CHALLENGE}))
    assert passkeys.read_used(json.loads(used), kept.credential_public_key, _CHALLENGE, _AT).handle == decode("AAAA")
    return device, kept.credential_public_key, made.encode(), used.encode()


def _made(content: bytes) -> None:
    passkeys.read_made(text(content), _CHALLENGE, _AT)


def _used(content: bytes) -> None:
    passkeys.read_used(passkeys._parsed(text(content)), _device()[1], _CHALLENGE, _AT)


def _attested(content: bytes) -> None:
    """The CBOR inside an answer that is well-formed outside."""
    answer = json.loads(_device()[2])
    answer["response"]["attestationObject"] = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    passkeys.read_made(json.dumps(answer), _CHALLENGE, _AT)


def _bad_cbor() -> list[bytes]:
    good = cbor2.loads(decode(json.loads(_device()[2])["response"]["attestationObject"]))
    data = good["authData"]
    formats = ["packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "none", 7, None, []]
    statements: list[Any] = [
        {},
        {"sig": b"", "x5c": [b"\x30"], "alg": -7},
        {"sig": 1, "alg": "x"},
        [],
        None,
        {"ver": "2.0"},
        {"x5c": []},
    ]
    found = [cbor2.dumps({"fmt": form, "attStmt": one, "authData": data}) for form in formats for one in statements]
    found += [
        cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data[:cut]}) for cut in (0, 1, 37, 40, 60, len(data) - 1)
    ]
    cosmic = [
        {},
        {1: 2},
        {1: 2, 3: -7, -1: 1, -2: b"", -3: b""},
        {1: 3, 3: -257, -1: b"", -2: b""},
        {1: 1, 3: -8},
        {1: 2, 3: HUGE},
        "key",
        5,
    ]
    start = data[: 37 + 16 + 2 + 32]
    found += [cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": start + cbor2.dumps(key)}) for key in cosmic]
    return [
        *found,
        b"\x81" * 10_000,
        b"\xa1" * 10_000,
        b"\x9b" + b"\xff" * 8,
        b"\x5b" + b"\xff" * 8,
        b"\xbf",
        b"\xd8\x1c\x81\xd8\x1d\x00",
        b"\xc2\x5a",
    ]


# -- a ministry's directory


ISSUER, CLIENT, NONCE = "https://directory.example", "panah", "n-0S6"


@lru_cache
def _key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})


def _good_claims() -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "s-1",
        "iat": now,
        "exp": now + 10**7,
        "nonce": NONCE,
        "acr": "high",
        "amr": ["mfa"],
    }


_DESCRIBED = {
    "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t", "jwks_uri": f"{ISSUER}/k",
}  # fmt: skip


class _Wire:
    """In the place of the network: gives one of three answers."""

    def __init__(self, **answers: bytes) -> None:
        self.answers = {"well-known": json.dumps(_DESCRIBED).encode(), "k": _keys(), "t": _token()} | answers

    def open(self, request: Any, timeout: float) -> Any:
        name = "well-known" if "well-known" in request.full_url else request.full_url.rpartition("/")[2]
        return contextlib.closing(io.BytesIO(self.answers.get(name, self.answers["t"])))


@lru_cache
def _keys() -> bytes:
    return json.dumps({"keys": [_key().as_dict(private=False)]}).encode()


def _token(claims: Any = None) -> bytes:
    told = _good_claims() if claims is None else claims
    return json.dumps({"id_token": jwt.encode({"alg": "RS256", "kid": "1"}, told, _key())}).encode()


def _signed(payload: bytes) -> bytes:
    """A token with a good signature over whatever the bytes are."""
    from joserfc import jws

    return json.dumps(
        {"id_token": jws.serialize_compact({"alg": "RS256", "kid": "1"}, payload, _key(), algorithms=["RS256"])}
    ).encode()


def _ask(**answers: bytes) -> directory.Told:
    with (
        override_settings(PANAH_OIDC_ISSUER=ISSUER, PANAH_OIDC_CLIENT_ID=CLIENT, PANAH_OIDC_SECRET_FILE=""),
        mock.patch.object(directory, "_kept", directory._Kept()),
        mock.patch.object(directory.urllib.request, "build_opener", return_value=_Wire(**answers)),
    ):
        directory.begin("https://here.example/back")
        told = directory.finish(code="c", back="https://here.example/back", nonce=NONCE, verifier="v")
    assert told.subject
    assert len(told.subject) <= 255
    assert told.subject.isprintable()
    return told


# -- the log


LOG = "panah"


@lru_cache
def _log_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@lru_cache
def _head() -> bytes:
    head = note.Head(LOG, 1, hashlib.sha256(b"\x00" + _EVENT).digest(), clock.now().replace(microsecond=0))
    return note.sign(head, _log_key()).encode()


_EVENT = b'{"id":"01"}'


def _public() -> bytes:
    return _log_key().public_key().public_bytes_raw()


def _note(content: bytes) -> None:
    given = text(content)
    head = note.check(given, {note.key_hash(LOG, _public()): _public()})
    # Whatever is taken is what was signed, sign by sign.
    assert given.partition("\n\n")[0] + "\n" == head.text


def _witness_file(content: bytes) -> None:
    path = _file(content, "witness.jsonl")
    with (
        override_settings(PANAH_WITNESSES=[str(path)], PANAH_LOG_COPIES=[]),
        mock.patch.object(signing, "public_keys", return_value={note.key_hash(LOG, _public()): _public()}),
    ):
        heads, problems = tree_check._witnessed()
    assert len(heads) + len(problems) == len(content.decode("utf-8", "replace").splitlines())


def _log_file() -> bytes:
    lines = [
        {"type": "log"},
        {"type": "event", "position": 0, "event": _EVENT.decode()},
        {"type": "head", "note": _head().decode()},
    ]
    return b"\n".join(json.dumps(line).encode() for line in lines) + b"\n"


def _witness_line() -> bytes:
    return json.dumps(
        {"type": "witness", "form": 1, "note": _head().decode(), "from": 0, "proof": ["00" * 32]}
    ).encode()


@lru_cache
def _verifier() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "panah_verify.py"
    spec = util.spec_from_file_location("panah_verify", path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _Answered(Exception):
    """The verifier ended with one of the numbers that it promises."""


def _verified(*arguments: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        path = str(_file(content, "log.jsonl"))
        line = ["panah_verify.py", *(path if one == "FILE" else one for one in arguments)]
        quiet = io.StringIO()
        with mock.patch.object(sys, "argv", line), contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            code: object = 0
            try:
                _verifier().main()
            except SystemExit as end:
                code = end.code
        assert code in (0, 1, 2)
        if code:
            raise _Answered

    return read


def _verifier_reader(name: str, arguments: Sequence[str], samples: Callable[[], Sequence[bytes]], kind: str) -> Reader:
    key = note.key_text(LOG, _public())
    good = str(_file(_log_file(), "good.jsonl"))
    given = [good if one == "GOOD" else one for one in arguments]
    return Reader(
        name, ("tools/panah_verify.py",), _verified("--key", key, *given), (_Answered,), samples, kind=kind, share=0.5
    )


def _proof() -> bytes:
    return json.dumps({"note": _head().decode(), "path": [], "event": _EVENT.decode(), "position": 0}).encode()


def _log_keys(content: bytes) -> None:
    path = _file(content, "log-keys.json")
    with mock.patch.object(signing, "_file", return_value=path):
        signing.public_keys()


# -- keys and backups


_PHRASE = b"a phrase"


@lru_cache
def _master() -> bytes:
    path = _place() / "master.json"
    path.unlink(missing_ok=True)
    master.FileMaster.make(path, _PHRASE, cost=4)
    return path.read_bytes()


def _master_file(content: bytes) -> None:
    opened = master.FileMaster.read(_file(content, "read.json"), _PHRASE)
    assert len(opened.secret) == 32


def _share(content: bytes) -> None:
    share = recovery.Share.read(text(content))
    recovery.join([share])


def _checked(body: str) -> bytes:
    return f"{body}:{recovery._check(body)}".encode()


def _bad_shares() -> list[bytes]:
    bodies = [
        "n:2:1:zz:p",
        "n:x:1:00:p",
        "n:2:999:00:p",
        "n:1:0:00:p",
        "n:-1:1:00:p",
        f"n:1:{'9' * 5000}:00:p",
        "n:1:1::p",
        "n:1:1:00:p",
    ]
    return [_checked(f"panah-share-1:{body}") for body in bodies]


@lru_cache
def _keeper() -> tuple[X25519PrivateKey, Ed25519PrivateKey]:
    return X25519PrivateKey.generate(), Ed25519PrivateKey.generate()


def _sealed(content: bytes, **about: Any) -> bytes:
    private, signer = _keeper()
    path = _place() / f"sealed-{uuid.uuid4()}"
    with Sealer(
        path, name="f", recipient=private.public_key().public_bytes_raw(), signer=signer, about=about
    ) as sealer:
        sealer.write(content)
        sealer.close()
    found = path.read_bytes()
    path.unlink()
    return found


def _backup_file(content: bytes) -> None:
    Opened(_file(content, "sealed"), name="f", private=_keeper()[0]).read()


class _Raw(Sealer):
    """Seals by the right key what is not what it should be: whoever knows the public key can."""

    def head(self, content: bytes) -> None:
        self._head = content

    def _chunk(self, content: bytes, *, last: bool) -> None:
        if self._number == 0 and getattr(self, "begin", None) is not None:
            content = self.begin
        super()._chunk(content, last=last)


def _forged(begin: bytes, packed: bytes) -> bytes:
    """A file of a backup with another beginning, and with bytes that were not compressed by us."""
    private, signer = _keeper()
    path = _place() / f"forged-{uuid.uuid4()}"
    kind = type("Forged", (_Raw,), {"begin": begin})
    with kind(path, name="f", recipient=private.public_key().public_bytes_raw(), signer=signer) as sealer:
        sealer._packer = SimpleNamespace(flush=lambda: packed)
        sealer.close()
    found = path.read_bytes()
    path.unlink()
    return found


def _forgeries() -> Iterator[bytes]:
    import zlib

    right = json.dumps({"signer": _keeper()[1].public_key().public_bytes_raw().hex()}).encode()
    for begin in (b"", b"[]", b"{}", b'{"signer":5}', b'{"signer":"zz"}', b'{"signer":"00"}', b"[" * DEEP, b"\xff"):
        yield _forged(begin, zlib.compress(b"x"))
    yield from (
        _forged(right, packed)
        for packed in (b"", b"no zlib", zlib.compress(b"x") + b"more", zlib.compress(bytes(300 << 20), 9))
    )


@lru_cache
def _backup_key() -> bytes:
    home = _place() / "home"
    home.mkdir(exist_ok=True)
    out = _place() / f"key-{uuid.uuid4()}"
    backup_keys.make(home, out)
    return out.read_bytes()


def _untarred(content: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=_place()) as folder:
        path = _file(_sealed(content), "archive")
        found = SimpleNamespace(place=SimpleNamespace(name=lambda _: "f"))
        key = backup_keys.KeyFile(_keeper()[0], None)
        outside = set(_place().iterdir())
        restoring._untar(found, path, key, Path(folder) / "in")
        assert set(_place().iterdir()) == outside


def _archive(*members: tuple[str, bytes, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, kind, target in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target.decode()
            tar.addfile(info)
    return out.getvalue()


def _bad_archives() -> list[bytes]:
    names = [("../out", tarfile.REGTYPE, b""), ("/out", tarfile.REGTYPE, b""), ("a", tarfile.SYMTYPE, b"../../out"), ("a", tarfile.CHRTYPE, b""),
             ("a", tarfile.LNKTYPE, b"/etc/passwd"), ("a/../../out", tarfile.REGTYPE, b"")]  # fmt: skip
    return [_archive(one) for one in names]


def _notes(content: bytes) -> None:
    _file(content, restoring.NOTES)
    restoring.read_notes(_place())


def _manifest(content: bytes) -> None:
    folder = _place() / "data"
    folder.mkdir(exist_ok=True)
    (folder / "backup_manifest").write_bytes(content)
    restoring._hold_against_manifest(folder)


def _good_manifest(files: Any = None) -> bytes:
    start = b'{"Files": ' + json.dumps([] if files is None else files).encode() + b",\n"
    return start + b'"Manifest-Checksum": "' + hashlib.sha256(start).hexdigest().encode() + b'"}\n'


def _unsealed(content: bytes) -> None:
    guide.unseal(content.decode("utf-8", "replace"))


READERS = [
    Reader("JSON of the API", ("src/panah/interfaces/api/parser.py",), _body, (Unreadable,), lambda: [
        b'{"data": {"name": "A", "born": "1990-01-02", "n": [1, 2.5, null, true]}, "expected_version": 1}', b'"a"', b"[1]",
    ], kind="json", always=[b"9" * 400, b'{"a": -1e400}', b'{"a": 9007199254740992}', '{"a": 1}'.encode("utf-16")], share=2),
    Reader("new passkey", (PROOF + "passkeys.py",), _made, (FactorRefused,), lambda: [_device()[2]], kind="json"),
    Reader("CBOR of a new passkey", (PROOF + "passkeys.py",), _attested, (FactorRefused,), lambda: [
        decode(json.loads(_device()[2])["response"]["attestationObject"]),
    ], always=_bad_cbor()),
    Reader("used passkey", (PROOF + "passkeys.py",), _used, (FactorRefused,), lambda: [_device()[3]], kind="json"),
    Reader("directory: its description", (PROOF + "directory.py",), lambda content: _ask(**{"well-known": content}), (directory.DirectoryProblem,), lambda: [
        json.dumps(_DESCRIBED).encode(),
    ], kind="json", always=[json.dumps(_DESCRIBED | {"jwks_uri": one}).encode() for one in ("https://[", "https://a\nb/", "http://é.example/k", "file:///etc")]),
    Reader("directory: its keys", (PROOF + "directory.py",), lambda content: _ask(k=content), (directory.DirectoryProblem,), lambda: [_keys()], kind="json"),
    Reader("directory: its answer", (PROOF + "directory.py",), lambda content: _ask(t=content), (directory.DirectoryProblem,), lambda: [_token()], kind="json"),
    Reader("directory: what it signed", (PROOF + "directory.py",), lambda content: _ask(t=_signed(content)), (directory.DirectoryProblem,), lambda: [
        json.dumps(_good_claims()).encode(),
    ], kind="json", always=[json.dumps(_good_claims() | {"sub": one}).encode() for one in ("a\x00b", "\ud800", "x" * 256, "", 5)]),
    Reader("signed head", (AUDIT + "note.py",), _note, (note.BadNote,), lambda: [_head()], always=[
        _head().replace(b"\n1\n", one) for one in (b"\n 1\n", b"\n+1\n", b"\n01\n", b"\n-1\n", b"\n1_0\n", "\n١\n".encode(), b"\n" + b"9" * 5000 + b"\n")
    ]),
    Reader("file of a witness", (AUDIT + "tree_check.py",), _witness_file, (), lambda: [_witness_line()], kind="json", always=[
        b'{"note": 5}', b'{"note": null}', b"[]", b"5", *JSON_BOMBS,
    ]),
    Reader("keys of the log", (AUDIT + "signing.py",), _log_keys, (KeysProblem,), lambda: [json.dumps({"keys": [
        {"name": LOG, "public": base64.b64encode(_public()).decode(), "sealed": "AAAA", "made_at": "2026-11-27", "since": 0},
    ]}).encode()], kind="json"),
    _verifier_reader("verifier: the log", ["FILE"], lambda: [_log_file()], "bytes"),
    _verifier_reader("verifier: a line", ["FILE"], lambda: _log_file().splitlines(), "json"),
    _verifier_reader("verifier: a witness", ["GOOD", "--witness", "FILE"], lambda: [_witness_line()], "json"),
    _verifier_reader("verifier: a proof", ["--proof", "FILE"], lambda: [_proof()], "json"),
    Reader("master key", (KEYS + "master.py",), _master_file, (KeysProblem, Locked), lambda: [_master()], kind="json", always=[
        json.dumps(json.loads(_master()) | change).encode() for change in ({"scrypt_n": 2**40}, {"scrypt_n": 3}, {"scrypt_n": "4"}, {"current": "x"}, {"keys": []})
    ]),
    Reader("share of a key", (KEYS + "recovery.py",), _share, (KeysProblem,), lambda: [one.text.encode() for one in recovery.split("n", bytes(32))[:1]],
           always=_bad_shares()),
    Reader("file of a backup", (BACKUP + "sealing.py",), _backup_file, (Damaged,), lambda: [_sealed(b"text" * 50, when=1)], always=list(_forgeries())),
    Reader("key of the backups", (BACKUP + "keys.py",), lambda content: backup_keys.read(_file(content)), (DatabaseProblem,), lambda: [_backup_key()], kind="json",
           share=0.5),
    Reader("archive of a backup", (BACKUP + "restoring.py",), _untarred, (Damaged,), lambda: [_archive(("a/b", tarfile.REGTYPE, b""))], always=_bad_archives()),
    Reader("notes of a restore", (BACKUP + "restoring.py",), _notes, (DatabaseProblem,), lambda: [b'{"base_ended_at": "", "recovered_to": "", "log_until": "", '
           b'"until": "", "rows": {}, "only_grow": [], "erased": [], "told": {}}'], kind="json", share=0.5),
    Reader("list of a database's files", (BACKUP + "restoring.py",), _manifest, (DatabaseProblem,), lambda: [_good_manifest()], kind="json", always=[
        _good_manifest(one) for one in ([{}], [5], {"a": 1}, [{"Path": 5, "Checksum": []}])
    ], share=0.5),
    Reader("page of the guide", ("src/panah/interfaces/portal/guide.py",), _unsealed, (), lambda: [guide.seal({"a": "b"}, "x").encode()]),
]  # fmt: skip
