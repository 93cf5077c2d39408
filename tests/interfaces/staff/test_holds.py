# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on which data protection stops an erasure, and lets it go on: each time two people (DP-11, FE-01)."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.privacy.models import LegalHold
from panah.foundation.privacy.services import ask_to_end_hold, confirm_hold, end_hold, propose_hold
from tests.support.world import World, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world: World) -> Callable[..., Any]:
    """Lets another officer of data protection do something."""
    who = uuid.uuid4()
    seat = (Assignment(Role.DATA_PROTECTION, world.offices["central"].pk),)

    def does(service: Callable[..., Any], **what: Any) -> Any:
        with acting(Actor(kind="staff", account_id=who, holder_id=who, assignments=seat), "test") as officer:
            return service(actor=officer, **what)

    return does


def test_a_hold_is_set_and_ended_on_the_page_by_two_people(world: World, enter: Any, other: Callable[..., Any]) -> None:
    person_id = receive(world).people[0].person_id
    page = enter("data_protection")
    until = clock.today() + dt.timedelta(days=30)
    when = {"until-day": until.day, "until-month": until.month, "until-year": until.year}
    assert page.post("/retention/", {"person": str(person_id), "reason": "court", **when}).status_code == 302
    hold = _only(world)
    shown = page.get("/retention/").content.decode()
    assert 'value="end"' in shown
    assert "Take back" in shown
    assert 'value="confirm"' not in shown
    assert page.post("/retention/", {"hold": hold, "do": "confirm"}).status_code == 422
    assert page.post("/retention/", {"hold": hold, "do": "delete"}).status_code == 400
    other(confirm_hold, hold_id=uuid.UUID(hold))
    refused = page.post("/retention/", {"hold": hold, "do": "end"})
    assert refused.status_code == 422
    assert "another person must agree" in refused.content.decode()
    asked = page.post("/retention/", {"hold": hold, "do": "ask"}, follow=True).content.decode()
    assert "It stands until another person agrees" in asked
    assert "its end is asked for" in asked
    assert 'value="keep"' in asked
    assert "Agree that it ends" not in asked
    assert page.post("/retention/", {"hold": hold, "do": "end"}).status_code == 422
    page.post("/retention/", {"hold": hold, "do": "keep"})
    other(ask_to_end_hold, hold_id=uuid.UUID(hold))
    shown = page.get("/retention/").content.decode()
    assert "Agree that it ends" in shown
    assert "Keep it held" in shown
    assert page.post("/retention/", {"hold": hold, "do": "end"}).status_code == 302
    assert "Nothing is held." in page.get("/retention/").content.decode()


def test_what_was_only_proposed_is_declined_by_the_second_person_alone(
    world: World, enter: Any, other: Callable[..., Any]
) -> None:
    person_id = receive(world).people[0].person_id
    page = enter("data_protection")
    hold = other(propose_hold, person_id=person_id, reason="court", until=clock.today() + dt.timedelta(days=30))
    shown = page.get("/retention/").content.decode()
    assert "Decline" in shown
    assert 'value="confirm"' in shown
    assert page.post("/retention/", {"hold": str(hold.pk), "do": "end"}).status_code == 302
    assert "Nothing is held." in page.get("/retention/").content.decode()
    again = other(propose_hold, person_id=person_id, reason="court", until=clock.today() + dt.timedelta(days=30))
    other(end_hold, hold_id=again.pk)
    assert "Nothing is held." in page.get("/retention/").content.decode()


def _only(world: World) -> str:
    with world.acting("data_protection"):
        return str(LegalHold.objects.get().pk)
