# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads of the register."""

from panah.register.selectors.documents import documents_of, photo_of, read_document, read_document_row
from panah.register.selectors.duplicates import (
    PairFile,
    merge_file,
    merges_of,
    pair_file,
    people_for_merge,
    waiting_pairs,
)
from panah.register.selectors.duplicates import listed as pairs_listed
from panah.register.selectors.duplicates import queue as duplicate_queue
from panah.register.selectors.emergency import emergency_openings, opened_in_emergency, waiting_openings
from panah.register.selectors.file import (
    Company,
    Relative,
    company_of,
    current_address,
    current_statuses,
    display_name,
    display_names,
    family_of,
    guardian_of,
    guardians_home_of,
    guardians_of,
    home_of,
    household,
    household_of,
    known_at,
    latin_name,
    members_of,
    names_of,
    nationalities_of,
    needs_home_of,
    needs_of,
    papers_of,
    person,
    safe_contacts,
)
from panah.register.selectors.history import AsOf, as_of, end_of_day
from panah.register.selectors.lookalikes import lookalikes
from panah.register.selectors.merged import survivors, whole
from panah.register.selectors.restrictions import Entry, restriction, restrictions_of, restrictions_to_review
from panah.register.selectors.search import Answer, Because, Hit, look_for, search
from panah.register.selectors.shown import Looked, look_before_registering
from panah.register.selectors.visible import visible

__all__ = [
    "Answer",
    "AsOf",
    "Because",
    "Company",
    "Entry",
    "Hit",
    "Looked",
    "PairFile",
    "Relative",
    "as_of",
    "company_of",
    "current_address",
    "current_statuses",
    "display_name",
    "display_names",
    "documents_of",
    "duplicate_queue",
    "emergency_openings",
    "end_of_day",
    "family_of",
    "guardian_of",
    "guardians_home_of",
    "guardians_of",
    "home_of",
    "household",
    "household_of",
    "known_at",
    "latin_name",
    "look_before_registering",
    "look_for",
    "lookalikes",
    "members_of",
    "merge_file",
    "merges_of",
    "names_of",
    "nationalities_of",
    "needs_home_of",
    "needs_of",
    "opened_in_emergency",
    "pair_file",
    "pairs_listed",
    "papers_of",
    "people_for_merge",
    "person",
    "photo_of",
    "read_document",
    "read_document_row",
    "restriction",
    "restrictions_of",
    "restrictions_to_review",
    "safe_contacts",
    "search",
    "survivors",
    "visible",
    "waiting_openings",
    "waiting_pairs",
    "whole",
]
