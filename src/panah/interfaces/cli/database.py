# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah database`: is the database safe, and is it whole? (DB-01, DB-02) May it be upgraded while people work? (DB-11)"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import psycopg
import typer
from psycopg import sql
from rich.console import Console
from rich.table import Table

from panah.foundation.backup import keys as backup_keys
from panah.foundation.backup.restoring import restore
from panah.foundation.database import places, roles, safety, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.server import running_database
from panah.interfaces.cli.problems import CommandProblem, errors

if TYPE_CHECKING:
    from panah.interfaces.cli.rehearsing import Rehearsal

app = typer.Typer(help="The database.", no_args_is_help=True)
WITHOUT_AMCHECK = (
    "this server has no amcheck (an extension of PostgreSQL's contrib; the embedded one brings none): tables and indexes were read "
    "instead, and held against each other"
)


@app.callback()
def group() -> None:
    """The database."""


@app.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False) -> None:
    """Look at settings, roles, row-level security and clock, and read every page; exit with 1 when something is wrong."""
    with running_database(make_app_role=False) as embedded:
        found = look(embedded.cluster if embedded else None)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        table = Table("check", "found")
        for name, words in found.items():
            table.add_row(name, words or "all well")
        Console().print(table)
    raise typer.Exit(1 if any(words for name, words in found.items() if name != "how") else 0)


@app.command()
def rehearse(
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="The folder of the backups; without it the installation's own database is copied."),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The key file that was taken away, with --from.")] = None,
    newest: Annotated[
        int, typer.Option(min=1, max=1000, help="Where none waits: so many of each app, back and forward.")
    ] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False,
) -> None:
    """Take the migrations that wait forward, back and forward on a copy while people write; exit with 1 when somebody waits too long."""
    if urls.is_external():
        raise CommandProblem(
            "PANAH_DATABASE_URL names a server of your own. Restore a backup of it into an embedded database and rehearse there: "
            "docs/backup.md says how."
        )
    if (from_ is None) != (key is None):
        raise CommandProblem("--from and --key belong together: the folder of the backups, and the key file.")
    with _restored(from_, key) if from_ and key else _copied() as (cluster, name):
        import django

        django.setup()
        from panah.interfaces.cli.rehearsing import rehearse as run

        found = run(cluster, name, newest=newest)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2))
    else:
        show(found)
    raise typer.Exit(0 if found.well else 1)


@app.command()
def back(
    to: Annotated[str, typer.Option(help="The newest migration that stays, as app.name.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, only say what would go.")] = False,
) -> None:
    """Take migrations back, newest first, before the release of before is put in place. Stop ./panah up and take a backup first."""
    with running_database(make_app_role=False):
        import django

        django.setup()
        from panah.interfaces.cli import migrating

        console = Console(highlight=False)
        with migrating.as_owner():
            going = migrating.newer_than(to)
            for migration in going:
                name = migrating.name_of(migration)
                console.print(f"{name}: {migrating.KEEPS_ROWS_FROM_HERE.get(name, 'goes back')}")
            if not yes:
                console.print(
                    f"{len(going)} go back; what the tables that they made hold goes with them. Add --yes to do it."
                )
                return
            migrating.take(going, back=True, after=lambda taken: console.print(f"{taken.name} is taken back."))


@contextlib.contextmanager
def _copied() -> Iterator[tuple[Cluster, str]]:
    """A copy of the installation's own database, on its server, dropped at the end. Raises CommandProblem while somebody works in it."""
    name = f"panah_rehearsal_{os.getpid()}"
    with running_database(make_app_role=False) as server:
        assert server is not None
        with server.cluster.connect() as connection:
            try:
                roles.create_database(connection, name, template=roles.DATABASE)
            except psycopg.errors.ObjectInUse as error:
                raise CommandProblem(
                    "People work in the database, and it cannot be copied under them. Stop ./panah up, or rehearse on a backup: --from DIR "
                    "--key FILE"
                ) from error
        try:
            yield server.cluster, name
        finally:
            with server.cluster.connect() as connection:
                roles.drop_database(connection, name)


