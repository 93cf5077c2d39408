# SPDX-License-Identifier: AGPL-3.0-or-later
"""A master key in a token, from the making of the key to a token that is pulled out (KY-03), with SoftHSM.

Everything is done as an administrator does it: `./panah keys`, a served site, the token's own tool. SoftHSM and python-pkcs11 are no
part of Panah; where they are missing the tests say so and are left out, and `./panah sure --token` installs them.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from panah.foundation.keys import places, setup
from panah.foundation.keys.vault import vault
from panah.interfaces.cli import token as needed
from panah.interfaces.cli.bench.pages import session_of
from panah.interfaces.cli.testtemplate import Database
from tests.support import world
from tests.support.sealed import ask, port_of, sealed_entries
from tests.support.servers import serve

MISSING = needed.missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "there")
PIN, WRONG = "86420864", "13571357"
PATIENCE = 60  # s

WRITE = """
import uuid
from panah.foundation.database.places import home
from panah.foundation.keys.vault import Vault
print(Vault(home()).seal(uuid.uuid4(), "claim", b"where", b"said in confidence").hex())
"""
READ = """
import sys
from panah.foundation.database.places import home
from panah.foundation.keys.vault import Vault
print(Vault(home()).unseal(b"where", bytes.fromhex(sys.argv[1])).decode())
"""


@dataclass
class Tokens:
    """Two tokens of SoftHSM, and how to ask it and Panah."""

    folder: Path
    pin: Path

    def panah(self, *arguments: str, said: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        """`./panah keys ...`"""
        return self._run("-m", "panah.interfaces.cli.main", "keys", *arguments, said=said, **more)

    def program(self, text: str, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """A process that has the keys, as the servers have."""
        return self._run("-c", text, *arguments, **more)

    def _run(self, *command: str, said: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *command],
            input=said + "\n",
            env=os.environ | more,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def labels(self, token: str) -> set[str]:
        """The keys in a token."""
        asked = self.program(
            "import os, sys, pkcs11\n"
            f"held = pkcs11.lib(os.environ['PANAH_PKCS11_MODULE']).get_token(token_label='{token}')\n"
            f"print(*(key.label for key in held.open(user_pin='{PIN}').get_objects()))"
        )
        assert asked.returncode == 0, asked.stderr
        return set(asked.stdout.split())

    def pull_out(self) -> None:
        """Take the token away, as if somebody pulled it out of the machine."""
        (self.folder / "here").rename(self.folder / "away")
        (self.folder / "here").mkdir()

    def put_back(self) -> None:
        """And put it in again."""
        (self.folder / "here").rmdir()
        (self.folder / "away").rename(self.folder / "here")


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tokens]:
    """An installation whose master key is to be in the token `first`; there is a token `second`."""
    (tmp_path / "here").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {tmp_path / 'here'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    pin = tmp_path / "pin"
    pin.touch(0o600)
    pin.write_text(PIN + "\n")
    packages = str(needed.packages())
    for name, value in {
        "SOFTHSM2_CONF": str(configuration),
        "PANAH_MASTER": "pkcs11",
        "PANAH_PKCS11_MODULE": str(needed.module()),
        "PANAH_PKCS11_TOKEN": "first",
        "PANAH_PASSPHRASE_FILE": str(pin),
        "PANAH_KEYS": str(tmp_path / "keys"),
        "PYTHONPATH": os.pathsep.join([packages, *filter(None, sys.path)]),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.syspath_prepend(packages)
    for label in ("first", "second"):
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "11112222", "--pin", PIN],
            check=True, capture_output=True,
        )  # fmt: skip
    yield Tokens(tmp_path, pin)
    shutil.rmtree(places.typed_file(tmp_path).parent, ignore_errors=True)


def test_the_key_never_leaves_the_token_and_a_wrong_pin_opens_nothing(tokens: Tokens) -> None:
    assert tokens.panah("init").returncode == 0
    assert tokens.labels("first") == {"panah-master"}
    sealed = tokens.program(WRITE).stdout.strip()
    assert tokens.program(READ, sealed).stdout.strip() == "said in confidence"
    split = tokens.panah("recovery", "split")
    assert split.returncode == 1
    assert "which has its own way of keeping copies" in " ".join(split.stderr.split())

    # A wrong PIN is refused, in words, and tried once: a token that counts would lock itself for good.
    tokens.pin.write_text(WRONG)
    refused = tokens.panah("status")
    assert refused.returncode == 1
    assert "The token refuses this PIN" in refused.stdout
    again = tokens.panah("status")
    assert again.returncode == 1
    assert "not tried again" in again.stdout
    assert tokens.program(READ, sealed).returncode != 0
    # Somebody types: the wrong one once more, which leaves nothing behind, then the right one.
    assert "refuses this PIN" in " ".join(tokens.panah("unlock", said=WRONG).stderr.split())
    assert tokens.panah("unlock", said=PIN).returncode == 0
    assert tokens.program(READ, sealed).stdout.strip() == "said in confidence"
    assert tokens.panah("lock").returncode == 0
    assert tokens.panah("status").returncode == 1
    tokens.pin.write_text(PIN)
    assert tokens.panah("status").returncode == 0


def test_the_master_key_moves_to_another_token(tokens: Tokens) -> None:
    assert tokens.panah("init").returncode == 0
    sealed = tokens.program(WRITE).stdout.strip()
    to = {"PANAH_NEXT_MASTER": "pkcs11", "PANAH_NEXT_PKCS11_TOKEN": "second"}
    to["PANAH_NEXT_PKCS11_MODULE"] = os.environ["PANAH_PKCS11_MODULE"]
    assert tokens.panah("move").returncode == 1
    wrong = tokens.panah("move", said=WRONG, **to)
    assert wrong.returncode == 1
    assert tokens.program(READ, sealed).stdout.strip() == "said in confidence"
    moved = tokens.panah("move", PANAH_NEXT_PASSPHRASE_FILE=str(tokens.pin), **to)
    assert moved.returncode == 0, moved.stderr
    assert tokens.labels("second") == {"panah-master"}
    # The old token opens nothing any more, and is not needed.
    assert tokens.panah("status").returncode == 1
    assert tokens.program(READ, sealed).returncode != 0
    subprocess.run(["softhsm2-util", "--delete-token", "--token", "first"], check=True, capture_output=True)
    now = {"PANAH_PKCS11_TOKEN": "second"}
    assert tokens.panah("status", **now).returncode == 0
    assert tokens.program(READ, sealed, **now).stdout.strip() == "said in confidence"
    rotated = tokens.panah("rotate", "master", **now)
    assert rotated.returncode == 0, rotated.stderr
    assert tokens.labels("second") == {"panah-master-2"}
    assert tokens.program(READ, sealed, **now).stdout.strip() == "said in confidence"


def test_a_site_reads_through_the_token_and_is_locked_when_it_is_pulled_out(
    committed_database: Database, tokens: Tokens, django_db_setup: None, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        _work_and_pull_out(committed_database, tokens)


def _work_and_pull_out(database: Database, tokens: Tokens) -> None:
    assert setup.invent(Path(os.environ["PANAH_HOME"])) is None
    made = world.make_world()
    said = list(sealed_entries(made, 2).items())
    cookie = {"Cookie": session_of(made.accounts["registrar"])}
    vault().lock()
    problems: list[str] = []
    stop = threading.Event()

    with serve(database, "staff") as site:
        port = port_of(site.url)

        def read(start: int) -> None:
            at = start
            while not stop.is_set():
                content_id, words = said[at % len(said)]
                status, page = ask(port, f"/entries/{content_id}/", cookie)
                if status != 200 or words not in page:
                    problems.append(f"{status}: {page[:300]}")
                at += 1

        # Several at once: threads of a server share the token's session, and it is rotated meanwhile.
        threads = [threading.Thread(target=read, args=(start,)) for start in range(6)]
        for thread in threads:
            thread.start()
        try:
            for _round in range(2):
                rotated = tokens.panah("rotate", "master")
                assert rotated.returncode == 0, rotated.stderr
        finally:
            stop.set()
            for thread in threads:
                thread.join(PATIENCE)
        assert problems == []
        assert tokens.labels("first") == {"panah-master-3"}

        tokens.pull_out()
        _until_health(port, 503)
        content_id, words = said[0]
        status, page = ask(port, f"/entries/{content_id}/", cookie)
        assert status == 503
        assert words not in page
    with serve(database, "staff", locked=True) as site:
        port = port_of(site.url)
        assert ask(port, "/healthz") == (503, "locked\n")
        tokens.put_back()
    with serve(database, "staff") as site:
        status, page = ask(port_of(site.url), f"/entries/{content_id}/", cookie)
        assert status == 200
        assert words in page
    assert PIN not in site.log.read_text()


def _until_health(port: int, wanted: int) -> None:
    end = time.monotonic() + PATIENCE
    while ask(port, "/healthz")[0] != wanted:
        assert time.monotonic() < end, "the service does not hear of it"
        time.sleep(0.2)
