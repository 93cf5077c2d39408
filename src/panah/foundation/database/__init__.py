# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database below everything else: the embedded PostgreSQL, its two roles, its settings.

It knows no Django, so that the launcher, a benchmark or a drill can use it before any settings are loaded.

- `places`: where the state of this installation lives.
- `cluster`: one PostgreSQL data directory and its server process.
- `server`: who uses the embedded server, so that the last one out stops it.
- `roles`: the owner of the tables, and the application, which owns nothing.
- `safety`: refuses a server that may lose an acknowledged write (DB-01) and a role that is too mighty (PZ-03).
- `urls`: what Django needs to connect.
"""

from panah.foundation.database.errors import DatabaseProblem

__all__ = ["DatabaseProblem"]
