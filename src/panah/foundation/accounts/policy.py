# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may manage offices, accounts and roles, and who may say that somebody lost a factor."""

from panah.foundation.access.policy import (
    PermissionEnum,
    allow,
    anyone,
    has_role,
    is_party,
    is_person,
    signed_in,
)
from panah.foundation.access.roles import Role


class AccountPermission(PermissionEnum):
    """Permissions of accounts."""

    SIGN_IN = "accounts.sign_in"
    STAY = "accounts.stay"
    OWN = "accounts.own"
    MANAGE = "accounts.manage"
    CONFIRM = "accounts.confirm"
    PARTIES = "accounts.parties"


allow(AccountPermission.SIGN_IN, anyone, says="Open the sign-in page.")
allow(AccountPermission.STAY, signed_in, is_party, is_person, says="Stay signed in for a while longer.")
allow(AccountPermission.OWN, signed_in, is_party, says="See and change one's own language, password, factors and keys.")
allow(
    AccountPermission.MANAGE,
    has_role(Role.ADMINISTRATOR),
    says="Open and end accounts and roles, ask for those that two people give; say that somebody lost a factor. Gives no access to any file.",
)
allow(
    AccountPermission.CONFIRM,
    has_role(Role.ADMINISTRATOR, Role.HEAD_OF_UNIT, Role.STAY_HEAD, Role.RETURN_HEAD, Role.DATA_PROTECTION),
    says="Confirm as a second person that somebody may enrol a factor, and hand over the code; agree to a role that another asks for, "
    "or decline it.",
)
allow(
    AccountPermission.PARTIES,
    has_role(Role.STAY_HEAD),
    says="Open the account of an employer or receiving party, name its users and end them.",
)
