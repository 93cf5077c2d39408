# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions on answers: `when: {reason: abandoned}` and `required_if: {held: true}`.

They are equality only. No expressions are stored as data: what cannot be said by equality is a registered
predicate.
"""

from collections.abc import Callable, Mapping
from typing import Any

When = dict[str, bool | int | str | tuple[bool | int | str, ...]]
"""Field (of this form, or `action.field` of an earlier action) -> the value, or the values any of which
will do."""

Latest = Callable[[str], Mapping[str, Any] | None]
"""Gives the content of the last action of that name in the case, or None when it has not been recorded."""


def no_history(action: str) -> None:
    """A case without earlier actions."""
    return None


def holds(when: When, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
    """True when every field named in `when` has one of its values. A missing answer never matches.

    A multi-answer matches when it contains one of the values.
    """
    return all(_matches(_answer(path, data, latest), wanted) for path, wanted in when.items())


def _answer(path: str, data: Mapping[str, Any] | None, latest: Latest) -> Any:
    action, dot, field = path.partition(".")
    if dot:
        earlier = latest(action)
        return None if earlier is None else earlier.get(field)
    return None if data is None else data.get(path)


def _matches(answer: Any, wanted: Any) -> bool:
    if answer is None:
        return False
    accepted = wanted if isinstance(wanted, (tuple, list)) else (wanted,)
    given = answer if isinstance(answer, (tuple, list)) else (answer,)
    # `True == 1` in Python: an integer must not satisfy a yes/no condition.
    return any(type(a) is type(w) and a == w for a in given for w in accepted)
