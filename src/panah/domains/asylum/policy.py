# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in the asylum procedure. The values are the names that the procedure files use."""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, is_service, own_file, participant
from panah.foundation.access.roles import Role
