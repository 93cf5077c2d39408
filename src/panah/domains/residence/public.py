# SPDX-License-Identifier: AGPL-3.0-or-later
"""What interfaces use of stay and residence."""

from panah.domains.residence.flags import SELF_DECLARED
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
from panah.domains.residence.record.export import NAME as RECORD_NAME
from panah.domains.residence.record.export import copy_of_record, said, state_words
from panah.domains.residence.record.selectors import LANGUAGES as RECORD_LANGUAGES
from panah.domains.residence.record.selectors import RecordView, migration_record
from panah.domains.residence.record.services import look_at, note_in_record, take_back
from panah.domains.residence.window import take, take_form, take_upload, takeable

__all__ = [
    "RECORD_LANGUAGES",
    "RECORD_NAME",
    "SELF_DECLARED",
    "OpenedAlready",
    "OwnAccount",
    "PermitPermission",
    "RecordView",
    "Ward",
    "acting_for",
    "apply",
    "copy_of_record",
    "filing",
    "is_shown",
    "keep_own_upload",
    "look_at",
    "migration_record",
    "note_identity_shown",
    "note_in_record",
    "offices_for_filing",
    "open_own_account",
    "said",
    "startable",
    "state_words",
    "stay_cases",
    "stay_file",
    "take",
    "take_back",
    "take_form",
    "take_upload",
    "takeable",
    "wards_in_stay",
]
