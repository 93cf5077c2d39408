# SPDX-License-Identifier: AGPL-3.0-or-later
"""The refusals that every door knows how to show."""

import datetime as dt


class AccessError(Exception):
    """Base of the refusals."""


class Denied(AccessError):
    """The actor may know of the thing but not do this with it (403)."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(
            f"Your roles do not include {permission!r}. Ask the head of your unit if you need it for your work."
        )


class NotFound(AccessError):
    """There is no such thing, or the actor may not know of it: the two answers are the same (404, NR-15)."""

    def __init__(self, what: str = "record") -> None:
        self.what = what
        super().__init__(f"There is no such {what}.")


class Gone(NotFound):
    """It was there, the actor may know of it, and it was erased (410)."""

    def __init__(self, what: str, at: dt.datetime) -> None:
        self.at = at
        super().__init__(what)
