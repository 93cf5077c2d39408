# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah seed`: an invented register of any size, or the invented country with people in claims."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from panah.foundation.access.context import acting
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Account
from panah.interfaces.cli import steps
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed.country import founder
from panah.interfaces.cli.seed.register.blocks import Plan
from panah.interfaces.cli.seed.register.load import WORKERS, Seeded, Task, seed_register
from panah.interfaces.cli.seed.run import Loaded, found_country, load, write_logins

PERSONS = 400
MOST_CLAIMANTS = 1000
REGISTER = 20_000
SEED = 1


def seed(
    persons: Annotated[
        int | None,
        typer.Option(
            min=1, max=20_000_000, help=f"Records of the register ({REGISTER}), or people in claims ({PERSONS})."
        ),
    ] = None,
    number: Annotated[int, typer.Option("--seed", help="The same number gives the same people.")] = SEED,
    compartment: Annotated[str, typer.Option(help="The compartment that knows the people of the register.")] = (
        Compartment.DISPLACED.value
    ),
    truth: Annotated[Path | None, typer.Option(help="Write who is who: .parquet, or JSON lines.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the register as an import file.")] = None,
    files_only: Annotated[bool, typer.Option("--files-only", help="Write the files and load nobody.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = WORKERS,
    claims: Annotated[
        bool, typer.Option("--claims", help="Load the country of ./panah up: offices, logins and people in claims.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The result for programs.")] = False,
) -> None:
    """Load an invented register, deterministic, with known duplicates; docs/seed.md says what it shows."""
    if claims:
        if truth or csv or files_only:
            raise CommandProblem(
                "--truth, --csv and --files-only belong to the register; leave them out with --claims."
            )
        if persons and persons > MOST_CLAIMANTS:
            raise CommandProblem(
                f"At most {MOST_CLAIMANTS} people are in claims. Without --claims the register is loaded."
            )
        seed_country(persons=persons or PERSONS, seed=number)
        return
    if files_only and not (truth or csv):
        raise CommandProblem("--files-only writes files: name them with --truth, with --csv, or with both.")
    try:
        known = Compartment(compartment).value
    except ValueError:
        raise CommandProblem(
            f"There is no compartment {compartment!r}. Compartments are: {', '.join(Compartment)}."
        ) from None
    task = Task(Plan(persons or REGISTER, number), known, not files_only, _writable(csv), _writable(truth))
    if not files_only:
        prepare()
    seeded = show_progress(task, workers)
    if as_json:
        print(json.dumps(as_data(seeded), indent=2))
    else:
        Console(highlight=False).print(in_words(seeded, task))


def show_progress(task: Task, workers: int = WORKERS) -> Seeded:
    """Make the register with a progress bar on standard error, which begins with the first people."""
    bar = Progress(
        TextColumn("Invented people"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(highlight=False, stderr=True),
    )
    line = bar.add_task("", total=task.plan.persons)

    def tick(made: int) -> None:
        bar.start()
        bar.update(line, completed=made)

    try:
        return seed_register(task, workers=workers, tick=tick)
    finally:
        bar.stop()


def prepare() -> None:
    """See to it that there are tables, and offices with logins: where nobody was yet, without claims."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('public.register_person') IS NULL OR to_regclass('public.accounts_account') IS NULL"
        )
        missing = cursor.fetchone()[0]
    if missing:
        connection.close()
        steps.migrate()
        steps.run_django("publish_procedures")
    with acting(founder(), "invented_country"):
        empty = not Account.objects.exists()
    if empty:
        path = write_logins(settings.HOME, found_country())
        Console(highlight=False, stderr=True).print(
            f"There were no offices yet: they are opened, and a login for every role is kept in {path.name}."
        )


def _writable(path: Path | None) -> Path | None:
    """The path, when a file can be written there. Raises CommandProblem where it cannot."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise CommandProblem(f"{path} cannot be written: name a file in a folder that is there.")
    return path


def as_data(seeded: Seeded) -> dict[str, object]:
    """The result for programs."""
    return dataclasses.asdict(seeded)


def in_words(seeded: Seeded, task: Task) -> str:
    """The result in a sentence or three."""
    told = [
        f"{seeded.persons:,} records of {seeded.people:,} people in {seeded.households:,} households; {seeded.duplicates:,} are "
        f"of people who have a record already. It took {seeded.seconds} s."
    ]
    if task.load:
        already = f", {seeded.before:,} were there already" if seeded.before else ""
        told.append(f"{seeded.loaded:,} loaded{already}; known to: {task.compartment}.")
    told += [f"Written: {path}." for path in (task.csv, task.truth) if path]
    return " ".join(told)


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
