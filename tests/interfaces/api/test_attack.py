# SPDX-License-Identifier: AGPL-3.0-or-later
"""No request that the description allows or forbids breaks the service, whoever sends it, and none gets in without a key.

`PANAH_ATTACKS=50 ./panah test tests/interfaces/api/test_attack.py` sends fifty times as many.
"""

import datetime as dt
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve

from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, Office, OfficeKind, RoleAssignment
from panah.foundation.accounts.services import issue_token
from panah.foundation.accounts.sign_in import actor_of
from tests.interfaces.api.attacking import TIMES, attack, known_ids, operations, requests, send, target_of
from tests.interfaces.api.conftest import Caller
from tests.support.world import ACCOUNTS, World

ONE_OF_EACH_ROLE = {role: login for login, (role, *_) in reversed(ACCOUNTS.items())}
PARTS = 4
"""So many tests share the operations, for as many processes."""


BESIDE = {Role.OPINION_OFFICER: OfficeKind.OPINION, Role.STAY_APPEAL_OFFICER: OfficeKind.STAY_APPEAL}
"""Roles without an account in the world, and the kind of their office; whoever acts for an organisation is opened by an office."""


def test_every_role_attacks() -> None:
    assert {*Role} == {*ONE_OF_EACH_ROLE, *BESIDE, Role.EMPLOYER}


def keys_of_others(world: World) -> list[str]:
    """A key of each role that the world has no account of."""
    ends_on, keys = clock.today() + dt.timedelta(days=30), []
    for role, kind in BESIDE.items():
        office = Office.objects.create(code=role.value[:20], kind=kind, name_en="x", name_az="x", name_ru="x")
        account = Account.objects.create(
            login=role.value.replace("_", "-"),
            holder=Holder.objects.create(name="Sınaq", sex="F"),
            language="en",
            ends_on=ends_on,
        )
        RoleAssignment.objects.create(
            account=account, role=role, office=office, starts_on=clock.today(), ends_on=account.ends_on
        )
        world.accounts[role.value] = account
        keys.append(Caller(world, role.value).key)
    with world.acting("stay_head") as head:
        ours = residence.open_organisation(actor=head, number="1400000009", name="Sınaq MMC")
        account = residence.name_user(
            actor=head, office_id=ours.pk, login="of-an-organisation", name="Sınaq", language="en", password="a long password",
            ends_on=ends_on,
        )  # fmt: skip
    with acting(actor_of(account), "test") as user, transaction.atomic():
        keys.append(issue_token(actor=user, account=account, label="test", ends_on=ends_on))
    return keys


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_of_the_other_roles_breaks_the_service(
    world: World, part: int, record_property: Callable[[str, object], None]
) -> None:
    known, keys, seen = known_ids(world), keys_of_others(world), set[int]()
    asked = operations()[part::PARTS]
    record_property("attacked", "API: right and wrong requests with the key of each role")
    record_property("sent", len(asked) * TIMES * 3 * len(keys))
    for operation in asked:
        seen |= attack(operation, known, keys, many=3)
    assert {403, 404} <= seen


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_breaks_the_service(world: World, part: int, record_property: Callable[[str, object], None]) -> None:
    """Never an error of the server, never an answer that is not described, whoever's key is shown."""
    known = known_ids(world)
    keys = [Caller(world, login).key for login in ONE_OF_EACH_ROLE.values()]
    own = Caller(world, "case_officer").key
    seen: set[int] = set()
    asked = operations()[part::PARTS]
    record_property("attacked", "API: right and wrong requests with the key of each role")
    record_property("sent", len(asked) * TIMES * (12 + 3 * len(keys)))
    for operation in asked:
        seen |= attack(operation, known, [own], many=12) | attack(operation, known, keys, many=3)
    assert {200, 403, 404, 422} <= seen


@pytest.mark.parametrize(
    "shown", ["nothing", "nonsense", "an ended key", "a key of an ended account", "a key of a closed account"]
)
def test_authentication_is_never_ignored(
    world: World, shown: str, record_property: Callable[[str, object], None]
) -> None:
    """Every operation answers 401 before it looks at anything else."""
    known = known_ids(world)
    key = Caller(world, "case_officer").key
    account, late = world.accounts["case_officer"], dt.timedelta()
    if shown == "nothing":
        key = ""
    elif shown == "nonsense":
        key = "x" * len(key)
    elif shown == "an ended key":
        late = dt.timedelta(days=31)
    else:
        with world.seeing_all(), transaction.atomic():
            if shown == "a key of an ended account":
                account.ends_on = clock.today()
            else:
                account.is_active = False
            account.save()
    asked = 0
    for operation in operations():
        for case in requests(operation, known, 2):
            try:
                resolve(unquote(target_of(case)))
            except Resolver404:
                continue  # an address that is nobody's door
            with clock.moved_to(clock.now() + late):
                answer = send(case, key)
            assert answer.status_code == 401, (case.method, case.path, answer.status_code)
            asked += 1
    assert asked > len(operations())
    record_property("attacked", f"API: {shown} instead of a key")
    record_property("sent", asked)
