# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah terms`: the board of terms of every office, by number; no name leaves."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from panah.casework.selectors.board import WEEKS, Board, Holder, board
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.interfaces.cli.problems import CommandProblem


def terms(
    week: Annotated[str, typer.Option(help="late, this or next; all of them if left out.")] = "",
    whose: Annotated[str, typer.Option(help="Terms of the office, of the person, or all.")] = "office",
    procedure: Annotated[str, typer.Option(help="Key of a procedure; all if left out.")] = "",
    page: Annotated[int, typer.Option(min=1, help="Page of the list.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="The board for programs.")] = False,
) -> None:
    """What has run late, what ends this week and next, and whose days were used."""
    if week not in ("", *WEEKS):
        raise CommandProblem(f"--week is one of: {', '.join(WEEKS)}.")
    if whose not in ("office", "person", "all"):
        raise CommandProblem("--whose is one of: office, person, all.")
    found = _board(week, whose, procedure, page)
    if as_json:
        typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    table = Table("File", "Term", "Ends", "Left", "In whose hands", title="Terms that end")
    for row in found.rows:
        left = f"{row.left} {'h' if row.in_hours else 'working days'}"
        table.add_row(row.number, row.label, row.due.last_day.isoformat(), left, _said(row.holder))
    console.print(table)
    counts = found.counts
    console.print(f"{counts['late']} late, {counts['this']} this week, {counts['next']} next week.")


def _board(week: str, whose: str, procedure: str, page: int) -> Board:
    actor = service_actor("cli")
    with (
        acting(actor, "terms"),
        elevated(*Compartment, reason="whoever runs the machine sees the terms of every office, by number"),
    ):
        return board(
            actor=actor,
            week=week,  # type: ignore[arg-type]
            addressee=whose,  # type: ignore[arg-type]
            procedure=procedure,
            page=page,
        )


def _said(holder: Holder) -> str:
    return holder.name or holder.kind


def as_data(found: Board) -> dict[str, Any]:
    """The board for programs; files by number alone."""
    return {
        "counts": dict(found.counts),
        "standing": found.standing,
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "complete": found.complete,
        "terms": [
            {
                "number": row.number,
                "procedure": row.procedure,
                "term": row.label,
                "article": row.article,
                "parameter": row.parameter,
                "tier": row.tier,
                "of": row.addressee,
                "week": row.week,
                "level": row.due.level,
                "ends": row.due.at.isoformat(),
                "last_day": row.due.last_day.isoformat(),
                "left": row.left,
                "left_in": "hour" if row.in_hours else "working_day",
                "state": row.state,
                "holder": {"kind": row.holder.kind, "name": row.holder.name},
                "waits_for": row.waits_for,
                "since": row.since.isoformat(),
                "had": row.had,
                "outlasts": row.outlasts.isoformat() if row.outlasts else None,
                "verified": row.verified,
                "days": [{"kind": one.kind, "name": one.name, "days": days} for one, days in row.days],
            }
            for row in found.rows
        ],
        "bodies": [
            {
                "kind": one.holder.kind,
                "name": one.holder.name,
                "files": one.files,
                "days": one.days,
                "most": one.most,
            }
            for one in found.bodies
        ],
        "teams": [
            {
                "office": one.name,
                "procedure": one.procedure,
                "open": one.open,
                "elsewhere": one.elsewhere,
                **one.weeks,
            }
            for one in found.teams
        ],
    }
