# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah dedupe`: compare everybody of the register with everybody, and put likely duplicates into the queue."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.database import places
from panah.foundation.exports.services import taken_at_the_machine
from panah.interfaces.cli import steps
from panah.interfaces.cli.linking import Job
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.search import operator
from panah.linkage.charts import write_charts
from panah.linkage.engine import Engine
from panah.linkage.model import ModelProblem, load
from panah.register.selectors.likeness import PARAMETERS
from panah.register.selectors.snapshot import write_snapshot
from panah.register.services.duplicates import Suspicion, suspect

app = typer.Typer(
    help="Compare everybody with everybody; put likely duplicates into the queue.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
)

PURPOSE = "duplicates"
#: With whose eyes each compartment is compared: a pair never crosses compartments.
EYES = {
    Compartment.ASYLUM: Role.REGISTRAR,
    Compartment.STAY: Role.STAY_OFFICER,
    Compartment.DISPLACED: Role.DISPLACED_OFFICER,
}
STEPS = {
    "read": "Reading the register",
    "load": "Laying it out",
    "names": "Reading names",
    "train": "Learning how often people agree by chance",
    "compare": "Comparing",
    "write": "Writing pairs",
    "queue": "Filling the queue",
}
_AT_ONCE = 5_000
ENOUGH = 20_000
"""People from which on a register without parameters of its own says better how often its people agree by chance than
those that come with Panah do."""

Json = Annotated[bool, typer.Option("--json", help="For programs.")]
On = Annotated[Engine, typer.Option("--engine", help="Where the comparing is done.")]
Within = Annotated[str, typer.Option("--compartment", help="Whose people; every compartment by itself unless told.")]


@app.callback()
def dedupe(
    context: typer.Context,
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="A parquet file for the pairs: left, right, probability.")
    ] = None,
    engine: On = Engine.DUCKDB,
    truth: Annotated[
        Path | None, typer.Option("--truth", help="Who is who, of an invented register: prints how good it was.")
    ] = None,
    compartment: Within = "",
    queue: Annotated[
        bool, typer.Option("--queue/--no-queue", help="Whether pairs go into the queue of duplicates.")
    ] = True,
    threshold: Annotated[float, typer.Option(min=0, max=1, help="The least probability of pairs in the queue.")] = 0.5,
) -> None:
    """Compare everybody with everybody; put likely duplicates into the queue. Nobody is merged."""
    if context.invoked_subcommand:
        return
    _readable(truth)
    _writable(out)
    parts: list[dict[str, Any]] = []
    tables: list[pa.Table] = []
    for one in _compartments(compartment):
        with _private_folder() as scratch:
            job = Job(
                people=str(scratch / "people"), scratch=str(scratch), out=str(scratch / "pairs.parquet"),
                queue=str(scratch / "queue.jsonl") if queue else "", threshold=threshold, engine=engine.value,
                model=_own_parameters(), fresh_from=ENOUGH, truth=str(truth.resolve()) if truth else "",
            )  # fmt: skip
            found = _compare(one, job, scratch)
            if found is None:
                continue
            if queue:
                found["new_in_queue"] = _fill_queue(one, Path(job.queue), found["queued"])
            tables.append(pq.read_table(job.out))
            parts.append({"compartment": one.value, **found})
    if not parts:
        raise CommandProblem("There is nobody to compare. Load people first: ./panah seed or ./panah import")
    if out:
        pairs = pa.concat_tables(tables)
        pq.write_table(pairs, out)
        machine = service_actor("dedupe")
        with acting(machine, PURPOSE):
            taken_at_the_machine(actor=machine, name="duplicate_pairs", rows=pairs.num_rows)
    if as_json:
        print(json.dumps({"out": str(out) if out else None, "compartments": parts}, ensure_ascii=False, indent=2))
    else:
        for part in parts:
            _show(part)


@app.command()
def train(
    as_json: Json = False,
    labels: Annotated[
        Path | None,
        typer.Option("--labels", help="Reviewed pairs (CSV or parquet: left, right, same) to learn from too."),
    ] = None,
    engine: On = Engine.DUCKDB,
    compartment: Within = Compartment.DISPLACED.value,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the parameters go; this installation's unless told.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same register and seed give the same parameters.")] = 1,
) -> None:
    """Learn from this register anew how often people agree, and write the file of parameters."""
    _readable(labels)
    (one,) = _compartments(compartment) if compartment else (Compartment.DISPLACED,)
    keep = out or places.home() / PARAMETERS
    with _private_folder() as scratch:
        job = Job(
            people=str(scratch / "people"), scratch=str(scratch), engine=engine.value, train=True, seed=seed,
            labels=str(labels.resolve()) if labels else "", keep=str(keep), note=f"the register, compartment {one.value}",
        )  # fmt: skip
        found = _compare(one, job, scratch)
    if found is None:
        raise CommandProblem(f"Nobody is known to the compartment {one.value}: there is nothing to learn from.")
    if as_json:
        print(json.dumps({"parameters": str(keep), **found}, ensure_ascii=False, indent=2))
        return
    print(f"Learnt from {found['people']} people in {found['seconds']} s; written to {keep}.")
    if not found["calibrated"]:
        print("The probabilities are not calibrated: review pairs of the queue, and train with --labels.")


