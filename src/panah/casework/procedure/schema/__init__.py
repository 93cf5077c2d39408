# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape of a procedure: what may be written in `packs/<pack>/procedures/<key>.v<N>.yaml`.

A procedure is data: states, actions, who may, what must be true, form fields, clocks, letters. These
models say which data is a procedure at all; `lint` says whether it is a good one. They know neither Django
nor the domain, so that a tennis club and an asylum service run through the same engine.
"""

from panah.casework.procedure.schema.acts import Act, Action, LetterRule, Requirement, Start, State, Target
from panah.casework.procedure.schema.base import (
    EVERY_OPEN_STATE,
    START,
    DottedName,
    Line,
    Model,
    Name,
    Option,
    Scalar,
    Text,
)
from panah.casework.procedure.schema.clocks import ChargeRule, ClockRule, Length, PauseRule
from panah.casework.procedure.schema.fields import BOUNDED_KINDS, CHOICE_KINDS, DATE_KINDS, TEXT_KINDS, Field, FieldKind
from panah.casework.procedure.schema.procedure import BarredBy, Procedure

__all__ = [
    "BOUNDED_KINDS",
    "CHOICE_KINDS",
    "DATE_KINDS",
    "EVERY_OPEN_STATE",
    "START",
    "TEXT_KINDS",
    "Act",
    "Action",
    "BarredBy",
    "ChargeRule",
    "ClockRule",
    "DottedName",
    "Field",
    "FieldKind",
    "Length",
    "LetterRule",
    "Line",
    "Model",
    "Name",
    "Option",
    "PauseRule",
    "Procedure",
    "Requirement",
    "Scalar",
    "Start",
    "State",
    "Target",
    "Text",
]
