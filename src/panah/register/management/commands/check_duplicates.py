# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah manage check_duplicates`: look for duplicates of whoever changed, now instead of within the minute."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from panah.foundation import clock
from panah.register.jobs import check_waiting, mark_changed

EVERYBODY = 10**9


class Command(BaseCommand):
    """Compares who waits for it; with --days also who changed in so many days."""

    help = "Compare people whose names, births or papers are new with those who look like them."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--days N`."""
        parser.add_argument("--days", type=int, default=0, help="Also everybody who changed in the last N days.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and say how many pairs are new."""
        if options["days"]:
            mark_changed(clock.now() - dt.timedelta(days=options["days"]))
        looked, new = check_waiting(limit=EVERYBODY)
        self.stdout.write(f"{looked} people were looked at; {new} pairs are new in the queue.")
