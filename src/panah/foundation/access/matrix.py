# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which role may see which kind of data: the table that a lawyer reads (standards section 5.2).

`roles.ROLES` opens compartments; this table says what for, in the words of the standard. `docs/roles.md` prints it, a test
holds the two against each other, and the canary sweep of the test suite pulls a marker through every door against it.
Kinds of data that no table holds yet (medical files, beds) enter with the module that brings them.
"""

import enum

from panah.foundation.access.roles import Compartment, Role


class DataKind(enum.StrEnum):
    """The columns of the table."""

    IDENTITY = "identity"
    CONTACT = "contact"
    STAY = "stay and work, as filed"
    STAY_FILE = "stay and work, as found"
    CLAIM_EXISTS = "that there is a claim"
    CLAIM = "claim and interview"
    DECISION = "decision and reasons"
    NEEDS = "specific needs"
    CHILD = "child's file"
    DISPLACED = "displaced household"
    COMPLAINTS = "complaints"
    LOG = "access log"


class Sight(enum.StrEnum):
    """What a role has of a kind of data."""

    WRITES = "W"
    READS = "R"
    LIMITED = "L"
    """Only of people on whose file one is named, whose guardian one is, or whom the own organisation named."""
    COUNTS = "A"
    NONE = "-"


#: The kind of data that a compartment walls off.
KINDS: dict[Compartment, DataKind] = {
    Compartment.ASYLUM: DataKind.CLAIM_EXISTS,
    Compartment.CLAIM: DataKind.CLAIM,
    Compartment.DECISION: DataKind.DECISION,
    Compartment.NEEDS: DataKind.NEEDS,
    Compartment.CHILD: DataKind.CHILD,
    Compartment.STAY: DataKind.STAY,
    Compartment.STAY_FILE: DataKind.STAY_FILE,
    Compartment.DISPLACED: DataKind.DISPLACED,
    Compartment.COMPLAINT: DataKind.COMPLAINTS,
}

_ORDER = tuple(DataKind)


def _row(letters: str) -> dict[DataKind, Sight]:
    return dict(zip(_ORDER, (Sight(letter) for letter in letters.split()), strict=True))


#                                    ID CON STY SFI AEX CLM DEC VUL CHD IDP CMP LOG
MATRIX: dict[Role, dict[DataKind, Sight]] = {
    Role.REGISTRAR: _row("           W  W  -  -  W  -  -  W  W  -  -  -"),
    Role.CASE_OFFICER: _row("        W  W  -  -  W  W  W  W  W  -  -  -"),
    Role.REVIEWER: _row("            R  R  -  -  R  R  W  W  R  -  -  -"),
    Role.HEAD_OF_UNIT: _row("        R  R  -  -  W  -  -  R  R  -  -  -"),
    Role.APPEAL_OFFICER: _row("      R  R  -  -  W  R  W  R  R  -  -  -"),
    # The first name, in the own appointments.
    Role.INTERPRETER: _row("         L  -  -  -  -  -  -  -  -  -  -  -"),
    # The children whose guardian one is.
    Role.GUARDIAN: _row("            L  L  -  -  L  -  L  L  L  -  -  -"),
    # Receives a claim and gets a receipt; opens no file afterwards.
    Role.BORDER_OFFICER: _row("      -  -  -  -  -  -  -  -  -  -  -  -"),
    Role.STAY_OFFICER: _row("        W  W  W  W  -  -  -  -  -  -  -  -"),
    Role.STAY_REVIEWER: _row("       R  R  W  W  -  -  -  -  -  -  -  -"),
    Role.STAY_HEAD: _row("           R  R  W  W  -  -  -  -  -  -  -  -"),
    Role.STAY_APPEAL_OFFICER: _row(" R  R  W  W  -  -  -  -  -  -  -  -"),
    # Another body: what was filed, and the own opinion.
    Role.OPINION_OFFICER: _row("     R  R  R  -  -  -  -  -  -  -  -  -"),
    # People that the organisation itself named, and the state of their permits.
    Role.EMPLOYER: _row("            L  -  L  -  -  -  -  -  -  -  -  -"),
    Role.RETURN_OFFICER: _row("      R  R  W  W  -  -  -  -  -  -  -  -"),
    Role.RETURN_HEAD: _row("         R  R  W  W  -  -  -  -  -  -  -  -"),
    Role.DISPLACED_OFFICER: _row("   W  W  -  -  -  -  -  -  -  W  -  -"),
    Role.POLICY_ANALYST: _row("      -  -  A  A  A  -  A  -  -  A  -  -"),
    # Answers complaints; none about the own unit or the own person.
    Role.DATA_PROTECTION: _row("     -  -  -  -  -  -  -  -  -  -  W  R"),
    Role.ADMINISTRATOR: _row("       -  -  -  -  -  -  -  -  -  -  -  -"),
}


def may_see(role: Role, compartment: Compartment) -> bool:
    """Whether the table opens a compartment to a role, in the offices in which the role is held."""
    kind = KINDS.get(compartment)
    return kind is not None and MATRIX[role][kind] in (Sight.WRITES, Sight.READS)
