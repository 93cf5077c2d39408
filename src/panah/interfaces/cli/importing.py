# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah import`: take people over from a CSV or XLSX file."""

import contextlib
import dataclasses
import json
import os
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Compartment
from panah.foundation.exports.services import taken_at_the_machine
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.search import operator
from panah.register.intake import columns, result, run, selectors, services
from panah.register.intake.errors import EncodingInDoubt, FileRefused
from panah.register.intake.readers import Format
from panah.register.intake.words import of_file
from panah.register.models import ImportRun, RunState
from panah.register.policy import IMPORTS

PURPOSE = "import"
AUTO = "auto"

_PHASES = {
    "reading": "Reading rows",
    "matching": "Looking for people who are known",
    "rematching": "Looking for people who are known",
    "writing": "Writing people",
    "queueing": "Queueing suspected duplicates",
    "closing": "Deleting the file",
}


def import_(
    file: Annotated[Path | None, typer.Argument(help="A CSV or XLSX file; see docs/import.md.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    mapping: Annotated[
        str, typer.Option(help="auto, the name of a saved mapping, or a JSON file: heading -> column.")
    ] = AUTO,
    compartment: Annotated[str, typer.Option(help="Who is to know the people.")] = Compartment.DISPLACED.value,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    source: Annotated[
        str, typer.Option(help="Short name of the register that the numbers in external_id are of.")
    ] = "",
    encoding: Annotated[str, typer.Option(help="Of a CSV file, where it is in doubt.")] = "",
    sheet: Annotated[str, typer.Option(help="Of an XLSX file, where several hold rows.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write what became of each row to this CSV file.")] = None,
    resume: Annotated[str, typer.Option(help="Go on with an import that was interrupted: its id.")] = "",
) -> None:
    """Take people over from a file, and say what is new, matched, doubtful and refused. Refused rows stop no others."""
    actor = _importer(compartment)
    with acting(actor, PURPOSE), _in_words():
        if resume:
            _report(_go_on(actor, resume, as_json), as_json, out, actor)
            return
        if file is None:
            raise CommandProblem("Name the file: ./panah import FILE, or --resume ID.")
        if not (dry_run or yes) and (as_json or not sys.stdin.isatty()):
            raise CommandProblem("Nobody is there to be asked. Add --yes to write, or --dry-run to look first.")
        started = _receive(actor, file, compartment, source)
        try:
            how = _how(started, mapping, actor, encoding, sheet)
            decided = services.decide_columns(
                actor=actor, run_id=started.pk, how=how, plan_for=_plan_for(mapping, actor, compartment),
                write=yes and not dry_run,
            )  # fmt: skip
            done = _work(actor, decided, as_json)
        except (CommandProblem, FileRefused, services.NotNow):
            # A file that goes no further is not kept.
            services.discard(actor=actor, run_id=started.pk)
            raise
        if done.state == RunState.FAILED:
            services.discard(actor=actor, run_id=done.pk)
            raise CommandProblem(of_file(done.failure["code"], done.failure.get("params")))
        if dry_run:
            _report(done, as_json, out, actor, dry=True)
            services.discard(actor=actor, run_id=done.pk)
            return
        if not yes:
            _show(done, dry=True)
            if not typer.confirm("Write these people?"):
                services.discard(actor=actor, run_id=done.pk)
                print("Nothing was written.")
                return
            services.start(actor=actor, run_id=done.pk)
            done = _work(actor, done, as_json)
        _report(done, as_json, out, actor)


def _importer(compartment: str) -> Actor:
    roles = {where.value: role for role, where in IMPORTS.items()}
    if compartment not in roles:
        raise CommandProblem(f"People are imported into one of: {', '.join(sorted(roles))}.")
    return operator(roles[compartment].value)


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except EncodingInDoubt as doubt:
        raise CommandProblem(
            f"{of_file(doubt.code, doubt.params)} Say it with --encoding {doubt.choices[0]}"
        ) from doubt
    except FileRefused as refused:
        raise CommandProblem(of_file(refused.code, refused.params)) from refused
    except services.NotNow as wrong:
        raise CommandProblem(of_file(wrong.code)) from wrong
    except NotFound as wrong:
        raise CommandProblem("There is no such import in this compartment.") from wrong
    except Denied as wrong:
        raise CommandProblem("This role may not import there. Take another --compartment.") from wrong


def _receive(actor: Actor, file: Path, compartment: str, source: str) -> ImportRun:
    try:
        with file.open("rb") as opened:
            return services.receive_file(actor=actor, file=opened, compartment=compartment, source=source)
    except OSError as error:
        raise CommandProblem(f"{file} cannot be read: {error.strerror}.") from error


def _saved(mapping: str, actor: Actor, compartment: str) -> dict[str, Any] | None:
    """Headings and format of a mapping that is not automatic."""
    if mapping == AUTO:
        return None
    path = Path(mapping)
    if path.suffix.lower() == ".json" or path.is_file():
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise CommandProblem(f"The mapping {mapping} cannot be read: {error}") from error
        if not isinstance(found, dict):
            raise CommandProblem(f"The mapping {mapping} is no JSON object of heading and column.")
        found = found if isinstance(found.get("columns"), dict) else {"columns": found}
        if not all(isinstance(column, str | None) for column in found["columns"].values()):
            raise CommandProblem(f"The mapping {mapping} names something else than a column; write a name, or null.")
        return found
    kept = selectors.mappings_of(actor, compartment).filter(name=mapping).first()
    if kept is None:
        names = ", ".join(selectors.mappings_of(actor, compartment).values_list("name", flat=True)) or "none yet"
        raise CommandProblem(f"There is no saved mapping {mapping!r}. Saved are: {names}.")
    return {"columns": kept.headings, **kept.read_as}


def _how(started: ImportRun, mapping: str, actor: Actor, encoding: str, sheet: str) -> Format:
    saved = _saved(mapping, actor, started.compartment) or {}
    how = Format.of(
        {**saved, **({"encoding": encoding.lower()} if encoding else {}), **({"sheet": sheet} if sheet else {})}
    )
    return how if started.kind == "csv" else dataclasses.replace(how, encoding="", delimiter="")


def _plan_for(mapping: str, actor: Actor, compartment: str) -> Callable[[Sequence[str]], columns.Plan]:
    saved = _saved(mapping, actor, compartment)
    if saved is None:
        return columns.automatic
    return lambda header: columns.given(header, saved["columns"])


def _go_on(actor: Actor, run_id: str, as_json: bool) -> ImportRun:
    try:
        wanted = uuid.UUID(run_id)
    except ValueError:
        raise CommandProblem(f"{run_id!r} is no id of an import.") from None
    return _work(actor, services.resume(actor=actor, run_id=wanted), as_json)


def _work(actor: Actor, started: ImportRun, as_json: bool) -> ImportRun:
    console = Console(stderr=True, highlight=False)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"), TimeElapsedColumn(),
        console=console, transient=True, disable=as_json or not console.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=None, done="")

        def told(now: ImportRun) -> None:
            share = {"writing": now.written, "reading": now.rows}.get(now.phase)
            total = now.counts.get("new", 0) + now.counts.get("doubtful", 0) if now.phase == "writing" else None
            bar.update(
                task, description=_PHASES.get(now.phase, ""), total=total, completed=share or 0, done=f"{share or ''}"
            )

        try:
            return run.work(actor=actor, run_id=started.pk, told=told)
        except KeyboardInterrupt:
            console.print(f"Interrupted. Go on with: ./panah import --resume {started.pk} "
                          f"--compartment {started.compartment}")  # fmt: skip
            raise


