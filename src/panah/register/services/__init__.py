# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes of the register. Each asks for permission first and writes its audit event last, in one transaction."""

import panah.register.selectors  # noqa: F401 - before the services, some of which read, and from which it takes one thing
from panah.register.services.bulk import BulkName, BulkPaper, BulkPerson, write_people
from panah.register.services.care import appoint_guardian, end_guardian, end_need, record_need
from panah.register.services.family import (
    create_household,
    end_link,
    join_household,
    leave_household,
    link_family,
)
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
from panah.register.services.status import end_status, set_status

__all__ = [
    "BulkName",
    "BulkPaper",
    "BulkPerson",
    "add_contact",
    "add_name",
    "add_paper",
    "appoint_guardian",
    "correct_person",
    "create_household",
    "create_person",
    "end_contact",
    "end_guardian",
    "end_link",
    "end_need",
    "end_status",
    "give_paper_back",
    "join_household",
    "leave_household",
    "link_family",
    "make_known",
    "record_need",
    "set_address",
    "set_status",
    "take_paper",
    "write_people",
]
