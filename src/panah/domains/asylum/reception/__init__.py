# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim: what is handed in, and the one service that writes it."""

from panah.domains.asylum.reception.access import Access, access_slip, renew_access
from panah.domains.asylum.reception.intake import Intake, parse_intake
from panah.domains.asylum.reception.receive import Received, ReceivedPerson, receive_claim

__all__ = [
    "Access",
    "Intake",
    "Received",
    "ReceivedPerson",
    "access_slip",
    "parse_intake",
    "receive_claim",
    "renew_access",
]
