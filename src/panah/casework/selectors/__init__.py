# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads of cases. Each asks for permission, filters by the policy, and writes the audit event of what was shown."""

from panah.casework.selectors.basket import VIEWS, Basket, BasketRow, basket
from panah.casework.selectors.board import Board, board
from panah.casework.selectors.content import action_content, decision_law, letter_bytes, stored_file
from panah.casework.selectors.dates import Due, due
from panah.casework.selectors.documents import Answer, check_document
from panah.casework.selectors.file import CaseFile, appointments, case_file, get_case, visible
from panah.casework.selectors.own import OwnFile, filed_file, own_file, own_files
from panah.casework.selectors.rests import Rests, rests_on
from panah.casework.selectors.shown import shown_answers

__all__ = [
    "VIEWS",
    "Answer",
    "Basket",
    "BasketRow",
    "Board",
    "CaseFile",
    "Due",
    "OwnFile",
    "Rests",
    "action_content",
    "appointments",
    "basket",
    "board",
    "case_file",
    "check_document",
    "decision_law",
    "due",
    "filed_file",
    "get_case",
    "letter_bytes",
    "own_file",
    "own_files",
    "rests_on",
    "shown_answers",
    "stored_file",
    "visible",
]
