# SPDX-License-Identifier: AGPL-3.0-or-later
"""What interfaces use of the asylum procedure."""

from panah.domains.asylum.facts import CLAIM, REVIEW
from panah.domains.asylum.law import counts_as_child
from panah.domains.asylum.policy import ClaimPermission
from panah.domains.asylum.priority import why_priority
from panah.domains.asylum.reception import (
    Access,
    Intake,
    Received,
    ReceivedPerson,
    access_slip,
    parse_intake,
    receive_claim,
    renew_access,
)
from panah.domains.asylum.reception.receive import determining_offices
from panah.domains.asylum.reviewing import can_be_reviewed, open_review, review_form
from panah.domains.asylum.selectors import (
    ClaimOverview,
    Duty,
    FamilyFile,
    Representative,
    claim_overview,
    duties,
    wards_of,
)

__all__ = [
    "CLAIM",
    "REVIEW",
    "Access",
    "ClaimOverview",
    "ClaimPermission",
    "Duty",
    "FamilyFile",
    "Intake",
    "Received",
    "ReceivedPerson",
    "Representative",
    "access_slip",
    "can_be_reviewed",
    "claim_overview",
    "counts_as_child",
    "determining_offices",
    "duties",
    "open_review",
    "parse_intake",
    "receive_claim",
    "renew_access",
    "review_form",
    "wards_of",
    "why_priority",
]
