# SPDX-License-Identifier: AGPL-3.0-or-later
"""The virus scanner is asked over a real socket; only a plain "clean" lets a file in (EX-06, ASVS 5.4.3)."""

import io
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from django.core.checks import run_checks
from django.test import Client
from typer.testing import CliRunner

from panah.foundation.documents import scanning
from panah.interfaces.cli.scanner import scanner as scanner_command
from tests.support.scanner import EICAR, Scanner, scanner


@pytest.fixture(params=["unix", "tcp"])
def asked(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[Scanner]:
    with scanner(tmp_path / "clamd.ctl" if request.param == "unix" else None) as (told, made):
        settings.PANAH_SCANNER = told
        yield made


def finding(content: bytes) -> str | None:
    return scanning.finding(io.BytesIO(content))


def test_the_whole_file_is_shown_and_what_is_found_is_named(asked: Scanner) -> None:
    clean = bytes(range(256)) * 1000
    file = io.BytesIO(clean)
    file.seek(7)
    assert scanning.finding(file) is None
    assert file.tell() == 0
    assert asked.seen == [clean]
    assert finding(b"before" + EICAR) == "Eicar-Test-Signature"
    assert finding(b"") is None


@pytest.mark.parametrize(
    "answer", [b"", b"stream: OK", b"\0", b"stream: \0", b"stream: no idea\0", b"OK\0", b"x" * 9000, b"\xff\xfe\0", b"stream: OK\nstream: A FOUND\0"]
)  # fmt: skip
def test_whatever_is_not_plainly_clean_is_not_clean(asked: Scanner, answer: bytes) -> None:
    asked.answer = answer
    with pytest.raises(scanning.ScannerAway):
        finding(b"a paper")


def test_a_finding_is_named_in_plain_signs(asked: Scanner) -> None:
    asked.answer = b"stream: <b>\xd0\x90{ FOUND FOUND\0"
    name = finding(b"x")
    assert name is not None
    assert set(name) <= set("_b FOUND"), name


def test_a_file_that_the_scanner_does_not_look_at_is_not_clean(asked: Scanner) -> None:
    asked.limit = 100_000
    with pytest.raises(scanning.TooLongForScanner):
        finding(bytes(5_000_000))


def test_a_scanner_that_is_away_or_silent_says_nothing(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.PANAH_SCANNER = f"unix:{tmp_path / 'none'}"
    with pytest.raises(scanning.ScannerAway):
        finding(b"x")
    monkeypatch.setattr(scanning, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.PANAH_SCANNER = f"tcp:127.0.0.1:{deaf.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(scanning.ScannerAway):
            finding(b"x")
        assert time.monotonic() - began < 10


def test_a_scanner_that_hangs_up_in_the_middle_says_nothing(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def rude() -> None:
            line, _from = listener.accept()
            line.recv(10)
            line.close()

        thread = threading.Thread(target=rude)
        thread.start()
        settings.PANAH_SCANNER = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(scanning.ScannerAway):
            finding(bytes(3_000_000))
        thread.join()


@pytest.mark.parametrize(
    "told", ["clamd", "unix:", "unix:here", "tcp:", "tcp:host", "tcp::3310", "tcp:host:0", "tcp:host:99999", "http://x"]
)
def test_an_address_that_is_none_is_a_mistake_and_not_no_scanner(settings: Any, told: str) -> None:
    settings.PANAH_SCANNER = told
    assert scanning.standing().state == "mistake"
    with pytest.raises(scanning.ScannerMistake):
        finding(b"x")


def test_addresses(settings: Any) -> None:
    settings.PANAH_SCANNER = ""
    assert (scanning.address(), finding(EICAR)) == (None, None)
    settings.PANAH_SCANNER = " tcp:[::1]:3310 "
    assert scanning.address() == scanning.Address(host="::1", port=3310)


def ids() -> set[str]:
    return {str(one.id) for one in run_checks(include_deployment_checks=True) if str(one.id).startswith("documents.")}


def test_whoever_looks_after_the_installation_is_told(settings: Any, tmp_path: Path, db: None) -> None:
    settings.PANAH_FILES_URL = "https://papers.example.org"
    settings.PANAH_SCANNER = ""
    assert (scanning.standing().state, ids()) == ("none", {"documents.W001"})
    assert Client().get("/healthz").content == b"ok\n"
    settings.PANAH_SCANNER = f"unix:{tmp_path / 'none'}"
    assert ids() == {"documents.E001"}
    assert b"scanner away" in Client().get("/healthz").content
    with scanner(tmp_path / "clamd.ctl") as (told, _made):
        settings.PANAH_SCANNER = told
        assert scanning.standing().says.startswith("ClamAV ")
        assert ids() == set()
        assert b"scanner" not in Client().get("/healthz").content


def test_the_command_says_how_the_scanner_stands(settings: Any, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(scanner_command)

    def says(told: str) -> tuple[int, str]:
        settings.PANAH_SCANNER = told
        done = CliRunner().invoke(app, [])
        return done.exit_code, done.stdout

    assert says("") == (1, "No virus scanner looks at uploads.\n")
    assert says("nowhere")[0] == 2
    code, words = says(f"unix:{tmp_path / 'none'}")
    assert (code, "does not answer" in words) == (2, True)
    with scanner(tmp_path / "clamd.ctl") as (told, _made):
        code, words = says(told)
        assert (code, "ClamAV 1.4.3" in words) == (0, True)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ("", "E002"),
        ("papers.example.org", "E002"),
        ("http://localhost:8401", "E003"),
        ("http://localhost:8402", "W002"),
        ("https://papers.example.org/out", ""),
    ],
)
def test_papers_have_an_origin_of_their_own(settings: Any, files: str, found: str) -> None:
    settings.PANAH_FILES_URL, settings.PANAH_PORTAL_URL = files, "http://localhost:8401"
    assert ids() - {"documents.W001"} == ({f"documents.{found}"} if found else set())


CLAMD = shutil.which("clamd")


def test_the_real_scanner_where_there_is_one(tmp_path: Path, settings: Any) -> None:
    """On a machine with ClamAV its daemon is asked itself, with signatures of this test's own."""
    if CLAMD is None:
        pytest.skip("clamd is not on this machine")
    # EICAR's test file, as an operator's own signature: the real list need not be downloaded.
    (tmp_path / "own.ndb").write_text(f"Own.Eicar:0:*:{EICAR.hex()}\n")
    path = tmp_path / "clamd.ctl"
    (tmp_path / "clamd.conf").write_text(
        f"LocalSocket {path}\nDatabaseDirectory {tmp_path}\nForeground yes\nStreamMaxLength 1M\nTemporaryDirectory {tmp_path}\n"
    )
    process = subprocess.Popen(
        [CLAMD, "--config-file", str(tmp_path / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        settings.PANAH_SCANNER = f"unix:{path}"
        end = time.monotonic() + 60
        while scanning.standing().state != "there" and time.monotonic() < end:
            assert process.poll() is None
            time.sleep(0.2)
        assert scanning.standing().says.startswith("ClamAV")
        assert finding(b"a paper") is None
        assert str(finding(EICAR)).startswith("Own.Eicar")
        with pytest.raises(scanning.TooLongForScanner):
            finding(bytes(8_000_000))
    finally:
        process.terminate()
        process.wait(timeout=30)
