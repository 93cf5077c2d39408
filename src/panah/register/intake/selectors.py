# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading imports: which there are, what a file looks like before it is decided, what became of its rows."""

import dataclasses
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db.models import QuerySet

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import shut_people
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.register.intake import columns, staging
from panah.register.intake.errors import EncodingInDoubt, FileRefused, SheetInDoubt
from panah.register.intake.limits import limits
from panah.register.intake.readers import Format, open_table
from panah.register.models import ImportMapping, ImportPreview, ImportRow, ImportRun, RunState
from panah.register.policy import RegisterPermission, import_compartments

SHOWN = 5
_ASKED = 500


@dataclass(frozen=True)
class Preview:
    """How a file looks: as it was read, its first rows, what its headings say; or the question that comes first.

    encodings, sheets: answers to choose from, where somebody has to say.
    plan: which column is which, as far as the headings tell.
    """

    how: Format
    header: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    plan: columns.Plan | None = None
    encodings: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


def imports_of(actor: Actor) -> QuerySet[ImportRun]:
    """The imports into the compartments of the actor, the newest first. Raises Denied."""
    require(actor, RegisterPermission.IMPORT)
    return ImportRun.objects.filter(compartment__in=import_compartments(actor)).order_by("-created_at")


def import_run(actor: Actor, run_id: uuid.UUID) -> ImportRun:
    """One import. Raises Denied, NotFound."""
    found = imports_of(actor).filter(pk=run_id).first()
    if found is None:
        raise NotFound("import")
    return found


def import_rows(actor: Actor, run: ImportRun, outcome: str = "") -> QuerySet[ImportRow]:
    """The rows of an import in the order of the file; of one outcome (`differs`: matched, and told to differ).

    A row of somebody to whom the actor is tied says what is on record, and is left out with the file (PZ-10).
    """
    require(actor, RegisterPermission.IMPORT, run, hide=True)
    rows = ImportRow.objects.filter(run=run, compartment=run.compartment).order_by("number").defer("blocks")
    if shut := shut_people():
        rows = rows.exclude(person_id__in=shut)
    if outcome == "differs":
        return rows.filter(outcome="matched", faults__contains=[{"code": "differs"}])
    return rows.filter(outcome=outcome) if outcome else rows


def mappings_of(actor: Actor, compartment: str = "") -> QuerySet[ImportMapping]:
    """Saved mappings of the actor's compartments, or of one of them. Raises Denied."""
    require(actor, RegisterPermission.IMPORT)
    found = ImportMapping.objects.filter(compartment__in=import_compartments(actor)).order_by("name")
    return found.filter(compartment=compartment) if compartment else found


def preview(actor: Actor, run: ImportRun, how: Format) -> Preview:
    """How the file of a run looks when it is read so. Raises Denied, NotFound, and FileRefused where it cannot be.

    The file is read at the first time alone: it may have half a gigabyte, and the page is shown again after every answer.
    """
    require(actor, RegisterPermission.IMPORT, run, hide=True)
    asked = json.dumps(dataclasses.asdict(how), ensure_ascii=False, sort_keys=True)
    kept = ImportPreview.objects.filter(run=run, asked=asked[:_ASKED]).values_list("content", flat=True).first()
    if kept is None:
        kept = _look(run, how)
        if len(asked) <= _ASKED:
            found = ImportPreview(run=run, compartment=run.compartment, asked=asked, content=kept)
            # Two who look at once both read it; one of them keeps it.
            ImportPreview.objects.bulk_create([found], ignore_conflicts=True)
    if "refused" in kept:
        raise FileRefused(kept["refused"], **kept["params"])
    seen = Preview(**kept | {"how": Format(**kept["how"])})
    return dataclasses.replace(seen, plan=columns.automatic(seen.header)) if seen.header else seen


def _look(run: ImportRun, how: Format) -> dict[str, Any]:
    """Read the file so: what `Preview` holds but for the plan, or `refused` and `params`."""
    with staging.the_file(run) as file:
        try:
            seen = _read(file, how)
        except FileRefused as refused:
            return {"refused": refused.code, "params": refused.params}
    told = dataclasses.asdict(seen)
    del told["plan"]
    return told


def _read(file: BinaryIO, how: Format) -> Preview:
    try:
        table = open_table(file, limits(), how)
    except SheetInDoubt as doubt:
        return Preview(how, sheets=doubt.sheets)
    except EncodingInDoubt as doubt:
        # Shown as the likeliest one reads it: whoever looks sees whether the letters are right.
        likeliest = Format(doubt.choices[0], how.delimiter, how.sheet)
        return dataclasses.replace(_read(file, likeliest), how=likeliest, encodings=doubt.choices)
    found = Format(table.encoding, table.delimiter, table.sheet)
    sample = [cells for _number, cells in itertools.islice(table.rows(), SHOWN)]
    return Preview(found, list(table.header), sample, sheets=table.sheets)


def earlier_import(actor: Actor, run: ImportRun) -> ImportRun | None:
    """The last import of the same file that was written, where there is one."""
    same = imports_of(actor).filter(sha256=run.sha256, compartment=run.compartment, state=RunState.DONE)
    return same.exclude(pk=run.pk).filter(created_at__lte=run.created_at).first()


__all__ = [
    "FileRefused",
    "Preview",
    "earlier_import",
    "import_rows",
    "import_run",
    "imports_of",
    "mappings_of",
    "preview",
]
