# SPDX-License-Identifier: AGPL-3.0-or-later
"""A virus scanner that speaks clamd's protocol over a real socket, and knows the test sign of EICAR alone."""

import contextlib
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

# In two parts, so that no scanner takes this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner:
    """What the scanner is made to do, and what it was asked."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.answer: bytes | None = None
        self.limit = 1 << 30


class _Handler(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        scanner: Scanner = self.server.scanner  # type: ignore[attr-defined]
        command = self._until_null()
        if command == b"zVERSION":
            self.wfile.write(b"ClamAV 1.4.3/27500/Fri Nov 27 09:00:00 2026\0")
        elif command == b"zINSTREAM":
            self._scan(scanner)
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _scan(self, scanner: Scanner) -> None:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > scanner.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        scanner.seen.append(content)
        if scanner.answer is not None:
            self.wfile.write(scanner.answer)
        elif EICAR in content:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")

    def _until_null(self) -> bytes:
        said = b""
        while (one := self.rfile.read(1)) not in (b"\0", b""):
            said += one
        return said


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    address: ClassVar[tuple[str, int]] = ("127.0.0.1", 0)


@contextlib.contextmanager
def scanner(path: Path | None = None) -> Iterator[tuple[str, Scanner]]:
    """Run a scanner on a socket, or without a path on TCP. Yields what PANAH_SCANNER says of it, and the scanner."""
    server = _Unix(str(path), _Handler) if path else _Tcp(_Tcp.address, _Handler)
    made = Scanner()
    server.scanner = made  # type: ignore[union-attr]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield (f"unix:{path}" if path else f"tcp:127.0.0.1:{server.server_address[1]!s}"), made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
