# SPDX-License-Identifier: AGPL-3.0-or-later
"""Log files hold no word about a person (LG-08), not even when something breaks.

What an error says often repeats what was typed: PostgreSQL names the value that was there already, a parser the line that it
could not read. Logs are copied widely, so an error is written as where it happened and of what kind it is, without what it said.
"""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """Writes an error as its kinds and places: file, line and function of every frame, and the kinds of its causes."""

    def formatException(self, ei: ExcInfo) -> str:
        """The places of an error and of what caused it, without any message, value or line of code."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            for frame in traceback.extract_tb(error.__traceback__):
                lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)

    def formatStack(self, stack_info: str) -> str:
        """Nothing: a stack shows lines of code alone, and the places are in the error."""
        return ""
