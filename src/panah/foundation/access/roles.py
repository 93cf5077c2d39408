# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roles, the compartments that each sees, and the pairs that nobody may hold together.

Source: standards section 5.2. A role is held for one office between two dates (`accounts.RoleAssignment`).
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from panah.foundation.privacy.declaration import C3, C4, C5, DataClass


class Compartment(enum.StrEnum):
    """What is walled off from what. The string is used in the database.

    `stay` says that a matter of stay or work exists and what was filed; `stay_file` what officers and other bodies found and
    wrote in it, which who filed it for somebody (an employer, a landlord) does not see. `complaint` is about the service itself:
    beside the compartment the database asks that the reader is not of the unit complained about.
    """

    ASYLUM = "asylum"
    CLAIM = "claim"
    DECISION = "decision"
    NEEDS = "needs"
    CHILD = "child"
    MEDICAL = "medical"
    STAY = "stay"
    STAY_FILE = "stay_file"
    DISPLACED = "displaced"
    COMPLAINT = "complaint"


CLASSES: dict[Compartment, DataClass] = {
    Compartment.ASYLUM: C4,
    Compartment.CLAIM: C5,
    Compartment.DECISION: C5,
    # What is needed and why: torture, illness, violence. That somebody is in need of help at all would be C4.
    Compartment.NEEDS: C5,
    Compartment.CHILD: C5,
    Compartment.MEDICAL: C5,
    Compartment.STAY: C3,
    Compartment.STAY_FILE: C3,
    Compartment.DISPLACED: C3,
    Compartment.COMPLAINT: C5,
}
"""The class of what each compartment walls off (standards 5.1)."""
TWO_PEOPLE_FROM = C5
"""From this class on no role that sees it is given by one person alone (FE-01)."""


class Role(enum.StrEnum):
    """Roles of the authority edition that have work to do in the code so far."""

    REGISTRAR = "registrar"
    CASE_OFFICER = "case_officer"
    REVIEWER = "reviewer"
    HEAD_OF_UNIT = "head_of_unit"
    APPEAL_OFFICER = "appeal_officer"
    INTERPRETER = "interpreter"
    GUARDIAN = "guardian"
    BORDER_OFFICER = "border_officer"
    STAY_OFFICER = "stay_officer"
    STAY_REVIEWER = "stay_reviewer"
    STAY_HEAD = "stay_head"
    STAY_APPEAL_OFFICER = "stay_appeal_officer"
    OPINION_OFFICER = "opinion_officer"
    EMPLOYER = "employer"
    RETURN_OFFICER = "return_officer"
    RETURN_HEAD = "return_head"
    DISPLACED_OFFICER = "displaced_officer"
    POLICY_ANALYST = "policy_analyst"
    DATA_PROTECTION = "data_protection"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class RoleSpec:
    """What a role brings.

    sees: compartments whose rows the holder may see, in the offices of the assignment.
    national: the holder sees them in every office.
    reads_log: the holder reads the access log (pseudonymous).
    """

    sees: frozenset[Compartment]
    national: bool = False
    reads_log: bool = False


def _sees(*compartments: Compartment) -> frozenset[Compartment]:
    return frozenset(compartments)


_C = Compartment
ROLES: dict[Role, RoleSpec] = {
    Role.REGISTRAR: RoleSpec(_sees(_C.ASYLUM, _C.NEEDS, _C.CHILD)),
    Role.CASE_OFFICER: RoleSpec(_sees(_C.ASYLUM, _C.CLAIM, _C.DECISION, _C.NEEDS, _C.CHILD)),
    Role.REVIEWER: RoleSpec(_sees(_C.ASYLUM, _C.CLAIM, _C.DECISION, _C.NEEDS, _C.CHILD)),
    Role.HEAD_OF_UNIT: RoleSpec(_sees(_C.ASYLUM, _C.NEEDS, _C.CHILD)),
    Role.APPEAL_OFFICER: RoleSpec(_sees(_C.ASYLUM, _C.CLAIM, _C.DECISION, _C.NEEDS, _C.CHILD)),
    Role.INTERPRETER: RoleSpec(_sees()),
    Role.GUARDIAN: RoleSpec(_sees()),
    Role.BORDER_OFFICER: RoleSpec(_sees()),
    Role.STAY_OFFICER: RoleSpec(_sees(_C.STAY, _C.STAY_FILE)),
    Role.STAY_REVIEWER: RoleSpec(_sees(_C.STAY, _C.STAY_FILE)),
    Role.STAY_HEAD: RoleSpec(_sees(_C.STAY, _C.STAY_FILE)),
    Role.STAY_APPEAL_OFFICER: RoleSpec(_sees(_C.STAY, _C.STAY_FILE)),
    Role.OPINION_OFFICER: RoleSpec(_sees(_C.STAY)),
    Role.EMPLOYER: RoleSpec(_sees()),
    Role.RETURN_OFFICER: RoleSpec(_sees(_C.STAY, _C.STAY_FILE)),
    Role.RETURN_HEAD: RoleSpec(_sees(_C.STAY, _C.STAY_FILE)),
    Role.DISPLACED_OFFICER: RoleSpec(_sees(_C.DISPLACED)),
    # Counts of everybody, sight of nobody.
    Role.POLICY_ANALYST: RoleSpec(_sees()),
    Role.DATA_PROTECTION: RoleSpec(_sees(_C.COMPLAINT), national=True, reads_log=True),
    Role.ADMINISTRATOR: RoleSpec(_sees()),
}