@app.command()
def charts(
    out: Annotated[Path, typer.Option("--out", help="A folder for the charts.")],
    parameters: Annotated[
        Path | None, typer.Option(help="Another file of parameters than this installation's.")
    ] = None,
) -> None:
    """Draw what the model weighs how heavily: SVG, a page that asks no other server, and Vega-Lite."""
    own = _own_parameters()
    try:
        model = load(parameters or (Path(own) if own else None))
    except ModelProblem as error:
        raise CommandProblem(str(error)) from error
    for path in write_charts(model, out):
        print(path)


def _compartments(name: str) -> tuple[Compartment, ...]:
    if not name:
        return tuple(EYES)
    try:
        chosen = Compartment(name)
        EYES[chosen]
    except (ValueError, KeyError):
        raise CommandProblem(f"Duplicates are looked for within {', '.join(EYES)}, not within {name!r}.") from None
    return (chosen,)


def _readable(path: Path | None) -> None:
    if path and not path.is_file():
        raise CommandProblem(f"There is no file {path}.")


def _writable(path: Path | None) -> None:
    if path and not path.resolve().parent.is_dir():
        raise CommandProblem(f"There is no folder {path.resolve().parent} to write into. Make it first.")


def _own_parameters() -> str:
    path = places.home() / PARAMETERS
    return str(path) if path.exists() else ""


@contextlib.contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder that only this account can read, deleted afterwards: names of people stand in it meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="dedupe-", dir=places.home()))
    try:
        (folder / "people").mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compare(compartment: Compartment, job: Job, scratch: Path) -> dict[str, Any] | None:
    """Write the snapshot and have it compared; None where the compartment knows nobody."""
    actor = operator(EYES[compartment].value)
    with _bar(compartment) as progress:
        with acting(actor, PURPOSE):
            people = write_snapshot(
                actor=actor, compartment=compartment.value, folder=scratch / "people", progress=progress
            )
        if not people:
            return None
        return run_job(job, scratch, progress)


def run_job(job: Job, scratch: Path, progress: Any = lambda step, share: None) -> dict[str, Any]:
    """Do a job in a process of its own, whose memory ends with it.

    Args:
        job: what to do.
        scratch: a private folder.
        progress: told the step and how much of it is done, 0 to 1.

    Returns:
        Its result.

    Raises:
        CommandProblem: what was wrong, in a sentence.
    """
    path = scratch / "job.json"
    path.write_text(json.dumps(asdict(job)), encoding="utf-8")
    with (
        (scratch / "errors.txt").open("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "panah.interfaces.cli.linking", str(path)],
            env=steps.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        result: dict[str, Any] | None = None
        problem = ""
        for line in process.stdout:
            said = json.loads(line) if line.startswith("{") else {}
            if "step" in said:
                progress(said["step"], said["share"])
            result = said.get("result", result)
            problem = said.get("problem", problem)
        code = process.wait()
        errors.seek(0)
        trail = errors.read().strip().splitlines()
    if problem:
        raise CommandProblem(problem)
    if code or result is None:
        raise CommandProblem(
            f"Comparing ended early (exit {code}). {trail[-1] if trail else 'Perhaps memory ran out.'}"
        )
    return result


def _fill_queue(compartment: Compartment, path: Path, count: int) -> int:
    """Put the pairs of a file into the queue; returns how many are new there."""
    actor = operator(EYES[compartment].value)
    new = done = 0
    with _bar(compartment) as progress, acting(actor, PURPOSE), path.open(encoding="utf-8") as lines:
        while pairs := [_suspicion(line, compartment) for line in islice(lines, _AT_ONCE)]:
            new += suspect(actor=actor, pairs=pairs, source="dedupe")
            done += len(pairs)
            progress("queue", done / max(count, 1))
    return new


def _suspicion(line: str, compartment: Compartment) -> Suspicion:
    said = json.loads(line)
    return Suspicion(
        left=UUID(said["left"]),
        right=UUID(said["right"]),
        probability=round(said["probability"], 4),
        compartment=compartment.value,
        because=said["reasons"],
    )


@contextlib.contextmanager
def _bar(compartment: Compartment) -> Iterator[Any]:
    """A bar on standard error, one line for each step."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as progress:  # fmt: skip
        tasks: dict[str, Any] = {}

        def tell(step: str, share: float) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(f"{compartment.value}: {STEPS.get(step, step)}", total=1)
            progress.update(tasks[step], completed=share)

        yield tell


def _show(part: dict[str, Any]) -> None:
    console = Console(highlight=False)
    console.print(
        f"{part['compartment']}: {part['people']} people, {part['pairs']} pairs, {part.get('queued', 0)} likely enough for the "
        f"queue, {part.get('new_in_queue', 0)} of them new there; {part['seconds']} s, {part['peak_gb']} GB."
    )
    show_quality(part.get("as_it_is") or part.get("without_labels"), console)


def show_quality(figures: dict[str, Any] | None, console: Console) -> None:
    """Print how good a run was, and its calibration table."""
    if not figures:
        return
    console.print(
        f"Of {figures['pairs']} true pairs {figures['found']:.1%} were looked at. Best F1 {figures['best_f1']:.3f} "
        f"(precision {figures['precision']:.3f}, recall {figures['recall']:.3f}); recall at 99 % precision "
        f"{figures['recall_at_99']:.3f}, at 95 % {figures['recall_at_95']:.3f}; calibration error "
        f"{figures['calibration']['error']:.3f}."
    )
    table = Table("Probability", "Pairs", "Said", "True")
    for one in figures["calibration"]["bins"]:
        table.add_row(
            f"{one['low']:.1f} to {one['high']:.1f}", str(one["pairs"]), f"{one['said']:.3f}", f"{one['true']:.3f}"
        )
    console.print(table)
