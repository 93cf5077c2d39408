# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may set the quota and see it. What is done in a file stands in the policy of permits."""

from panah.foundation.access.policy import PermissionEnum, allow, has_role
from panah.foundation.access.roles import Role


class QuotaPermission(PermissionEnum):
    """Permissions of the labour quota."""

    READ = "quota.read"
    SET = "quota.set"


allow(
    QuotaPermission.READ,
    has_role(Role.STAY_OFFICER, Role.STAY_REVIEWER, Role.STAY_HEAD),
    says="See the places of the labour quota, used and left.",
)
allow(QuotaPermission.SET, has_role(Role.STAY_HEAD), says="Enter the places that the Cabinet has set for a year.")