def as_data(done: ImportRun, *, dry: bool) -> dict[str, Any]:
    """The answer for programs."""
    plan = columns.Plan(tuple(done.header), tuple(done.columns))
    counts = {name: done.counts.get(name, 0) for name in ("new", "matched", "doubtful", "refused", "differs")}
    return counts | {
        "rows": done.rows,
        "written": done.written,
        "queued": done.queued,
        "dry_run": dry,
        "import": str(done.pk),
        "state": done.state,
        "read_as": done.read_as,
        "columns": {heading: column for heading, column in zip(done.header, done.columns, strict=True) if column},
        "left_out": plan.left_out,
    }


def _report(done: ImportRun, as_json: bool, out: Path | None, actor: Actor, *, dry: bool = False) -> None:
    if out is not None:
        _write_out(done, out, actor)
    if as_json:
        print(json.dumps(as_data(done, dry=dry), ensure_ascii=False, indent=2))
    else:
        _show(done, dry=dry)
    if done.state == RunState.FAILED:
        raise CommandProblem(of_file(done.failure["code"], done.failure.get("params")))


def _write_out(done: ImportRun, out: Path, actor: Actor) -> None:
    rows = selectors.import_rows(actor, done).iterator(chunk_size=2000)
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            opened.writelines(result.lines(rows))
    except OSError as error:
        raise CommandProblem(f"{out} cannot be written: {error.strerror}.") from error
    taken_at_the_machine(actor=actor, name="import_result", rows=done.rows)


def _show(done: ImportRun, *, dry: bool) -> None:
    data = as_data(done, dry=dry)
    console = Console(highlight=False)
    table = Table("Rows", "", "What happens to them" if dry else "What happened to them")
    said = {
        "new": "become people of the register",
        "matched": "are on record already; nothing of them changes",
        "doubtful": "become people, and are queued as suspected duplicates",
        "refused": "are not taken; --out FILE tells why, row by row",
    }
    for name, words in said.items():
        table.add_row(f"{data[name]:,}", name, words)
    console.print(table)
    if data["differs"]:
        console.print(f"{data['differs']:,} of the matched rows differ from the record. The record stays.")
    if data["left_out"]:
        console.print("Columns that are left out: " + ", ".join(map(repr, data["left_out"])))
    if not dry:
        console.print(f"{data['written']:,} people written, {data['queued']:,} suspected duplicates queued.")
        if not data["written"] and data["matched"]:
            console.print("Nothing has changed: whoever is in this file is on record.")
