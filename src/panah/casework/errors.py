# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an action was not carried out. Each says what is wrong and carries what a door needs to show it."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing that stands in the way.

    key: a code word for programs. message: what is missing and what to do, translated when shown.
    field: the answer it belongs to, or "" for the action as a whole. article: the law or standard behind it.
    """

    key: str
    message: Any
    field: str = ""
    article: str = ""
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class CaseworkError(Exception):
    """Base of the refusals of the engine; nothing was written."""

    key = "casework"
    title: Any = ""


class Stale(CaseworkError):
    """The case has moved since the page was made (DB-06). `changes` are the actions since then."""

    key = "stale"
    title = _("The file has changed since you opened this page.")

    def __init__(self, current_version: int, changes: Sequence[Any]) -> None:
        self.current_version = current_version
        self.changes = list(changes)
        super().__init__("The case has a newer version; look at what changed and send the form again.")


class NotOffered(CaseworkError):
    """The state of the case does not offer the action; `offered` lists what it does offer."""

    key = "not_offered"
    title = _("This cannot be done in the present state of the file.")

    def __init__(self, action: str, state: str, offered: Sequence[str]) -> None:
        self.action = action
        self.state = state
        self.offered = list(offered)
        super().__init__(
            f"In the state {state!r} there is no action {action!r}; there are: {', '.join(offered) or 'none'}."
        )


class Invalid(CaseworkError):
    """Answers of the form are wrong: path -> message."""

    key = "invalid"
    title = _("There is a problem with some answers.")

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("Some answers are wrong or missing: " + ", ".join(sorted(self.errors)))


class Blocked(CaseworkError):
    """Something that must be true is not; all of it at once."""

    key = "blocked"
    title = _("Something stands in the way.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("Blocked by: " + ", ".join(p.key for p in self.problems))


class RequestReused(CaseworkError):
    """The request id was already used for something else; make a new one for each attempt."""

    key = "request_reused"
    title = _("This form was already sent with other content.")

    def __init__(self) -> None:
        super().__init__("The request id was used before for another action or other data. Use a new one.")


class AlreadyOpen(CaseworkError):
    """The person has an open case under this procedure."""

    key = "already_open"
    title = _("This person already has an open file of this kind.")

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__("The person already has an open case under this procedure; go on with that one.")
