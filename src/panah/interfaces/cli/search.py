# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah search`: find people from the command line, as a role would."""

import json
import time
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Office
from panah.interfaces.cli.problems import CommandProblem
from panah.register.public import Hit, Invalid
from panah.register.public import search as search_register

PURPOSE = "command_line"


def search(
    query: Annotated[str, typer.Argument(help="A name in any script, or the number of a paper.")],
    born: Annotated[str, typer.Option(help="Birth as far as known: 1987, 1987-05 or 1987-05-03.")] = "",
    role: Annotated[str, typer.Option("--as", help="The role whose eyes to search with.")] = Role.REGISTRAR.value,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Find people, with score and reasons. The search is logged as made from the command line."""
    actor = operator(role)
    started = time.perf_counter()
    try:
        with acting(actor, PURPOSE):
            hits = search_register(actor=actor, query=query, born=born, limit=limit, purpose=PURPOSE)
    except Invalid as error:
        raise CommandProblem(" ".join(error.errors.values())) from error
    except AccessError as error:
        raise CommandProblem(f"The role {role} does not search for people. Take another with --as.") from error
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    if as_json:
        print(json.dumps(as_data(query, milliseconds, hits), ensure_ascii=False, indent=2))
    else:
        _show(hits, milliseconds)


def operator(role: str) -> Actor:
    """Whoever works at the machine, with the eyes of a role in every office; the log shows a service, not an officer.

    Raises:
        CommandProblem: there is no such role, or no office yet.
    """
    try:
        chosen = Role(role)
    except ValueError:
        raise CommandProblem(f"There is no role {role!r}. Roles are: {', '.join(Role)}.") from None
    service = service_actor(PURPOSE)
    offices = list(Office.objects.order_by("code").values_list("pk", flat=True))
    if not offices:
        raise CommandProblem("The register is empty: there is no office yet. Run ./panah up first.")
    return Actor(
        kind=service.kind,
        account_id=service.account_id,
        assignments=tuple(Assignment(chosen, office_id) for office_id in offices),
    )


def as_data(query: str, milliseconds: float, hits: Sequence[Hit]) -> dict[str, object]:
    """The answer for programs."""
    return {
        "query": query,
        "ms": milliseconds,
        "results": [
            {
                "id": str(hit.person_id),
                "external_id": hit.external_id,
                "name": hit.name,
                "latin": hit.latin,
                "born": hit.born,
                "score": hit.score,
                "because": [
                    {"kind": reason.kind, "left": reason.left, "right": reason.right} for reason in hit.because
                ],
            }
            for hit in hits
        ],
    }


def _show(hits: Sequence[Hit], milliseconds: float) -> None:
    console = Console(highlight=False)
    if not hits:
        console.print("Nobody by that name. Try the birth as well, or another spelling.")
        return
    table = Table("Score", "Name", "In Latin letters", "Born", "Why")
    for hit in hits:
        why = ", ".join(
            f"{reason.left} = {reason.right}" if reason.left and reason.right else f"only {reason.left or reason.right}"
            for reason in hit.because
        )
        # As text: a square bracket in a name is no markup.
        table.add_row(*(Text(cell) for cell in (f"{hit.score:.2f}", hit.name, hit.latin, hit.born, why)))
    console.print(table)
    console.print(f"{len(hits)} found in {milliseconds} ms.")
