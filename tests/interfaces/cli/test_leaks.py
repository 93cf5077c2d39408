# SPDX-License-Identifier: AGPL-3.0-or-later
"""No secret in the repository, in logs and in backups; and the look for them finds each kind (KY-07)."""

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from panah.foundation.keys import places, recovery, setup
from panah.foundation.keys.master import FileMaster
from panah.interfaces.cli import leaks
from panah.interfaces.cli.testtemplate import Database
from tests.support.sealed import ask, port_of
from tests.support.servers import serve

PHRASE = "invented words that open a master key"


def private_key() -> bytes:
    return ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def signed_token() -> bytes:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "ES256"}, {"sub": "someone-else"})
    )
    return head + b"." + body + b"." + secrets.token_urlsafe(32).encode()


# Made while the test runs: written here, they would be found here.
PLANTED = {
    "private key": private_key,
    "share of a master key": lambda: recovery.split("name", secrets.token_bytes(32))[0].text.encode(),
    "key of the API": lambda: b"pnh_" + secrets.token_urlsafe(32).encode(),
    "password in an address": lambda: b"postgresql://someone:" + secrets.token_hex(6).encode() + b"@db.example/cases",
    "key of a cloud": lambda: b"AKIA" + b"ABCDEFGH23456789",
    "token of a forge": lambda: b"ghp_" + secrets.token_hex(18).encode(),
    "token of a chat": lambda: b"xoxb-" + secrets.token_hex(12).encode(),
    "signed token": signed_token,
    "secret in a line": lambda: b'CLIENT_SECRET = "' + base64.b64encode(secrets.token_bytes(30)) + b'"',
}


@pytest.mark.parametrize("kind", sorted(PLANTED))
def test_each_kind_is_found_and_not_repeated(kind: str, tmp_path: Path) -> None:
    secret = PLANTED[kind]()
    (tmp_path / "file.txt").write_bytes(b"a line before\n" + secret + b"\nand one after\n")
    found = list(leaks.in_files([tmp_path]))
    assert [leak.kind for leak in found] == [kind]
    done = subprocess.run(
        [sys.executable, "-m", "panah.interfaces.cli.main", "leaks", str(tmp_path)], capture_output=True, timeout=60
    )
    assert done.returncode == 1
    assert kind.encode() in done.stdout
    assert b"file.txt" in done.stdout
    assert secret.strip()[-12:] not in done.stdout + done.stderr


def test_every_kind_has_a_test(tmp_path: Path) -> None:
    setup.make(tmp_path, PHRASE, cost=2**10)
    found = list(leaks.in_files([places.master_file(tmp_path)]))
    assert [leak.kind for leak in found] == ["sealed master key"]
    assert {*PLANTED, "sealed master key"} == leaks.FORMS.keys()


def test_words_are_no_secrets() -> None:
    for line in (
        b'password = "an invented pass phrase"',
        b'token_label = "the_name_of_a_setting"',
        b"postgresql://someone:secret-word@db.example/cases",
        b"https://example.org/a:b@c",
        b"-----BEGIN PRIVATE KEY-----",
    ):
        assert leaks.look(line, "here") == []


def test_the_repository_holds_no_secret() -> None:
    """Today's files; `./panah leaks` and `./panah sure` look through every version as well."""
    files = leaks.repository_files()
    assert len(files) > 500
    assert list(leaks.in_files(files)) == []


def test_the_own_secrets_are_found_however_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("PANAH_PASSPHRASE", PHRASE)
    setup.make(home, PHRASE, cost=2**10)
    (home / "secret").write_text("a-key-of-cookies-and-digests")
    (home / "logins.json").write_text(json.dumps([{"login": "t", "password": "invented-of-a-login"}]))
    own = leaks.own_secrets(home)
    master = FileMaster.read(places.master_file(home), PHRASE.encode()).secret
    log = tmp_path / "site.log"
    for written in (
        PHRASE.encode(), base64.b64encode(PHRASE.encode()), master, master.hex().encode(), base64.urlsafe_b64encode(master),
        b"a-key-of-cookies-and-digests", b"invented-of-a-login",
    ):  # fmt: skip
        log.write_bytes(b"2026-11-28 something " + written + b" happened\n")
        assert list(leaks.in_files([log], own)), written
        assert not list(leaks.in_files([log]))
    log.write_text("2026-11-28 nothing happened\n")
    assert not list(leaks.in_files([log], own))


def test_the_log_of_a_site_holds_none_of_the_installations_secrets(
    committed_database: Database, tmp_path: Path
) -> None:
    """Refused sign-ins, a key that is none, a page that is not there, and what an error says."""
    own = leaks.own_secrets(Path(os.environ["PANAH_HOME"]))
    assert {kind for kind, _value in own} >= {"the key of cookies and digests", "the master key"}
    typed = "a-pass-phrase-that-was-typed"
    key = "pnh_" + secrets.token_urlsafe(32)
    with serve(committed_database, "staff") as site:
        port = port_of(site.url)
        ask(
            port,
            "/sign-in/",
            {"Content-Type": "application/x-www-form-urlencoded"},
            f"login=registrar&password={typed}",
        )
        assert ask(port, "/api/v1/me", {"Authorization": f"Bearer {key}"})[0] in {401, 404}
        ask(port, f"/no-such-page/?token={key}")
    log = site.log.read_bytes()
    assert list(leaks.in_files([site.log], own)) == []
    assert typed.encode() not in log
    assert key.encode() not in log
