# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah database check`: is the database safe, and is it whole? (DB-01, DB-02)"""

import json
from collections.abc import Callable
from typing import Annotated

import psycopg
import typer
from psycopg import sql
from rich.console import Console
from rich.table import Table

from panah.foundation.database import roles, safety, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.server import running_database

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
