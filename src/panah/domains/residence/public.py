# SPDX-License-Identifier: AGPL-3.0-or-later
"""What interfaces use of stay and residence."""

from panah.domains.residence.bridge import Bridge, bridge_of
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
from panah.domains.residence.party.filing import (
    LARGEST_GROUP,
    Guest,
    Outcome,
    Person,
    drop_person,
    given,
    keep_party_upload,
    name_person,
    party_apply,
    party_form,
    party_perform,
    register_group,
)
from panah.domains.residence.party.managing import (
    end_organisation,
    end_user,
    name_user,
    open_organisation,
    organisation,
    organisations,
)
from panah.domains.residence.party.selectors import (
    Matter,
    Ours,
    one_of_ours,
    own_case,
    own_organisation,
    own_people,
    party_file,
    party_startable,
)
from panah.domains.residence.policy import PermitPermission
from panah.domains.residence.record.export import NAME as RECORD_NAME
from panah.domains.residence.record.export import copy_of_record, said, state_words
from panah.domains.residence.record.selectors import LANGUAGES as RECORD_LANGUAGES
from panah.domains.residence.record.selectors import RecordView, migration_record
from panah.domains.residence.record.services import look_at, note_in_record, take_back
from panah.domains.residence.removal.policy import RemovalPermission
from panah.domains.residence.window import begun_by_the_service, take, take_form, take_upload, takeable

__all__ = [
    "LARGEST_GROUP",
    "RECORD_LANGUAGES",
    "RECORD_NAME",
    "Bridge",
    "Guest",
    "Matter",
    "OpenedAlready",
    "Ours",
    "Outcome",
    "OwnAccount",
    "PermitPermission",
    "Person",
    "RecordView",
    "RemovalPermission",
    "Ward",
    "acting_for",
    "apply",
    "begun_by_the_service",
    "bridge_of",
    "copy_of_record",
    "drop_person",
    "end_organisation",
    "end_user",
    "filing",
    "given",
    "is_shown",
    "keep_own_upload",
    "keep_party_upload",
    "look_at",
    "migration_record",
    "name_person",
    "name_user",
    "note_identity_shown",
    "note_in_record",
    "offices_for_filing",
    "one_of_ours",
    "open_organisation",
    "open_own_account",
    "organisation",
    "organisations",
    "own_case",
    "own_organisation",
    "own_people",
    "party_apply",
    "party_file",
    "party_form",
    "party_perform",
    "party_startable",
    "register_group",
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
