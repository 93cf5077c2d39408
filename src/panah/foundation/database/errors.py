# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with the database, said so that a person can act on it."""


class DatabaseProblem(Exception):
    """The database cannot be used as it is. The message says what is wrong and what to do."""
