# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that see what is of class C5: one person asks, a second natural person agrees, PostgreSQL holds them to it (FE-01, FE-02)."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import CLASSES, Compartment, Role, needs_two_people
from panah.foundation.accounts import role_requests
from panah.foundation.accounts.models import Account, Holder, RoleAssignment, RoleRequest
from panah.foundation.accounts.nameless import take_names
from panah.foundation.accounts.services import AccountError, assign_role, end_account, end_role
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.audit.models import Event, Verb
from panah.foundation.database.founding import open_founding, shut_founding
from panah.interfaces.cli.seed.country import founder
from panah.register.models import Guardianship, SpecificNeed
from tests.support.world import World

WHY = "The desk is one officer short."
TWO = {"registrar", "case_officer", "reviewer", "head_of_unit", "appeal_officer", "data_protection"}


@pytest.fixture(autouse=True)
def _opened_before(world: World) -> None:
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))


def wanted(world: World, login: str = "displaced_officer", role: Role = Role.CASE_OFFICER) -> dict[str, Any]:
    today = clock.today()
    return {
        "account_id": world.accounts[login].pk,
        "role": role,
        "office_id": world.offices["first"].pk,
        "starts_on": today,
        "ends_on": today + dt.timedelta(days=60),
    }


def asked(world: World, login: str = "displaced_officer", **more: Any) -> RoleRequest:
    with world.acting("administrator") as actor:
        return role_requests.ask(actor=actor, **(wanted(world, login) | {"reason": WHY} | more))


def answered(
    world: World, one: RoleRequest, login: str = "head_of_unit", *, agree: bool = True, reason: str = "I know."
) -> Any:
    with world.acting(login) as actor:
        return role_requests.answer(actor=actor, asked_id=one.pk, agree=agree, reason=reason)


def changes(world: World) -> list[str]:
    with world.acting("data_protection"):
        events = Event.objects.filter(verb=Verb.RIGHTS, detail__has_key="role").order_by("at", "pk")
        return [event.detail["change"] for event in events]


def test_which_roles_two_people_give_follows_from_what_they_see() -> None:
    assert {role.value for role in Role if needs_two_people(role)} == TWO
    assert set(CLASSES) == set(Compartment)
    # What the tables behind the compartments say of themselves.
    assert CLASSES[Compartment.NEEDS] == SpecificNeed.privacy.data_class
    assert CLASSES[Compartment.CHILD] == Guardianship.privacy.data_class


def test_a_role_is_asked_for_and_given_as_it_was_asked_when_a_second_person_agrees(world: World) -> None:
    one = asked(world)
    account = world.accounts["displaced_officer"]
    assert set(account.roles.values_list("role", flat=True)) == {"displaced_officer"}
    with world.acting("head_of_unit") as actor:
        assert role_requests.count_waiting(actor) == 1
    given = answered(world, one)
    assert (given.pk, given.role, given.office_id, given.starts_on, given.ends_on, given.given_by) == (
        one.pk, "case_officer", one.office_id, one.starts_on, one.ends_on, world.accounts["administrator"].pk,
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.decided_by, one.decided_reason) == (
        "agreed",
        world.accounts["head_of_unit"].holder,
        "I know.",
    )
    assert changes(world) == ["role_asked", "role_agreed"]
    # Once.
    with pytest.raises(AccountError):
        answered(world, one, "return_head")
    with world.acting("administrator") as actor:
        with pytest.raises(AccountError):
            role_requests.take_back(actor=actor, asked_id=one.pk)
        assert not end_role(actor=actor, assignment_id=given.pk).holds_on(clock.today())


def test_one_person_alone_gives_no_such_role(world: World) -> None:
    with world.acting("administrator") as actor:
        for role in Role:
            if role.value in TWO:
                with pytest.raises(AccountError, match="second person"):
                    assign_role(actor=actor, **wanted(world, role=role))
        # What sees less is given as ever, and is not asked for.
        assign_role(actor=actor, **wanted(world, role=Role.STAY_OFFICER))
        with pytest.raises(AccountError, match="One person"):
            role_requests.ask(actor=actor, **wanted(world, role=Role.STAY_OFFICER), reason=WHY)
    assert not RoleRequest.objects.exists()


