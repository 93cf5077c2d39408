# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the register refuses, and what to do about it."""

import uuid
from collections.abc import Mapping, Sequence


class RegisterError(Exception):
    """Base of the refusals of the register."""


class Invalid(RegisterError):
    """What was typed cannot be. `errors` holds a sentence for each field, by its dotted path (`people.0.born`)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        # The paths alone: a sentence may repeat what was typed, and messages end up in logs.
        super().__init__("Check " + ", ".join(sorted(self.errors)) + ".")


class Stale(RegisterError):
    """The person was changed by somebody else since it was read."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__("Somebody changed this person meanwhile. Look at what is there now, then save again.")


class RequestReused(RegisterError):
    """The request id was used before for something else."""

    def __init__(self) -> None:
        super().__init__("This request was sent before with other contents. Send it again with a new request id.")


class NotNow(RegisterError):
    """Something stands in the way; the message says what, and what to do about it."""


class LooksRegistered(RegisterError):
    """Somebody just like this is registered already. `people` are the files; with a reason one may go on.

    people: ids of the people, the likeliest first.
    """

    def __init__(self, people: Sequence[uuid.UUID], message: str) -> None:
        self.people = list(people)
        super().__init__(message)
