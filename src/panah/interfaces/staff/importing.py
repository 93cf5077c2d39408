# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of imports say: states, outcomes, columns, and the questions of their forms."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.interfaces.staff.words import say
from panah.interfaces.web.forms import Field
from panah.register.intake.columns import COLUMNS
from panah.register.intake.selectors import Preview
from panah.register.intake.words import of_file, of_row
from panah.register.models import ImportRow, ImportRun, RunPhase, RunState

LEAVE_OUT = "leave_out"
WORKING = (RunState.CHECKING, RunState.RUNNING)

COMPARTMENTS: Mapping[str, Any] = {
    "asylum": gettext_lazy("People who claim asylum"),
    "stay": gettext_lazy("Foreigners who stay"),
    "displaced": gettext_lazy("Displaced people"),
}
STATES: Mapping[str, Any] = {
    "received": gettext_lazy("columns to be chosen"),
    "checking": gettext_lazy("is being checked"),
    "checked": gettext_lazy("checked, not written yet"),
    "running": gettext_lazy("people are being written"),
    "stopped": gettext_lazy("stopped"),
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("cannot go on"),
    "discarded": gettext_lazy("thrown away"),
}
TONES = {
    "received": "info", "checking": "active", "checked": "info", "running": "active", "stopped": "warn", "done": "good",
    "failed": "bad", "discarded": "closed",
}  # fmt: skip
PHASES: Mapping[str, Any] = {
    "reading": gettext_lazy("Reading the rows"),
    "matching": gettext_lazy("Looking for people who are on record"),
    "rematching": gettext_lazy("Looking once more for people who are on record"),
    "writing": gettext_lazy("Writing people"),
    "queueing": gettext_lazy("Queueing suspected duplicates"),
    "closing": gettext_lazy("Deleting the file"),
}
OUTCOMES: Mapping[str, Any] = {
    "new": gettext_lazy("New"),
    "matched": gettext_lazy("Matched"),
    "doubtful": gettext_lazy("Doubtful"),
    "refused": gettext_lazy("Refused"),
    "differs": gettext_lazy("Differing"),
}
OUTCOME_TONES = {"new": "good", "matched": "neutral", "doubtful": "warn", "refused": "bad"}
ENCODINGS = {
    "utf-8": gettext_lazy("Unicode (UTF-8)"),
    "utf-16": gettext_lazy("Unicode (UTF-16)"),
    "windows-1251": gettext_lazy("Windows, Cyrillic (1251)"),
    "windows-1254": gettext_lazy("Windows, Turkish (1254)"),
    "windows-1252": gettext_lazy("Windows, Western European (1252)"),
}
DELIMITERS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("upright stroke"),
}
NAMES: Mapping[str, Any] = {
    "external_id": gettext_lazy("Number in the register that it comes from"),
    "name": gettext_lazy("Full name"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "patronymic": gettext_lazy("Father's name"),
    "name_original": gettext_lazy("Name in its own script"),
    "sex": gettext_lazy("Sex"),
    "birth_date": gettext_lazy("Day of birth"),
    "birth_year": gettext_lazy("Year of birth"),
    "nationality": gettext_lazy("Citizenship"),
    "document_type": gettext_lazy("Kind of paper"),
    "document_number": gettext_lazy("Number of the paper"),
    "phone": gettext_lazy("Telephone"),
    "address": gettext_lazy("Address"),
    "household_id": gettext_lazy("Number of the household"),
    "relation": gettext_lazy("Place in the household"),
}
LONGEST_SAMPLE = 40


def upload_fields(compartments: list[str]) -> list[Field]:
    """What is asked when a file is handed in."""
    fields = [
        Field("file", "file", _("File with the people"), _("CSV or XLSX, with one person in each row and headings in the first one."),
              required=True, accept=".csv,.txt,.tsv,.xlsx"),
        Field("source", "text", _("Register that it comes from"),
              _("A short name, such as unhcr. Only needed where its numbers could be those of another register as well."),
              max_length=20, width=20, autocomplete="off"),
    ]  # fmt: skip
    if len(compartments) > 1:
        known = [(one, say(COMPARTMENTS, one)) for one in compartments]
        fields.insert(1, Field("compartment", "choice", _("Who these people are"), required=True, options=known))
    return fields


def format_fields(seen: Preview, kind: str) -> list[Field]:
    """How the file is read, where there is something to choose."""
    fields = []
    if kind == "csv":
        likely = seen.encodings or list(ENCODINGS)
        ordered = [*likely, *(one for one in ENCODINGS if one not in likely)]
        known = [(code, say(ENCODINGS, code)) for code in ordered]
        fields.append(
            Field("encoding", "choice", _("Letters are written in"), options=known, required=True, widget="select")
        )
        parted = [({"\t": "tab"}.get(sign, sign), say(DELIMITERS, sign)) for sign in DELIMITERS]
        fields.append(
            Field("delimiter", "choice", _("Columns are parted by"), options=parted, required=True, widget="select")
        )
    if len(seen.sheets) > 1:
        fields.append(
            Field(
                "sheet",
                "choice",
                _("Sheet"),
                options=[(one, one) for one in seen.sheets],
                required=True,
                widget="select",
            )
        )
    return fields


def column_fields(seen: Preview) -> list[Field]:
    """For each column of the file, what it is."""
    known = [(one, say(NAMES, one)) for one in COLUMNS]
    fields = []
    for place, heading in enumerate(seen.header):
        values = dict.fromkeys(row[place].strip() for row in seen.sample if place < len(row))
        sample = ", ".join(value[:LONGEST_SAMPLE] for value in values if value)
        fields.append(
            Field(
                f"column_{place}",
                "choice",
                heading or _("Column %(number)s, without a heading") % {"number": place + 1},
                _("For example: %(values)s") % {"values": sample[:160]} if sample else _("Nothing in the first rows"),
                options=[(LEAVE_OUT, _("Leave this column out")), *known],
                required=True,
                widget="select",
            )
        )
    return fields


def about(run: ImportRun) -> dict[str, Any]:
    """A run as the pages show it."""
    total = run.counts.get("new", 0) + run.counts.get("doubtful", 0)
    return {
        "id": run.pk,
        "state": say(STATES, run.state),
        "code": run.state,
        "tone": TONES[run.state],
        "into": say(COMPARTMENTS, run.compartment),
        "source": run.source,
        "kind": run.kind.upper(),
        "size": run.size,
        "created_at": run.created_at,
        "ended_at": run.ended_at,
        "working": run.state in WORKING,
        "stopping": run.state in WORKING and run.stop_asked,
        "phase": say(PHASES, run.phase) if run.phase in PHASES else "",
        "rows": run.rows,
        "written": run.written,
        "queued": run.queued,
        "to_write": total,
        "share": round(100 * run.written / total) if total and run.phase == RunPhase.WRITING else None,
        "counts": run.counts,
        "failure": of_file(run.failure["code"], run.failure.get("params")) if run.failure else "",
        "left_out": [heading for heading, column in zip(run.header, run.columns, strict=False) if not column and heading],
        "read_as": ", ".join(
            text for text in (say(ENCODINGS, run.read_as.get("encoding", "")) if run.read_as.get("encoding") else "",
                              run.read_as.get("sheet", "")) if text
        ),
        "nothing": run.state == RunState.DONE and not run.written,
    }  # fmt: skip


def row_words(row: ImportRow, may_open: bool) -> dict[str, Any]:
    """A row as the result shows it. may_open: link to the people on record, which are of the reader's compartment."""
    return {
        "number": row.number,
        "external_id": row.external_id,
        "outcome": say(OUTCOMES, row.outcome),
        "tone": OUTCOME_TONES[row.outcome],
        "reasons": [(say(NAMES, one["column"]) if one.get("column") else "", of_row(one)) for one in row.faults],
        "person": row.person_id if may_open else None,
    }
