# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah search`: find people from the command line, as one or several roles would."""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db import transaction
from rich.console import Console
from rich.table import Table
from rich.text import Text

from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Office
from panah.interfaces.cli.problems import CommandProblem
from panah.register.public import Answer, Because, Hit, Invalid, look_for

PURPOSE = "command_line"
DESK = f"{Role.REGISTRAR.value},{Role.DISPLACED_OFFICER.value}"
"""The desk that people come to first: it finds claimants and displaced people."""

_SAYS = {
    "same": "{left}",
    "same_in_latin": "{left} = {right}",
    "sounds_alike": "{left} ~ {right}",
    "similar": "{left} similar to {right}",
    "surname_stem": "{left} ~ {right} (another ending of one family name)",
    "gender_ending": "{left} ~ {right} (a woman's ending)",
    "joined": "{left} = {right} (together or apart)",
    "initial": "{left} may stand for {right}",
    "father": "patronymic agrees ({right})",
    "father_differs": "patronymic differs ({left}, on record {right})",
    "only_left": "{left} is not on record",
    "only_right": "on record also {right}",
    "paper": "number of a paper {right}",
    "phone": "telephone ends in {right}",
    "external_id": "file {right}",
    "born_same": "born on the same day",
    "born_possible": "birth agrees",
    "born_day_and_month_swapped": "day and month of birth swapped",
    "born_same_year": "same year of birth",
    "born_one_off": "birth year one off",
    "born_near": "birth nearly agrees",
    "born_differs": "birth differs (on record {right})",
}


def search(
    query: Annotated[
        str | None, typer.Argument(help="A name in any script, a birth or an age, the number of a paper, a telephone.")
    ] = None,
    born: Annotated[str, typer.Option(help="Birth as far as known: 1987, 1987-05 or 1987-05-03.")] = "",
    role: Annotated[
        str, typer.Option("--as", help="The roles whose eyes to search with, parted by commas; at first the desk.")
    ] = DESK,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    batch: Annotated[
        Path | None,
        typer.Option(help='One question a line, {"q": ..., "born": ...}; one answer a line, as --json gives it.'),
    ] = None,
) -> None:
    """Find people, with score and reasons. The search is logged as made from the command line."""
    if (query is None) == (batch is None):
        raise CommandProblem("Give one name to search for, or a file of questions with --batch.")
    actor = operator(role)
    if batch is not None:
        for number, (asked, when) in enumerate(_questions(batch), 1):
            try:
                print(json.dumps(_data(asked, *_ask(actor, role, asked, when, limit)), ensure_ascii=False), flush=True)
            except CommandProblem as problem:
                print(json.dumps({"query": asked, "line": number, "problem": str(problem), "results": []}), flush=True)
        return
    milliseconds, answer = _ask(actor, role, query or "", born, limit)
    if as_json:
        print(json.dumps(_data(query or "", milliseconds, answer), ensure_ascii=False, indent=2))
    else:
        _show(answer, milliseconds)


def operator(role: str) -> Actor:
    """Whoever works at the machine, with the eyes of roles in every office; the log shows a service, not an officer.

    Args:
        role: one role, or several parted by commas.

    Raises:
        CommandProblem: there is no such role, or no office yet.
    """
    try:
        chosen = [Role(one.strip()) for one in role.split(",")]
    except ValueError:
        raise CommandProblem(f"There is no role {role!r}. Roles are: {', '.join(Role)}.") from None
    service = service_actor(PURPOSE)
    offices = list(Office.objects.order_by("code").values_list("pk", flat=True))
    if not offices:
        raise CommandProblem("The register is empty: there is no office yet. Run ./panah up first.")
    return Actor(
        kind=service.kind,
        account_id=service.account_id,
        assignments=tuple(Assignment(one, office_id) for one in chosen for office_id in offices),
    )


def _ask(actor: Actor, role: str, query: str, born: str, limit: int) -> tuple[float, Answer]:
    started = time.perf_counter()
    try:
        with acting(actor, PURPOSE), transaction.atomic():
            answer = look_for(actor=actor, query=query, born=born, limit=limit, purpose=PURPOSE)
    except Invalid as error:
        raise CommandProblem(" ".join(error.errors.values())) from error
    except AccessError as error:
        raise CommandProblem(f"The role {role} does not search for people. Take another with --as.") from error
    return round((time.perf_counter() - started) * 1000, 1), answer


def _questions(file: Path) -> Iterator[tuple[str, str]]:
    """The questions of a batch: `{"q": ..., "born": ...}` a line.

    Raises:
        CommandProblem: the file cannot be read, or a line is no question.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    asked: Any = json.loads(line)
                    yield str(asked["q"]), str(asked.get("born") or "")
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    raise CommandProblem(
                        f'Line {number} of {file.name} is no question. Write {{"q": "a name", "born": "1987"}}.'
                    ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommandProblem(f"{file} cannot be read. Give a file of UTF-8 text with one question a line.") from error


def _data(query: str, milliseconds: float, answer: Answer) -> dict[str, object]:
    """The answer for programs."""
    return {
        "query": query,
        "ms": milliseconds,
        "bearers": answer.bearers,
        "too_common": answer.too_common,
        "results": [
            {
                "id": str(hit.person_id),
                "external_id": hit.external_id,
                "name": hit.name,
                "latin": hit.latin,
                "born": hit.born,
                "score": hit.score,
                "because": [
                    {"kind": one.kind, "left": one.left, "right": one.right, "says": say(one)} for one in hit.because
                ],
            }
            for hit in answer.hits
        ],
    }


def say(reason: Because) -> str:
    """A reason in a few words."""
    words = _SAYS.get(reason.kind, reason.kind.replace("_", " "))
    # What was typed may hold braces: it is put in, never read as a pattern.
    return words.replace("{left}", "\0").replace("{right}", reason.right).replace("\0", reason.left)


def why(hit: Hit) -> str:
    """The reasons of a hit in one line."""
    return "; ".join(say(one) for one in hit.because)


def _show(answer: Answer, milliseconds: float) -> None:
    console = Console(highlight=False)
    hits: Sequence[Hit] = answer.hits
    if answer.too_short:
        console.print("A single letter stands for too many people. Type more of the name.")
        return
    if not hits:
        console.print("Nobody by that name. Try the birth as well, or another spelling.")
        return
    table = Table("Score", "Name", "In Latin letters", "Born", "Why")
    for hit in hits:
        # As text: a square bracket in a name is no markup.
        table.add_row(*(Text(cell) for cell in (f"{hit.score:.2f}", hit.name, hit.latin, hit.born, why(hit))))
    console.print(table)
    if answer.too_common:
        many = f"More than {answer.bearers}" if answer.at_least else str(answer.bearers)
        console.print(f"{many} people bear this name. Add the year of birth, the father's name or a number.")
    console.print(f"{len(hits)} shown, found in {milliseconds} ms.")
