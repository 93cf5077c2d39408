# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in the procedures of the Migration Code. The values are the names that the procedure files use.

Source: the matrix of standards section 5.2 (stay and work officer, the person). The officer examines and drafts, somebody
else confirms; the desk takes what the person brings; the appeal office decides on complaints; a body that is asked answers
and does nothing else; the person applies, adds papers, takes back and complains in the portal. For a work permit the employer
applies and nobody in the person's place (law-az 8); of an employer's own it is also to register where those stay whom it receives.
"""

from panah.foundation.access.policy import (
    PermissionEnum,
    allow,
    anyone,
    has_role,
    is_party,
    is_person,
    is_service,
    own_file,
    participant,
)
from panah.foundation.access.roles import Role


class PermitPermission(PermissionEnum):
    """Permissions of every permit, of stay, residence and work."""

    APPLY = "permit.apply"
    APPLY_FOR_WORK = "permit.apply_for_work"
    REGISTER_STAY = "permit.register_stay"
    INVITE = "permit.invite"
    WINDOW = "permit.window"
    ASSIGN = "permit.assign"
    UPLOAD = "permit.upload"
    EXAMINE = "permit.examine"
    OPINION = "permit.opinion"
    DRAFT = "permit.draft"
    APPROVE = "permit.approve"
    SERVE = "permit.serve"
    PAY = "permit.pay"
    TELL_PAYMENT = "permit.tell_payment"
    ISSUE = "permit.issue"
    WITHDRAW = "permit.withdraw"
    COMPLAIN = "permit.complain"
    DECIDE_COMPLAINT = "permit.decide_complaint"
    COURT = "permit.court"
    CANCEL = "permit.cancel"
    ANSWER = "permit.answer"
    OPEN_ACCOUNT = "permit.open_account"
    IDENTITY = "permit.identity"
    REPRESENT = "permit.represent"
    REPRESENTATION = "permit.representation"
    RECORD = "record.read"
    RECORD_NOTE = "record.note"
    RECORD_COPY = "record.copy"
    PARTY = "party.own"
    PARTY_MANAGE = "party.manage"


_desk = has_role(Role.STAY_OFFICER)

_employer = has_role(Role.EMPLOYER)

allow(PermitPermission.APPLY, _desk, own_file, says="Apply for oneself, at the single window or in the portal.")
allow(
    PermitPermission.APPLY_FOR_WORK,
    _desk,
    _employer,
    says="Apply for somebody's work permit as the employer, or take what the employer brings to the window.",
)
allow(
    PermitPermission.REGISTER_STAY,
    _desk,
    own_file,
    _employer,
    says="Register somebody's place of stay: whoever receives them, or the person.",
)
allow(
    PermitPermission.INVITE,
    _desk,
    own_file,
    _employer,
    says="Ask for an invitation: whoever invites, or the person who brings a visa.",
)
allow(
    PermitPermission.WINDOW,
    has_role(Role.STAY_OFFICER, Role.RETURN_OFFICER),
    says="See what can be begun at the window for a person known to stay.",
)
allow(PermitPermission.ASSIGN, has_role(Role.STAY_HEAD, Role.STAY_REVIEWER), says="Give a file to an officer.")
allow(PermitPermission.UPLOAD, _desk, own_file, participant, says="Add papers to an application.")
allow(PermitPermission.EXAMINE, _desk, says="Examine an application, ask for papers, ask other bodies.")
allow(PermitPermission.OPINION, has_role(Role.OPINION_OFFICER), says="Give the opinion of the body that was asked.")
allow(PermitPermission.DRAFT, _desk, says="Draft a decision.")
allow(PermitPermission.APPROVE, has_role(Role.STAY_REVIEWER), says="Confirm or return the draft of somebody else.")
allow(PermitPermission.SERVE, _desk, says="Hand over a decision.")
allow(PermitPermission.PAY, _desk, says="Record a payment.")
allow(
    PermitPermission.TELL_PAYMENT,
    own_file,
    participant,
    says="Tell the office that a sum was paid, and the number of the receipt.",
)
allow(PermitPermission.ISSUE, _desk, says="Issue the paper once everything is paid.")
allow(PermitPermission.WITHDRAW, _desk, own_file, participant, says="Take an application back.")
allow(
    PermitPermission.COMPLAIN,
    _desk,
    has_role(Role.STAY_APPEAL_OFFICER),
    own_file,
    participant,
    says="Complain about a refusal, late ones included.",
)
allow(PermitPermission.DECIDE_COMPLAINT, has_role(Role.STAY_APPEAL_OFFICER), says="Decide on a complaint.")
allow(
    PermitPermission.COURT,
    has_role(Role.STAY_APPEAL_OFFICER, Role.STAY_HEAD),
    says="Record a suit, what the court orders and its judgment.",
)
allow(
    PermitPermission.CANCEL,
    _desk,
    says="Look whether a permit that was issued is to be cancelled, and record what was found. Somebody else confirms it.",
)
allow(
    PermitPermission.ANSWER,
    _desk,
    own_file,
    participant,
    says="Answer the notice that a permit may be cancelled: the holder, or the desk for what the holder brings.",
)
allow(
    PermitPermission.OPEN_ACCOUNT,
    anyone,
    says="Open an account of one's own in the portal, and be known to stay alone.",
)
allow(PermitPermission.IDENTITY, _desk, says="Note that a self-declared person has shown passport and face.")
allow(
    PermitPermission.REPRESENT,
    is_person,
    says="Act in the portal for a child whose parent or guardian one is by the register, or for somebody by a power of attorney, which both may end.",
)
allow(
    PermitPermission.REPRESENTATION,
    _desk,
    says="Record at the desk by which power of attorney somebody acts for a person, and end it.",
)
allow(
    PermitPermission.RECORD,
    has_role(
        Role.STAY_OFFICER,
        Role.STAY_REVIEWER,
        Role.STAY_HEAD,
        Role.STAY_APPEAL_OFFICER,
        Role.RETURN_OFFICER,
        Role.RETURN_HEAD,
    ),
    own_file,
    is_service,
    says="Read the migration record of a person known to stay; everybody reads the own.",
)
allow(
    PermitPermission.RECORD_NOTE,
    _desk,
    is_service,
    says="Note in a migration record what opens or closes it, or stands in it by law.",
)
allow(
    PermitPermission.RECORD_COPY,
    _desk,
    own_file,
    says="Make a copy of one migration record for the person: at the window, or oneself in the portal.",
)
allow(
    PermitPermission.PARTY,
    is_party,
    says="See and name the people of the own organisation, apply for them, and follow what the organisation applied for.",
)
allow(
    PermitPermission.PARTY_MANAGE,
    has_role(Role.STAY_HEAD),
    says="Open an organisation with its number, name its users, end both.",
)
