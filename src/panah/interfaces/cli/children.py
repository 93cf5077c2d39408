# SPDX-License-Identifier: AGPL-3.0-or-later
"""The processes that `./panah up` looks after: start, watch, start again, stop."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

STOP_TIMEOUT = 10.0  # s
#: A child that keeps dying is started again ever more slowly, up to this (s).
LONGEST_PAUSE = 30.0
#: Having run this long (s), a child counts as healthy again.
HEALTHY_AFTER = 60.0
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """In the child: be told to stop when the launcher is killed and can no longer say so (prctl(2))."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process: its name for people, its command, its environment, its log, and the address that shows it is well."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    health: str = ""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    start_again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C reaches the launcher alone, which stops it in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # The launcher has one thread when this is called.
                preexec_fn=_die_with_parent,
            )
        self.started = time.monotonic()

    def running(self) -> bool:
        """Whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        """Whether it answers its health address: also that it is locked, which a person has to end."""
        try:
            with urllib.request.urlopen(self.health, timeout=5) as answer:  # noqa: S310 - our own http address
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            with error:
                return error.code == 503 and error.read(16) == b"locked\n"
        except OSError:
            return False

    def revive(self) -> str | None:
        """Start it again when it died, not too often. Returns what to tell, or None."""
        if self.running() or self.process is None:
            return None
        now = time.monotonic()
        if not self.start_again_at:
            if now - self.started > HEALTHY_AFTER:
                self.pause = 0.5
            self.start_again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self._sweep()
            return f"The {self.name} ended (code {self.process.returncode}); it is started again. Its log: {self.log}"
        if now >= self.start_again_at:
            self.start_again_at = 0.0
            self.start()
        return None

    def ask_to_stop(self) -> None:
        """Tell it to finish what it does and end."""
        if self.process is not None and self.running():
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()

    def stop(self, until: float) -> None:
        """Wait for its end, and end it the hard way when it takes longer. Args: until: a `time.monotonic()`."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=5)
        self._sweep()

    def _sweep(self) -> None:
        """End what is left of its session: the workers of a server that died."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def stop_all(children: list[Child]) -> None:
    """Stop all of them together, within seconds."""
    until = time.monotonic() + STOP_TIMEOUT
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(until)
