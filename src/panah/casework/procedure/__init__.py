# SPDX-License-Identifier: AGPL-3.0-or-later
"""Procedures as data: schema, loader, form validation, linter, drawing. Importable without Django.

from panah.casework.procedure import pack_procedures
procedure = pack_procedures("az")["asylum_claim", 1]
procedure.offered_in("received")
"""

from panah.casework.procedure.conditions import holds
from panah.casework.procedure.forms import Validated, validate
from panah.casework.procedure.load import (
    ProcedureError,
    load_procedure,
    pack_procedures,
    procedure_from_json,
    to_json,
)
from panah.casework.procedure.schema import (
    START,
    Action,
    ClockRule,
    Field,
    LetterRule,
    Option,
    PauseRule,
    Procedure,
    Requirement,
    Start,
    State,
    Target,
    Text,
)

__all__ = [
    "START",
    "Action",
    "ClockRule",
    "Field",
    "LetterRule",
    "Option",
    "PauseRule",
    "Procedure",
    "ProcedureError",
    "Requirement",
    "Start",
    "State",
    "Target",
    "Text",
    "Validated",
    "holds",
    "load_procedure",
    "pack_procedures",
    "procedure_from_json",
    "to_json",
    "validate",
]
