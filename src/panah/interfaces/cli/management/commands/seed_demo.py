# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage seed_demo`: what `./panah up` calls to load the invented country."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from panah.interfaces.cli.problems import CommandProblem


class Command(BaseCommand):
    """Load the invented country into an empty database."""

    # Nothing here looks at an address of a page.
    requires_system_checks = []  # noqa: RUF012 - as Django declares it
    help = "Load the invented country: offices, a login for every role, people in claims at every stage."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many people, and which."""
        from panah.interfaces.cli.seed.command import PERSONS, SEED

        parser.add_argument("--persons", type=int, default=PERSONS, help="people in claims")
        parser.add_argument("--keep-in", default="", help="folder for the logins; the state folder by default")
        parser.add_argument("--seed", type=int, default=SEED, help="the same number gives the same people")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it."""
        from panah.interfaces.cli.seed.command import seed_country

        try:
            folder = Path(options["keep_in"]) if options["keep_in"] else None
            seed_country(persons=options["persons"], seed=options["seed"], keep_in=folder)
        except CommandProblem as problem:
            raise CommandError(str(problem)) from problem
