# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who complains, who takes a complaint down, and who answers. That the reader is of another unit is asked of each complaint."""

from panah.foundation.access.policy import PermissionEnum, allow, anyone, has_role, is_person
from panah.foundation.access.roles import Role


class ComplaintPermission(PermissionEnum):
    """Permissions of complaints."""

    OWN = "complaint.own"
    OPEN = "complaint.open"
    RECORD = "complaint.record"
    ANSWER = "complaint.answer"


allow(ComplaintPermission.OWN, is_person, says="Complain in the portal, and read what came of it.")
allow(
    ComplaintPermission.OPEN,
    anyone,
    says="Complain without an account, and read the answer with the code of the receipt.",
)
allow(
    ComplaintPermission.RECORD,
    has_role(
        Role.REGISTRAR,
        Role.BORDER_OFFICER,
        Role.STAY_OFFICER,
        Role.RETURN_OFFICER,
        Role.DISPLACED_OFFICER,
        Role.GUARDIAN,
    ),
    says="Take down what somebody complains about, unless it is about the own unit. It cannot be opened again.",
)
allow(
    ComplaintPermission.ANSWER,
    has_role(Role.DATA_PROTECTION),
    says="Read and answer complaints, but for those about oneself or about a unit in which one works or has worked.",
)
