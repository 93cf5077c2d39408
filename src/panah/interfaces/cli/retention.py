# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah retention`: what is past its term, what will be, and carrying it out (DP-09)."""

import json
from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from panah.foundation.access.context import acting
from panah.foundation.privacy.erasing import eraser
from panah.foundation.privacy.requests import waiting_requests
from panah.foundation.privacy.retention import MOST_IN_A_NIGHT, NOTICE_DAYS, Due
from panah.foundation.privacy.retention import plan as make_plan
from panah.foundation.privacy.retention import run as carry_out

app = typer.Typer(help="Retention.", no_args_is_help=True)
console = Console(highlight=False)


@app.callback()
def group() -> None:
    """Retention."""


@app.command()
def plan(
    ahead: Annotated[int, typer.Option(min=0, help="Name also what will be due within so many days.")] = NOTICE_DAYS,
    as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False,
) -> None:
    """Say what the next night would erase. Nothing is changed."""
    made = make_plan(ahead=ahead)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "due": [_told(one) for one in made.due],
                    "rows": dict(sorted(made.rows.items())),
                    "held": [_told(one) for one in made.held],
                    "soon": [_told(one) for one in made.soon],
                    "most_in_a_night": MOST_IN_A_NIGHT,
                },
                indent=2,
            )
        )
        return
    by_rule = Counter((one.kind, one.rule) for one in made.due)
    for (kind, rule), count in sorted(by_rule.items()):
        console.print(f"{count:,} of kind {kind} under the rule {rule}")
    table = Table("table", "rows")
    for name, count in sorted(made.rows.items()):
        if count:
            table.add_row(name, f"{count:,}")
    console.print(table)
    console.print(
        f"{len(made.held)} are held. {len(made.soon)} will be due within {ahead} days. At most {MOST_IN_A_NIGHT} go in a night."
    )


@app.command()
def run(as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False) -> None:
    """Carry it out now, as the worker does every night; exit with 1 where something could not be erased."""
    done = carry_out()
    if as_json:
        typer.echo(json.dumps(asdict(done)))
        raise typer.Exit(1 if done.failed else 0)
    console.print(
        f"{done.erased} erased, {done.held} held, {done.open} still going on, {done.left} left for the next night; "
        f"{done.drafts} drafts and {done.sessions} sessions gone, {done.accounts} accounts without a name, "
        f"{done.events} events of the log gone, {done.keys} keys that were left over destroyed."
    )
    if done.failed:
        typer.echo(f"{done.failed} could not be erased; the log of the program says which.", err=True)
        raise typer.Exit(1)


@app.command()
def requests(as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False) -> None:
    """List who asks to be erased, by id, and what stands in the way. They are answered by two people, on the page."""
    system = eraser()
    with acting(system, "erasure"):
        rows = waiting_requests(actor=system)
    told = [
        {
            "person": str(one.request.person_id),
            "asked_on": one.request.asked_on.isoformat(),
            "answer_by": one.due_on.isoformat(),
            "late": one.is_late,
            "held_until": one.outlook.held_until.isoformat() if one.outlook.held_until else None,
            "open": one.outlook.is_open,
        }
        for one in rows
    ]
    if as_json:
        typer.echo(json.dumps(told, indent=2))
        return
    table = Table("person", "asked on", "answer by", "in the way")
    for row in told:
        way = f"held until {row['held_until']}" if row["held_until"] else "still going on" if row["open"] else "nothing"
        table.add_row(str(row["person"]), str(row["asked_on"]), str(row["answer_by"]), way)
    console.print(table if told else "Nobody asks to be erased.")


def _told(one: Due) -> dict[str, str]:
    return {"kind": one.kind, "id": str(one.subject_id), "rule": one.rule, "on": one.on.isoformat()}
