# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah return`: the monthly return of the service; counts alone."""

import dataclasses
import datetime as dt
import json
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.console import Console
from rich.table import Table

from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.interfaces.cli.problems import CommandProblem
from panah.law.pack import load_pack
from panah.statistics.returns import DoesNotClose, Line, Return, monthly_return, public_return


def return_(
    month: Annotated[str, typer.Option(help="YYYY-MM; the month before this one if left out.")] = "",
    public: Annotated[bool, typer.Option("--public", help="As it may be published: small counts hidden.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The return for programs.")] = False,
) -> None:
    """What was there, what came, how it went out and what is left in a month. Each line closes to the unit."""
    found = _count(_month(month))
    if public:
        found = public_return(found)
    if as_json:
        typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    for title, lines in (("Matters", found.matters), ("Rights in force", found.rights), ("Duties", found.duties)):
        if lines:
            console.print(_table(f"{title}, {found.first:%Y-%m}", lines))


def _month(text: str) -> dt.date:
    if not text:
        return clock.today().replace(day=1) - dt.timedelta(days=1)
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandProblem("--month is a year and a month, for example 2026-10.") from None


def _count(month: dt.date) -> Return:
    actor = service_actor("cli")
    try:
        with acting(actor, "statistics"):
            return monthly_return(actor=actor, law=load_pack(settings.PANAH_PACK), month=month)
    except (ValueError, DoesNotClose) as error:
        raise CommandProblem(str(error)) from error


def _said(cell: int | None) -> str:
    return "*" if cell is None else f"{cell:,}"


def _table(title: str, lines: Any) -> Table:
    table = Table("Line", "At the beginning", "Received", "Came back", "Went out", "At the end", title=title)
    for line in lines:
        out = "\n".join(f"{name}: {_said(count)}" for name, count in line.out.items())
        table.add_row(
            line.key, _said(line.opening), _said(line.received), _said(line.back), out or "0", _said(line.closing)
        )
    return table


def as_data(found: Return) -> dict[str, Any]:
    """The return for programs; null stands for what is hidden."""

    def told(line: Line) -> dict[str, Any]:
        return dataclasses.asdict(line) | {"gone": line.gone}

    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "public": found.public,
        "matters": [told(line) for line in found.matters],
        "rights": [told(line) for line in found.rights],
        "duties": [told(line) for line in found.duties],
    }
