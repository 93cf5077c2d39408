# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah up`: from a checkout to a running system with an invented country."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from panah.foundation.backup import closed
from panah.foundation.database import places, urls
from panah.foundation.database.safety import require_app_role, require_safe_settings
from panah.foundation.database.server import EmbeddedServer, running_database
from panah.foundation.keys import places as key_places
from panah.foundation.keys.setup import invent
from panah.foundation.keys.vault import Vault
from panah.interfaces.cli import server, steps
from panah.interfaces.cli.children import Child, stop_all
from panah.interfaces.cli.problems import CommandProblem

LOGINS = "logins.json"
RUNNING = "running.json"
START_TIMEOUT = 120.0  # s
# Kept as the comment of the database, so that it goes wherever the database goes.
SEEDING = "Panah: the invented country is being loaded"
SEEDED = "Panah: the invented country"

console = Console(highlight=False)


class Stop:
    """Remembers that somebody asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def install(self) -> None:
        """Take over Ctrl-C, a polite kill and the closing of the terminal."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        if not self.asked:
            self.asked = True
            # During the preparations nothing looks at the flag; an exception does.
            raise KeyboardInterrupt


def up(*, persons: int, reset: bool, host: str, port_staff: int, port_portal: int, port_files: int) -> None:
    """Run the system until it is asked to stop.

    Args:
        persons: people in claims in the invented country, when it is loaded.
        reset: delete everything first.
        host: the address to listen on.
        port_staff, port_portal, port_files: the wanted ports; the next free ones are taken where they are not.

    Raises CommandProblem or DatabaseProblem.
    """
    with _only_one() as running:
        if running:
            _say_running(running)
            return
        stop = Stop()
        stop.install()
        if reset:
            _reset()
        if closed.is_closed(places.home()):
            raise CommandProblem(
                f"The installation in {places.home()} was restored and is not checked yet. Finish that first: ./panah restore --finish"
            )
        try:
            with running_database() as embedded:
                invented = _prepare(persons, embedded)
                _serve(host, (port_staff, port_portal, port_files), stop, embedded, invented=invented)
        except KeyboardInterrupt:
            console.print("\nStopped. What was saved is kept; [bold]./panah up[/] goes on with it.")


@contextlib.contextmanager
def _only_one() -> Iterator[dict[str, Any] | None]:
    """Yield what runs already, or None when this call is the one that runs."""
    state = places.home()
    handle = os.open(state / "up.lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                yield json.loads((state / RUNNING).read_text())
            except (OSError, ValueError):
                yield {"starting": True}
            return
        with contextlib.suppress(FileNotFoundError):
            (state / RUNNING).unlink()
        try:
            yield None
        finally:
            with contextlib.suppress(FileNotFoundError):
                (state / RUNNING).unlink()
    finally:
        os.close(handle)


def _say_running(running: dict[str, Any]) -> None:
    if "starting" in running:
        console.print("Panah is being started by another ./panah up on this machine. Its addresses are printed there.")
        return
    console.print("Panah already runs on this machine, with its data in the same place:")
    _show(str(running["staff"]), str(running["portal"]))


def _reset() -> None:
    """Delete the database and what belongs to it, when it is an invented one."""
    if urls.is_external():
        raise CommandProblem(
            "--reset deletes the embedded database only. PANAH_DATABASE_URL names another server: empty that database "
            "yourself (DROP SCHEMA public CASCADE; CREATE SCHEMA public;), then start ./panah up without --reset."
        )
    embedded = EmbeddedServer()
    if embedded.in_use():
        raise CommandProblem("The database is in use by another Panah on this machine. Stop that one first (Ctrl-C).")
    if embedded.cluster.exists() and _holds_real_data(embedded):
        raise CommandProblem(
            f"--reset deletes the invented country only, and the database in {embedded.cluster.data} was not made by "
            "./panah up. If it really is to go, delete that folder by hand."
        )
    embedded.remove()
    state = places.home()
    for name in (LOGINS, steps.STATIC_STAMP):
        (state / name).unlink(missing_ok=True)
    for name in ("static", "templates", "log"):
        shutil.rmtree(state / name, ignore_errors=True)
    _forget_keys(state)


def _forget_keys(state: Path) -> None:
    """Delete the keys of the invented country with it: their passphrase lies beside it. Any others stay."""
    passphrase = key_places.passphrase_file(state)
    if passphrase.exists():
        for file in (key_places.store_file(state), key_places.master_file(state)):
            for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
                file.with_name(name).unlink(missing_ok=True)
        passphrase.unlink()


def _holds_real_data(embedded: EmbeddedServer) -> bool:
    """Whether there are accounts in a database that does not say it holds the invented country.

    A data directory that can no longer be opened (another version, damage) is not taken for an invented one, unless
    its logins lie beside it.
    """
    if (embedded.state / LOGINS).exists():
        return False
    embedded.attach()
    try:
        with embedded.cluster.connect("panah") as connection:
            return _comment(connection) not in {SEEDING, SEEDED} and _has_accounts(connection)
    finally:
        embedded.detach()


def _comment(connection: psycopg.Connection) -> str:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    return str(row[0]) if row and row[0] else ""


def _set_comment(connection: psycopg.Connection, words: str) -> None:
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(words)))


