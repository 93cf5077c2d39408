# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of the register."""

from panah.register.models.care import GuardianEnd, GuardianKind, Guardianship, NeedCode, SpecificNeed
from panah.register.models.document import DocumentKind, PersonDocument
from panah.register.models.duplicates import (
    Merge,
    MovedRow,
    PairSource,
    PairState,
    PairVerdict,
    PersonToCheck,
    SuspectedPair,
    VerdictKind,
    VerdictOutcome,
)
from panah.register.models.emergency import Danger, EmergencyNotice, EmergencyOpening, EmergencyReview, Part, Verdict
from panah.register.models.family import Bond, FamilyLink, Household, HouseholdMember, HouseholdRole, Whereabouts
from panah.register.models.intake import (
    ImportMapping,
    ImportPart,
    ImportPreview,
    ImportRow,
    ImportRun,
    RowOutcome,
    RunPhase,
    RunState,
)
from panah.register.models.nationality import Affiliation, Nationality
from panah.register.models.person import (
    BirthPrecision,
    IdentityPaper,
    NameKind,
    PaperKind,
    Person,
    PersonName,
    Sex,
    SexWish,
)
from panah.register.models.place import Address, Contact, ContactKind, SafeToUse
from panah.register.models.restriction import TWO_PEOPLE, Restriction, RestrictionEnd, RestrictionKind, in_force
from panah.register.models.searching import NamePosting, NameToken, PhonePosting
from panah.register.models.shown import SearchShown
from panah.register.models.status import GROUP_OF, LegalStatus, StatusGroup, StatusKind

__all__ = [
    "GROUP_OF",
    "TWO_PEOPLE",
    "Address",
    "Affiliation",
    "BirthPrecision",
    "Bond",
    "Contact",
    "ContactKind",
    "Danger",
    "DocumentKind",
    "EmergencyNotice",
    "EmergencyOpening",
    "EmergencyReview",
    "FamilyLink",
    "GuardianEnd",
    "GuardianKind",
    "Guardianship",
    "Household",
    "HouseholdMember",
    "HouseholdRole",
    "IdentityPaper",
    "ImportMapping",
    "ImportPart",
    "ImportPreview",
    "ImportRow",
    "ImportRun",
    "LegalStatus",
    "Merge",
    "MovedRow",
    "NameKind",
    "NamePosting",
    "NameToken",
    "Nationality",
    "NeedCode",
    "PairSource",
    "PairState",
    "PairVerdict",
    "PaperKind",
    "Part",
    "Person",
    "PersonDocument",
    "PersonName",
    "PersonToCheck",
    "PhonePosting",
    "Restriction",
    "RestrictionEnd",
    "RestrictionKind",
    "RowOutcome",
    "RunPhase",
    "RunState",
    "SafeToUse",
    "SearchShown",
    "Sex",
    "SexWish",
    "SpecificNeed",
    "StatusGroup",
    "StatusKind",
    "SuspectedPair",
    "Verdict",
    "VerdictKind",
    "VerdictOutcome",
    "Whereabouts",
    "in_force",
]