@contextlib.contextmanager
def _restored(source: Path, key: Path) -> Iterator[tuple[Cluster, str]]:
    """A backup, restored beside the installation and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=places.home()))
    folder.chmod(0o711)
    into = folder / "home"
    try:
        restore(source.expanduser(), backup_keys.read(key.expanduser()), into, tell=lambda words: errors.print(words))
        cluster = Cluster.at(places.data_directory(into))
        cluster.start()
        try:
            yield cluster, roles.DATABASE
        finally:
            cluster.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def show(found: "Rehearsal") -> None:
    """Print what a rehearsal found."""
    from panah.interfaces.cli.rehearsing import HELD

    console = Console(highlight=False)
    table = Table(
        "migration",
        "",
        "took s",
        "tries",
        "table kept from writers s",
        "somebody stood behind it s",
        "slowest write s",
        "",
    )
    for step in found.steps:
        table.add_row(
            step.name, "back" if step.back else "forward", f"{step.seconds:.2f}", str(step.tries),
            f"{step.held:.2f} {step.held_table}".rstrip(), f"{step.waited:.2f} {step.waited_table}".rstrip(),
            f"{step.slowest:.2f}",
            "[red]too long[/]" if step.too_long else "",
        )  # fmt: skip
    console.print(table)
    console.print(f"{found.written:,} writes to what every desk writes; at most {HELD:g} s may one wait.")
    if found.refused:
        console.print(f"{found.refused[0]} does not go back here: {found.refused[1]}", markup=False)
    for words, count in found.errors.items():
        console.print(f"Writers were told {count} times: {words}", markup=False)
    for words in found.changed:
        console.print(f"Not as before: {words}", markup=False)
    for name, (before, after) in found.rows.items():
        console.print(f"{name}: {before:,} rows before, {after:,} after going back and forward.")
    console.print("All well." if found.well else "Not while people work: see above.")


def look(cluster: Cluster | None) -> dict[str, str]:
    """Check -> what is wrong, "" where all is well; `how`: by what means the pages were looked at.

    cluster: the embedded server, whose superuser sees every row; None for a server of somebody else, where the owner looks.
    """
    found: dict[str, str] = {}
    with _connect("app") as application:
        for name, require in (
            ("settings", safety.require_safe_settings),
            ("clock", safety.require_same_time),
            ("role", safety.require_app_role),
            ("row security", safety.require_row_security),
        ):
            found[name] = _said(require, application)
    with cluster.connect(roles.DATABASE) if cluster else _connect("owner") as owner:
        row = owner.execute("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'").fetchone()
        found["pages"] = amcheck(owner) if row else read_all(owner)
        found["how"] = "amcheck" if row else WITHOUT_AMCHECK
    return found


def _connect(role: str) -> psycopg.Connection:
    return psycopg.connect(urls.as_url(urls.connection_info(role)), autocommit=True)


def _said(require: Callable[[psycopg.Connection], None], connection: psycopg.Connection) -> str:
    try:
        require(connection)
    except DatabaseProblem as problem:
        return str(problem)
    return ""


def amcheck(connection: psycopg.Connection) -> str:
    """Have the extension look at every b-tree, with the rows that it must lead to. Returns what is wrong."""
    wrong = []
    for (index,) in connection.execute(_INDEXES).fetchall():
        try:
            connection.execute("SELECT bt_index_check(%s::regclass, true)", [index])
        except psycopg.Error as error:
            wrong.append(f"{index}: {error.diag.message_primary or type(error).__name__}")
    return "; ".join(wrong)


_INDEXES = """
SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am a ON a.oid = x.relam
JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = 'public'::regnamespace AND a.amname = 'btree' AND i.indisvalid ORDER BY 1
"""
_KEYS = """
SELECT t.relname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND i.indisprimary ORDER BY 1
"""


#: Read the table itself, then by an index alone.
_WAYS = (
    {"seqscan": "on", "indexscan": "off", "indexonlyscan": "off"},
    {"seqscan": "off", "indexscan": "on", "indexonlyscan": "on"},
)


def read_all(connection: psycopg.Connection) -> str:
    """Read every table, each page with its checksum, and count it again by its primary key. Returns what is wrong."""
    wrong = []
    for (table,) in connection.execute(_KEYS).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        counts = []
        try:
            # One sight of both, so that what is written meanwhile does not count.
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                for way in _WAYS:
                    for kind, value in ({"bitmapscan": "off"} | way).items():
                        connection.execute(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(f"enable_{kind}"), value))
                    row = connection.execute(query).fetchone()
                    counts.append(int(row[0]) if row else 0)
        except psycopg.Error as error:
            wrong.append(f"{table}: {error.diag.message_primary or type(error).__name__}")
            continue
        if counts[0] != counts[1]:
            wrong.append(f"{table}: {counts[0]} rows in the table, {counts[1]} by its primary key")
    return "; ".join(wrong)