def test_the_second_person_is_neither_who_asked_nor_who_gets_it_nor_somebody_of_today(world: World) -> None:
    one = asked(world, "stay_officer", role=Role.HEAD_OF_UNIT)
    with pytest.raises(AccountError, match="neither who asked"):
        answered(world, one, "administrator")
    for login in ("registrar", "case_officer", "stay_officer", "policy_analyst"):
        with pytest.raises(Denied):
            answered(world, one, login)
    # Another account of whoever asked, and one of whoever gets it, are no second person.
    head = world.accounts["head_of_unit"]
    own = head.holder
    for login in ("administrator", "stay_officer"):
        Account.objects.filter(pk=head.pk).update(holder=world.accounts[login].holder)
        other = actor_of(Account.objects.get(pk=head.pk))
        assert role_requests.count_waiting(other) == 0
        with acting(other, "test"), pytest.raises(AccountError, match="neither who asked"):
            role_requests.answer(actor=other, asked_id=one.pk, agree=True, reason="Me.")
    Account.objects.filter(pk=head.pk).update(holder=own, opened_on=clock.today())
    with pytest.raises(AccountError, match="opened today"):
        answered(world, one)
    with pytest.raises(AccountError) as empty:
        answered(world, one, "return_head", reason="  ")
    assert empty.value.field == "reason"
    assert answered(world, one, "data_protection").role == "head_of_unit"


def test_it_is_declined_taken_back_or_falls_after_three_days(world: World) -> None:
    declined = asked(world)
    # The same does not wait twice; another office is another request.
    with pytest.raises(AccountError, match="waits"):
        asked(world)
    elsewhere = asked(world, office_id=world.offices["second"].pk)
    assert answered(world, declined, agree=False, reason="I know of no such need.") is None
    with world.acting("registrar") as actor, pytest.raises(Denied):
        role_requests.take_back(actor=actor, asked_id=elsewhere.pk)
    with world.acting("administrator") as actor:
        role_requests.take_back(actor=actor, asked_id=elsewhere.pk)
        assert role_requests.waiting_for(actor=actor, account_id=declined.account_id) == []
        with pytest.raises(NotFound):
            role_requests.take_back(actor=actor, asked_id=uuid.uuid4())
    fallen = asked(world)
    with clock.moved_to(fallen.ends_at):
        with pytest.raises(AccountError, match="its time is over"):
            answered(world, fallen)
        with world.acting("head_of_unit") as actor:
            assert role_requests.waiting(actor=actor) == []
        asked(world)
    assert fallen.ends_at - fallen.asked_at == dt.timedelta(hours=72)
    assert sorted(RoleRequest.objects.values_list("state", flat=True)) == ["declined", "lapsed", "waiting", "withdrawn"]
    assert not RoleAssignment.objects.filter(account_id=fallen.account_id, role="case_officer").exists()
    assert changes(world) == [
        "role_asked",
        "role_asked",
        "role_declined",
        "role_taken_back",
        "role_asked",
        "role_asked",
    ]


def test_pairs_are_looked_at_when_it_is_asked_for_and_again_when_it_is_agreed_to(world: World) -> None:
    with pytest.raises(AccountError, match="second look"):
        asked(world, "return_officer")
    one = asked(world, "stay_officer")
    with world.acting("administrator") as actor:
        assign_role(actor=actor, **wanted(world, "stay_officer", Role.RETURN_OFFICER))
    with pytest.raises(AccountError, match="second look"):
        answered(world, one)
    one.refresh_from_db()
    assert one.state == "waiting"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"starts_on": dt.date(2200, 1, 1)}, "ends_on"),
        ({"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2020, 2, 1)}, "ends_on"),
    ],
)
def test_what_cannot_be_is_not_asked_for(world: World, more: dict[str, Any], field: str) -> None:
    with pytest.raises(AccountError) as wrong:
        asked(world, **more)
    assert wrong.value.field == field


def test_an_account_that_opens_nothing_is_given_nothing(world: World) -> None:
    one = asked(world)
    with world.acting("administrator") as actor:
        end_account(actor=actor, account_id=one.account_id)
    with pytest.raises(AccountError, match="switched off"):
        asked(world, office_id=world.offices["second"].pk)
    with pytest.raises(AccountError, match="opens nothing"):
        answered(world, one)
    assert answered(world, one, agree=False) is None


