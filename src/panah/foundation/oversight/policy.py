# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who hears of alerts, who answers questions, who lets a paused account go on."""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, signed_in
from panah.foundation.access.roles import Role

HEADS = (Role.HEAD_OF_UNIT, Role.STAY_HEAD, Role.RETURN_HEAD)


class OversightPermission(PermissionEnum):
    """Permissions of the watch."""

    ALERTS = "oversight.alerts"
    REVIEW = "oversight.review"
    ANSWER = "oversight.answer"
    PAUSES = "oversight.pauses"
    LIFT = "oversight.lift"
    TIES = "oversight.ties"
    TIES_HEAR = "oversight.ties_hear"
    TIES_RECORD = "oversight.ties_record"


allow(
    OversightPermission.ALERTS,
    has_role(Role.DATA_PROTECTION),
    says="See what the watch over the log found, decide about it, and mark files that are watched.",
)
allow(
    OversightPermission.REVIEW,
    has_role(Role.DATA_PROTECTION),
    says="See what readers answered in the weekly review, accept it or ask again.",
)
allow(
    OversightPermission.ANSWER, signed_in, says="Answer why one opened a file, and see that one's own access is paused."
)
allow(
    OversightPermission.PAUSES,
    has_role(Role.DATA_PROTECTION, *HEADS),
    says="Hear of accounts whose access is paused: of all, or of those of the own unit.",
)
allow(
    OversightPermission.LIFT,
    has_role(Role.DATA_PROTECTION, *HEADS),
    says="Let a paused account go on: any for data protection; for a head of unit one that was stopped by the watch alone.",
)
allow(
    OversightPermission.TIES,
    signed_in,
    says="Declare that one is close to a person, which shuts the file, and see what one declared.",
)
allow(
    OversightPermission.TIES_HEAR,
    has_role(Role.DATA_PROTECTION, *HEADS),
    says="Hear of declared ties, of all or of those of the own unit; withdraw one of somebody else, and name who works on a colleague's file.",
)
allow(
    OversightPermission.TIES_RECORD,
    has_role(Role.DATA_PROTECTION),
    says="Record that a member of staff is close to a person, where the watch found it.",
)
