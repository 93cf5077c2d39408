# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah retention`: what is past its term, what will be, and carrying it out (DP-09)."""

import json
from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

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
    """Carry it out now, as the worker does every night."""
    done = carry_out()
    if as_json:
        typer.echo(json.dumps(asdict(done)))
        return
    console.print(
        f"{done.erased} erased, {done.held} held, {done.open} still going on, {done.left} left for the next night; "
        f"{done.drafts} drafts and {done.sessions} sessions gone."
    )


def _told(one: Due) -> dict[str, str]:
    return {"kind": one.kind, "id": str(one.subject_id), "rule": one.rule, "on": one.on.isoformat()}
