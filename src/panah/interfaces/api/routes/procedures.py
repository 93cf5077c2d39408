# SPDX-License-Identifier: AGPL-3.0-or-later
"""The published procedures."""

import json

from django.http import HttpRequest
from ninja import Router

from panah.casework.models import ProcedureVersion
from panah.casework.policy import CasePermission
from panah.foundation.access.errors import NotFound
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.other import DefinitionOut, ProcedureOut, ProceduresOut

router = Router()


@operation(
    router, "GET", "/procedures", permission=CasePermission.PROCEDURES, purpose="procedures", response=ProceduresOut
)
def procedures(request: HttpRequest) -> ProceduresOut:
    """Every published version of every procedure."""
    language: str = request.actor.language  # type: ignore[attr-defined]
    rows = ProcedureVersion.objects.order_by("pack", "key", "-version")
    return ProceduresOut(procedures=[_out(row, language) for row in rows])


def _out(row: ProcedureVersion, language: str) -> ProcedureOut:
    procedure = row.procedure
    return ProcedureOut(
        pack=row.pack,
        key=row.key,
        version=row.version,
        title=procedure.title.in_(language),
        hash=row.hash,
        published_at=row.published_at,
        states={name: state.label.in_(language) for name, state in procedure.states.items()},
        actions={name: action.label.in_(language) for name, action in procedure.actions.items()},
    )


@operation(
    router,
    "GET",
    "/procedures/{slug:pack}/{slug:key}/{int:version}",
    permission=CasePermission.PROCEDURES,
    purpose="procedures",
    response=DefinitionOut,
)
def procedure_definition(request: HttpRequest, pack: str, key: str, version: int) -> DefinitionOut:
    """One published version, whole: states, actions, forms, conditions, clocks, articles."""
    row = ProcedureVersion.objects.filter(pack=pack, key=key, version=version).first()
    if row is None:
        raise NotFound("procedure")
    return DefinitionOut(hash=row.hash, definition=json.loads(row.definition))
