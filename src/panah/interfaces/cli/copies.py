# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah copies`: who asks what is held, recording it, and making the copy for a request that somebody recorded (DP-06)."""

import datetime as dt
import json
import os
import uuid
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import NotFound
from panah.foundation.access.roles import Role
from panah.foundation.privacy.copies import (
    Asking,
    CopyRefused,
    due_on,
    hand_over,
    record_access_request,
    waiting_copies,
)
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.search import operator

app = typer.Typer(help="Copies of all that is held on a person.", no_args_is_help=True)
console = Console(highlight=False)
Json = Annotated[bool, typer.Option("--json", help="Print for a program.")]
PURPOSE = "access_request"
WRONG = {
    "asked_on": "The day on which the person asked is not after today.",
    "own": "The machine recorded this request: a member of data protection answers it on the page.",
    "over": "A request of this person waits already, or this one was answered.",
}


@app.callback()
def group() -> None:
    """Copies of all that is held on a person. The log shows the machine, not an officer."""


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Name the requests that wait, the oldest first: ids and days."""
    actor = operator(Role.DATA_PROTECTION.value)
    with acting(actor, PURPOSE):
        found = [_told(one) for one in waiting_copies(actor=actor)]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    table = Table("request", "person", "asked on", "answer by", "late")
    for one in found:
        table.add_row(one["id"], one["person"], one["asked_on"], one["due_on"], "late" if one["late"] else "")
    console.print(table if found else "Nobody asks for a copy.")


def _told(one: Asking) -> dict[str, str]:
    return {
        "id": str(one.request.pk),
        "person": str(one.request.person_id),
        "asked_on": one.request.asked_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "late": "yes" if one.is_late else "",
    }


@app.command()
def record(
    person: Annotated[uuid.UUID, typer.Argument(help="Id of the person.")],
    asked_on: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day on which the person asked; today if left out."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Note that a person asks for all that is held. Somebody of data protection answers it."""
    actor = operator(Role.DATA_PROTECTION.value)
    day = asked_on.date() if asked_on else clock.today()
    with acting(actor, PURPOSE):
        try:
            made = record_access_request(actor=actor, person_id=person, asked_on=day)
        except CopyRefused as wrong:
            raise CommandProblem(WRONG[wrong.key]) from None
        except NotFound:
            raise CommandProblem("There is nobody of this id, or somebody who was erased already.") from None
    told = _told(Asking(made, due_on(made.asked_on), True))
    typer.echo(json.dumps(told, indent=2) if as_json else f"Recorded as {told['id']}; answer by {told['due_on']}.")


@app.command()
def give(
    request: Annotated[uuid.UUID, typer.Argument(help="Id of the request, which an officer recorded.")],
    out: Annotated[Path, typer.Option(help="Where the archive goes; a file that is not there yet.")],
) -> None:
    """Make the copy for a request that an officer recorded. It is numbered and marked, and the person reads that it was made."""
    if out.exists():
        raise CommandProblem(f"{out} is there already. Give a name that is free: nothing is written over.")
    actor = operator(Role.DATA_PROTECTION.value)
    with acting(actor, PURPOSE):
        try:
            made = hand_over(actor=actor, request_id=request)
        except CopyRefused as wrong:
            raise CommandProblem(WRONG.get(wrong.key, str(wrong))) from None
        except NotFound:
            raise CommandProblem("There is no such request. ./panah copies list names those that wait.") from None
    # Readable by whoever ran the command, and by nobody else.
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made.content)
    typer.echo(f"{made.export.number}: written to {out}. Hand it to the person and to nobody else, and delete it here.")
