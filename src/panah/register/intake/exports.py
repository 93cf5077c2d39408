# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of each row of an import, as a named export: no name and no number of a paper, the rows by their own number."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from panah.foundation.access.actor import Actor
from panah.foundation.access.receivers import Receiver
from panah.foundation.exports.declaration import Column, Content, ExportSpec, Row, declare
from panah.foundation.privacy import C4
from panah.register.intake import selectors
from panah.register.intake.words import of_row
from panah.register.models import ImportRow
from panah.register.policy import RegisterPermission

HEADER = ("row", "outcome", "external_id", "person", "columns", "reasons")


def cells(row: ImportRow) -> Row:
    """One row of the file."""
    person = row.person_id or (row.own_id if row.outcome != "refused" else "")
    return (
        row.number,
        row.outcome,
        row.external_id,
        str(person),
        ", ".join(dict.fromkeys(fault["column"] for fault in row.faults if fault.get("column"))),
        " ".join(of_row(fault) for fault in row.faults),
    )


def people_of(rows: Iterable[ImportRow]) -> list[uuid.UUID]:
    """The people on record whom rows tell of."""
    return [row.person_id for row in rows if row.person_id]


def _produce(actor: Actor, params: Mapping[str, Any]) -> Content:
    run = selectors.import_run(actor, params["run"])
    rows = selectors.import_rows(actor, run)
    if params["rows"] == "faults":
        rows = rows.exclude(faults=[])
    found = list(rows)
    return Content([cells(row) for row in found], people_of(found), name=f"import-{run.created_at:%Y-%m-%d}")


def _which(given: str) -> str:
    if given not in ("", "faults", "all"):
        raise ValueError(given)
    return given or "faults"


RESULT = declare(
    ExportSpec(
        name="import_result",
        title=_("What became of the rows of an import"),
        purpose=_("To mend the rows at the place that they came from."),
        permission=RegisterPermission.IMPORT,
        receiver=Receiver.OWN,
        # That somebody is in a file of the asylum procedure.
        data_class=C4,
        columns=(
            Column("row", _("number of the row")),
            Column("outcome", _("what became of it")),
            Column("external_id", _("id in the other register")),
            Column("person", _("id of the person")),
            Column("columns", _("columns to mend")),
            Column("reasons", _("reasons")),
        ),
        produce=_produce,
        params={"run": uuid.UUID, "rows": _which},
        choices={"rows": lambda actor: [("faults", _("Rows with something to mend")), ("all", _("All rows"))]},
        labels={"rows": _("Which rows")},
        kinds=("csv", "xlsx"),
    )
)
