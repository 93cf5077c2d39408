# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may use the portal. What a person may see and report is decided by the policies of casework and the domains."""

from panah.foundation.access.policy import PermissionEnum, allow, is_person


class PortalPermission(PermissionEnum):
    """Permissions of the portal itself."""

    SIGNED_IN = "portal.signed_in"


allow(PortalPermission.SIGNED_IN, is_person, says="Use the own page in the portal: change the PIN, sign out.")
