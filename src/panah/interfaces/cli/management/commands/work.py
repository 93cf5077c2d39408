# SPDX-License-Identifier: AGPL-3.0-or-later
"""`work`: take jobs, once the service is unlocked."""

import logging
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from panah.foundation.keys.vault import vault

WAIT_SECONDS = 1.0


class Command(BaseCommand):
    """A worker: while the service is locked it takes no job, since a job that cannot read what it is about would be lost."""

    help = "Take jobs from queues, once the service is unlocked."

    def add_arguments(self, parser: CommandParser) -> None:
        """The queues."""
        parser.add_argument("--queues", required=True, help="Names of queues, with commas between.")
        parser.add_argument("--once", action="store_true", help="Take what waits now, and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Wait for the keys, then work until told to stop."""
        keys = vault()
        if not keys.is_open():
            logging.getLogger("panah.keys").warning("locked: the worker waits. %s", keys.why_locked)
        while not keys.is_open():
            time.sleep(WAIT_SECONDS)
        # A job names a person by an id: it goes when it is done. One that failed stays, to be looked at.
        more = ["--one-shot"] if options["once"] else []
        call_command("procrastinate", "worker", "--queues", options["queues"], "--delete-jobs", "successful", *more)
