# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah leaks`: no secret in the repository, its history, logs, backups or dumps (KY-07).

Two ways of looking. By form: what looks like a key or a password wherever it comes from. By value: this installation's own secrets,
in the forms that they could be written in. What is found is told by its kind and place, never shown.
"""

import base64
import json
import math
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from panah.foundation.database import places
from panah.foundation.keys import places as key_places
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.keys.master import FileMaster, passphrase
from panah.interfaces.cli.problems import CommandProblem

SHORTEST_OWN = 8
"""A shorter value stands in any long file by chance."""
RANDOM_BITS = 3.6
"""Bits for each sign from which a value looks drawn by lot; words of a language have fewer."""
LARGEST = 64 * 2**20
FORMS: dict[str, re.Pattern[bytes]] = {
    "private key": re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{40}"),
    "share of a master key": re.compile(rb"panah-share-1:[0-9A-Za-z-]+:\d+:\d+:[0-9a-f]{32,}:"),
    "sealed master key": re.compile(rb'"scrypt_n":\s*\d+,\s*"salt":\s*"[0-9a-f]{32}"'),
    "key of the API": re.compile(rb"\bpnh_[A-Za-z0-9_-]{43}\b"),
    "password in an address": re.compile(rb"\b[a-z][a-z0-9+]{2,12}://[^\s:/@'\"<>{}$%]+:([^\s/@'\"<>{}$]{3,})@"),
    "key of a cloud": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token of a forge": re.compile(
        rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,}|glpat-[A-Za-z0-9_-]{20,})"
    ),
    "token of a chat": re.compile(rb"\bxox[abprs]-[0-9A-Za-z-]{20,}"),
    "signed token": re.compile(rb"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}"),
    "secret in a line": re.compile(
        rb"(?i)(?:secret|passw(?:or)?d|passphrase|api_?key|token)\w*['\"]?\s*[:=]\s*['\"]([A-Za-z0-9+/_=-]{20,})['\"]"
    ),
}
KNOWN = {
    b"secret-word": "stands in for a password in tests of refusals",
    b"s%2Fx": "an invented password with a sign that has to be quoted",
}
"""What looks like a secret and is none: each with its reason."""


@dataclass(frozen=True)
class Leak:
    """One secret: its kind, where it lies, and from which byte on. Never the secret."""

    kind: str
    where: str
    at: int


def _is_random(value: bytes) -> bool:
    counts = Counter(value)
    bits = -sum(many / len(value) * math.log2(many / len(value)) for many in counts.values())
    return bits >= RANDOM_BITS and any(48 <= sign <= 57 for sign in value) and any(sign >= 65 for sign in value)


def look(content: bytes, where: str, own: Iterable[tuple[str, bytes]] = ()) -> list[Leak]:
    """The secrets in some bytes. Args: own: kind and value of secrets that are known."""
    found = []
    for kind, form in FORMS.items():
        for match in form.finditer(content):
            value = match[match.lastindex or 0]
            if value in KNOWN or (kind == "secret in a line" and not _is_random(value)):
                continue
            found.append(Leak(kind, where, match.start()))
    for kind, value in own:
        if (at := content.find(value)) >= 0:
            found.append(Leak(kind, where, at))
    return found


def written_forms(kind: str, value: bytes) -> list[tuple[str, bytes]]:
    """A secret as it is, and in the ways in which programs write bytes."""
    if len(value) < SHORTEST_OWN:
        return []
    forms = {
        value,
        value.hex().encode(),
        base64.b64encode(value).rstrip(b"="),
        base64.urlsafe_b64encode(value).rstrip(b"="),
    }
    return [(kind, form) for form in sorted(forms)]


def own_secrets(home: Path) -> list[tuple[str, bytes]]:
    """The secrets of an installation, as far as this account can read them."""
    found: list[tuple[str, bytes]] = []
    with_name = {"the key of cookies and digests": home / "secret"}
    if given := os.environ.get("PANAH_OIDC_SECRET_FILE", "").strip():
        with_name["the secret of the directory"] = Path(given)
    for kind, path in with_name.items():
        if path.is_file():
            found += written_forms(kind, path.read_bytes().strip())
    if said := os.environ.get("PANAH_SECRET_KEY", "").encode():
        found += written_forms("the key of cookies and digests", said)
    try:
        phrase = passphrase(home)
        if phrase is not None:
            found += written_forms("the passphrase of the master key", phrase)
            if key_places.master_file(home).exists():
                found += written_forms("the master key", FileMaster.read(key_places.master_file(home), phrase).secret)
    except KeysProblem:
        pass  # a wrong passphrase is no secret of this installation
    logins = home / "logins.json"
    if logins.is_file():
        rows = json.loads(logins.read_text(encoding="utf-8"))
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and (password := str(row.get("password", ""))):
                found += written_forms("a password of the invented country", password.encode())
    return sorted(set(found))


def in_files(paths: Iterable[Path], own: Iterable[tuple[str, bytes]] = ()) -> Iterator[Leak]:
    """The secrets in files and in all files below folders. Raises CommandProblem for a path that is not there."""
    own = list(own)
    for path in paths:
        if not path.exists():
            raise CommandProblem(f"There is no {path}.")
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and not file.is_symlink():
                with file.open("rb") as stream:
                    before = b""
                    # With an overlap, so that nothing hides in a seam.
                    while block := stream.read(LARGEST):
                        yield from look(before + block, str(file), own)
                        before = block[-4096:]


def repository_files() -> list[Path]:
    """What stands in the repository today; without git, everything but what runs leave behind."""
    root = places.repository()
    done = _git("ls-files", "-z")
    if done is not None:
        return [root / os.fsdecode(name) for name in done.split(b"\0") if name and (root / os.fsdecode(name)).is_file()]
    left_out = {".git", ".venv", "var", "node_modules", "__pycache__"}
    return [path for path in root.rglob("*") if path.is_file() and not left_out & set(path.relative_to(root).parts)]


def in_history() -> Iterator[Leak]:
    """The secrets in every version of every file that the repository remembers: what was taken out is still there."""
    listed = _git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype) %(objectsize)")
    blobs = [row.split() for row in (listed or b"").splitlines()]
    wanted = [name for name, kind, size in blobs if kind == b"blob" and int(size) < LARGEST]
    if not wanted:
        return
    with subprocess.Popen(
        ["git", "cat-file", "--batch"],  # noqa: S607 - the git of whoever looks
        cwd=places.repository(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for name in wanted:
            process.stdin.write(name + b"\n")
            process.stdin.flush()
            size = int(process.stdout.readline().split()[2])
            content = process.stdout.read(size)
            process.stdout.read(1)
            yield from look(content, f"git show {name[:12].decode()}")
        process.stdin.close()


def _git(*arguments: str) -> bytes | None:
    """What git answers; None where there is no git or no repository."""
    try:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607 - the git of whoever looks
            cwd=places.repository(), capture_output=True, timeout=600,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