def _has_accounts(connection: psycopg.Connection) -> bool:
    if connection.execute("SELECT to_regclass('public.accounts_account')").fetchone() == (None,):
        return False
    row = connection.execute("SELECT EXISTS (SELECT 1 FROM accounts_account)").fetchone()
    return bool(row and row[0])


def _prepare(persons: int, embedded: EmbeddedServer | None) -> bool:
    """Tables, static files, and the invented country where there is nothing yet. Returns whether everybody is invented."""
    if embedded is not None:
        embedded = _drop_half_a_country(embedded)
    with console.status("Bringing the tables up to date ..."):
        steps.migrate()
        steps.run_django("publish_procedures")
    with psycopg.connect(urls.as_url(urls.connection_info("app")), autocommit=True) as connection:
        require_safe_settings(connection)
        require_app_role(connection)
    with console.status("Collecting style sheets, scripts and fonts ..."):
        steps.collect_static()
    with psycopg.connect(urls.as_url(urls.connection_info("owner")), autocommit=True) as connection:
        comment = _comment(connection)
        if not comment and _has_accounts(connection):
            return False
        made = invent(places.home())
        if made is not None:
            console.print(
                f"Made keys for the invented country; their passphrase lies in {made}, for this account alone."
            )
        if comment == SEEDED:
            return True
        if comment == SEEDING:
            raise CommandProblem(
                "Loading the invented country was interrupted, and this database is not Panah's own to delete. Empty it "
                "(DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMENT ON DATABASE ... IS NULL), then start again."
            )
        _set_comment(connection, SEEDING)
        console.print(f"Loading an invented country with some {persons} people in claims ...")
        steps.run_django("seed_demo", "--persons", str(persons), show=True)
        _set_comment(connection, SEEDED)
    return True


def _drop_half_a_country(embedded: EmbeddedServer) -> EmbeddedServer:
    """Begin anew when loading the invented country was interrupted: what is there is invented, and not whole."""
    with embedded.cluster.connect("panah") as connection:
        if _comment(connection) != SEEDING:
            return embedded
    console.print("Loading the invented country was interrupted last time; beginning anew.")
    from panah.foundation.database import roles

    with embedded.cluster.connect() as connection:
        roles.drop_database(connection, roles.DATABASE)
        roles.create_database(connection, roles.DATABASE)
    with embedded.cluster.connect(roles.DATABASE, roles.OWNER) as connection:
        roles.grant_app(connection)
    (embedded.state / LOGINS).unlink(missing_ok=True)
    return embedded


