# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database that a measurement runs on: a copy of a seeded one, thrown away afterwards, or the installation's own.

Seeding takes a minute, so the seeded database is kept beside the installation's and made anew when the sources, the
number of people or the seed are others.
"""

import contextlib
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connections
from psycopg import sql

from panah.foundation.database import places, roles, urls
from panah.foundation.database.server import EmbeddedServer
from panah.foundation.keys.places import MASTER
from panah.foundation.keys.setup import invent
from panah.interfaces.cli import steps
from panah.interfaces.cli.bench.truth import count_records
from panah.interfaces.cli.problems import CommandProblem, errors
from panah.interfaces.cli.seed.run import found_country
from panah.interfaces.cli.testtemplate import source_key

KEPT = "panah_bench"
_REGISTER = "panah_bench_register"
LOGINS = "logins.json"


@dataclass(frozen=True)
class Place:
    """Where it runs. `logins`: of the people who work there. `what`: for the report."""

    logins: list[dict[str, str]]
    what: str


@contextlib.contextmanager
def bench_database(*, own: bool, persons: int, seed: int = 1) -> Iterator[Place]:
    """Let Django, and every process started meanwhile, work on the database of a measurement.

    Args:
        own: on the installation's own database instead; what the measurement writes stays there.
        persons, seed: of the invented country in a throw-away one.

    Raises CommandProblem where there can be no throw-away database, or no logins for the own one.
    """
    if own:
        yield Place(_read(places.home() / LOGINS), "the installation's own database")
        return
    if urls.is_external():
        raise CommandProblem(
            "A throw-away database is made on the embedded server only. Add --database own to measure on the database that "
            f"{urls.OWNER_VARIABLE} names; what is measured is written there."
        )
    server = EmbeddedServer()
    server.attach()
    copy = f"panah_bench_{os.getpid()}"
    try:
        _keep_seeded(server, persons, seed)
        with server.cluster.connect() as connection:
            roles.create_database(connection, copy, template=KEPT)
            roles.restrict_database(connection, copy)
        with _django_on(server, copy):
            yield Place(_read(_state() / LOGINS), f"a throw-away database with {persons} invented people")
    finally:
        with contextlib.suppress(psycopg.Error), server.cluster.connect() as connection:
            roles.drop_database(connection, copy)
        server.detach()


@contextlib.contextmanager
def empty_database(keep: int = 0) -> Iterator[Place]:
    """Let Django work on a new database with offices and accounts and nobody on record, dropped at the end.

    For what fills a register: an invented country would take a minute more, and be no part of what is measured.

    Args:
        keep: so many records of the register of `truth_file` are loaded inside; it is kept for `register_database`, which
            would else make it again. 0 keeps nothing.

    Raises CommandProblem on a server of somebody else.
    """
    if urls.is_external():
        raise CommandProblem("A throw-away register is made on the embedded server only.")
    server = EmbeddedServer()
    server.attach()
    name = f"panah_bench_{os.getpid()}"
    try:
        _make_empty(server, name)
        with _django_on(server, name):
            steps.migrate()
            found_country()
            yield Place([], "an empty throw-away register")
        if keep:
            with server.cluster.connect() as connection:
                roles.drop_database(connection, _REGISTER)
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(_REGISTER))
                )
                roles.restrict_database(connection, _REGISTER)
            _mark(server, _REGISTER, _register_mark(keep))
    finally:
        with contextlib.suppress(psycopg.Error), server.cluster.connect() as connection:
            roles.drop_database(connection, name)
        server.detach()


def _make_empty(server: EmbeddedServer, name: str) -> None:
    with server.cluster.connect() as connection:
        roles.drop_database(connection, name)
        roles.create_database(connection, name)
    with server.cluster.connect(name, roles.OWNER) as connection:
        roles.grant_app(connection)


#: What rows of a register are made by: when none of it changed, a kept register is the one that would be made.
_MAKES_ROWS = (
    "**/migrations/*.py", "names/**/*.py", "interfaces/cli/seed/register/**/*.py", "register/services/bulk.py",
    "register/services/index.py", "register/tokens.py", "foundation/inserting.py", "foundation/history.py",
)  # fmt: skip


def rows_key() -> str:
    """A hash of the sources that decide what stands in a large register, so that other changes leave a kept one usable."""
    package = places.repository() / "src" / "panah"
    total = hashlib.sha256()
    for path in sorted({found for pattern in _MAKES_ROWS for found in package.glob(pattern)}):
        total.update(f"{path.relative_to(package)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:32]


@contextlib.contextmanager
def register_database(truth: Path | None, persons: int) -> Iterator[tuple[Place, Path]]:
    """Let Django work on a large invented register of which it is known who is who.

    Args:
        truth: who is who in the installation's own register; None makes a throw-away one (kept for the next time).
        persons: records of that.

    Raises CommandProblem as `bench_database` does.
    """
    if truth is not None:
        yield Place([], f"the installation's own register of {count_records(truth)} records"), truth
        return
    if urls.is_external():
        raise CommandProblem(
            "A throw-away register is made on the embedded server only. Name the own one with --truth."
        )
    server = EmbeddedServer()
    server.attach()
    file, name = truth_file(persons), _REGISTER
    try:
        _keep_register(server, name, persons, file)
        with _django_on(server, name):
            yield Place([], f"a throw-away register of {persons} records"), file
    finally:
        server.detach()


def _keep_register(server: EmbeddedServer, name: str, persons: int, file: Path) -> None:
    mark = _register_mark(persons)
    with server.cluster.connect() as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if row and row[0] == mark and file.exists():
            return
        errors.print(f"Making a register of {persons} records to measure on (kept for the next time) ...")
    _make_empty(server, name)
    with _django_on(server, name):
        steps.migrate()
        made = subprocess.run(
            [str(places.repository() / "panah"), "seed", "--persons", str(persons), "--truth", str(file)],
            check=False,
            stdout=subprocess.DEVNULL,
        )
    if made.returncode:
        raise CommandProblem("The register to measure on could not be made; what stands above says why.")
    _mark(server, name, mark)


def truth_file(persons: int) -> Path:
    """Who is who in the kept register of so many records."""
    return _state() / f"truth-{persons}.parquet"


def _register_mark(persons: int) -> str:
    return f"Panah: a register for measuring, {persons} records, {rows_key()}"


def _mark(server: EmbeddedServer, name: str, words: str) -> None:
    with server.cluster.connect(name, roles.OWNER) as connection:
        connection.execute("ANALYZE")
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(words)))


def own_folder() -> Path:
    """Where measurements keep what they made, beside the installation that measures."""
    # Entered by the account that runs PostgreSQL, where that is another one.
    _state().chmod(0o711)
    return _state()


def _state() -> Path:
    folder = places.home() / "bench"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _read(path: Path) -> list[dict[str, str]]:
    try:
        return list(json.loads(path.read_text()))
    except (OSError, ValueError) as error:
        raise CommandProblem(
            f"There are no logins in {path.name}: the measurement signs in as invented people. Run ./panah up once."
        ) from error


def _keep_seeded(server: EmbeddedServer, persons: int, seed: int) -> None:
    """See to it that the seeded database is there and fits."""
    mark = f"Panah: for measuring, {persons} people, seed {seed}, {source_key(whole=True)}"
    with server.cluster.connect() as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [KEPT]
        ).fetchone()
        if row and row[0] == mark and (_state() / LOGINS).exists():
            return
        errors.print(f"Making a database to measure on, with {persons} invented people (kept for the next time) ...")
        roles.drop_database(connection, KEPT)
        roles.create_database(connection, KEPT)
    with server.cluster.connect(KEPT, roles.OWNER) as connection:
        roles.grant_app(connection)
    with _django_on(server, KEPT):
        steps.migrate()
        # In a process of its own: its logins go into the folder of the measurements, not among the installation's.
        steps.run_django(
            "seed_demo", "--persons", str(persons), "--seed", str(seed), "--keep-in", str(_state()), show=False
        )
    with server.cluster.connect(KEPT, roles.OWNER) as connection:
        connection.execute("ANALYZE")
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(KEPT), sql.Literal(mark)))


_NEVER = 10**9
_STOPS = (
    "people_a_day",
    "stop_people",
    "stop_people_desk",
    "slow_strangers",
    "stop_slow",
    "stop_slow_desk",
    "people_an_hour",
)


@contextlib.contextmanager
def _django_on(server: EmbeddedServer, name: str) -> Iterator[None]:
    entry = connections.databases["default"]
    before = {key: entry.get(key) for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    app, owner = server.cluster.conninfo(name, roles.APP), server.cluster.conninfo(name, roles.OWNER)
    environment = {urls.APP_VARIABLE: urls.as_url(app), urls.OWNER_VARIABLE: urls.as_url(owner)}
    # Keys of their own: what is invented for a measurement leaves nothing in the key store of the installation.
    keys = _state() / "keys"
    environment |= {"PANAH_KEYS": str(keys), "PANAH_MASTER": "file", "PANAH_MASTER_FILE": str(keys / MASTER)}
    environment["PANAH_PASSPHRASE_FILE"] = str(_state() / "passphrase")
    # The watch counts as ever and stops nobody: those who measure open in a minute what nobody reads in a day.
    environment |= {f"PANAH_WATCH_{name.upper()}": str(_NEVER) for name in _STOPS}
    kept = {key: os.environ.get(key) for key in environment}
    connections["default"].close()
    entry.update(NAME=app["dbname"], HOST=app["host"], PORT=app["port"], USER=app["user"], PASSWORD="")
    os.environ.update(environment)
    invent(_state())
    try:
        yield
    finally:
        connections["default"].close()
        entry.update(before)
        for key, value in kept.items():
            os.environ.pop(key, None)
            if value is not None:
                os.environ[key] = value