def needs_two_people(role: Role) -> bool:
    """Whether the role sees what is so sensitive that a second person has to agree before it is given."""
    return any(CLASSES[compartment] >= TWO_PEOPLE_FROM for compartment in ROLES[role].sees)


class Factor(enum.StrEnum):
    """What beside the password proves that an account is used by its own person (AU-01). There are no codes by text message."""

    NONE = "none"
    TOTP = "totp"
    PASSKEY = "passkey"


FACTORS: dict[Role, Factor] = {
    Role.REGISTRAR: Factor.PASSKEY,
    Role.CASE_OFFICER: Factor.PASSKEY,
    Role.REVIEWER: Factor.PASSKEY,
    Role.HEAD_OF_UNIT: Factor.PASSKEY,
    Role.APPEAL_OFFICER: Factor.PASSKEY,
    # They see no compartment; what they are named on is a claim, or a child's file.
    Role.INTERPRETER: Factor.PASSKEY,
    Role.GUARDIAN: Factor.PASSKEY,
    # Receives claims, and so learns who claims.
    Role.BORDER_OFFICER: Factor.PASSKEY,
    Role.STAY_OFFICER: Factor.TOTP,
    Role.STAY_REVIEWER: Factor.TOTP,
    # Opens accounts of organisations.
    Role.STAY_HEAD: Factor.PASSKEY,
    Role.STAY_APPEAL_OFFICER: Factor.TOTP,
    Role.OPINION_OFFICER: Factor.TOTP,
    Role.EMPLOYER: Factor.TOTP,
    Role.RETURN_OFFICER: Factor.TOTP,
    # Confirms that a factor was lost.
    Role.RETURN_HEAD: Factor.PASSKEY,
    Role.DISPLACED_OFFICER: Factor.TOTP,
    Role.POLICY_ANALYST: Factor.TOTP,
    Role.DATA_PROTECTION: Factor.PASSKEY,
    Role.ADMINISTRATOR: Factor.PASSKEY,
}
"""The least that each role is signed in with: a passkey for whoever reads claims, medical or child data, or administers."""


def asks_for_passkey(role: str) -> bool:
    """Whether a code is not enough for the role."""
    return FACTORS[Role(role)] is Factor.PASSKEY


def factor_for(roles: Iterable[Role]) -> Factor:
    """The least that somebody with these roles is signed in with; a one-time code where no role is held."""
    return Factor.PASSKEY if any(asks_for_passkey(role) for role in roles) else Factor.TOTP


_ASYLUM_SIDE = (Role.REGISTRAR, Role.CASE_OFFICER, Role.REVIEWER, Role.HEAD_OF_UNIT)
_STAY_SIDE = (Role.STAY_OFFICER, Role.STAY_REVIEWER, Role.STAY_HEAD)
_RETURN_SIDE = (Role.RETURN_OFFICER, Role.RETURN_HEAD)
INCOMPATIBLE: frozenset[frozenset[Role]] = frozenset(
    [
        *(frozenset({role, other}) for role in (*_ASYLUM_SIDE, Role.APPEAL_OFFICER) for other in _RETURN_SIDE),
        *(frozenset({role, Role.APPEAL_OFFICER}) for role in (Role.CASE_OFFICER, Role.REVIEWER, Role.HEAD_OF_UNIT)),
        *(frozenset({role, Role.STAY_APPEAL_OFFICER}) for role in (*_STAY_SIDE, *_RETURN_SIDE, Role.OPINION_OFFICER)),
        *(frozenset({role, Role.OPINION_OFFICER}) for role in _STAY_SIDE),
        *(frozenset({role, Role.EMPLOYER}) for role in Role if role is not Role.EMPLOYER),
        *(frozenset({role, Role.GUARDIAN}) for role in (*_ASYLUM_SIDE, Role.APPEAL_OFFICER, *_RETURN_SIDE)),
        *(frozenset({role, Role.INTERPRETER}) for role in (*_ASYLUM_SIDE, Role.APPEAL_OFFICER, Role.GUARDIAN)),
        *(frozenset({role, Role.ADMINISTRATOR}) for role in Role if role is not Role.ADMINISTRATOR),
        *(frozenset({role, Role.DATA_PROTECTION}) for role in Role if role is not Role.DATA_PROTECTION),
    ]
)


def incompatible(one: str, other: str) -> bool:
    """Whether nobody may hold the two roles together: a second look must be somebody else's."""
    return one != other and frozenset({Role(one), Role(other)}) in INCOMPATIBLE
