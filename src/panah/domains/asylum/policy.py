# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in the asylum procedure. The values are the names that the procedure files use.

Source: the matrix of standards section 5.2. Roles are bound to the offices of the case. The reviewer reviews and does
nothing else of the first instance; the head of the unit gives work out and decides nothing; whoever is named on a file
(a guardian) may help the person with it; the person may report a change of address.
"""

from panah.foundation.access.policy import PermissionEnum, allow, has_role, own_file, participant
from panah.foundation.access.roles import Role


class ClaimPermission(PermissionEnum):
    """Permissions of the claim and of the review of a status."""

    RECEIVE = "claim.receive"
    REGISTER = "claim.register"
    ASSIGN = "claim.assign"
    SCHEDULE = "claim.schedule"
    CONTACT = "claim.contact"
    REPRESENTATIVE = "claim.representative"
    INTERVIEW = "claim.interview"
    ASSESS = "claim.assess"
    DRAFT = "claim.draft"
    REVIEW = "claim.review"
    NOTIFY = "claim.notify"
    RECEIVE_APPEAL = "claim.receive_appeal"
    SEND_APPEAL = "claim.send_appeal"
    DECIDE_APPEAL = "claim.decide_appeal"
    CLOSE = "claim.close"
    REOPEN = "claim.reopen"
    CERTIFICATE = "claim.certificate"
    ACCESS_CARD = "claim.access_card"
    REPORT_ADDRESS = "claim.report_address"
    GUARDIAN = "claim.guardian"
    AGE = "claim.age"
    NEEDS = "claim.needs"
    DOCUMENTS = "claim.documents"
    UPLOAD = "claim.upload"
    OPEN_REVIEW = "claim.open_review"
    MONITORING = "claim.monitoring"


_desk = has_role(Role.REGISTRAR)
_officer = has_role(Role.CASE_OFFICER)
_desk_or_officer = has_role(Role.REGISTRAR, Role.CASE_OFFICER)

allow(
    ClaimPermission.RECEIVE,
    has_role(Role.REGISTRAR, Role.BORDER_OFFICER),
    says="Receive a claim. The border and the police get a receipt and cannot open the file afterwards.",
)
allow(ClaimPermission.REGISTER, _desk, says="Hold the registration interview.")
allow(ClaimPermission.ASSIGN, has_role(Role.HEAD_OF_UNIT), says="Give a file to an officer.")
allow(ClaimPermission.SCHEDULE, _desk_or_officer, says="Set and move interviews; note that the person did not come.")
allow(
    ClaimPermission.CONTACT,
    _desk_or_officer,
    says="Note attempts to reach the person, and what the person asks for: withdrawal, reopening, an answer.",
)
allow(ClaimPermission.REPRESENTATIVE, _desk_or_officer, participant, says="Add a lawyer or other representative.")
allow(ClaimPermission.INTERVIEW, _officer, says="Record an interview or add to its record.")
allow(ClaimPermission.ASSESS, _officer, says="Assess the claim.")
allow(ClaimPermission.DRAFT, _officer, says="Draft the decision.")
allow(ClaimPermission.REVIEW, has_role(Role.REVIEWER), says="Confirm or return the draft of somebody else.")
allow(ClaimPermission.NOTIFY, _officer, says="Serve a decision or a notice on the person.")
allow(
    ClaimPermission.RECEIVE_APPEAL,
    has_role(Role.REGISTRAR, Role.APPEAL_OFFICER),
    participant,
    says="Receive an appeal, late ones included.",
)
allow(ClaimPermission.SEND_APPEAL, has_role(Role.APPEAL_OFFICER), says="Send the file to the appeal body.")
allow(ClaimPermission.DECIDE_APPEAL, has_role(Role.APPEAL_OFFICER), says="Record the result of an appeal.")
allow(ClaimPermission.CLOSE, _officer, says="Discontinue a claim; close a file when nothing is open any more.")
allow(ClaimPermission.REOPEN, has_role(Role.REVIEWER), says="Decide on a request to reopen.")
allow(ClaimPermission.CERTIFICATE, _desk, says="Issue, renew and replace the temporary certificate.")
allow(ClaimPermission.ACCESS_CARD, _desk, says="Give a person a new PIN for the portal, in person.")
allow(
    ClaimPermission.REPORT_ADDRESS,
    _desk_or_officer,
    participant,
    own_file,
    says="Record a new address; the person reports the own one in the portal.",
)
allow(ClaimPermission.GUARDIAN, _desk_or_officer, says="Ask for a guardian and record who was appointed.")
allow(ClaimPermission.AGE, _desk_or_officer, says="Record a doubt about age, and what came of it.")
allow(ClaimPermission.NEEDS, has_role(Role.REGISTRAR, Role.CASE_OFFICER, Role.REVIEWER), says="Record a specific need.")
allow(ClaimPermission.DOCUMENTS, _desk, says="Take originals into keeping and give them back.")
allow(ClaimPermission.UPLOAD, _desk_or_officer, participant, says="Add a paper to the file.")
allow(ClaimPermission.OPEN_REVIEW, _officer, says="Open the review of a status already granted.")
allow(
    ClaimPermission.MONITORING,
    has_role(Role.HEAD_OF_UNIT),
    says="Give UNHCR the numbers and days of the claims of the own office, without names.",
)
