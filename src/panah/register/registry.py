# SPDX-License-Identifier: AGPL-3.0-or-later
"""What layers above have to say before two files are read as one; they register it when they are loaded."""

import uuid
from collections.abc import Callable, Sequence

Files = Sequence[uuid.UUID]
Guard = Callable[[Files, Files, str], str | None]
_guards: list[Guard] = []


def before_merging(guard: Guard) -> Guard:
    """Register a guard: `(people of the one file, people of the other, compartment)` -> a sentence that says what stands in the
    way and what to do, or None. It runs in the transaction of the merge and may take turns with what it looks at.
    """
    if guard not in _guards:
        _guards.append(guard)
    return guard


def in_the_way(one: Files, other: Files, compartment: str) -> list[str]:
    """What every guard has to say."""
    return [said for guard in _guards if (said := guard(one, other, compartment))]