def _serve(
    host: str, ports: tuple[int, int, int], stop: Stop, embedded: EmbeddedServer | None, *, invented: bool
) -> None:
    state = places.home()
    found: list[int] = []
    for wanted, name in zip(ports, server.NAMES.values(), strict=True):
        found.append(server.free_port(host, wanted, set(found)))
        if wanted != found[-1]:
            console.print(f"Port {wanted} is taken; the {name} uses {found[-1]}.")
    staff, portal, files = found
    running = server.children(host, staff, portal, files, state / "log", _says(invented) | _witnesses(state, invented))
    try:
        for child in running:
            child.start()
        with console.status("Starting the servers ..."):
            _await(running)
        keys = Vault(state)
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104 - compared, not bound
        addresses = {"staff": f"http://{shown}:{staff}/", "portal": f"http://{shown}:{portal}/"}
        (state / RUNNING).write_text(json.dumps(addresses))
        _show(addresses["staff"], addresses["portal"])
        if not os.environ.get("PANAH_SCANNER", "").strip():
            console.print("No virus scanner looks at uploads: PANAH_SCANNER names one (docs/papers.md).")
        if not keys.is_open():
            console.print(f"[bold yellow]The service is locked.[/] {keys.why_locked}")
        while not stop.asked:
            time.sleep(0.3)
            if embedded is not None and embedded.revive():
                console.print("[yellow]The database had ended; it is running again.[/]")
            for child in running:
                told = child.revive()
                if told:
                    console.print(f"[yellow]{told}[/]")
    finally:
        # A second Ctrl-C must not leave processes behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        with console.status("Stopping ..."):
            stop_all(running)


def _says(invented: bool) -> dict[str, str]:
    """What the servers are told of the people on record: where they are not invented, second factors are demanded."""
    if not invented:
        return {"PANAH_DEMO": "", "PANAH_INVENTED": ""}
    said = {"PANAH_DEMO": "1", "PANAH_INVENTED": "1"}
    if "PANAH_EMERGENCY_NOTICES" not in os.environ:
        # Two organisations outside of the invented service, which hear of openings in an emergency.
        said["PANAH_EMERGENCY_NOTICES"] = " ".join(
            str(places.home() / f"emergency-notices-{number}.jsonl") for number in (1, 2)
        )
    return said


def _witnesses(state: Path, invented: bool) -> dict[str, str]:
    """Two invented witnesses of the log, each with a file, and a copy of it; those of a real installation are others' machines."""
    if not invented or os.environ.get("PANAH_WITNESSES"):
        return {}
    folder = state / "witnesses"
    folder.mkdir(mode=0o700, exist_ok=True)
    return {
        "PANAH_WITNESSES": f"{folder / 'ombudsman.jsonl'},{folder / 'partner.jsonl'}",
        "PANAH_LOG_COPIES": os.environ.get("PANAH_LOG_COPIES") or str(folder / "copy.jsonl"),
    }


def _await(running: list[Child]) -> None:
    end = time.monotonic() + START_TIMEOUT
    waiting = [child for child in running if child.health]
    while waiting:
        for child in running:
            if not child.running():
                raise CommandProblem(
                    f"The {child.name} does not start. Its log ({child.log}) ends:\n{steps.tail(child.log)}"
                )
        waiting = [child for child in waiting if not child.answers()]
        if waiting and time.monotonic() > end:
            child = waiting[0]
            raise CommandProblem(
                f"The {child.name} does not answer after {START_TIMEOUT:.0f} seconds. Its log ({child.log}) ends:\n"
                + steps.tail(child.log)
            )
        time.sleep(0.1)


def _show(staff: str, portal: str) -> None:
    """Print the addresses and the named logins."""
    console.print(
        Panel.fit(
            f"Staff site   [bold]{staff}[/]\nPortal       [bold]{portal}[/]\n\nCtrl-C stops everything; the data is kept.",
            title="Panah runs",
            border_style="green",
        )
    )
    logins = read_logins(places.home() / LOGINS)
    if not logins:
        return
    for site, title in (
        ("staff", "Staff to sign in as"),
        ("organisation", "Organisations to sign in as in the portal, under /org/"),
        ("portal", "People to sign in as in the portal: code and PIN"),
    ):
        # A login and its password are copied from here: they stay in one piece on a narrow terminal, what explains them folds.
        table = Table(title=title, title_justify="left", show_lines=False)
        for name in ("login", "password"):
            table.add_column(name.capitalize(), no_wrap=True)
        for name in ("role", "office"):
            table.add_column(name.capitalize(), overflow="fold")
        for login in logins:
            if login.get("site") == site:
                table.add_row(*(Text(str(login.get(name, ""))) for name in ("login", "password", "role", "office")))
        if table.row_count:
            console.print(table)


def read_logins(path: Path) -> list[dict[str, str]]:
    """The named logins that the seed wrote: role, login, password, office, site. Empty where there are none."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return []
    return [entry for entry in found if isinstance(entry, dict)]
