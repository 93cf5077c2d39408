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

from panah.foundation import clock
from panah.foundation.access.roles import Role
from tests.interfaces.api.attacking import TIMES, attack, known_ids, operations, requests, send, target_of
from tests.interfaces.api.conftest import Caller
from tests.support.world import ACCOUNTS, World

ONE_OF_EACH_ROLE = {role: login for login, (role, *_) in reversed(ACCOUNTS.items())}
PARTS = 4
"""So many tests share the operations, for as many processes."""


def test_every_role_that_has_an_account_in_the_world_attacks() -> None:
    assert {*Role} - {*ONE_OF_EACH_ROLE} == {Role.EMPLOYER, Role.OPINION_OFFICER, Role.STAY_APPEAL_OFFICER}


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
