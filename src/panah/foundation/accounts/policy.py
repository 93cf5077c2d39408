# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may manage offices, accounts and roles."""

from panah.foundation.access.policy import PermissionEnum, allow, anyone, has_role, is_party, signed_in
from panah.foundation.access.roles import Role


class AccountPermission(PermissionEnum):
    """Permissions of accounts."""

    SIGN_IN = "accounts.sign_in"
    OWN = "accounts.own"
    MANAGE = "accounts.manage"
    PARTIES = "accounts.parties"


allow(AccountPermission.SIGN_IN, anyone, says="Open the sign-in page.")
allow(AccountPermission.OWN, signed_in, is_party, says="See and change one's own language, password and keys.")
allow(
    AccountPermission.MANAGE,
    has_role(Role.ADMINISTRATOR),
    says="Open and end accounts and roles. Gives no access to any file.",
)
allow(
    AccountPermission.PARTIES,
    has_role(Role.STAY_HEAD),
    says="Open the account of an employer or receiving party, name its users and end them.",
)
