# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may erase, who may stop an erasure, and who answers whoever asks what is held."""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, is_service
from panah.foundation.access.roles import Role


class PrivacyPermission(PermissionEnum):
    """Permissions of erasure."""

    ERASE = "privacy.erase"
    HOLD = "privacy.hold"
    ANSWER = "privacy.answer"


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
