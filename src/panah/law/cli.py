# SPDX-License-Identifier: AGPL-3.0-or-later
"""``panah law``: check a pack, assess facts, write the pages of a pack. Needs neither database nor web
framework."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.table import Table

from panah.law.check import check_pack
from panah.law.docs import render
from panah.law.engine import Findings, assess
from panah.law.errors import FactError, LawError
from panah.law.pack import load_pack
from panah.law.texts import read_yaml

app = typer.Typer(
    help="The law pack: check it, ask it, print it.", no_args_is_help=True, pretty_exceptions_enable=False
)

PackOption = Annotated[str, typer.Option("--pack", help="Code of the pack.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Exact JSON for programs.")]


@app.command()
def check(
    pack: Annotated[str, typer.Argument(help="Code of a pack, or a folder that holds one.")] = "az",
    as_json: JsonOption = False,
) -> None:
    """Refuse a parameter or clause without article, source and status, and everything else that is wrong."""
    problems = check_pack(pack)
    errors = sum(p.level == "error" for p in problems)
    if as_json:
        found = [{"level": p.level, "where": p.where, "message": p.message} for p in problems]
        _json({"pack": pack, "sound": not errors, "problems": found})
    else:
        console = Console()
        for problem in problems:
            colour = "red" if problem.level == "error" else "yellow"
            console.print(
                f"[{colour}]{problem.level}[/{colour}] [bold]{_safe(problem.where)}[/bold] {_safe(problem.message)}"
            )
        warnings = len(problems) - errors
        verdict = "is refused" if errors else "is sound"
        console.print(f"The pack {_safe(pack)} {verdict}: {errors} errors, {warnings} warnings.")
    raise typer.Exit(1 if errors else 0)


@app.command("assess")
def assess_command(
    facts: Annotated[Path, typer.Argument(help="JSON or YAML file that maps facts to values; - reads standard input.")],
    on: Annotated[str | None, typer.Option(help="Day of the law, YYYY-MM-DD; today if left out.")] = None,
    variable: Annotated[list[str] | None, typer.Option("--variable", "-v", help="Only these clauses.")] = None,
    pack: PackOption = "az",
    language: Annotated[str, typer.Option(help="Language of the labels.")] = "en",
    as_json: JsonOption = False,
) -> None:
    """What the law finds about a person, with the clauses that decided it."""
    try:
        law = load_pack(pack)
        # The day begins in the zone of the pack, wherever the machine stands.
        day = dt.date.fromisoformat(on) if on else dt.datetime.now(law.calendar.timezone).date()
        findings = assess(_read(facts), day, law, variable or None, language)
    except (LawError, OSError, ValueError) as error:
        _refuse(error, as_json)
        raise typer.Exit(2) from None
    if as_json:
        _json(findings.to_dict())
    else:
        _show(findings)


@app.command()
def docs(
    folder: Annotated[Path, typer.Argument(help="Where the pages are written.")] = Path("docs/law"),
    pack: PackOption = "az",
) -> None:
    """Write the pages of a pack: input facts, clauses, parameters, calendar, situations."""
    for name, text in render(load_pack(pack)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        typer.echo(str(path))


def _read(path: Path) -> dict[str, Any]:
    """Facts as a mapping; a file may also wrap them in ``facts``, as situations do."""
    data: Any
    try:
        if str(path) == "-":
            data = json.load(sys.stdin)
        elif path.suffix in (".yaml", ".yml"):
            data = read_yaml(path)
        else:
            data = json.loads(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    if isinstance(data, dict) and isinstance(data.get("facts"), dict):
        data = data["facts"]
    if not isinstance(data, dict) or not all(isinstance(name, str) for name in data):
        raise ValueError("The file must map facts to values, like this: a name, a colon, a value. See docs/law.")
    return data


def _refuse(error: Exception, as_json: bool) -> None:
    problems = (
        [{"fact": p.fact, "message": p.message, "suggestions": list(p.suggestions)} for p in error.problems]
        if isinstance(error, FactError)
        else [{"message": str(error)}]
    )
    if as_json:
        _json({"problems": problems})
        return
    console = Console(stderr=True)
    for problem in problems:
        name = f"[bold]{_safe(str(problem['fact']))}[/bold] " if "fact" in problem else ""
        console.print(f"[red]error[/red] {name}{_safe(str(problem['message']))}")


def _show(findings: Findings) -> None:
    table = Table(title=f"{findings.pack}, {findings.on}", header_style="bold", show_lines=True)
    for heading in ("Finding", "Value", "Because", "Parameters"):
        table.add_column(heading, overflow="fold")
    for name, finding in findings.findings.items():
        because = "\n".join(f"{b.clause}: {b.label} = {_word(b.value)}" for b in finding.because)
        used = "\n".join(f"{p.name} = {p.value} {p.unit} ({p.article}, {p.status})" for p in finding.parameters)
        marks = [
            m for m, shown in (("policy", finding.policy), ("unverified", finding.status == "unverified")) if shown
        ]
        heading = f"{finding.label}\n{name}" + (f"\n({', '.join(marks)})" if marks else "")
        table.add_row(_safe(heading), _safe(_word(finding.value)), _safe(because), _safe(used))
    Console().print(table)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def _safe(text: str) -> str:
    """Square brackets of a text are no markup."""
    return text.replace("[", "\\[")


def _json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    app()
