# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah law`: the commands of the law pack, and those that ask it about the whole register."""

import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from panah.interfaces.cli.problems import CommandProblem
from panah.law.cli import app
from panah.law.errors import LawError
from panah.law.pack import Pack, load_pack, pack_folder, read_pack
from panah.law.reforms import load_reform, reform_folder

PackOption = Annotated[str, typer.Option("--pack", help="Code of the pack.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Exact JSON for programs.")]
On = Annotated[str | None, typer.Option(help="Day of both laws, YYYY-MM-DD; today if left out.")]

MOST = 5_000_000
_TITLES = {"status": "Status", "sex": "Sex", "age": "Age", "citizenship": "Citizenship", "ground": "Ground"}


@app.command()
def simulate(
    reform: Annotated[
        Path, typer.Argument(help="A draft as YAML: a path, or the name of one that comes with the pack.")
    ],
    on: On = None,
    invented: Annotated[
        int, typer.Option("--invented", min=0, max=MOST, help="On so many invented people, without a register.")
    ] = 0,
    facts: Annotated[
        Path | None, typer.Option("--facts", help="On a table of facts: CSV, Parquet, or JSON of columns.", exists=True)
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the invented people.")] = 1,
    pack: PackOption = "az",
    as_json: JsonOption = False,
) -> None:
    """Who would gain, lose or be unaffected by a draft, and what it saves or adds in a year. Writes nothing."""
    try:
        law = load_pack(pack)
        draft = load_reform(_path(law, reform), law)
        day = _day(on, law)
        if facts is not None or invented:
            result = _offline(law, draft, day, invented, facts, seed)
        else:
            result = _on_register(law, draft, day, quiet=as_json)
    except (LawError, OSError, ValueError) as error:
        raise CommandProblem(str(error)) from error
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    _show(result, law, draft)


@app.command()
def impact(
    since: Annotated[str, typer.Option("--from", help="What changes on or after this day, YYYY-MM-DD.")],
    against: Annotated[
        Path | None, typer.Option(help="The folder of another version of the pack: the new law.")
    ] = None,
    pack: PackOption = "az",
    as_json: JsonOption = False,
) -> None:
    """Which open files and permits in force a change of the law touches. Decisions keep the law of their day."""
    try:
        law, day = load_pack(pack), dt.date.fromisoformat(since)
        new = _other(against) if against else None
    except (LawError, ValueError) as error:
        raise CommandProblem(str(error)) from error
    result = _impact(law, day, new)
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    console = Console()
    table = Table("From", "Changes", "Before", "After", title=f"{law.code}, from {day}")
    for one in result["changes"]:
        table.add_row(one["from"], one["name"], _word(one["before"]), _word(one["after"]))
    console.print(table)
    touched = Table("Kind", "Number or ground", "Findings that change")
    for one in result["touched"]:
        moved = "\n".join(f"{m['variable']}: {_word(m['before'])} > {_word(m['after'])}" for m in one["moved"])
        touched.add_row(one["kind"], one["label"], moved)
    console.print(touched)
    console.print(f"{len(result['touched'])} of {result['looked_at']} open files and permits are touched.")
    if not result["complete"]:
        console.print("More files or permits were there than are looked at.")


def _path(law: Pack, reform: Path) -> Path:
    shipped = reform_folder(law) / f"{reform.stem}.yaml"
    return reform if reform.is_file() or not shipped.is_file() else shipped


def _day(on: str | None, law: Pack) -> dt.date:
    return dt.date.fromisoformat(on) if on else dt.datetime.now(law.calendar.timezone).date()


def _other(folder: Path) -> Pack:
    new, problems = read_pack(pack_folder(folder))
    errors = [str(problem) for problem in problems if problem.level == "error"]
    if new is None or errors:
        raise CommandProblem("\n".join(errors) or f"{folder} holds no pack.")
    return new


def _offline(law: Pack, draft: Any, day: dt.date, invented: int, facts: Path | None, seed: int) -> dict[str, Any]:
    _django()
    from panah.law.measures import load_measures
    from panah.statistics.simulation import invented_subjects, run, table_subjects

    measures = load_measures(law)
    if facts is not None:
        subjects = table_subjects(law, read_table(facts), day, measures)
    else:
        subjects = invented_subjects(law, invented, day, measures, seed)
    return run(law, draft, subjects, day, measures)


def _on_register(law: Pack, draft: Any, day: dt.date, *, quiet: bool) -> dict[str, Any]:
    from panah.interfaces.cli.main import database

    with database(), Progress(console=Console(file=sys.stderr), transient=True, disable=quiet) as bar:
        _django()
        from panah.foundation.access.actor import service_actor
        from panah.statistics.simulation import simulate_register

        task = bar.add_task("asking both laws", total=None)
        return simulate_register(
            actor=service_actor("cli"),
            law=law,
            reform=draft,
            on=day,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _impact(law: Pack, day: dt.date, new: Pack | None) -> dict[str, Any]:
    from panah.interfaces.cli.main import database

    with database():
        _django()
        from panah.foundation.access.actor import service_actor
        from panah.foundation.access.context import acting, elevated
        from panah.foundation.access.roles import Compartment
        from panah.statistics.impact import changes_between, changes_since, impact

        changes = changes_between(law, new) if new else changes_since(law, day)
        actor = service_actor("cli")
        last = max((change.starts for change in changes), default=day)
        with (
            acting(actor, "law"),
            elevated(*Compartment, reason="whoever runs the machine lists what a change of the law touches, by number"),
        ):
            found = impact(actor=actor, law=law, changes=changes, on=max(day, last), new=new)
    return {
        "from": day.isoformat(),
        "changes": [
            {
                "name": one.name,
                "from": one.starts.isoformat(),
                "before": one.before,
                "after": one.after,
                "unit": one.unit,
            }
            for one in found.changes
        ],
        "looked_at": found.looked_at,
        "complete": found.complete,
        "touched": [
            {
                "kind": one.kind,
                "id": str(one.subject_id),
                "label": one.label,
                "moved": [{"variable": m.variable, "before": m.before, "after": m.after} for m in one.moved],
            }
            for one in found.touched
        ],
    }


def read_table(path: Path) -> Any:
    """A table of facts: CSV with a heading, Parquet, or a JSON mapping of columns. Raises CommandProblem."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        if path.suffix == ".json":
            found = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(found, dict) or not all(isinstance(column, list) for column in found.values()):
                raise ValueError("it is no mapping of columns")
            return found
        found = pc.read_csv(path, convert_options=pc.ConvertOptions(strings_can_be_null=True))
        # Its headings are not decoded before they are looked at.
        _ = found.column_names
        return found
    except (OSError, ValueError, RecursionError, pa.ArrowException) as error:
        raise CommandProblem(f"The table {path} cannot be read: {error}") from error


def _django() -> None:
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def _show(result: Mapping[str, Any], law: Pack, draft: Any) -> None:
    from panah.law.measures import load_measures

    console = Console()
    measures = load_measures(law).measures
    console.print(
        f"[bold]{draft.title['en']}[/bold], as though in force on {result['on']}; {_word(result['people'])} people"
    )
    console.print(", ".join(f"{name}: {_word(count)}" for name, count in result["effects"].items()))
    table = Table("Measure", "Unit", "People", "Better", "Worse", "A year", "Now", "Draft", "Change")
    for one in result["measures"]:
        table.add_row(
            measures[one["key"]].label["en"], one["unit"],
            *(_word(one[name]) for name in ("people", "better", "worse", "events", "before", "after", "change")),
        )  # fmt: skip
    console.print(table)
    for name, found in result["tables"].items():
        rows = Table(_TITLES.get(name, name), "gain", "lose", "unclear", "unaffected", "all")
        for row in [*found["rows"], {"key": "all", **found["total"]}]:
            rows.add_row(row["key"], *(_word(row[c]) for c in ("gain", "lose", "unclear", "unaffected", "total")))
        console.print(rows)
    console.print("* hidden, so that nobody can be found; every figure is rounded to 5, so that sums may differ.")


def _word(value: Any) -> str:
    return (
        "*" if value is None else f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    )
