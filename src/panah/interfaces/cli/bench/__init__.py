# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah bench NAME`: every figure that we publish, measured again.

`figures` holds what a measurement is and how it is printed, `machine` on what it ran, `place` the database that it runs
on, `load` the users who ask for pages, and `pages` and `inside` the measurements themselves.
"""

from panah.interfaces.cli.bench.commands import app

__all__ = ["app"]
