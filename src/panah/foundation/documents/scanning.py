# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking a virus scanner: ClamAV's daemon, by the few words of its protocol (INSTREAM), over a socket or TCP.

Nothing is written to a disk for it, and the daemon needs no right to any file of ours. Whatever the scanner says that is not
plainly "clean" counts as unknown: a file is taken only on the word that it is clean (EX-06; OWASP ASVS 5.4.3).
"""

import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

TIMEOUT = 20.0  # s, for one answer of the scanner
GLANCE = 2.0  # s, for a look whether it is there
LOOKS_AGAIN = 15.0  # s
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (?P<name>.+) FOUND$")
_TOO_LONG = "INSTREAM size limit exceeded"
_PLAIN = re.compile(r"[^A-Za-z0-9._:/-]")


class ScannerProblem(Exception):
    """The scanner did not say whether the file is clean."""


class ScannerAway(ScannerProblem):
    """It cannot be reached, does not answer in time, or says what nobody understands."""


class TooLongForScanner(ScannerProblem):
    """The file is larger than the scanner looks at (clamd's StreamMaxLength)."""


class ScannerMistake(ValueError):
    """PANAH_SCANNER names no address."""


@dataclass(frozen=True)
class Address:
    """Where the scanner listens: a path of a socket, or a host and a port."""

    path: str = ""
    host: str = ""
    port: int = 0


def address() -> Address | None:
    """Where the scanner listens, from PANAH_SCANNER: `unix:/run/clamav/clamd.ctl` or `tcp:host:3310`; None where there is none.

    Raises ScannerMistake.
    """
    told = settings.PANAH_SCANNER.strip()
    if not told:
        return None
    kind, _, rest = told.partition(":")
    if kind == "unix" and rest.startswith("/"):
        return Address(path=rest)
    host, _, port = rest.rpartition(":")
    if kind == "tcp" and host and port.isdecimal() and 0 < int(port) < 65536:
        return Address(host=host.strip("[]"), port=int(port))
    raise ScannerMistake("PANAH_SCANNER is no address of a scanner. Write unix:/path/of/the/socket or tcp:host:port.")


def finding(file: BinaryIO) -> str | None:
    """What the scanner finds in a file: a name of its own for it, or None where it is clean. None too where no scanner is set up.

    file: opened for reading bytes; read from its beginning, and left there.

    Raises ScannerAway, TooLongForScanner, ScannerMistake.
    """
    to = address()
    if to is None:
        return None
    file.seek(0)
    try:
        said = _ask(to, b"zINSTREAM\0", file, TIMEOUT)
    finally:
        file.seek(0)
    if said == "stream: OK":
        return None
    if found := _FOUND.match(said):
        return _PLAIN.sub("_", found["name"])[:80]
    if said.startswith(_TOO_LONG):
        raise TooLongForScanner(said[:80])
    raise ScannerAway("the scanner gave no answer that says clean or found")


@dataclass(frozen=True)
class Standing:
    """How the scanner stands. state: `none`, `mistake`, `away` or `there`. says: its version and the age of what it knows, or what is wrong."""

    state: str
    says: str = ""


def standing() -> Standing:
    """Whether a scanner is set up and answers, for whoever looks after the installation. Raises nothing."""
    try:
        to = address()
    except ScannerMistake as wrong:
        return Standing("mistake", str(wrong))
    if to is None:
        return Standing("none")
    try:
        return Standing("there", _ask(to, b"zVERSION\0", None, GLANCE)[:200])
    except ScannerProblem as wrong:
        return Standing("away", str(wrong))


def is_away() -> bool:
    """Whether a scanner is set up and does not answer, as far as this process has looked within the last seconds."""
    if not settings.PANAH_SCANNER.strip():
        return False
    now = time.monotonic()
    if now - _seen.at > LOOKS_AGAIN or _seen.told != settings.PANAH_SCANNER:
        _seen.at, _seen.told, _seen.away = now, settings.PANAH_SCANNER, standing().state != "there"
    return _seen.away


class _Seen:
    """What was seen last, so that whoever asks for the health of the site does not keep the scanner busy."""

    at = -1e9
    told = ""
    away = False


_seen = _Seen()


def _ask(to: Address, command: bytes, file: BinaryIO | None, timeout: float) -> str:
    try:
        with _connected(to, timeout) as line:
            try:
                line.sendall(command)
                if file is not None:
                    while piece := file.read(PIECE):
                        line.sendall(struct.pack("!L", len(piece)) + piece)
                    line.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                # It stopped listening in the middle of a file that is too long, and has said so.
                pass
            return _answer(line)
    except OSError as wrong:
        # The kind alone: what an address looks like is nobody's business who sends a file.
        raise ScannerAway(f"the scanner does not answer ({type(wrong).__name__})") from None


@contextmanager
def _connected(to: Address, timeout: float) -> Iterator[socket.socket]:
    if to.path:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    else:
        line = socket.create_connection((to.host, to.port), timeout)
    with closing(line):
        line.settimeout(timeout)
        if to.path:
            line.connect(to.path)
        yield line


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    if not said.endswith(b"\0"):
        raise ScannerAway("the scanner broke off")
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
