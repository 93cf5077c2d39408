# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may try drafts of law, and who hears whom a change of the law touches."""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, is_service
from panah.foundation.access.roles import Role


class StatisticsPermission(PermissionEnum):
    """Permissions of the statistics."""

    SIMULATE = "law.simulate"
    IMPACT = "law.impact"
    RETURN = "statistics.return"


allow(
    StatisticsPermission.SIMULATE,
    has_role(Role.POLICY_ANALYST),
    is_service,
    says="Try a draft of law on the whole register and read the figures, protected; nobody's data is shown.",
)
allow(
    StatisticsPermission.IMPACT,
    has_role(Role.HEAD_OF_UNIT, Role.STAY_HEAD),
    is_service,
    says="See which open files and permits of one's own office a change of the law touches, and how.",
)
allow(
    StatisticsPermission.RETURN,
    has_role(Role.POLICY_ANALYST, Role.STAY_HEAD),
    is_service,
    says="Read the monthly return unsuppressed: counts alone, of all matters or of stay and work.",
)
