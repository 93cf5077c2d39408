# SPDX-License-Identifier: AGPL-3.0-or-later
"""Panah's command line. `./panah` prepares the checkout and then comes here."""

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from panah.foundation.database import places
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.keys.errors import KeysProblem
from panah.interfaces.cli.problems import CommandProblem, report

app = typer.Typer(
    name="panah",
    help="Panah: the open case system for asylum, migration and protection.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@dataclass(frozen=True)
class Mounted:
    """A command that lives beside what it is about.

    Attributes:
        source: `module:name` of a typer application or a function.
        group: whether it is an application with commands of its own.
        database: whether it needs the database, and Django set up.
        help: one line for `./panah --help`, shown without loading the module.
    """

    source: str
    group: bool
    database: bool
    help: str


MOUNTED = {
    "law": Mounted(
        "panah.interfaces.cli.law:app", True, False, "The law: check it, assess facts, try drafts on the register."
    ),
    "procedures": Mounted("panah.casework.cli:app", True, False, "The procedures: check and draw them."),
    "accounts": Mounted(
        "panah.interfaces.cli.accounts:app", True, True, "The first administrators, who have nobody to invite them."
    ),
    "audit": Mounted("panah.foundation.audit.cli:app", True, True, "The audit log: verify that it is whole."),
    "keys": Mounted(
        "panah.foundation.keys.cli:app", True, False, "The keys of sealed fields: make, unlock, rotate, erase."
    ),
    "search": Mounted("panah.interfaces.cli.search:search", False, True, "Find people, with score and reasons."),
    "terms": Mounted("panah.interfaces.cli.terms:terms", False, True, "What runs late, and whose days were used."),
    "return": Mounted("panah.interfaces.cli.returns:return_", False, True, "The monthly return of the service."),
    "seed": Mounted("panah.interfaces.cli.seed.command:seed", False, True, "Load an invented register."),
    "import": Mounted(
        "panah.interfaces.cli.importing:import_", False, True, "Take people over from a CSV or XLSX file."
    ),
    "dedupe": Mounted("panah.interfaces.cli.dedupe:app", True, True, "Find duplicates in the whole register."),
    "retention": Mounted(
        "panah.interfaces.cli.retention:app", True, True, "Retention: what is past its term, and carrying that out."
    ),
    "copies": Mounted(
        "panah.interfaces.cli.copies:app",
        True,
        True,
        "Copies of all that is held on a person: who asks, and making one.",
    ),
    "scanner": Mounted(
        "panah.interfaces.cli.scanner:scanner",
        False,
        True,
        "Whether uploads are shown to a virus scanner, and how it stands.",
    ),
    "exports": Mounted(
        "panah.foundation.exports.cli:app", True, True, "Exports: what may be taken, and where a copy comes from."
    ),
    "database": Mounted("panah.interfaces.cli.database:app", True, False, "The database: is it safe, and is it whole?"),
    "backup": Mounted("panah.interfaces.cli.backup:app", True, False, "Backups: take one, see how they stand."),
    "restore": Mounted(
        "panah.interfaces.cli.restore:restore", False, False, "Make an installation from a backup, at a point in time."
    ),
    "bench": Mounted("panah.interfaces.cli.bench:app", True, True, "Measure a published figure again."),
}
#: Django's commands that must run as the owner of the tables, and those that need no database.
OWNERS_COMMANDS = {
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "pgtrigger",
    "optimizemigration",
    "squashmigrations",
}
WITHOUT_DATABASE = {
    "help", "version", "--help", "-h", "--version", "collectstatic", "findstatic", "makemessages", "compilemessages",
    "diffsettings", "startapp",
}  # fmt: skip


@app.command()
def up(
    persons: Annotated[int, typer.Option(min=1, help="People in claims in the invented country.")] = 400,
    reset: Annotated[bool, typer.Option("--reset", help="Delete the invented country and begin anew.")] = False,
    port_staff: Annotated[int, typer.Option(min=1, max=65535, help="Port of the staff site.")] = 8400,
    port_portal: Annotated[int, typer.Option(min=1, max=65535, help="Port of the portal.")] = 8401,
    port_files: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the site that hands uploaded papers out.")
    ] = 8402,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Run the system with an invented country; print its addresses and a login for every role."""
    from panah.interfaces.cli.up import up as run

    run(
        persons=persons,
        reset=reset,
        host=host,
        port_staff=port_staff,
        port_portal=port_portal,
        port_files=port_files,
    )


_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command(context_settings=_PASS_ON, add_help_option=False)
def test(context: typer.Context) -> None:
    """Run the tests, the browser ones included; arguments go to pytest."""
    from panah.interfaces.cli.testing import run_tests

    raise typer.Exit(run_tests(context.args))


@app.command()
def sure(
    faults: Annotated[
        bool, typer.Option("--faults", help="Plant the faults of tests/faults.yaml, and see which the suite finds.")
    ] = False,
    only: Annotated[list[str] | None, typer.Option("--only", help="With --faults: the names of some of them.")] = None,
    at_once: Annotated[
        int, typer.Option("--at-once", min=1, help="With --faults: so many side by side, on their share of the cores.")
    ] = 1,
    kills: Annotated[
        int, typer.Option(min=0, help="Only kill database and server so many times while people write (DB-02: 200).")
    ] = 0,
    rotate: Annotated[
        int, typer.Option(min=0, help="Only rotate all keys so many times while fifty people work (KY-05: 100).")
    ] = 0,
    token: Annotated[
        bool, typer.Option("--token", help="Only try a master key in a token, with SoftHSM (KY-03).")
    ] = False,
    storm: Annotated[
        int, typer.Option(min=0, help="Only let eight people do so many things at once (DB-03: 100000).")
    ] = 0,
    attack: Annotated[
        bool, typer.Option("--attack", help="Only attack what reads from outside, for longer than the suite does.")
    ] = False,
    times: Annotated[int, typer.Option(min=1, help="With --attack: how many times as much as the suite sends.")] = 50,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail as well when known holes in components could not be asked for.")
    ] = False,
) -> None:
    """Format, lint, types, imports, migrations, generated pages, components, and the whole suite."""
    if faults or only:
        from panah.interfaces.cli.faults import report, run

        raise typer.Exit(report(run(only or [], at_once=at_once)))
    from panah.interfaces.cli.testing import be_sure, kill_often, rotate_often, run_tests, try_token
    from panah.interfaces.cli.testing import storm as storm_of

    if attack:
        from panah.interfaces.cli.attack import run as attack_all

        raise typer.Exit(attack_all(times, run_tests))
    if rotate:
        raise typer.Exit(rotate_often(rotate))
    if token:
        raise typer.Exit(try_token())
    if storm:
        raise typer.Exit(storm_of(storm))
    raise typer.Exit(kill_often(kills) if kills else be_sure(strict=strict))


@app.command()
def leaks(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Logs, backups, dumps; without, the repository and every version that it remembers."),
    ] = None,
) -> None:
    """Look for secrets where none may be (KY-07). What is found is told by kind and place, never shown; exit with 1 then."""
    from panah.interfaces.cli import leaks as look

    if paths:
        found = list(look.in_files(paths, look.own_secrets(places.home())))
    else:
        found = [*look.in_files(look.repository_files()), *look.in_history()]
    for leak in found:
        typer.echo(f"{leak.kind}: {leak.where}, byte {leak.at}")
    typer.echo(f"{len(found)} secrets were found." if found else "No secret was found.")
    raise typer.Exit(1 if found else 0)


@app.command()
def dependencies(
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail as well when known holes could not be asked for.")
    ] = False,
    licences: Annotated[bool, typer.Option("--licences", help="List the licence of each; ask nothing.")] = False,
) -> None:
    """Write the bill of components (CycloneDX) with hashes and licences, and ask for known holes in them."""
    from panah.interfaces.cli import supply

    if licences:
        print("\n".join(supply.licences()))
        return
    well, said = supply.look(strict=strict)
    print("\n".join(said))
    raise typer.Exit(0 if well else 1)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def manage(context: typer.Context) -> None:
    """Django's own commands. PANAH_DB_ROLE=owner runs one as the owner of the tables."""
    arguments = context.args or ["help"]
    if arguments[0] in OWNERS_COMMANDS:
        os.environ.setdefault("PANAH_DB_ROLE", "owner")
    with contextlib.ExitStack() as stack:
        if arguments[0] not in WITHOUT_DATABASE and "--help" not in arguments:
            stack.enter_context(database())
        from django.core.management import execute_from_command_line

        execute_from_command_line(["./panah manage", *arguments])


@app.command()
def docs() -> None:
    """Write the generated pages of the documentation anew."""
    from panah.interfaces.cli import generated

    for path in generated.write():
        print(path)


@app.command()
def messages(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit with 1 when a text is missing.")] = False,
) -> None:
    """Collect the words of the pages into the .po files of each language; name what is not translated."""
    from panah.interfaces.cli import messages as words

    if not check:
        for language in words.LANGUAGES:
            print(f"{language}: {words.update(language)} texts to translate in {words.catalogue_path(language).name}")
    gaps = words.missing()
    for gap in gaps:
        print(f"{gap.language}  {gap.place}  {gap.text!r}")
    raise typer.Exit(1 if check and gaps else 0)


@app.command()
def lock(
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Take newer versions of what is pinned.")] = False,
) -> None:
    """Pin the requirements anew, with hashes."""
    from panah.interfaces.cli.locking import lock as pin

    pin(upgrade=upgrade)


@app.command()
def prepare() -> None:
    """Install and build all that commands and tests need, and do nothing else."""
    print("Prepared.")


@app.command()
def version() -> None:
    """Print the version of Panah and of what it stands on."""
    import platform

    import django
    import psycopg

    from panah import __version__

    print(
        f"Panah {__version__}, Python {platform.python_version()}, Django {django.__version__}, psycopg {psycopg.__version__}"
    )


@contextlib.contextmanager
def database() -> Iterator[None]:
    """A running database while a command works: started when it is not, and then stopped again."""
    from panah.foundation.database.server import running_database

    with running_database(make_app_role=False):
        yield


def _mount(name: str, mounted: Mounted) -> None:
    """Put a command that lives elsewhere under its name.

    Raises CommandProblem when this checkout does not have it.
    """
    module_name, _, attribute = mounted.source.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and module_name.startswith(error.name):
            raise CommandProblem(f'This edition of Panah has no command "{name}".') from error
        raise
    found = getattr(module, attribute)
    if mounted.group:
        app.add_typer(found, name=name, help=mounted.help)
    else:
        app.command(name)(found)


def _announce() -> None:
    """Name the commands that live elsewhere in `./panah --help`, without loading them."""
    for name, mounted in MOUNTED.items():
        if _exists(mounted.source.partition(":")[0]):
            app.command(name, help=mounted.help)(lambda: None)


def _exists(module: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _run(arguments: list[str]) -> int:
    name = arguments[0] if arguments else ""
    mounted = MOUNTED.get(name)
    with contextlib.ExitStack() as stack:
        if mounted is None:
            if name in {"", "--help"}:
                _announce()
        else:
            if mounted.database:
                if "--help" not in arguments:
                    stack.enter_context(database())
                import django
                from django.utils import translation

                django.setup()
                # Its help is in English, and so is what it answers; pages follow their reader.
                stack.enter_context(translation.override("en"))
            _mount(name, mounted)
        # Typer prints mistakes in the arguments itself and exits with 2.
        result = app(args=arguments, standalone_mode=True, prog_name="./panah")
    return int(result or 0)


def main() -> None:
    """Run the command that the arguments name, and say in one paragraph what went wrong when something did."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    try:
        code = _run(sys.argv[1:])
    except (CommandProblem, DatabaseProblem, KeysProblem) as problem:
        report(str(problem))
        code = 1
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        # Whoever read our output has gone (head, less).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except Exception as error:
        if os.environ.get("PANAH_DEBUG") == "1":
            raise
        report(f"{type(error).__name__}: {error}\nPANAH_DEBUG=1 in front of the command shows where this happened.")
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
