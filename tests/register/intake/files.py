# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of invented people, and imports of them as an officer would make them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.register.intake import run, services
from panah.register.intake.columns import automatic
from panah.register.intake.readers import Format
from panah.register.models import ImportRow, ImportRun, Person

HEADER = ("external_id", "name", "sex", "birth_date", "document_number", "household_id", "relation")


def as_csv(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, encoding: str = "utf-8", **how: Any) -> bytes:
    """A CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, **how)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def people(count: int, *, first: int = 0) -> list[list[str]]:
    """Rows of people, three to a household, nobody like anybody else."""
    rows = []
    for n in range(first, first + count):
        name = f"{_word(n * 7 + 1)} {_word(n * 11 + 5)}ov"
        born = f"19{50 + n % 50}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        role = ("principal", "spouse", "child")[n % 3]
        rows.append([f"E{n}", name, "FM"[n % 2], born, f"N{n:06d}", f"H{n // 3}", role])
    return rows


def _word(number: int) -> str:
    letters = ""
    for _place in range(3):
        number, rest = divmod(number, 60)
        letters += "bdfgklmnprstvz"[rest % 14] + "aeiou"[rest % 5]
    return letters.capitalize()


def receive(actor: Actor, content: bytes, compartment: str = "displaced", source: str = "") -> ImportRun:
    """Hand in a file."""
    with acting(actor, "import"):
        return services.receive_file(actor=actor, file=io.BytesIO(content), compartment=compartment, source=source)


def bring_in(actor: Actor, content: bytes, *, write: bool = True, **more: Any) -> ImportRun:
    """Hand in a file, take its headings as they are, check it, and write it."""
    started = receive(actor, content, **more)
    with acting(actor, "import"):
        services.decide_columns(actor=actor, run_id=started.pk, how=Format(), plan_for=automatic, write=write)
        return run.work(actor=actor, run_id=started.pk)


def outcomes(actor: Actor, made: ImportRun) -> dict[int, tuple[str, list[str]]]:
    """Line -> outcome and the codes of what is said of it, of the rows that are kept."""
    with acting(actor, "import"):
        return {
            row.number: (row.outcome, [fault["code"] for fault in row.faults])
            for row in ImportRow.objects.filter(run=made).order_by("number")
        }


def known(actor: Actor) -> int:
    """How many people the actor may know."""
    with acting(actor, "import"):
        return Person.objects.count()
