# SPDX-License-Identifier: AGPL-3.0-or-later
"""What casework, domains and interfaces use of the register."""

from panah.register.bulk import RegisterFacts, register_facts
from panah.register.country import home_country, home_state
from panah.register.data import (
    Correction,
    NewAddress,
    NewContact,
    NewGuardian,
    NewHousehold,
    NewLink,
    NewMember,
    NewName,
    NewNeed,
    NewPaper,
    NewPerson,
    NewRestriction,
    NewStatus,
    parse,
)
from panah.register.documents_data import NewDocument
from panah.register.errors import Invalid, LooksRegistered, NotNow, RegisterError, RequestReused, Stale
from panah.register.facts import alpha_2, citizenships_of, facts_known_to, person_facts
from panah.register.household_data import HouseholdIntake
from panah.register.household_data import Member as HouseholdMemberIntake
from panah.register.nationality_data import NewNationality
from panah.register.policy import RegisterPermission
from panah.register.selectors import *  # noqa: F403
from panah.register.selectors import __all__ as _selectors
from panah.register.services import *  # noqa: F403
from panah.register.services import __all__ as _services
from panah.register.services.known import wait_turn

__all__ = [
    "Correction",
    "HouseholdIntake",
    "HouseholdMemberIntake",
    "Invalid",
    "LooksRegistered",
    "NewAddress",
    "NewContact",
    "NewDocument",
    "NewGuardian",
    "NewHousehold",
    "NewLink",
    "NewMember",
    "NewName",
    "NewNationality",
    "NewNeed",
    "NewPaper",
    "NewPerson",
    "NewRestriction",
    "NewStatus",
    "NotNow",
    "RegisterError",
    "RegisterPermission",
    "RequestReused",
    "RegisterFacts",
    "Stale",
    "alpha_2",
    "citizenships_of",
    "facts_known_to",
    "home_country",
    "home_state",
    "parse",
    "person_facts",
    "register_facts",
    *_selectors,
    *_services,
    "wait_turn",
]
