# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of staff and partners, what proves whose an account is, and what a person of the register signs in with."""

from panah.foundation.accounts.models.account import (
    Account,
    AccountManager,
    ApiToken,
    Holder,
    Office,
    OfficeKind,
    PortalAccess,
    RoleAssignment,
)
from panah.foundation.accounts.models.factors import (
    DirectoryIdentity,
    Enrolment,
    EnrolmentKind,
    LookUpCode,
    Passkey,
    TotpSecret,
)
from panah.foundation.accounts.models.requests import RequestState, RoleRequest
from panah.foundation.accounts.models.sessions import AccountNotice, AccountSession, NoticeKind

__all__ = [
    "Account",
    "AccountManager",
    "AccountNotice",
    "AccountSession",
    "ApiToken",
    "DirectoryIdentity",
    "Enrolment",
    "EnrolmentKind",
    "Holder",
    "LookUpCode",
    "NoticeKind",
    "Office",
    "OfficeKind",
    "Passkey",
    "PortalAccess",
    "RequestState",
    "RoleAssignment",
    "RoleRequest",
    "TotpSecret",
]
