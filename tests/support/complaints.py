# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who complain, and people who answer complaints, for tests."""

import datetime as dt
import uuid
from typing import Any

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, PortalAccess, RoleAssignment
from panah.foundation.accounts.sign_in import actor_of, actor_of_access
from panah.foundation.complaints.sending import Sent, complain
from tests.support.world import World, receive

WORDS = "The officer at the second window laughed at what I told."


def account(
    world: World, login: str, role: Role, office: str, *, holder: Holder | None = None, ended: bool = False
) -> Account:
    """One more account with a role in an office; `ended` long ago."""
    today = clock.today()
    made = Account.objects.create(
        login=login,
        holder=holder or Holder.objects.create(name=f"{login} Test", sex="F"),
        language="en",
        ends_on=today + dt.timedelta(days=300),
        opened_on=today - dt.timedelta(days=1000),
        password=world.accounts["registrar"].password,
    )
    RoleAssignment.objects.create(
        account=made,
        role=role,
        office=world.offices[office],
        # After what ended: two roles that do not go together may follow each other.
        starts_on=today - dt.timedelta(days=3000 if ended else 700),
        ends_on=today - dt.timedelta(days=800) if ended else today + dt.timedelta(days=3000),
    )
    world.accounts[login] = made
    world.actors[login] = actor_of(made)
    return made


def outsider(world: World, login: str = "reader-elsewhere", office: str = "return") -> Account:
    """Somebody who answers complaints and is of another office than `data_protection`, who is of the central one."""
    return account(world, login, Role.DATA_PROTECTION, office)


def person(world: World, typed: Any = None) -> Actor:
    """Somebody of asylum who can sign in to the portal."""
    person_id = receive(world, typed).people[0].person_id
    with world.seeing_all():
        return actor_of_access(PortalAccess.objects.get(person_id=person_id, ended_at=None))


def said(world: World, office: str = "", **more: Any) -> dict[str, Any]:
    """What is typed, about an office by its code or about none."""
    return {
        "about": "person",
        "office": str(world.offices[office].pk) if office else "",
        "words": WORDS,
        "wish": "",
    } | more


def sent(world: World, actor: Actor, office: str = "", **more: Any) -> Sent:
    """A complaint by the portal."""
    with acting(actor, "complaint"):
        return complain(actor=actor, data=said(world, office, **more), request_id=uuid.uuid4())
