# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beginning the processes that live the invented months side by side. Nothing here needs Django before `begin` sets it up."""

import multiprocessing
import time
from multiprocessing.connection import Connection

#: Begun anew, not forked: the typesetter's threads do not live on in a fork, and a letter there would wait for them for ever.
CONTEXT = multiprocessing.get_context("spawn")
PATIENCE = 600.0


class Turns:
    """Households are received one after the other in order of time, whichever process does it: numbers of cases then
    depend on the seed alone. Also counts the steps taken by all."""

    def __init__(self) -> None:
        self.received = CONTEXT.Value("i", 0)
        self.taken = CONTEXT.Value("i", 0)

    def wait_for(self, turn: int) -> None:
        """Return when everybody before `turn` has been received. Raises RuntimeError when that does not come about."""
        end = time.monotonic() + PATIENCE
        while self.received.value != turn:
            if time.monotonic() > end:
                raise RuntimeError("The other half of the invented country does not go on.")
            time.sleep(0.002)

    def done(self) -> None:
        """Let the next one be received."""
        with self.received.get_lock():
            self.received.value += 1

    def step(self) -> None:
        """Count a step."""
        with self.taken.get_lock():
            self.taken.value += 1


def begin(packed: bytes, share: int, turns: Turns, writer: Connection) -> None:
    """The first call of a new process: set Django up, then live a share of the plan (`run.work`)."""
    import django

    django.setup()
    from panah.interfaces.cli.seed.run import work

    work(packed, share, turns, writer)
