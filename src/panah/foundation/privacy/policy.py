# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may erase, who may stop an erasure, who answers whoever asks what is held, and who tells others of a correction."""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, is_party, is_service, own_file
from panah.foundation.access.roles import Role


class PrivacyPermission(PermissionEnum):
    """Permissions of erasure."""

    ERASE = "privacy.erase"
    HOLD = "privacy.hold"
    ANSWER = "privacy.answer"
    CORRECTIONS = "privacy.corrections"
    CORRECTION_SEND = "privacy.correction_send"
    CORRECTION_SEEN = "privacy.correction_seen"
    CORRECTION_OWN = "privacy.correction_own"


allow(
    PrivacyPermission.ERASE,
    has_role(Role.DATA_PROTECTION),
    is_service,
    says="Erase what is past its term, or a person who asks for it and whom the law lets go.",
)
allow(PrivacyPermission.HOLD, has_role(Role.DATA_PROTECTION), says="Stop an erasure until a day, and confirm that.")
allow(
    PrivacyPermission.ANSWER,
    has_role(Role.DATA_PROTECTION),
    says="Record that a person asks what is held, and hand over the copy that a second officer makes.",
)

SENDERS = (
    Role.REGISTRAR,
    Role.CASE_OFFICER,
    Role.HEAD_OF_UNIT,
    Role.STAY_OFFICER,
    Role.STAY_HEAD,
    Role.RETURN_OFFICER,
    Role.RETURN_HEAD,
)
"""Who sends a letter of the own office."""
allow(
    PrivacyPermission.CORRECTIONS,
    has_role(*SENDERS, Role.OPINION_OFFICER, Role.DATA_PROTECTION),
    says="See which recipients are to be told of a correction: those of the own office; data protection sees all of them, unread.",
)
allow(
    PrivacyPermission.CORRECTION_SEND,
    has_role(*SENDERS),
    says="Send what another house is told of a correction, and note that it went.",
)
allow(
    PrivacyPermission.CORRECTION_SEEN,
    has_role(Role.OPINION_OFFICER),
    is_party,
    says="Read what the own body or organisation is told of a correction, and say that it was seen.",
)
allow(PrivacyPermission.CORRECTION_OWN, own_file, says="See who was told of a correction of one's own data.")
