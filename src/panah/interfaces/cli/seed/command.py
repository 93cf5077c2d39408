# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah seed`: load the invented country into an empty database."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from panah.foundation.access.context import acting
from panah.foundation.accounts.models import Account
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed.country import founder
from panah.interfaces.cli.seed.run import Loaded, load, write_logins

PERSONS = 400
SEED = 1


def seed(
    persons: Annotated[int, typer.Option(min=1, max=1000, help="People in claims.")] = PERSONS,
    number: Annotated[int, typer.Option("--seed", help="The same number gives the same people.")] = SEED,
) -> None:
    """Load an invented country: offices, logins for every role, people in claims at every stage."""
    seed_country(persons=persons, seed=number)


def seed_country(*, persons: int = PERSONS, seed: int = SEED, keep_in: Path | None = None) -> Loaded:
    """Load the country and keep its logins in a folder (the state folder by default), with a progress bar.

    Raises CommandProblem when there are accounts already: invented people do not go among real ones.
    """
    with acting(founder(), "invented_country"):
        if Account.objects.exists():
            raise CommandProblem(
                "The database already has accounts, and invented people are loaded into an empty one only. "
                "./panah up --reset begins anew where the country is invented."
            )
    console = Console(highlight=False)
    with Progress(
        TextColumn("People, claims and papers"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    ) as bar:
        task = bar.add_task("", total=None)
        loaded = load(
            persons=persons, seed=seed, tick=lambda taken, total: bar.update(task, completed=taken, total=total)
        )
        bar.update(task, total=loaded.steps)
    path = write_logins(keep_in or settings.HOME, loaded.logins)
    console.print(f"{loaded.persons} people are in claims; {len(loaded.logins)} logins are kept in {path.name}.")
    return loaded
