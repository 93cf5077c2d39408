# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which two roles nobody may hold together, as a lawyer reads it; refused by the service and by PostgreSQL, for one natural person
with two accounts as well (standards 5.2: who assesses a claim and who removes, who decides and who hears the appeal, who runs the
system and who watches over the data)."""

import datetime as dt
import itertools
import uuid

import pytest
from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.roles import INCOMPATIBLE, Role, incompatible
from panah.foundation.accounts.models import Account, Holder, RoleAssignment
from panah.foundation.accounts.services import AccountError, assign_role
from tests.support.world import World, make_world

ASYLUM = "registrar case_officer reviewer head_of_unit appeal_officer"
STAY = "stay_officer stay_reviewer stay_head"
RETURN = "return_officer return_head"
APART: dict[str, str] = {
    # Who knows of a claim has no part in a removal.
    "return_officer": ASYLUM,
    "return_head": ASYLUM,
    # The second look is somebody else's.
    "appeal_officer": "case_officer reviewer head_of_unit",
    "stay_appeal_officer": f"{STAY} {RETURN} opinion_officer",
    "opinion_officer": STAY,
    # Who stands by a person decides nothing about anybody.
    "guardian": f"{ASYLUM} {RETURN} interpreter",
    "interpreter": f"{ASYLUM} guardian",
    # Who runs the system, and who watches over the data, does nothing else; nor does who applies for others.
    "administrator": "everybody else",
    "data_protection": "everybody else",
    "employer": "everybody else",
}
PAIRS = {
    frozenset({one, other})
    for one, others in APART.items()
    for other in ([role.value for role in Role if role != one] if others == "everybody else" else others.split())
}


@pytest.fixture
def world(db: None) -> World:
    """Offices and accounts."""
    return make_world()


def test_the_pairs_are_those_of_the_table() -> None:
    assert {frozenset(role.value for role in pair) for pair in INCOMPATIBLE} == PAIRS
    for one, other in itertools.product(Role, Role):
        assert incompatible(one.value, other.value) == (frozenset({one.value, other.value}) in PAIRS and one != other)


def _account(world: World, holder: Holder) -> Account:
    some = world.accounts["case_officer"]
    return Account.objects.create(
        holder=holder,
        login=f"x-{uuid.uuid4().hex[:12]}",
        language="en",
        password="!",
        ends_on=some.ends_on,
    )


def test_postgres_refuses_every_pair_and_nothing_else(world: World) -> None:
    """Behind the service's back, with an account of its own for each of the two roles."""
    today = clock.today()
    days = {"starts_on": today, "ends_on": today + dt.timedelta(days=9)}
    office = world.offices["first"]
    with world.acting("administrator"):
        for one, other in itertools.permutations(Role, 2):
            holder = Holder.objects.create(name="Sınaqlı", sex="X")
            first, second = _account(world, holder), _account(world, holder)
            RoleAssignment.objects.create(account=first, role=one, office=office, **days)
            try:
                with transaction.atomic():
                    RoleAssignment.objects.create(account=second, role=other, office=office, **days)
                refused = False
            except IntegrityError as error:
                refused = "incompatible_roles" in str(error)
            assert refused == (frozenset({one.value, other.value}) in PAIRS), (one, other)


def test_the_service_says_what_to_do_and_days_that_do_not_meet_are_no_conflict(world: World) -> None:
    holder = Holder.objects.create(name="Sınaqlı", sex="X")
    today = clock.today()
    with world.acting("administrator") as admin:
        first, second = _account(world, holder), _account(world, holder)
        given = {"actor": admin, "office_id": world.offices["first"].pk}
        soon, later = today + dt.timedelta(days=10), today + dt.timedelta(days=20)
        assign_role(account_id=first.pk, role=Role.STAY_OFFICER, starts_on=today, ends_on=soon, **given)
        with pytest.raises(AccountError, match="End the other role first"):
            assign_role(account_id=second.pk, role=Role.STAY_APPEAL_OFFICER, starts_on=today, ends_on=later, **given)
        assign_role(account_id=second.pk, role=Role.STAY_APPEAL_OFFICER, starts_on=soon, ends_on=later, **given)
