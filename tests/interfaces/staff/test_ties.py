# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever is close to a person is shut out at every door, with the answer that everybody gets for what is not there (PZ-10)."""

import re
import uuid
from typing import Any

import pytest

from panah.casework.models import Case
from panah.foundation.audit.models import Event
from panah.foundation.oversight.models import Tie
from panah.foundation.oversight.watch import watching
from tests.interfaces.api.conftest import Caller
from tests.interfaces.staff.conftest import Enter
from tests.support.world import World, receive

_CHANCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|data-session-left="[^"]*"')


@pytest.fixture
def came(world: World) -> Any:
    """A claim that was given to the case officer."""
    made = receive(world).people[0]
    with world.seeing_all():
        Case.objects.filter(pk=made.case_id).update(assigned_to=world.accounts["case_officer"].pk)
    return made


def body(answer: Any) -> str:
    return _CHANCE.sub("", answer.content.decode())


def refusals(world: World) -> int:
    with watching():
        return Event.objects.filter(
            verb="denied", subject_type="tie", account_id=world.accounts["case_officer"].pk
        ).count()


def test_one_button_on_the_file_shuts_it_at_every_door(world: World, enter: Enter, came: Any) -> None:
    officer = enter("case_officer")
    doors = [
        f"/files/{came.case_id}/",
        f"/files/{came.case_id}/timeline/",
        f"/files/{came.case_id}/register/",
        f"/people/{came.person_id}/",
        f"/people/{came.person_id}/then/",
        f"/ties/new/{came.person_id}/",
    ]
    page = officer.get(doors[0]).content.decode()
    assert f'action="/ties/new/{came.person_id}/"' in page
    assert 'name="kind" value="family"' in page
    found = officer.post("/people/", {"query": "Leyla Nur Qarayeva"}).content.decode()
    assert str(came.person_id) in found
    sent = officer.post(f"/ties/new/{came.person_id}/", {"kind": "family"})
    assert (sent.status_code, sent["Location"]) == (302, "/ties/")
    shown = officer.get("/ties/").content.decode()
    assert "Family, or once family" in shown
    assert "Qarayeva" not in shown
    before = refusals(world)
    for address in doors:
        answer = officer.get(address)
        nothing = officer.get(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid.uuid4()), address))
        assert (answer.status_code, nothing.status_code) == (404, 404), address
        # One answer, which says to everybody which files are never opened and where one's own is read.
        assert body(answer) == body(nothing)
        assert "Your own you read in the portal" in answer.content.decode()
    assert refusals(world) == before + len(doors)
    assert str(came.person_id) not in officer.post("/people/", {"query": "Leyla Nur Qarayeva"}).content.decode()
    assert str(came.case_id) not in officer.get("/basket/").content.decode()
    # A colleague goes on.
    assert enter("case_officer2").get(doors[0]).status_code == 200


def test_the_api_shuts_it_too_and_takes_no_step(world: World, came: Any) -> None:
    caller = Caller(world, "case_officer")
    version = caller.get(f"/cases/{came.case_id}").json()["version"]
    answer = caller.post("/ties", {"person_id": came.person_id, "kind": "business", "until": None})
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "kind", "said_at", "until", "stands"}
    for path in (f"/cases/{came.case_id}", f"/persons/{came.person_id}"):
        refused = caller.get(path)
        nothing = caller.get(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid.uuid4()), path))
        assert (refused.status_code, refused.content) == (404, nothing.content)
        assert "Your own you read in the portal" in refused.json()["detail"]
    step = caller.perform(came.case_id, "register", {}, version)
    assert step.status_code == 404
    assert caller.post("/ties", {"person_id": came.person_id, "kind": "other", "until": None}).status_code == 404
    assert refusals(world) >= 3
    # Nobody records the tie of somebody else but data protection.
    other = str(world.accounts["case_officer2"].pk)
    told = {"person_id": came.person_id, "kind": "own", "until": None, "account_id": other}
    assert caller.post("/ties", told).status_code == 403
    assert Caller(world, "data_protection").post("/ties", told).status_code == 201


def test_the_head_sees_that_the_file_needs_other_hands_and_gives_it(world: World, enter: Enter, came: Any) -> None:
    enter("case_officer").post(f"/ties/new/{came.person_id}/", {"kind": "community"})
    head = enter("head_of_unit")
    listed = head.get("/ties/").content.decode()
    assert "Bəhruz Test" in listed
    assert "needs other hands" in listed
    assert f"/files/{came.case_id}/" in listed
    assert re.search(
        r"People close to you.{0,300}panah-[a-z_-]*count[^>]*>\s*1", head.get("/basket/").content.decode(), re.S
    )
    with world.acting("head_of_unit"):
        tie = Tie.objects.get()
    address = f"/ties/{tie.pk}/"
    assert head.get(address).status_code == 200
    # Somebody else takes it.
    with world.seeing_all():
        Case.objects.filter(pk=came.case_id).update(assigned_to=world.accounts["case_officer2"].pk)
    assert "needs other hands" not in head.get("/ties/").content.decode()
    # Whoever is close neither sees it as somebody else's nor takes it back; nor does the head of another unit.
    officer, other = enter("case_officer"), enter("other_head_of_unit")
    assert officer.post(address, {"why": "over"}).status_code == 403
    assert other.get(address).status_code == 404
    assert other.post(address, {"why": "over"}).status_code == 404
    assert head.post(address, {"why": ""}).status_code == 422
    assert head.post(address, {"why": "over"}).status_code == 302
    assert officer.get(f"/files/{came.case_id}/").status_code == 200


def test_data_protection_records_what_the_watch_found(world: World, enter: Enter, came: Any) -> None:
    dpo = enter("data_protection")
    account = world.accounts["case_officer"]
    typed = {"account": str(account.pk), "person": str(came.person_id), "kind": "own", "until-year": ""}
    assert dpo.post("/ties/", typed | {"account": "x"}).status_code == 422
    assert dpo.post("/ties/", typed).status_code == 302
    assert dpo.post("/ties/", typed).status_code == 422
    assert enter("case_officer").get(f"/files/{came.case_id}/").status_code == 404
    assert enter("case_officer").post("/ties/", typed).status_code == 403
    with watching():
        tie = Tie.objects.get()
    # Who recorded it does not take it back; the head names who works on it.
    assert dpo.post(f"/ties/{tie.pk}/", {"why": "mistake"}).status_code == 422
    head, second = enter("head_of_unit"), enter("case_officer2")
    assert second.get(f"/files/{came.case_id}/").status_code == 404
    assert head.post(f"/ties/{tie.pk}/hand/", {"account": "x"}).status_code == 422
    named = str(world.accounts["case_officer2"].pk)
    assert head.post(f"/ties/{tie.pk}/hand/", {"account": named}).status_code == 302
    assert second.get(f"/files/{came.case_id}/").status_code == 200
    assert head.get(f"/files/{came.case_id}/").status_code == 404
