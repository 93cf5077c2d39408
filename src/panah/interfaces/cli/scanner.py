# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah scanner`: whether uploads are shown to a virus scanner, and how it stands."""

import json
from typing import Annotated

import typer

from panah.foundation.documents.checks import SAYS
from panah.foundation.documents.scanning import standing


def scanner(as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False) -> None:
    """Say whether a virus scanner looks at uploads, and what it answers. Exit with 1 where none is set up, 2 where it is away."""
    found = standing()
    if as_json:
        typer.echo(json.dumps({"state": found.state, "says": found.says}))
    elif found.state == "there":
        typer.echo(f"Each upload is shown to the virus scanner: {found.says}")
    else:
        typer.echo(f"{SAYS[found.state]} {found.says}".strip())
    raise typer.Exit({"there": 0, "none": 1}.get(found.state, 2))
