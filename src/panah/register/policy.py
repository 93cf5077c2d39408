# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in the register (standards section 5.2). Whom an actor may know is decided by the compartments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import (
    SOME,
    PermissionEnum,
    Predicate,
    allow,
    allows,
    has_role,
    is_service,
    own_file,
)
from panah.foundation.access.roles import Compartment, Role


class RegisterPermission(PermissionEnum):
    """Permissions of the register."""

    SEARCH = "person.search"
    READ = "person.read"
    CREATE = "person.create"
    CHANGE = "person.change"
    ADDRESS = "person.address"
    STATUS = "person.status"
    NEED = "person.need"
    GUARDIAN = "person.guardian"
    IMPORT = "person.import"
    SUSPECT = "duplicate.suspect"
    DUPLICATES = "duplicate.read"
    MERGE = "duplicate.merge"
    SPLIT = "duplicate.split"
    DOCUMENT = "person.document"
    HOUSEHOLD = "household.register"
    RESTRICTIONS = "restriction.read"
    RESTRICT = "restriction.enter"
    CONFIRM_RESTRICTION = "restriction.confirm"
    END_RESTRICTION = "restriction.end"
    EMERGENCY = "emergency.open"
    EMERGENCY_HEAR = "emergency.hear"
    EMERGENCY_REVIEW = "emergency.review"


_CLAIMS = (Role.REGISTRAR, Role.CASE_OFFICER, Role.REVIEWER, Role.HEAD_OF_UNIT, Role.APPEAL_OFFICER)
_STAY = (
    Role.STAY_OFFICER,
    Role.STAY_REVIEWER,
    Role.STAY_HEAD,
    Role.STAY_APPEAL_OFFICER,
    Role.RETURN_OFFICER,
    Role.RETURN_HEAD,
)
_DISPLACED = (Role.DISPLACED_OFFICER,)

allow(RegisterPermission.SEARCH, has_role(*_CLAIMS, *_STAY, *_DISPLACED), says="Search for people one may know.")
allow(
    RegisterPermission.READ,
    has_role(*_CLAIMS, *_STAY, *_DISPLACED, Role.GUARDIAN, Role.OPINION_OFFICER),
    own_file,
    is_service,
    says="Read a person one may know.",
)
allow(
    RegisterPermission.CREATE,
    has_role(Role.REGISTRAR, Role.CASE_OFFICER, Role.BORDER_OFFICER, Role.STAY_OFFICER, *_DISPLACED),
    is_service,
    says="Register a person or a household.",
)
allow(
    RegisterPermission.CHANGE,
    has_role(Role.REGISTRAR, Role.CASE_OFFICER, Role.STAY_OFFICER, *_DISPLACED),
    is_service,
    says="Correct a person, add names, papers, contacts and family.",
)
allow(
    RegisterPermission.ADDRESS,
    has_role(Role.REGISTRAR, Role.CASE_OFFICER, Role.HEAD_OF_UNIT, Role.STAY_OFFICER, Role.GUARDIAN, *_DISPLACED),
    own_file,
    is_service,
    says="Record an address, or report one's own.",
)
allow(
    RegisterPermission.STATUS,
    has_role(*_CLAIMS, Role.BORDER_OFFICER, *_STAY),
    is_service,
    says="Record a legal status that a decision or a claim brings about.",
)
allow(
    RegisterPermission.NEED,
    has_role(*_CLAIMS, Role.BORDER_OFFICER, Role.GUARDIAN, *_DISPLACED),
    is_service,
    says="Record a specific need.",
)
allow(
    RegisterPermission.DOCUMENT,
    has_role(Role.REGISTRAR, Role.CASE_OFFICER, Role.STAY_OFFICER, *_DISPLACED),
    is_service,
    says="Keep the photo and documents of a person.",
)
allow(
    RegisterPermission.HOUSEHOLD,
    has_role(Role.STAY_OFFICER, *_DISPLACED),
    is_service,
    says="Register a household outside of asylum reception.",
)
allow(
    RegisterPermission.GUARDIAN,
    has_role(Role.REGISTRAR, Role.CASE_OFFICER, Role.HEAD_OF_UNIT, Role.STAY_OFFICER, *_DISPLACED),
    is_service,
    says="Record who is the guardian of a child, and the end of it.",
)

