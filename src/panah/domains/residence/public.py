# SPDX-License-Identifier: AGPL-3.0-or-later
"""What interfaces use of stay and residence."""

from panah.domains.residence.own.selectors import (
    Ward,
    acting_for,
    is_shown,
    offices_for_filing,
    stay_cases,
    stay_file,
    wards_in_stay,
)
from panah.domains.residence.own.services import (
    SELF_DECLARED,
    OpenedAlready,
    OwnAccount,
    apply,
    filing,
    keep_own_upload,
    note_identity_shown,
    open_own_account,
    startable,
)
from panah.domains.residence.policy import PermitPermission

__all__ = [
    "SELF_DECLARED",
    "OpenedAlready",
    "OwnAccount",
    "PermitPermission",
    "Ward",
    "acting_for",
    "apply",
    "filing",
    "is_shown",
    "keep_own_upload",
    "note_identity_shown",
    "offices_for_filing",
    "open_own_account",
    "startable",
    "stay_cases",
    "stay_file",
    "wards_in_stay",
]
