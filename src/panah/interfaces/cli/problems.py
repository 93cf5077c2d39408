# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a command refuses, and how it is said."""

import sys

from rich.console import Console

#: For people; what programs read goes to standard output by itself.
errors = Console(stderr=True, highlight=False)


class CommandProblem(Exception):
    """A command cannot be carried out. The message says what is wrong and what to do."""


def report(message: str) -> None:
    """Print one clear paragraph to standard error."""
    errors.print(f"[bold red]Panah:[/] {_plain(message)}")
    sys.stderr.flush()


def _plain(message: str) -> str:
    # Square brackets of a message are not markup.
    return message.replace("[", "\\[")
