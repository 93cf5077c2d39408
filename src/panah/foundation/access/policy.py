# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what: permissions are enums, the policy pairs each with one-line predicates.

Every app registers its own in its `policy.py`; `docs/roles` is generated from the whole.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import ROLES, Role

Test = Callable[[Actor, Any], bool]


class _Some:
    """Stands for "some subject, not yet known": asked at a door, before the subject is loaded."""


SOME = _Some()
"""At a door: could the permission hold for some subject? The service asks again with the subject itself."""


@dataclass(frozen=True)
class Predicate:
    """A one-line test with a name for the generated page; `roles` lists the roles that it asks for, if any."""

    name: str
    test: Test
    roles: frozenset[Role] = frozenset()

    def __call__(self, actor: Actor, subject: Any) -> bool:
        """Whether it holds for the actor and the subject (a case, a person, or None)."""
        return self.test(actor, subject)

    def __and__(self, other: "Predicate") -> "Predicate":
        """Both must hold."""
        return Predicate(
            f"{self.name} and {other.name}", lambda a, s: self.test(a, s) and other.test(a, s), self.roles | other.roles
        )


class PermissionEnum(enum.StrEnum):
    """Base of each app's permissions: the value is the name used in procedures and in the log."""


_policy: dict[str, tuple[Predicate, ...]] = {}
_described: dict[str, str] = {}


class PolicyError(Exception):
    """A permission is declared twice, or asked for without being declared: a mistake in the code, found at start-up."""


def allow(permission: str, *predicates: Predicate, says: str) -> None:
    """Pair a permission with predicates; any that holds grants it. `says` describes it in a sentence."""
    name = str(permission)
    if name in _policy:
        raise PolicyError(f"The permission {name!r} is declared twice.")
    _policy[name] = predicates
    _described[name] = says


def is_declared(permission: str) -> bool:
    """Whether some app has declared the permission."""
    return str(permission) in _policy


def policy_table() -> dict[str, tuple[str, tuple[Predicate, ...]]]:
    """Permission -> (sentence, predicates), for the generated page and the tests."""
    return {name: (_described[name], _policy[name]) for name in sorted(_policy)}


def allows(actor: Actor, permission: str, subject: Any = None) -> bool:
    """Whether the actor may. An undeclared permission is a PolicyError, never a silent yes or no."""
    name = str(permission)
    if name not in _policy:
        raise PolicyError(f"The permission {name!r} is not declared in any policy.py.")
    return any(predicate(actor, subject) for predicate in _policy[name])


def require(actor: Actor, permission: str, subject: Any = None, *, hide: bool = False) -> None:
    """Refuse unless the actor may: Denied, or NotFound where even existence is secret (`hide`)."""
    if not allows(actor, permission, subject):
        raise NotFound() if hide else Denied(str(permission))


def has_role(*roles: Role) -> Predicate:
    """The actor holds one of the roles: in an office of the subject where the subject has offices, else anywhere."""

    def test(actor: Actor, subject: Any) -> bool:
        offices = getattr(subject, "offices", None)
        for assignment in actor.assignments:
            if assignment.role in roles and (
                offices is None or ROLES[assignment.role].national or assignment.office_id in offices
            ):
                return True
        return False

    return Predicate(" or ".join(roles), test, frozenset(roles))


anyone = Predicate("anyone", lambda actor, subject: True)
signed_in = Predicate("any member of staff", lambda actor, subject: actor.kind == "staff")
is_service = Predicate("the system itself", lambda actor, subject: actor.kind == "service")
is_party = Predicate("somebody of an organisation", lambda actor, subject: actor.kind == "party")
is_person = Predicate("the person, in the portal", lambda actor, subject: actor.kind == "person")
own_file = Predicate(
    "the person, own file",
    lambda actor, subject: (
        actor.kind == "person"
        and actor.person_id is not None
        and (subject is SOME or getattr(subject, "person_id", None) == actor.person_id)
    ),
)
participant = Predicate(
    "named on the file",
    lambda actor, subject: (
        actor.account_id is not None
        and (
            (subject is SOME and Role.GUARDIAN in actor.roles)
            or actor.account_id in (getattr(subject, "participants", None) or ())
        )
    ),
)
