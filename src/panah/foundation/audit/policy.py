# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may read the access log."""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, is_person
from panah.foundation.access.roles import Role


class AuditPermission(PermissionEnum):
    """Permissions of the log."""

    READ = "audit.read"
    OWN = "audit.own"


allow(AuditPermission.READ, has_role(Role.DATA_PROTECTION), says="Read the access log, pseudonymous.")
allow(AuditPermission.OWN, is_person, says="See who opened one's own file.")
