# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of the engine."""

from panah.casework.models.action import Action, ActionContent, Draft
from panah.casework.models.case import Bar, Case, ProcedureVersion, Side
from panah.casework.models.charge import Charge, Payment
from panah.casework.models.clock import Appointment, Clock, ClockPause, Task
from panah.casework.models.papers import Decision, IssuedDocument, Letter

__all__ = [
    "Action",
    "ActionContent",
    "Appointment",
    "Bar",
    "Case",
    "Charge",
    "Clock",
    "ClockPause",
    "Decision",
    "Draft",
    "IssuedDocument",
    "Letter",
    "Payment",
    "ProcedureVersion",
    "Side",
    "Task",
]