allow(
    RegisterPermission.RESTRICTIONS,
    has_role(*_STAY),
    is_service,
    says="See the entries of a person in the restriction lists: bans on entry, undesirable persons, limits on leaving.",
)
allow(
    RegisterPermission.RESTRICT,
    has_role(Role.STAY_OFFICER, Role.STAY_REVIEWER, Role.STAY_HEAD, Role.RETURN_OFFICER),
    is_service,
    says="Enter a person in a restriction list, or look again whether the ground of an entry holds.",
)
allow(
    RegisterPermission.CONFIRM_RESTRICTION,
    has_role(Role.STAY_REVIEWER, Role.STAY_HEAD, Role.RETURN_OFFICER),
    says="Confirm the entry that somebody else made.",
)
allow(
    RegisterPermission.END_RESTRICTION,
    has_role(*_STAY),
    is_service,
    says="End an entry in a restriction list: its end has come, or two people lift it.",
)

_ASYLUM_FILES = (Role.REGISTRAR, Role.CASE_OFFICER, Role.HEAD_OF_UNIT)
_PAIRS: dict[Compartment, tuple[Role, ...]] = {
    Compartment.ASYLUM: _ASYLUM_FILES,
    Compartment.STAY: (Role.STAY_OFFICER,),
    Compartment.DISPLACED: _DISPLACED,
}
_SPLITS = {**_PAIRS, Compartment.ASYLUM: (Role.CASE_OFFICER, Role.HEAD_OF_UNIT)}


def _in_compartment(roles: Mapping[Compartment, tuple[Role, ...]]) -> Predicate:
    """The actor holds one of the roles of the subject's compartment; of any compartment while there is no subject."""

    def test(actor: Actor, subject: Any) -> bool:
        where = getattr(subject, "compartment", None)
        fitting = [role for name, those in roles.items() if where is None or name == where for role in those]
        return any(role in fitting for role in actor.roles)

    every = [role for those in roles.values() for role in those]
    return Predicate(" or ".join(every) + ", each in the own compartment", test, frozenset(every))


allow(
    RegisterPermission.SUSPECT,
    has_role(Role.REGISTRAR, Role.CASE_OFFICER, Role.HEAD_OF_UNIT, Role.STAY_OFFICER, *_DISPLACED),
    is_service,
    says="Report that two files may be of one person.",
)
allow(RegisterPermission.DUPLICATES, _in_compartment(_PAIRS), says="See the queue of suspected duplicates.")
allow(
    RegisterPermission.MERGE,
    _in_compartment(_PAIRS),
    says="Propose what a pair of files is, or agree as the second person.",
)
allow(RegisterPermission.SPLIT, _in_compartment(_SPLITS), says="Split two files that were read as one.")


@dataclass(frozen=True)
class _Within:
    """Stands for whatever belongs to a compartment."""

    compartment: str


def works_on(actor: Actor) -> list[str]:
    """The compartments whose suspected duplicates are the actor's work."""
    return [one.value for one in Compartment if allows(actor, RegisterPermission.DUPLICATES, _Within(one.value))]


#: Into which compartment each role takes people over from files: its own, and the one whose people it registers.
IMPORTS: dict[Role, Compartment] = {
    Role.REGISTRAR: Compartment.ASYLUM,
    Role.STAY_OFFICER: Compartment.STAY,
    Role.DISPLACED_OFFICER: Compartment.DISPLACED,
}


def import_compartments(actor: Actor) -> list[str]:
    """The compartments into which an actor may take people over from a file."""
    return sorted({IMPORTS[role].value for role in actor.roles if role in IMPORTS})


def _into_own(actor: Actor, subject: Any) -> bool:
    return subject is SOME or subject is None or getattr(subject, "compartment", "") in import_compartments(actor)


allow(
    RegisterPermission.IMPORT,
    has_role(*IMPORTS) & Predicate("into the compartment of that role", _into_own),
    says="Take people over from a file.",
)

allow(
    RegisterPermission.EMERGENCY,
    has_role(*_CLAIMS, *_STAY, *_DISPLACED),
    says="Open a few fields of one person when a life or somebody's health is in danger. Others are told at once.",
)
allow(
    RegisterPermission.EMERGENCY_HEAR,
    has_role(Role.DATA_PROTECTION, Role.HEAD_OF_UNIT, Role.STAY_HEAD, Role.RETURN_HEAD),
    says="Hear of openings in an emergency: of all, or of those of the own unit.",
)
allow(
    RegisterPermission.EMERGENCY_REVIEW,
    has_role(Role.DATA_PROTECTION),
    says="Say afterwards whether an opening in an emergency was justified.",
)
