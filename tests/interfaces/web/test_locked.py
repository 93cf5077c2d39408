# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real server without its master key: locked in words, and open again without a restart (KY-03)."""

import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from panah.foundation.keys import places, setup
from panah.interfaces.cli.testtemplate import Database
from tests.support.servers import serve

PHRASE = "an invented passphrase of this test"


def got(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Keys whose passphrase lies nowhere."""
    setup.make(tmp_path, PHRASE, cost=2**10)
    yield tmp_path
    shutil.rmtree(places.typed_file(tmp_path).parent, ignore_errors=True)


def test_a_locked_service_says_so_and_opens_when_somebody_types_the_passphrase(
    committed_database: Database, home: Path
) -> None:
    (home / "static").symlink_to(Path(os.environ["PANAH_HOME"]) / "static")
    with serve(committed_database, "staff", extra={"PANAH_HOME": str(home)}, locked=True) as site:
        assert got(site.url + "/healthz") == (503, "locked\n")
        status, page = got(site.url + "/sign-in/")
        assert status == 503
        assert "./panah keys unlock" in page
        assert got(site.url + "/api/v1/people/search")[0] == 503
        assert got(site.url + "/static/panah/images/favicon.svg")[0] == 200
        told = keys_command(home, "status")
        assert told.returncode == 1
        assert "Locked." in told.stdout
        assert "unlock" in told.stdout
        wrong = keys_command(home, "unlock", said="not this passphrase at all")
        assert wrong.returncode == 1
        assert got(site.url + "/healthz")[0] == 503
        assert keys_command(home, "unlock", said=PHRASE).returncode == 0
        opened = threading.Event()
        end = time.monotonic() + 30
        while not opened.is_set() and time.monotonic() < end:
            if got(site.url + "/healthz") == (200, "ok\n"):
                opened.set()
            opened.wait(0.3)
        assert opened.is_set()
        assert got(site.url + "/sign-in/")[0] == 200
        assert keys_command(home, "status").returncode == 0
        assert PHRASE not in site.log.read_text()


def test_health_tells_the_operator_of_a_drill_that_is_overdue(client: Client, settings: Any, db: None) -> None:
    """KY-08: never held here. An invented country has no keepers."""
    settings.PANAH_INVENTED = True
    assert "drill" not in client.get("/healthz").content.decode()
    settings.PANAH_INVENTED = False
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "key drill late" in answer.content.decode().splitlines()


def keys_command(home: Path, *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    """`./panah keys` as an administrator types it."""
    return subprocess.run(
        [sys.executable, "-m", "panah.interfaces.cli.main", "keys", *arguments],
        input=said + "\n", env=os.environ | {"PANAH_HOME": str(home), "PYTHONPATH": "src"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
