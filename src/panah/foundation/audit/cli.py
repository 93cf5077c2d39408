# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah audit`: is the access log whole?"""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from panah.foundation.audit.verify import verify as run_checks

app = typer.Typer(help="The access log.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The access log."""


@app.command()
def verify(as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False) -> None:
    """Look whether the log is whole; exit with 1 when it is not."""
    checks = run_checks()
    whole = not any(check.problems for check in checks)
    if as_json:
        rows = [{"check": c.name, "looked_at": c.looked_at, "problems": list(c.problems)} for c in checks]
        typer.echo(json.dumps({"whole": whole, "checks": rows}, indent=2))
    else:
        table = Table("check", "looked at", "problems")
        for check in checks:
            table.add_row(check.name, f"{check.looked_at:,}", "\n".join(check.problems) or "none")
        Console().print(table)
    raise typer.Exit(0 if whole else 1)
