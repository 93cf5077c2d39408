# SPDX-License-Identifier: AGPL-3.0-or-later
"""The processes of `./panah up`: they are started again when they die, and gone when it stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from panah.foundation.database import places
from panah.interfaces.cli import children as kids
from panah.interfaces.cli import server
from panah.interfaces.cli.children import Child, stop_all
from panah.interfaces.cli.problems import CommandProblem
from tests.support.servers import free_port

OBEDIENT = "import time\nwhile True: time.sleep(0.1)"
STUBBORN = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('up', flush=True)\n" + OBEDIENT


def child(tmp_path: Path, program: str) -> Child:
    return Child("helper", [sys.executable, "-c", program], dict(os.environ), tmp_path / "helper.log")


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether a condition comes to hold within a time in which a machine under load would manage."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_dead_child_is_started_again_and_that_is_said(tmp_path: Path) -> None:
    one = child(tmp_path, OBEDIENT)
    one.start()
    try:
        assert one.revive() is None
        assert one.process is not None
        first = one.process.pid
        os.kill(first, signal.SIGKILL)
        one.process.wait()
        told = one.revive()
        assert told is not None
        assert "helper ended (code -9)" in told
        assert eventually(lambda: one.revive() is None and one.running())
        assert one.process.pid != first
    finally:
        stop_all([one])
    assert not one.running()


def test_a_child_that_does_not_listen_is_ended_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kids, "STOP_TIMEOUT", 0.5)
    one = child(tmp_path, STUBBORN)
    one.start()
    assert eventually(lambda: one.log.exists() and "up" in one.log.read_text())
    stop_all([one])
    assert one.process is not None
    assert one.process.returncode == -9


def test_children_end_when_the_launcher_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path\n"
        "from panah.interfaces.cli.children import Child\n"
        f"one = Child('helper', [sys.executable, '-c', {OBEDIENT!r}], dict(os.environ), Path({str(tmp_path / 'log')!r}))\n"
        "one.start(); print(one.process.pid, flush=True); time.sleep(600)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(places.repository() / "src")}
    launcher = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    with launcher.stdout as output:
        pid = int(output.readline())
        launcher.kill()
        launcher.wait(timeout=30)

    def gone() -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        return state == "Z"

    assert eventually(gone)


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    import socket

    wanted = free_port()
    assert server.free_port("127.0.0.1", wanted, set()) == wanted
    assert server.free_port("127.0.0.1", wanted, {wanted}) != wanted
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", wanted))
        listener.listen()
        assert server.free_port("127.0.0.1", wanted, set()) > wanted


def test_no_port_left_says_which_options_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_is_free", lambda host, port: False)
    with pytest.raises(CommandProblem, match="--port-staff"):
        server.free_port("127.0.0.1", 8400, set())
