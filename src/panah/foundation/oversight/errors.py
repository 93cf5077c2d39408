# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the watch refuses, and what to do about it."""

from collections.abc import Mapping


class OversightError(Exception):
    """Base of the refusals of the watch."""


class Invalid(OversightError):
    """What was typed cannot be. `errors`: a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("Check " + ", ".join(sorted(self.errors)) + ".")


class Paused(OversightError):
    """The account's access is paused. `cause`: a code of `Cause`."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__("The access of this account is paused.")


class TooMany(OversightError):
    """The account has been shown too many people within an hour. `wait`: seconds until it goes on."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__("This account was shown too many people within an hour.")
