# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah up` as a whole: it serves, it mends itself, it is stopped and leaves nothing running."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from panah.foundation.database import places, roles
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.server import EmbeddedServer
from panah.interfaces.cli import up
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.testrun import TestRun
from tests.support.servers import free_port

PATIENCE = 120  # s; a machine under load, not a measurement


@pytest.fixture
def state(test_run: TestRun, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder of an installation, and the environment of a person who has set nothing."""
    number = len(list(test_run.root.glob("up*")))
    folder = test_run.root / f"up{number}-{os.getpid()}"
    folder.mkdir(mode=0o711)
    for name in list(os.environ):
        if name.startswith("PANAH_") and name != "PANAH_TEST_ROOT":
            monkeypatch.delenv(name)
    monkeypatch.setenv("PANAH_HOME", str(folder))
    monkeypatch.setenv("PYTHONPATH", str(places.repository() / "src"))
    yield folder
    Cluster.at(places.data_directory(folder)).remove()


def mark(words: str) -> None:
    """Write what a database says it holds."""
    server = EmbeddedServer()
    server.attach()
    with server.cluster.connect(roles.DATABASE) as connection:
        up._set_comment(connection, words)
    server.detach()


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether a condition comes to hold."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    """Whether a site answers."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def descendants(pid: int) -> list[int]:
    """The processes below a process."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == pid:
                    found += [int(entry.name), *descendants(int(entry.name))]
    return found


def command(*arguments: str) -> list[str]:
    """The command line of `./panah up`."""
    return [sys.executable, "-P", "-m", "panah.interfaces.cli.main", "up", *arguments]


def test_it_serves_mends_itself_and_stops(state: Path) -> None:
    mark(up.SEEDED)
    (state / up.LOGINS).write_text(
        '[{"role": "registrar", "login": "r", "password": "[odd]/word", "office": "Office One", "site": "staff"}]'
    )
    staff, portal, files = free_port(), free_port(), free_port()
    ports = ["--port-staff", str(staff), "--port-portal", str(portal), "--port-files", str(files)]
    output = state / "output"
    with output.open("w") as file:
        process = subprocess.Popen(
            command(*ports), stdout=file, stderr=subprocess.STDOUT, env=os.environ | {"COLUMNS": "150"}
        )
    try:
        assert eventually(lambda: (state / up.RUNNING).exists() or process.poll() is not None)
        assert process.poll() is None, output.read_text()
        assert answers(staff)
        assert answers(portal)
        assert answers(files)
        assert "[odd]/word" in output.read_text()

        second = subprocess.run(command(*ports), capture_output=True, text=True, timeout=PATIENCE)
        assert second.returncode == 0
        assert "already runs" in second.stdout
        assert str(staff) in second.stdout

        reset = subprocess.run(command("--reset"), capture_output=True, text=True, timeout=PATIENCE)
        assert "already runs" in reset.stdout
        assert answers(portal)

        children = descendants(process.pid)
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert eventually(
            lambda: (
                "it is started again" in output.read_text() and answers(staff) and answers(portal) and answers(files)
            )
        )

        cluster = EmbeddedServer().cluster
        cluster.kill()
        assert eventually(lambda: cluster.is_ready() and answers(staff))
        assert eventually(lambda: "running again" in output.read_text())
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=PATIENCE)
    assert code == 0, output.read_text()
    assert descendants(process.pid) == []
    assert not EmbeddedServer().cluster.is_ready()
    assert not (state / up.RUNNING).exists()
    assert not answers(staff)


def test_reset_keeps_a_database_that_holds_no_invented_country(state: Path) -> None:
    server = EmbeddedServer()
    server.attach()
    with server.cluster.connect(roles.DATABASE, roles.OWNER) as owner:
        owner.execute("CREATE TABLE accounts_account (id int)")
        owner.execute("INSERT INTO accounts_account VALUES (1)")
    server.detach()
    with pytest.raises(CommandProblem, match="not made by"):
        up._reset()
    assert server.cluster.exists()
    mark(up.SEEDED)
    up._reset()
    assert not server.cluster.exists()


def test_half_a_country_is_thrown_away_at_the_next_start(state: Path) -> None:
    mark(up.SEEDING)
    server = EmbeddedServer()
    server.attach()
    with server.cluster.connect(roles.DATABASE, roles.OWNER) as owner:
        owner.execute("CREATE TABLE half (id int)")
    up._drop_half_a_country(server)
    with server.cluster.connect(roles.DATABASE, roles.OWNER) as owner:
        assert owner.execute("SELECT to_regclass('half')").fetchone() == (None,)
        assert up._comment(owner) == ""
    server.detach()


def test_a_folder_that_cannot_be_made_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_HOME", "/proc/no-such-place")
    with pytest.raises(DatabaseProblem, match="PANAH_HOME"):
        places.home()
