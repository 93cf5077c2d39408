# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in matters of expulsion. The values are the names that the procedure file uses.

Source: the matrix of standards section 5.2 (return officer) and MC-03. The return officer proposes and hears; the head of the return
unit confirms, and nobody who proposed, heard or drafted; people who had no part in it decide on complaints. Nobody of asylum holds any
of these roles (`foundation.access.roles.INCOMPATIBLE`).
"""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, own_file
from panah.foundation.access.roles import Role


class RemovalPermission(PermissionEnum):
    """Permissions of expulsion."""

    PROPOSE = "removal.propose"
    CONFIRM = "removal.confirm"
    TAKE_BACK = "removal.take_back"
    ASSIGN = "removal.assign"
    SERVE = "removal.serve"
    COMPLAIN = "removal.complain"
    DECIDE_COMPLAINT = "removal.decide_complaint"
    SUIT = "removal.suit"
    COURT = "removal.court"


allow(
    RemovalPermission.PROPOSE,
    has_role(Role.RETURN_OFFICER),
    says="Propose and draft a decision on expulsion, hear the person, drop or take up the matter, propose to lift a ban.",
)
allow(
    RemovalPermission.CONFIRM,
    has_role(Role.RETURN_HEAD),
    says="Confirm, return or take back somebody else's decision on expulsion; order an escort; lift or keep a ban on entry.",
)
allow(
    RemovalPermission.TAKE_BACK,
    has_role(Role.RETURN_OFFICER, Role.RETURN_HEAD),
    says="Propose to take back a decision on expulsion; another person, the head, confirms that.",
)
allow(RemovalPermission.ASSIGN, has_role(Role.RETURN_HEAD), says="Give a matter of expulsion to an officer.")
allow(
    RemovalPermission.SERVE,
    has_role(Role.RETURN_OFFICER),
    says="Hand over a decision on expulsion; record what a court extends, and the departure.",
)
allow(
    RemovalPermission.COMPLAIN,
    has_role(Role.RETURN_OFFICER, Role.RETURN_HEAD, Role.STAY_APPEAL_OFFICER),
    own_file,
    says="Complain about a decision on expulsion, or take down what the person brings; late ones included.",
)
allow(
    RemovalPermission.DECIDE_COMPLAINT,
    has_role(Role.STAY_APPEAL_OFFICER),
    says="Decide on a complaint about a decision on expulsion.",
)
allow(
    RemovalPermission.SUIT,
    has_role(Role.RETURN_OFFICER, Role.RETURN_HEAD, Role.STAY_APPEAL_OFFICER),
    says="Record a suit against a decision on expulsion, and what the court orders for the time being.",
)
allow(
    RemovalPermission.COURT,
    has_role(Role.STAY_APPEAL_OFFICER),
    says="Record the judgment of a court on a decision on expulsion.",
)
