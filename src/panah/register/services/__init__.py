# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes of the register. Each asks for permission first and writes its audit event last, in one transaction."""

import panah.register.selectors  # noqa: F401 - before the services, some of which read, and from which it takes one thing
from panah.register.services.bulk import BulkName, BulkPaper, BulkPerson, write_people
from panah.register.services.care import appoint_guardian, correct_guardian, end_guardian, end_need, record_need
from panah.register.services.documents import add_document, end_document, set_photo
from panah.register.services.duplicates import Suspicion, recheck, report_pair, suspect
from panah.register.services.editing import (
    correct_address,
    correct_contact,
    correct_link,
    correct_name,
    correct_paper,
    end_address,
    end_name,
    end_paper,
)
from panah.register.services.emergency import open_in_emergency, review_opening
from panah.register.services.family import (
    create_household,
    end_link,
    join_household,
    leave_household,
    link_family,
)
from panah.register.services.household import Registered, register_household, registering_compartments
from panah.register.services.looked import rejected, searches_behind, stand_behind
from panah.register.services.merging import agree, propose, send_back
from panah.register.services.nationality import determine_nationality, take_nationality_back
from panah.register.services.people import (
    add_contact,
    add_name,
    add_paper,
    correct_person,
    create_person,
    end_contact,
    give_paper_back,
    make_known,
    take_paper,
)
from panah.register.services.place import set_address
from panah.register.services.restrictions import (
    confirm_restriction,
    end_restriction,
    enter_decided,
    enter_restriction,
    restriction_rule,
    review_restriction,
    suspend_restriction,
)
from panah.register.services.splitting import RowSince, rows_since, split
from panah.register.services.status import end_status, set_status

__all__ = [
    "BulkName",
    "BulkPaper",
    "BulkPerson",
    "Registered",
    "RowSince",
    "Suspicion",
    "add_contact",
    "add_document",
    "add_name",
    "add_paper",
    "agree",
    "appoint_guardian",
    "confirm_restriction",
    "correct_address",
    "correct_contact",
    "correct_guardian",
    "correct_link",
    "correct_name",
    "correct_paper",
    "correct_person",
    "create_household",
    "create_person",
    "determine_nationality",
    "end_address",
    "end_contact",
    "end_document",
    "end_guardian",
    "end_link",
    "end_name",
    "end_need",
    "end_paper",
    "end_restriction",
    "end_status",
    "enter_decided",
    "enter_restriction",
    "give_paper_back",
    "join_household",
    "leave_household",
    "link_family",
    "make_known",
    "open_in_emergency",
    "propose",
    "recheck",
    "record_need",
    "register_household",
    "registering_compartments",
    "rejected",
    "report_pair",
    "restriction_rule",
    "review_opening",
    "review_restriction",
    "rows_since",
    "searches_behind",
    "send_back",
    "set_address",
    "set_photo",
    "set_status",
    "split",
    "stand_behind",
    "suspect",
    "suspend_restriction",
    "take_nationality_back",
    "take_paper",
    "write_people",
]
