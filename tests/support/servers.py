# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real server processes for tests: what a browser talks to."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from panah.foundation.database import places
from panah.interfaces.cli import steps
from panah.interfaces.cli.testtemplate import Database

START_TIMEOUT = 60  # s
APPLICATION = "panah.config.wsgi:application"


@dataclass
class Served:
    """A running server: its address, its process, its log."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End the server and its workers without warning, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def serve(
    database: Database, site: str, *, port: int | None = None, extra: dict[str, str] | None = None, locked: bool = False
) -> Iterator[Served]:
    """Run the server of a site on a database until the block ends.

    Args:
        database: what it works on (`committed_database`).
        site: `staff` or `portal`.
        port: to listen on; a free one by default.
        extra: further environment variables.
        locked: it is to come up locked.

    Raises RuntimeError with the server's log when it does not answer `/healthz` within a minute.
    """
    _collect_static_once()
    port = port or free_port()
    log = Path(os.environ["PANAH_TEST_ROOT"]) / f"server-{site}-{port}.log"
    environment = os.environ | database.environment() | {"PANAH_SITE": site} | (extra or {})
    environment.pop("PANAH_DB_ROLE", None)
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", APPLICATION,
    ]  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=places.repository(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    served = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _await_answer(served, locked)
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
        served.kill()


def _collect_static_once() -> None:
    """Collect style sheets, scripts and fonts into the run's state folder, by whichever worker needs them first."""
    with open(Path(os.environ["PANAH_TEST_ROOT"]) / "static.lock", "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        steps.collect_static()


def _await_answer(served: Served, locked: bool) -> None:
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end and served.process.poll() is None:
        try:
            with urllib.request.urlopen(served.url + "/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            with error:
                if locked and error.code == 503:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(
        f"The server does not answer on {served.url}/healthz:\n" + served.log.read_text(errors="replace")[-4000:]
    )
