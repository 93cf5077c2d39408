# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates as Jinja compiled them, kept in the state folder: each process of a server would compile the same pages anew.

What cannot be kept or read is compiled again: a full disk must not take a page down.
"""

import contextlib
import hashlib
from pathlib import Path

import jinja2
from django.conf import settings
from jinja2.bccache import Bucket, FileSystemBytecodeCache

FOLDER = "templates"


class Compiled(FileSystemBytecodeCache):
    """Jinja's own cache of compiled templates (by the digest of their source), which never fails."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """See jinja2.bccache."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # of a file that a crash left half there
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See jinja2.bccache."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def compiled(environment: Path) -> Compiled | None:
    """Where this process keeps and finds them; None where there can be no such folder.

    Args:
        environment: the module that says how templates are compiled: another one, or another Jinja, compiles them anew.
    """
    home = getattr(settings, "HOME", None)
    if home is None:
        # The gallery of components has no state folder.
        return None
    made_by = hashlib.sha256(jinja2.__version__.encode() + environment.read_bytes()).hexdigest()[:16]
    folder = Path(home) / FOLDER / made_by
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return Compiled(str(folder))
