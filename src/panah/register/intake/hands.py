# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who does the parts of an import: this process itself, or for a large file some more beside it."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Self, TypeVar

from panah.foundation.processes import helpers

LARGE = 4 << 20
"""Bytes of a file from which on other processes are worth their start."""
PROCESSES = 2
_AHEAD = 3  # parts that are begun before the first of them is taken; more would only fill the memory

Made = TypeVar("Made")


class Hands:
    """Does parts of a run in their order. Other processes are begun with the first part and ended with the block."""

    def __init__(self, size: int) -> None:
        """size: of the file (bytes)."""
        self.several = size >= LARGE
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, part: Callable[..., Made], values: Iterable[tuple[Any, ...]]) -> Generator[Made]:
        """What `part` makes of each of the values, in their order; the next ones are begun meanwhile.

        Args:
            part: a function of a module. values: its arguments, which other processes can take as well.

        Raises:
            Whatever `part` raises; BrokenProcessPool where a process was ended from outside.
        """
        if not self.several:
            for one in values:
                yield part(*one)
            return
        if self._pool is None:
            self._pool = helpers(PROCESSES)
        waiting: deque[Future[Made]] = deque()
        try:
            for one in values:
                waiting.append(self._pool.submit(part, *one))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            # What is begun cannot be taken back: nobody is told of an end before it has ended.
            for future in waiting:
                if not future.cancelled():
                    future.exception()
