# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah restore`: a new installation from a backup, shut until the checks are done (DB-09, DP-12)."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from panah.foundation.backup import closed, finishing, keys
from panah.foundation.backup.restoring import NOTES, read_notes
from panah.foundation.backup.restoring import restore as make
from panah.foundation.database import places, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.server import running_database
from panah.interfaces.cli import steps
from panah.interfaces.cli.problems import CommandProblem

console = Console(highlight=False)


def restore(
    from_: Annotated[Path | None, typer.Option("--from", help="The folder of the backups.")] = None,
    key: Annotated[Path | None, typer.Option(help="The key file that was taken away.")] = None,
    until: Annotated[
        str, typer.Option(help="The moment to go back to, with its offset: 2026-05-04T13:30:00+04:00.")
    ] = "",
    into: Annotated[Path | None, typer.Option(help="The state folder to make; PANAH_HOME by default.")] = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="Only do the checks after a restore again, and open the site.")
    ] = False,
) -> None:
    """Make an installation from a backup, look at it, and let people in when it is right."""
    if urls.is_external():
        raise CommandProblem(
            "PANAH_DATABASE_URL names a server of your own: restore it there, as docs/backup.md says. Unset the variable to "
            "restore a backup of the embedded database."
        )
    if finish:
        _finish(places.home())
        return
    if from_ is None or key is None:
        raise CommandProblem("Say what to restore and with which key: ./panah restore --from DIR --key FILE")
    moment = _moment(until)
    target = (into or places.home()).expanduser().resolve()
    notes = make(
        from_.expanduser(), keys.read(key.expanduser()), target, until=moment, tell=lambda words: console.print(words)
    )
    console.print(finishing.what_was_lost(notes))
    if os.environ.get("PANAH_SECRET_KEY"):
        console.print(
            "PANAH_SECRET_KEY is set here: it must be the one of the old installation, or every card stops working."
        )
    done = subprocess.run(
        [sys.executable, "-P", "-m", "panah.interfaces.cli.main", "restore", "--finish"],
        env=steps.environment() | {"PANAH_HOME": str(target)},
        stdin=subprocess.DEVNULL,
    )
    raise typer.Exit(done.returncode)


def _moment(text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CommandProblem(
            f"{text!r} is no moment that can be read in one way only. Give day, time and offset: 2026-05-04T13:30:00+04:00"
        )
    return moment


def _finish(home: Path) -> None:
    notes = read_notes(home)
    if notes is None:
        raise CommandProblem(f"No restore waits to be finished in {home}.")
    with running_database(make_app_role=False):
        import django

        report = finishing.Report()
        console.print("Counting the rows ...")
        finishing.hold_rows(Cluster.at(places.data_directory(home)), notes, report)
        # The tables may be those of an older Panah.
        steps.migrate()
        django.setup()
        console.print("Verifying the access log ...")
        finishing.hold_log(
            report, dt.datetime.fromtimestamp((home / NOTES).stat().st_mtime, dt.UTC).replace(microsecond=0)
        )
        console.print("Erasing again who was erased ...")
        finishing.erase_again(notes, report)
    for table, (before, now) in report.fewer.items():
        console.print(f"{table}: {before:,} rows when the backup was begun, {now:,} now.")
    if report.branch:
        console.print(report.branch)
    console.print(f"{report.rows:,} rows are there; {report.erased_again} were erased again.")
    if report.problems:
        listed = "\n".join(f"- {problem}" for problem in report.problems)
        raise CommandProblem(
            f"The restored installation stays shut:\n{listed}\nWhen this is put right: PANAH_HOME={home} ./panah restore --finish"
        )
    (home / NOTES).unlink()
    closed.open_again(home)
    console.print(
        f"Checked and open. Start it: PANAH_HOME={home} ./panah up. Then take a new base backup; the old log ends here."
    )
