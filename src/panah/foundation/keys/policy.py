# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may destroy keys, and why."""

import enum

from panah.foundation.access.policy import PermissionEnum, allow, has_role
from panah.foundation.access.roles import Role


class Because(enum.StrEnum):
    """Why the keys of a person are erased."""

    RETENTION = "retention"
    REQUEST = "request"
    COURT = "court"


class KeysPermission(PermissionEnum):
    """Permissions about keys. What needs the master key needs the machine and the passphrase, and no account."""

    ERASE = "keys.erase"


allow(
    KeysPermission.ERASE,
    has_role(Role.ADMINISTRATOR, Role.DATA_PROTECTION),
    says="Erase the keys of a person, together with a second natural person.",
)
