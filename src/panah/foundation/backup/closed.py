# SPDX-License-Identifier: AGPL-3.0-or-later
"""The marker that keeps an installation shut: after a restore nobody signs in before the checks are done (DB-09, DP-12)."""

from pathlib import Path

MARKER = "closed"


def is_closed(home: Path) -> bool:
    """Whether the installation of a state folder is shut. Asked at every request: it costs one look at a folder."""
    return (home / MARKER).exists()


def close(home: Path, why: str) -> None:
    """Shut it. Args: why: a sentence for the administrator; nothing of it is shown to people."""
    (home / MARKER).write_text(why + "\n")


def open_again(home: Path) -> None:
    """Let people in."""
    (home / MARKER).unlink(missing_ok=True)
