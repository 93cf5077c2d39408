# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may see cases and their parts. Who may do what to a case stands in the domains' policies."""

from panah.foundation.access.policy import (
    PermissionEnum,
    Predicate,
    allow,
    anyone,
    has_role,
    is_party,
    is_service,
    own_file,
    participant,
)
from panah.foundation.access.roles import Role

STAY_ROLES = (
    Role.STAY_OFFICER,
    Role.STAY_REVIEWER,
    Role.STAY_HEAD,
    Role.STAY_APPEAL_OFFICER,
    Role.RETURN_OFFICER,
    Role.RETURN_HEAD,
    Role.OPINION_OFFICER,
)
FILE_ROLES = (
    Role.REGISTRAR,
    Role.CASE_OFFICER,
    Role.REVIEWER,
    Role.HEAD_OF_UNIT,
    Role.APPEAL_OFFICER,
    *STAY_ROLES,
)
INSIDE_ROLES = tuple(role for role in FILE_ROLES if role is not Role.OPINION_OFFICER)
"""Who works on files inside the service: another body that is asked for its opinion does not (`receivers.OPINION_BODY`)."""
CONTENT_ROLES = (Role.CASE_OFFICER, Role.REVIEWER, Role.APPEAL_OFFICER, *STAY_ROLES)
"""Who reads contents at all; of which compartment, row-level security says."""


class CasePermission(PermissionEnum):
    """Permissions of the engine."""

    BASKET = "case.basket"
    TERMS = "case.terms"
    TEAM_TERMS = "case.team_terms"
    READ = "case.read"
    WHOLE = "case.whole"
    CONTENT = "case.content"
    LETTERS = "case.letters"
    APPOINTMENTS = "case.appointments"
    TASK = "case.task"
    PROCEDURES = "case.procedures"
    OWN = "case.own"
    FILED = "case.filed"
    CHECK = "document.check"
    BY_ITSELF = "case.by_itself"


allow(CasePermission.BASKET, has_role(*FILE_ROLES, Role.GUARDIAN), says="See the work basket.")
allow(
    CasePermission.TERMS,
    has_role(*FILE_ROLES),
    is_service,
    says="See the board of terms: what runs late, and whose days were used, of the files that one may see.",
)
allow(
    CasePermission.TEAM_TERMS,
    has_role(Role.HEAD_OF_UNIT, Role.STAY_HEAD, Role.RETURN_HEAD),
    is_service,
    says="See how the terms of the own office stand, by procedure and by officer.",
)
allow(
    CasePermission.READ,
    has_role(*FILE_ROLES),
    participant,
    says="Open a file of one's own office, or one on which one is named.",
)
allow(
    CasePermission.WHOLE,
    has_role(*INSIDE_ROLES),
    participant,
    says="See of a file what was done and found in it, and not only what was filed and what one was asked.",
)
allow(CasePermission.CONTENT, has_role(*CONTENT_ROLES), says="Read what was said, found and decided in a file.")
allow(CasePermission.LETTERS, has_role(*INSIDE_ROLES), participant, says="Read the letters of a file.")
allow(
    CasePermission.APPOINTMENTS,
    has_role(*FILE_ROLES, Role.INTERPRETER, Role.GUARDIAN),
    says="See appointments: one's own, or those of one's office.",
)
allow(CasePermission.TASK, has_role(*FILE_ROLES), says="Mark a task of one's own role as done.")
allow(
    CasePermission.PROCEDURES,
    Predicate("any member of staff", lambda actor, subject: actor.kind == "staff"),
    says="Look at the published procedures and the law.",
)
allow(CasePermission.OWN, own_file, says="See one's own file in the portal.")
allow(
    CasePermission.FILED,
    is_party & participant,
    says="See a file that one's organisation began: where it stands, and its letters.",
)
allow(CasePermission.CHECK, anyone, says="Check whether a document number is good today, and until when.")
allow(
    CasePermission.BY_ITSELF,
    is_service,
    says="Do what the law says the end of a term means; nobody but the system does.",
)
