# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes that help with what needs the processor and no database. Imports nothing that needs Django to be set up."""

import os
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process


def helpers(count: int) -> ProcessPoolExecutor:
    """So many processes with Django set up, which end with the process that began them, however that ends.

    Begun anew and not forked: other threads may hold locks at this moment that nobody would open in a fork. What they are to
    do must be a function of a module, and takes its values with it.
    """
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import django

    django.setup()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        # Nobody is left to take an answer.
        os._exit(1)