def test_the_database_lets_nothing_be_changed_and_nobody_agree_alone(world: World) -> None:
    one = asked(world)
    mine, now = RoleRequest.objects.filter(pk=one.pk), clock.now()
    second = world.accounts["head_of_unit"].holder
    good = {"state": "agreed", "decided_by": second, "decided_at": now, "decided_reason": "x"}
    for change in (
        {"role": "reviewer"},
        {"office": world.offices["second"]},
        {"ends_on": one.ends_on + dt.timedelta(days=1)},
        {"reason": "another"},
        {"ends_at": now + dt.timedelta(days=9)},
        good | {"decided_by": one.asked_by},
        good | {"decided_by": one.of_holder},
        good | {"decided_by": None},
        good | {"decided_at": None},
        good | {"decided_reason": ""},
        good | {"decided_at": one.ends_at},
        {"state": "lapsed", "decided_at": now},
        {"decided_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.delete()
    one.pk, one.role, one.state, one.decided_by, one.decided_at, one.decided_reason = (
        uuid.uuid4(),
        "reviewer",
        *good.values(),
    )
    with pytest.raises(IntegrityError, match="begins by waiting"), transaction.atomic():
        one.save(force_insert=True)


def test_the_database_refuses_a_role_that_nobody_agreed_to(world: World) -> None:
    one = asked(world)
    row: dict[str, Any] = wanted(world) | {"given_by": world.accounts["administrator"].pk}

    def put(**more: Any) -> RoleAssignment:
        with transaction.atomic():
            return RoleAssignment.objects.create(**(row | more))

    # Data protection goes with no other role: asked of somebody who holds none.
    holder = Holder.objects.create(name="Bare Test", sex="F")
    bare = Account.objects.create(login="bare", holder=holder, ends_on=clock.today() + dt.timedelta(days=300))
    for role in Role:
        if role.value in TWO:
            with pytest.raises(IntegrityError, match="two people give this role"):
                put(role=role, id=one.pk, account_id=bare.pk)
    answered(world, one, agree=False)
    with pytest.raises(IntegrityError, match="two people"):
        put(id=one.pk)
    given = answered(world, asked(world))
    for more in ({}, {"id": given.pk}, {"office_id": world.offices["second"].pk}):
        with pytest.raises(IntegrityError):
            put(**more)
    small = put(role=Role.STAY_OFFICER)
    for change in ({"role": "case_officer"}, {"role": "reviewer"}):
        with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
            RoleAssignment.objects.filter(pk=small.pk).update(**change)
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        RoleAssignment.objects.filter(pk=given.pk).update(ends_on=given.ends_on + dt.timedelta(days=1))


def test_the_system_itself_founds_a_country_and_no_person_stands_as_who_gave_it(world: World) -> None:
    with acting(founder(), "test") as actor:
        assert assign_role(actor=actor, **wanted(world)).given_by is None
    with acting(service_actor("accounts"), "test") as actor, pytest.raises(Denied):
        assign_role(actor=actor, **wanted(world))


def test_nobody_gives_such_a_role_by_not_saying_who_gives_it(world: World, owner_connection: Any) -> None:
    """What founded the country is shut afterwards, and the application cannot open it."""
    holder = Holder.objects.create(name="Bare Test", sex="F")
    bare = Account.objects.create(login="bare", holder=holder, ends_on=clock.today() + dt.timedelta(days=300))
    row: dict[str, Any] = wanted(world) | {"given_by": None, "account_id": bare.pk}
    shut_founding(owner_connection)
    try:
        for role in TWO:
            with pytest.raises(IntegrityError, match="two people give this role"), transaction.atomic():
                RoleAssignment.objects.create(**(row | {"role": role}))
        with (
            pytest.raises(ProgrammingError, match="permission denied for schema"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "CREATE OR REPLACE FUNCTION panah_founding() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true'"
            )
        RoleAssignment.objects.create(**(row | {"role": "stay_officer"}))
    finally:
        open_founding(owner_connection)


def test_the_request_goes_with_the_name(world: World) -> None:
    one = asked(world)
    answered(world, one)
    Account.objects.filter(pk=one.account_id).update(is_active=False)
    later = clock.now().replace(year=clock.now().year + 14)
    with clock.moved_to(later):
        assert take_names(later) >= 1
    assert not RoleRequest.objects.exists()
    assert RoleAssignment.objects.filter(pk=one.pk).exists()
