# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may use the portal. What a person may see and report is decided by the policies of casework and the domains."""

from panah.foundation.access.policy import PermissionEnum, allow, anyone, is_person


class PortalPermission(PermissionEnum):
    """Permissions of the portal itself."""

    SIGNED_IN = "portal.signed_in"
    GUIDE = "portal.guide"


allow(PortalPermission.SIGNED_IN, is_person, says="Use the own page in the portal: change the PIN, sign out.")
allow(PortalPermission.GUIDE, anyone, says="Answer the questions of the guide; nothing is stored.")
