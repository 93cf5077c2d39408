# SPDX-License-Identifier: AGPL-3.0-or-later
"""A role that two people give, walked on the pages: asked for, seen by a second person, agreed to, declined, taken back."""

import datetime as dt
import re
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.accounts.models import Account, RoleAssignment, RoleRequest
from tests.interfaces.staff.conftest import Enter
from tests.interfaces.staff.test_accounts import role
from tests.support.world import World

WHY = "Two officers left in autumn."
PAGE = re.compile(r'href="(/role-requests/[0-9a-f-]{36}/)"')


@pytest.fixture(autouse=True)
def _opened_before(world: World) -> None:
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))


def ask(enter: Enter, world: World, **more: str) -> Any:
    account = world.accounts["displaced_officer"].pk
    return enter("administrator").post(
        f"/accounts/{account}/roles/", role(world, "case_officer", **({"reason": WHY} | more))
    )


def held() -> bool:
    return RoleAssignment.objects.filter(account__login="displaced-officer", role="case_officer").exists()


def test_it_is_asked_for_with_a_reason_and_opens_nothing(enter: Enter, world: World) -> None:
    empty = ask(enter, world, reason="")
    assert empty.status_code == 422
    assert 'href="#reason"' in empty.content.decode()
    assert ask(enter, world).status_code == 302
    assert not held()
    text = enter("administrator").get(f"/accounts/{world.accounts['displaced_officer'].pk}/").content.decode()
    assert "Waiting for a second person" in text
    assert "Case officer (two people)" in text
    assert "Interpreter (two people)" not in text
    assert "Take back" in text
    twice = ask(enter, world)
    assert twice.status_code == 422
    assert "asked for already" in twice.content.decode()


def test_a_second_person_sees_the_whole_and_agrees(enter: Enter, world: World) -> None:
    head = enter("head_of_unit")
    assert "Nobody waits." in head.get("/role-requests/").content.decode()
    ask(enter, world)
    text = head.get("/role-requests/").content.decode()
    for said in ("Ziba Test", "Samir Test", "Case officer", "The first office", WHY):
        assert said in text
    (address,) = PAGE.findall(text)
    shown = head.get(address).content.decode()
    for said in ("Ziba Test", "displaced-officer", "Samir Test", "Case officer", "The first office", WHY):
        assert said in shown
    nothing = head.post(address, {})
    assert nothing.status_code == 422
    assert {'href="#reply"', 'href="#reason"'} <= set(re.findall(r'href="#\w+"', nothing.content.decode()))
    assert not held()
    assert head.post(address, {"reply": "yes", "reason": "I know the desk."})["Location"] == "/role-requests/"
    assert held()
    after = head.get(address).content.decode()
    assert "I know the desk." in after
    assert "Fikrət Test" in after
    assert "<textarea" not in after
    late = enter("return_head").post(address, {"reply": "no", "reason": "Late."})
    assert late.status_code == 422
    assert "answered already" in late.content.decode()
    assert RoleRequest.objects.get().state == "agreed"


def test_whoever_asked_is_shown_no_question_and_refused_an_answer(enter: Enter, world: World) -> None:
    ask(enter, world)
    admin = enter("administrator")
    assert PAGE.findall(admin.get("/role-requests/").content.decode()) == []
    address = f"/role-requests/{RoleRequest.objects.get().pk}/"
    assert "<textarea" not in admin.get(address).content.decode()
    refused = admin.post(address, {"reply": "yes", "reason": "Myself."})
    assert refused.status_code == 422
    assert "neither who asked" in refused.content.decode()
    assert not held()
    assert enter("registrar").get("/role-requests/").status_code == 403
    assert enter("head_of_unit").get("/role-requests/01890000-0000-7000-8000-000000000000/").status_code == 404


def test_it_is_declined_or_taken_back(enter: Enter, world: World) -> None:
    ask(enter, world)
    one = RoleRequest.objects.get()
    enter("data_protection").post(f"/role-requests/{one.pk}/", {"reply": "no", "reason": "There is no such desk."})
    one.refresh_from_db()
    assert (one.state, one.decided_reason) == ("declined", "There is no such desk.")
    ask(enter, world)
    two, admin = RoleRequest.objects.get(state="waiting"), enter("administrator")
    assert admin.post(f"/accounts/{world.accounts['registrar'].pk}/asked/{two.pk}/").status_code == 404
    assert admin.post(f"/accounts/{two.account_id}/asked/{two.pk}/").status_code == 302
    two.refresh_from_db()
    assert two.state == "withdrawn"
    again = admin.post(f"/accounts/{two.account_id}/asked/{two.pk}/", follow=True)
    assert "taken back" in again.content.decode()
    assert "taken back" in enter("head_of_unit").get(f"/role-requests/{two.pk}/").content.decode()
    assert not held()
