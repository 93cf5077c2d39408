# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah audit`: is the access log whole, and how do others see that?"""

import json
import os
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from panah.foundation import clock
from panah.foundation.audit import signing
from panah.foundation.audit.export import NotThere, lines, proof
from panah.foundation.audit.models import Delivery, TreeHead
from panah.foundation.audit.sealing import reading_the_log, seal, size
from panah.foundation.audit.verify import verify as run_checks
from panah.foundation.audit.witnesses import deliver, silent
from panah.foundation.keys.errors import KeysProblem

app = typer.Typer(help="The access log.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print for a program.")]


@app.callback()
def group() -> None:
    """The access log."""


@app.command()
def verify(as_json: Json = False) -> None:
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


@app.command("seal")
def seal_now() -> None:
    """Give what was written its place in the tree, sign the head, and send it to the witnesses; the worker does so by itself."""
    try:
        placed, head = seal()
    except KeysProblem as problem:
        typer.echo(f"No head was signed: {problem}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{placed:,} events got their place.")
    if head is not None:
        typer.echo(head.note)
    for row in deliver():
        typer.echo(
            f"{row.name}: {row.what} up to {row.size:,}" + (f", not reached ({row.failed})" if row.failed else "")
        )


@app.command()
def heads(as_json: Json = False) -> None:
    """The newest head, how many events are not under it yet, and how far each witness is; exit with 1 when one is silent."""
    with reading_the_log():
        newest = TreeHead.objects.order_by("-size", "-at").first()
        there, rows, late = size(), list(Delivery.objects.order_by("what", "name")), silent(clock.now())
    told = {
        "size": newest.size if newest else 0,
        "at": newest.at.isoformat() if newest else None,
        "not_signed": there - (newest.size if newest else 0),
        "receivers": [
            {
                "name": row.name,
                "what": row.what,
                "size": row.size,
                "at": row.at.isoformat() if row.at else None,
                "failed": row.failed,
                "silent": row in late,
            }
            for row in rows
        ],
    }
    if as_json:
        typer.echo(json.dumps(told, indent=2))
    else:
        typer.echo(newest.note if newest else "No head has been signed yet: ./panah audit seal")
        typer.echo(f"{told['not_signed']:,} events are placed and not under it yet.")
        table = Table("receiver", "what", "up to", "since", "state")
        for row in rows:
            state = "silent" if row in late else row.failed or "well"
            table.add_row(row.name, row.what, f"{row.size:,}", f"{row.at:%Y-%m-%d %H:%M}" if row.at else "never", state)
        Console().print(table if rows else "No witness is named: set PANAH_WITNESSES (docs/evidence.md).")
    raise typer.Exit(1 if late else 0)


@app.command()
def export(
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, standard output.")] = None,
    start: Annotated[int, typer.Option(min=0, help="The first event, to go on from an earlier export.")] = 0,
) -> None:
    """The log and its signed heads, as lines for `tools/panah_verify.py`. Pseudonymous; it goes to those who verify, and nobody else."""
    if out is None:
        for line in lines(start):
            sys.stdout.write(line + "\n")
        return
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        for line in lines(start):
            file.write(line + "\n")
    typer.echo(f"Wrote {out}. Verify it elsewhere: python3 panah_verify.py --key KEY {out.name}")


@app.command()
def prove(event: Annotated[uuid.UUID, typer.Argument(help="The id of the event.")]) -> None:
    """That one event is in the log, as a text that `tools/panah_verify.py` checks."""
    try:
        typer.echo(json.dumps(proof(event), indent=1))
    except NotThere as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(1) from None


@app.command()
def key(renew: Annotated[bool, typer.Option("--renew", help="Sign with a new key from now on.")] = False) -> None:
    """The public keys of the log, the one in use last. Give them to the witnesses by another way than the log itself."""
    if renew:
        signing.renew()
    else:
        signing.current()
    for one in signing.log_keys():
        typer.echo(one.text)
