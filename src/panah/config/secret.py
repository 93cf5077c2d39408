# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key that signs sessions and keyed digests: from the environment, else a file that only the service's user reads."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """PANAH_SECRET_KEY, else the key in `<home>/secret`, made on the first call.

    Two processes that start together agree: the file is created exclusively, and the loser reads the winner's.
    """
    given = os.environ.get("PANAH_SECRET_KEY")
    if given:
        return given
    path = home / "secret"
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f"secret.{os.getpid()}"
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text().strip()
