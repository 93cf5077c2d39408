# SPDX-License-Identifier: AGPL-3.0-or-later
"""A directory of a ministry: a small OpenID Connect provider over HTTP, with RSA keys, that can be told to cheat."""

import base64
import contextlib
import functools
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "panah", "a secret of the directory: with / and +"


@functools.cache
def _own_key() -> RSAKey:
    """The key that a directory signs with: one for all, it takes long to find."""
    return RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})


@dataclass
class Directory:
    """Whom it would let in, and what it says of them. `claims` replaces what a token holds."""

    address: str = ""
    subject: str = "subject-1"
    claims: dict[str, Any] = field(default_factory=dict)
    signs_with: RSAKey | None = None
    key: RSAKey = field(default_factory=_own_key)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Paths that are answered with another address."""
    heard: list[str] = field(default_factory=list)
    """Every path that was asked for."""

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 60, "nonce": nonce,
                  "auth_time": now}  # fmt: skip
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signs_with or self.key)


class _Handler(BaseHTTPRequestHandler):
    directory: Directory

    def log_message(self, *_: Any) -> None:
        """Nothing to the terminal."""

    def _json(self, content: Any, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _sent_elsewhere(self) -> bool:
        path = urlsplit(self.path).path
        self.directory.heard.append(path)
        if address := self.directory.elsewhere.get(path):
            self.send_response(302)
            self.send_header("Location", f"{address}{path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        return bool(address)

    def do_GET(self) -> None:
        mine = self.directory
        parts = urlsplit(self.path)
        if self._sent_elsewhere():
            return
        if parts.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": mine.address,
                    "authorization_endpoint": f"{mine.address}/authorize",
                    "token_endpoint": f"{mine.address}/token",
                    "jwks_uri": f"{mine.address}/keys",
                }
            )
        elif parts.path == "/keys":
            self._json({"keys": [mine.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            mine.asked.append(asked)
            code = secrets.token_urlsafe(8)
            mine.codes[code] = asked
            self.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        mine = self.directory
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self._sent_elsewhere():
            return
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        # A code works once.
        asked = mine.codes.pop(form.get("code", ""), None)
        kind, _space, pair = self.headers.get("Authorization", "").partition(" ")
        who = [unquote(part) for part in base64.b64decode(pair or "").decode().split(":")]
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        wrong = [
            word
            for word, good in (
                ("code", asked is not None),
                ("client", kind == "Basic" and who == [CLIENT, SECRET]),
                ("verifier", asked is not None and asked.get("code_challenge") == proof),
                ("redirect", asked is not None and asked["redirect_uri"] == form.get("redirect_uri")),
            )
            if not good
        ]
        mine.refused += wrong
        if wrong or asked is None:
            self._json({"error": "invalid_grant"}, 400)
            return
        self._json({"access_token": "x", "token_type": "Bearer", "id_token": mine.token(asked["nonce"])})


@contextlib.contextmanager
def serve_directory() -> Iterator[Directory]:
    """Run a directory on a free port until the block ends."""
    directory = Directory()
    handler = type("Handler", (_Handler,), {"directory": directory})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    directory.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield directory
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
