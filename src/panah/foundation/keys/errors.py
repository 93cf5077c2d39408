# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can stand between a sealed value and its reader. No message holds content."""


class KeysProblem(Exception):
    """Something about keys that a person has to put right; the message says how."""


class Locked(KeysProblem):
    """The master key is not there: nothing sealed can be read or written."""


class SealBroken(KeysProblem):
    """A sealed value is not the one that was written in this place: it was changed, or swapped with another."""


class KeyGone(KeysProblem):
    """The key was erased, and with it everything that was sealed under it."""


class KeyMissing(KeysProblem):
    """The key is not in this key store, and it was not erased here: this is another store, or an old one."""
