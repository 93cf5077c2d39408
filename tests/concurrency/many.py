# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many tries at one moment, each on a connection of its own."""

import collections
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from django.db import connection

TRIES = 50


def at_once(work: Callable[[int], Any], tries: int = TRIES) -> list[Any]:
    """What came of each try: what it returned, or the exception that it raised.

    The threads wait for one another before they begin, connected already, so that they really meet.
    """
    gate = threading.Barrier(tries, timeout=60)
    outcomes: list[Any] = [None] * tries

    def one(number: int) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            gate.wait()
            outcomes[number] = work(number)
        except BaseException as error:  # every kind of failure is an outcome to be judged
            outcomes[number] = error
        finally:
            connection.close()

    # Each thread in a copy of the context, so that the moved clock goes along.
    threads = [threading.Thread(target=copy_context().run, args=(one, number)) for number in range(tries)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def tally(outcomes: list[Any]) -> dict[str, int]:
    """How many of each kind: the class of an exception, `done` for anything else."""
    return dict(collections.Counter(type(o).__name__ if isinstance(o, BaseException) else "done" for o in outcomes))
