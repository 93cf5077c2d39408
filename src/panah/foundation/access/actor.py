# SPDX-License-Identifier: AGPL-3.0-or-later
"""The actor: a snapshot of who asks, passed as an argument and never read from a thread."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from panah.foundation.access.roles import ROLES, Compartment, Role

Kind = Literal["staff", "party", "person", "service", "anonymous"]
"""A `party` is somebody who acts for an organisation: an employer, a landlord, a hotel. It is no member of staff."""


@dataclass(frozen=True)
class Assignment:
    """A role held now for one office."""

    role: Role
    office_id: uuid.UUID


@dataclass(frozen=True)
class Actor:
    """Who acts.

    account_id: the account or portal access in use; None for nobody.
    holder_id: the natural person behind it; two accounts of one person share it (RS-15).
    person_id: the person of the register whose own file this is (portal only).
    device: what the access log calls the browser or the key that asks (LG-02): random signs that tell nothing of it; "" where none is known.
    """

    kind: Kind
    account_id: uuid.UUID | None = None
    holder_id: uuid.UUID | None = None
    assignments: tuple[Assignment, ...] = ()
    person_id: uuid.UUID | None = None
    language: str = "en"
    device: str = ""

    @property
    def signed_in_as(self) -> uuid.UUID:
        """The account or portal access in use. Raises RuntimeError for nobody: a door has let nobody through."""
        if self.account_id is None:
            raise RuntimeError("Nobody is signed in here; the door before this should have asked.")
        return self.account_id

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held now, in whatever office."""
        return frozenset(assignment.role for assignment in self.assignments)

    def offices(self, *roles: Role) -> frozenset[uuid.UUID]:
        """The offices in which the actor holds one of the roles (any role when none is given)."""
        return frozenset(a.office_id for a in self.assignments if not roles or a.role in roles)

    def compartments(self) -> dict[Compartment, frozenset[uuid.UUID] | None]:
        """Compartment -> offices in which it is open; None stands for every office."""
        opened: dict[Compartment, frozenset[uuid.UUID] | None] = {}
        for assignment in self.assignments:
            spec = ROLES[assignment.role]
            for compartment in spec.sees:
                before = opened.get(compartment, frozenset())
                if spec.national or before is None:
                    opened[compartment] = None
                else:
                    opened[compartment] = before | {assignment.office_id}
        return opened

    @property
    def reads_log(self) -> bool:
        """Whether the actor's work is to read the access log."""
        return any(ROLES[a.role].reads_log for a in self.assignments)


ANONYMOUS = Actor(kind="anonymous")


def service_actor(name: str) -> Actor:
    """The actor of a job of the system itself; `name` says which, for the log."""
    return Actor(kind="service", account_id=uuid.uuid5(uuid.NAMESPACE_URL, f"panah:service:{name}"))


def all_offices(compartments: Iterable[Compartment]) -> dict[Compartment, frozenset[uuid.UUID] | None]:
    """The compartments, opened in every office."""
    return dict.fromkeys(compartments)
