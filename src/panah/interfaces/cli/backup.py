# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah backup`: base backups, the log carried away all the time, and how it stands (DB-08)."""

import json
import signal
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from panah.foundation.backup import keys as backup_keys
from panah.foundation.backup import taking
from panah.foundation.backup.place import Place
from panah.foundation.backup.reading import look_through
from panah.foundation.backup.shipping import Impatient, Shipper, finish_piece, is_late, look
from panah.foundation.database import places, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.server import running_database
from panah.interfaces.cli.problems import CommandProblem, report

EVERY = 5.0
"""How often the log is looked for (s)."""
BESIDE_EVERY = 30.0
"""How often the store of keys and the list of erasures are looked at (s)."""
app = typer.Typer(help="Backups: take one, see how they stand.", invoke_without_command=True)
console = Console(highlight=False)
ELSEWHERE = (
    "PANAH_DATABASE_URL names a server of your own, whose files and log only its administrator can copy. Have it backed up there: a "
    "base backup each day (pg_basebackup or pgBackRest) and its log archived all the time with archive_timeout of 60 "
    "seconds, both encrypted for a key that is not on that host; beside it, as one set, PANAH_HOME/secret and PANAH_HOME/"
    "app-database-url, and PANAH_HOME/keys apart from it, with copies no older than a week. docs/backup.md has the steps, and "
    "how erasures are repeated after a restore."
)


@app.callback()
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option(help="The folder of the backups, on another disk. Kept for the next time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False,
) -> None:
    """Take a base backup now, and have the log follow it."""
    if context.invoked_subcommand is not None:
        return
    home = _own()
    with running_database(make_app_role=False), console.status("Taking a base backup ..."):
        taken = taking.take(home, Cluster.at(places.data_directory(home)), to)
    if as_json:
        typer.echo(json.dumps(asdict(taken) | {"folder": str(taken.folder)}))
        return
    console.print(
        f"{taken.folder}: {taken.size:,} bytes sealed in {taken.seconds:.1f} s, {taken.rows:,} rows. "
        f"{taken.gone} files past their time are gone."
    )


@app.command()
def keys(
    out: Annotated[Path, typer.Option(help="Where to write the private key: a stick that you take away.")],
    anew: Annotated[bool, typer.Option("--anew", help="Seal for another key from now on.")] = False,
) -> None:
    """Make the pair of keys. Without the file that this writes, no backup can ever be read."""
    public = backup_keys.make(places.home(), out.expanduser(), anew=anew)
    console.print(
        f"The private key is in {out}. Carry it away from this host now, keep it in two places that do not burn together, and "
        f"delete it here. Backups are sealed for the public key {public} from now on."
    )


@app.command()
def ship(
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on until stopped; `./panah up` runs this by itself.")
    ] = False,
) -> None:
    """Carry away what the database has given away of its log."""
    home = _own()
    if follow:
        _follow(home)
        return
    with running_database(make_app_role=False):
        status = _shipper(home).ship()
    console.print(f"The log is in the backup up to {status.shipped or 'nothing yet'}.")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False) -> None:
    """How the backup stands; exit with 1 when it is late."""
    found = look(places.home())
    if found is None:
        raise CommandProblem("No backup was set up. Begin with: ./panah backup keys --out FILE")
    late = is_late(found)
    if as_json:
        typer.echo(json.dumps(asdict(found) | {"late": late}))
    else:
        console.print(f"Base backup: {found.base_at or 'none yet'}")
        console.print(f"Log carried away up to: {found.shipped or 'nothing yet'} ({found.shipped_at or '-'})")
        console.print(f"Waiting: {found.waiting} pieces, the oldest for {found.waiting_seconds} s")
        if found.problem:
            console.print(f"Problem: {found.problem}")
        console.print("Late: more would be lost with this host than is allowed." if late else "In time.")
    raise typer.Exit(1 if late else 0)


@app.command()
def check(
    key: Annotated[Path, typer.Option(help="The key file that was taken away.")],
    from_: Annotated[Path, typer.Option("--from", help="The folder of the backups.")],
) -> None:
    """Look a backup through, on a machine where the key may be: every file opens and none is missing."""
    with console.status("Looking through the backup ..."):
        found = look_through(Place.found(from_.expanduser()), backup_keys.read(key.expanduser()), None)
    console.print(
        f"Whole: the base backup of {found.base.stamp.isoformat()} and {len(found.log)} pieces of the log, up to "
        f"{found.last_at.isoformat(timespec='seconds') if found.last_at else 'nothing'}."
    )


def _own() -> Path:
    if urls.is_external():
        raise CommandProblem(ELSEWHERE)
    return places.home()


def _shipper(home: Path) -> Shipper:
    settings = backup_keys.load(home)
    if settings is None or settings.to is None:
        raise CommandProblem("No backup was set up. Begin with: ./panah backup keys --out FILE")
    return Shipper(home, Cluster.at(places.data_directory(home)), settings)


def _follow(home: Path) -> None:
    """Ship again and again. What stands in the way is said once and tried again: the disk of the backups may come back."""
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: stop.append(got))
    said, beside_at, impatient = "", 0.0, Impatient()
    while True:
        last = bool(stop)
        try:
            settings = backup_keys.load(home)
            cluster = Cluster.at(places.data_directory(home)) if settings and settings.to else None
            if settings is not None and cluster is not None and cluster.spool.is_dir() and cluster.is_ready():
                if last:
                    finish_piece(cluster)
                impatient.look(cluster)
                beside = last or time.monotonic() - beside_at >= BESIDE_EVERY
                Shipper(home, cluster, settings).ship(beside=beside)
                beside_at = time.monotonic() if beside else beside_at
                said = ""
        except (DatabaseProblem, OSError) as problem:
            if str(problem) != said:
                said = str(problem)
                report(said)
        except Exception as error:  # the database is on its way out, or not there yet
            if type(error).__name__ != said:
                said = type(error).__name__
                report(f"The database does not answer ({said}); it is tried again.")
        if last:
            return
        until = time.monotonic() + EVERY
        while not stop and time.monotonic() < until:
            time.sleep(0.2)
