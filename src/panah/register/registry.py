# SPDX-License-Identifier: AGPL-3.0-or-later
"""What layers above have to say before two files are read as one, and what they do when a child gets or loses a guardian;
they register it when they are loaded."""

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


_meetings: set[str] = set()


def meets_at_once(constraint: str) -> None:
    """Register a constraint by which the database keeps two writes apart that came at one moment: whoever merges or splits and meets it
    goes again, and then sees what came."""
    _meetings.add(constraint)


def met_at_once(error: Exception) -> bool:
    """Whether the database refused something for one of these constraints."""
    said = str(error)
    return any(name in said for name in _meetings)


Change = Callable[[uuid.UUID, uuid.UUID | None], None]
_changes: list[Change] = []


def when_guardian_changes(heard: Change) -> Change:
    """Register what is done when a child gets or loses a guardian: `(child, account of the one who left, or None)`, in the
    same transaction.
    """
    if heard not in _changes:
        _changes.append(heard)
    return heard


def guardian_changed(child_id: uuid.UUID, left: uuid.UUID | None) -> None:
    """Tell everybody who registered."""
    for heard in _changes:
        heard(child_id, left)
